"""What an apprentice is told when their evidence is judged, and judged again."""

from accounts.models import NoticeKind
from accounts.telling import tell
from assessments.models import Decision, Marking, Reopening
from portfolio.models import Evidence, Revision


def tell_marked(evidence: Evidence, marking: Marking) -> None:
    title = marking.revision.title
    if marking.outcome == Marking.Outcome.ACCEPTED:
        text = f"Your piece “{title}” was accepted."
    else:
        text = f"Your piece “{title}” came back with feedback: it needs some more work."
    _tell(evidence, NoticeKind.MARKED, text, marking.pk)


def tell_corrected(evidence: Evidence, decision: Decision) -> None:
    place = f"{decision.claim.ksb.code} in “{decision.claim.revision.title}”"
    outcome = decision.get_outcome_display().lower()
    text = f"{decision.assessor} corrected the decision on {place}: {outcome}."
    _tell(evidence, NoticeKind.CORRECTED, text, decision.pk)


def tell_reopened(evidence: Evidence, revision: Revision, reopening: Reopening) -> None:
    text = f"{reopening.by} opened your piece “{revision.title}” again, and says why."
    _tell(evidence, NoticeKind.CORRECTED, text, reopening.pk)


def _tell(evidence: Evidence, kind: NoticeKind, text: str, subject_id: object) -> None:
    tell(
        [evidence.apprenticeship.apprentice],
        kind,
        text,
        url=evidence.get_absolute_url(),
        provider_id=evidence.apprenticeship.provider_id,
        subject_id=subject_id,
    )
