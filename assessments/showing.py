"""What somebody is shown before they sign, as data that is kept with their signature."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from assessments.models import SignKind
from assessments.snapshots import revision_snapshot
from portfolio.models import Apprenticeship, Revision
from standards.models import Ksb
from standards.said import verified_codes

MEANS = {
    SignKind.TESTIMONY.value: (
        "By signing you say that you saw this yourself, that what you wrote is true, and that these are your "
        "own words. Your testimony becomes part of {apprentice}’s portfolio."
    ),
    SignKind.CONFIRMATION.value: (
        "By signing you confirm, for the employer, that what is described here happened and is "
        "{apprentice}’s own work."
    ),
    SignKind.BEHAVIOURS.value: (
        "By signing you say that you saw {apprentice} behave like this yourself, where and when you say."
    ),
}
VERIFIES = (
    " The assessment plan has the employer verify the behaviours of {version}: nobody else assesses them, "
    "and what the line manager signs is what counts."
)


def shown_for(
    apprenticeship: Apprenticeship,
    kind: str,
    *,
    revision: Revision | None = None,
    behaviours: Sequence[Ksb] = (),
    asked_by: User | None = None,
    invited: str = "",
    message: str = "",
) -> dict[str, Any]:
    """Everything that stands on the page above the form. `asked_by`: None when nobody asked."""
    apprentice = str(apprenticeship.apprentice)
    return {
        "kind": kind,
        "apprentice": apprentice,
        "employer": apprenticeship.employer.name,
        "standard": apprenticeship.version.standard.title,
        "asked_by": str(asked_by) if asked_by else "",
        "asked_for_oneself": asked_by is not None and asked_by.pk == apprenticeship.apprentice_id,
        "invited": invited,
        "message": message,
        "piece": revision_snapshot(revision) if revision else None,
        "behaviours": [
            {"code": ksb.code, "title": ksb.title, "statement": ksb.statement} for ksb in behaviours
        ],
        "means": MEANS[kind].format(apprentice=apprentice) + _verifies(apprenticeship, kind),
    }


def _verifies(apprenticeship: Apprenticeship, kind: str) -> str:
    """Nothing, where the plan leaves behaviours to evidence."""
    if kind != SignKind.BEHAVIOURS or not verified_codes(apprenticeship.plan.evidence_rules):
        return ""
    return VERIFIES.format(version=apprenticeship.version)


def behaviours_of(apprenticeship: Apprenticeship) -> list[Ksb]:
    """The behaviours of the standard, in their order. One query."""
    return list(Ksb.objects.filter(version=apprenticeship.version_id, kind="B").order_by("position"))


def codes_shown(shown: dict[str, Any]) -> list[str]:
    """What a witness may say they saw: the KSBs that the piece claims, as it was shown."""
    piece = shown.get("piece") or {}
    return [claim["code"] for claim in piece.get("claims", [])]


def files_shown(shown: dict[str, Any]) -> Iterable[dict[str, Any]]:
    files: list[dict[str, Any]] = (shown.get("piece") or {}).get("files", [])
    return files
