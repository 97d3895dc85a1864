"""What others are told when an apprentice does something with evidence."""

from accounts.models import NoticeKind
from accounts.telling import tell
from portfolio.models import Evidence, Revision


def tell_handed_in(evidence: Evidence, revision: Revision) -> None:
    apprenticeship = evidence.apprenticeship
    again = " again" if revision.number > 1 else ""
    tell(
        [apprenticeship.assessor],
        NoticeKind.SUBMITTED,
        f"{apprenticeship.apprentice} handed in “{revision.title}”{again}.",
        url=evidence.get_absolute_url(),
        provider_id=apprenticeship.provider_id,
        subject_id=revision.pk,
    )
