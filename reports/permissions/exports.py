"""Whether this person may have something made, fetched, stopped or made again, with the reason when not."""

from collections.abc import Mapping

from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship, Evidence
from portfolio.wording import in_words_of
from reports.models import Export
from reports.permissions.about import NOT_OFFERED, Ask, Subject, works_on
from reports.permissions.sheets import can_ask_for_audit_pack, can_ask_for_sheets
from reports.rules import EXPORT_STATES

NOT_A_VISITOR = refused(
    "Visitors can download a showcase once it has been made. Ask the training provider for one."
)
NOTHING_ACCEPTED = not_now("No piece has been accepted yet, so a PDF would have nothing to show.")
NOTHING_CHOSEN = not_now("No accepted piece is chosen for the showcase yet, so a pack would be empty.")
NOT_YOURS_TO_TAKE = refused(
    "Only the apprentice and the provider’s administrators can take the whole portfolio."
)
NOT_YOURS = refused("Whoever asked for this export can cancel it, and so can the provider’s administrators.")


def can_ask_for(kind: str, user: User, subject: Subject, problem: str = "") -> Permission:
    """Have this kind made of this apprenticeship or this provider's cohort.

    problem: why PDFs cannot be made here just now, as `press.pdf_problem` says it.
    """
    ask = ASKING.get(kind)
    return ask(user, subject, problem) if ask else NOT_OFFERED


def can_export(user: User, apprenticeship: Subject, problem: str = "") -> Permission:
    """Have a showcase made: everybody named on the apprenticeship, and the provider's administrators."""
    if not isinstance(apprenticeship, Apprenticeship):
        return NOT_OFFERED
    if not works_on(user, apprenticeship):
        return in_words_of(apprenticeship, NOT_A_VISITOR)
    if not Evidence.objects.accepted().filter(apprenticeship=apprenticeship).exists():
        return NOTHING_ACCEPTED
    return not_now(problem) if problem else ALLOWED


def can_take_away(user: User, apprenticeship: Subject, problem: str = "") -> Permission:  # noqa: ARG001  # as every ask
    """Have the whole portfolio as an archive: whose it is, and the provider that keeps it."""
    if not isinstance(apprenticeship, Apprenticeship):
        return NOT_OFFERED
    is_own = user.pk == apprenticeship.apprentice_id
    is_kept = apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)
    return ALLOWED if is_own or is_kept else NOT_YOURS_TO_TAKE


def can_pack(user: User, apprenticeship: Subject, problem: str = "") -> Permission:
    """Have a pack made for an assessment organisation: of what was chosen, and of nothing else."""
    if not isinstance(apprenticeship, Apprenticeship):
        return NOT_OFFERED
    if not works_on(user, apprenticeship):
        return in_words_of(apprenticeship, NOT_A_VISITOR)
    chosen = Evidence.objects.accepted().filter(apprenticeship=apprenticeship, showcase_item__isnull=False)
    if not chosen.exists():
        return in_words_of(apprenticeship, NOTHING_CHOSEN)
    return not_now(problem) if problem else ALLOWED


def can_prepare(user: User, apprenticeship: Apprenticeship) -> Permission:
    """Look at what is amiss before a showcase is made, and choose what it holds."""
    return ALLOWED if works_on(user, apprenticeship) else in_words_of(apprenticeship, NOT_A_VISITOR)


# Each kind that can be asked for, and who may.
ASKING: Mapping[str, Ask] = {
    Export.Kind.SHOWCASE: can_export,
    Export.Kind.ARCHIVE: can_take_away,
    Export.Kind.SHEETS: can_ask_for_sheets,
    Export.Kind.PACK: can_pack,
    Export.Kind.AUDIT_PACK: can_ask_for_audit_pack,
    Export.Kind.LEAP2A: can_take_away,
}


def can_retry(user: User, export: Export, problem: str = "") -> Permission:
    if (export.state, "retry") not in EXPORT_STATES:
        return not_now("Only an export that did not work or was cancelled can be tried again.")
    return can_ask_for(export.kind, user, subject_of(export), problem)


def can_cancel(user: User, export: Export) -> Permission:
    if (export.state, "cancel") not in EXPORT_STATES:
        return not_now("This export is not being made any more, so there is nothing to cancel.")
    is_administrator = export.of_provider_id in providers_where(user, Role.PROVIDER_ADMIN)
    return ALLOWED if user.pk == export.requested_by_id or is_administrator else NOT_YOURS


def can_download(export: Export) -> Permission:
    """Whoever can see an export may have its file, once there is one."""
    if export.state == Export.State.EXPIRED:
        return not_now("This file is no longer kept. Make the export again to have what is there now.")
    if export.state != Export.State.READY:
        return not_now("This export is not ready, so there is nothing to download yet.")
    return ALLOWED


def subject_of(export: Export) -> Subject:
    return export.provider or export.of_apprenticeship
