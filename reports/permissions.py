"""Whether this person may have a showcase made, fetched or made again, with the reason when not."""

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship, Evidence
from reports.models import Export
from reports.rules import EXPORT_STATES

NOT_A_VISITOR = refused(
    "Visitors can download a showcase once it has been made. Ask the training provider for one."
)
NOTHING_ACCEPTED = not_now("No piece has been accepted yet, so a PDF would have nothing to show.")


def can_export(user: User, apprenticeship: Apprenticeship, problem: str = "") -> Permission:
    """Start an export: everybody named on the apprenticeship, and the provider's administrators.

    problem: why PDFs cannot be made here just now, as `press.pdf_problem` says it.
    """
    if not _is_named(user, apprenticeship) and not _administers(user, apprenticeship):
        return NOT_A_VISITOR
    if not Evidence.objects.accepted().filter(apprenticeship=apprenticeship).exists():
        return NOTHING_ACCEPTED
    return not_now(problem) if problem else ALLOWED


def can_retry(user: User, export: Export, problem: str = "") -> Permission:
    if (export.state, "retry") not in EXPORT_STATES:
        return not_now("Only an export that did not work can be tried again.")
    return can_export(user, export.apprenticeship, problem)


def can_download(export: Export) -> Permission:
    """Whoever can see an export may have its file, once there is one."""
    if export.state != Export.State.READY:
        return not_now("This export is not ready, so there is nothing to download yet.")
    return ALLOWED


def _is_named(user: User, apprenticeship: Apprenticeship) -> bool:
    return user.pk in {
        apprenticeship.apprentice_id,
        apprenticeship.assessor_id,
        apprenticeship.line_manager_id,
        apprenticeship.iqa_id,
    }


def _administers(user: User, apprenticeship: Apprenticeship) -> bool:
    return apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)
