"""Who may take which sheet away, with the reason when not."""

from accounts.models import Provider, Role, User
from accounts.people import providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from portfolio.models import Apprenticeship
from reports.permissions.about import NOT_OFFERED, Subject, works_on

NOT_FOR_VISITORS = refused("Sheets are for the people who work on this portfolio.")
NOT_FOR_AUDIT = refused(
    "The audit trail and the audit pack are for the provider’s administrators and the named quality assurer."
)
NOT_QUALITY = refused("These sheets are for the provider’s quality assurers and administrators.")
NOT_THE_TRAIL = refused("The audit trail of a provider is for its administrators.")
NOT_ON_STAFF = refused("Sheets of a cohort are for those who look after apprentices.")
STAFF = (Role.PROVIDER_ADMIN, Role.ASSESSOR, Role.IQA, Role.LINE_MANAGER)


def can_take_sheet(user: User, apprenticeship: Apprenticeship) -> Permission:
    return ALLOWED if works_on(user, apprenticeship) else NOT_FOR_VISITORS


def can_audit(user: User, apprenticeship: Apprenticeship) -> Permission:
    """Read all that was ever done to one portfolio: what is sampled is told to nobody else beforehand."""
    administers = apprenticeship.provider_id in providers_where(user, Role.PROVIDER_ADMIN)
    is_iqa = apprenticeship.iqa_id == user.pk and apprenticeship.provider_id in providers_where(
        user, Role.IQA
    )
    return ALLOWED if administers or is_iqa else NOT_FOR_AUDIT


def can_take_cohort(user: User, provider: Provider) -> Permission:
    held = any(provider.pk in providers_where(user, role) for role in STAFF)
    return ALLOWED if held else NOT_ON_STAFF


def can_fetch_cohort(user: User, provider: Provider, role: str) -> Permission:
    """A cohort is that of one role, as whoever held it saw it: another role of theirs shows another."""
    held = providers_where(user, role if role in STAFF else Role.LINE_MANAGER)
    return ALLOWED if provider.pk in held else NOT_ON_STAFF


def can_take_quality(user: User, provider: Provider) -> Permission:
    held = [*providers_where(user, Role.IQA), *providers_where(user, Role.PROVIDER_ADMIN)]
    return ALLOWED if provider.pk in held else NOT_QUALITY


def can_take_trail(user: User, provider: Provider) -> Permission:
    return ALLOWED if provider.pk in providers_where(user, Role.PROVIDER_ADMIN) else NOT_THE_TRAIL


def can_ask_for_sheets(user: User, subject: Subject, problem: str = "") -> Permission:
    """Have some sheet or picture made; which ones, the form and the maker ask one by one."""
    if isinstance(subject, Apprenticeship):
        may = can_take_sheet(user, subject)
    else:
        may = can_take_cohort(user, subject)
    return not_now(problem) if may and problem else may


def can_ask_for_audit_pack(user: User, subject: Subject, problem: str = "") -> Permission:
    if not isinstance(subject, Apprenticeship):
        return NOT_OFFERED
    may = can_audit(user, subject)
    return not_now(problem) if may and problem else may
