"""What others are told when an apprentice does something with evidence."""

from accounts.models import NoticeKind, User
from accounts.telling import tell
from portfolio.models import Evidence, Revision


def tell_handed_in(evidence: Evidence, revision: Revision) -> None:
    """The assessor; and first of all whoever asked for this piece, who then hears of it in that way alone."""
    apprenticeship = evidence.apprenticeship
    handed_in = f"{apprenticeship.apprentice} handed in “{revision.title}”"
    asker = _who_asked(evidence) if revision.number == 1 else None
    if asker is not None:
        _tell(asker, NoticeKind.REQUEST_ANSWERED, f"{handed_in}: you asked for it.", evidence, revision)
    if apprenticeship.assessor != asker:
        again = " again" if revision.number > 1 else ""
        _tell(apprenticeship.assessor, NoticeKind.SUBMITTED, f"{handed_in}{again}.", evidence, revision)


def _who_asked(evidence: Evidence) -> User | None:
    """Requests live in the app above, so the relation is named by string."""
    asked = User.objects.filter(
        evidence_requests__evidence=evidence, evidence_requests__withdrawn_at__isnull=True
    )
    return asked.first()


def _tell(whom: User | None, kind: NoticeKind, text: str, evidence: Evidence, revision: Revision) -> None:
    tell(
        [whom],
        kind,
        text,
        url=evidence.get_absolute_url(),
        provider_id=evidence.apprenticeship.provider_id,
        subject_id=revision.pk,
    )
