"""Whether a file that was made once may still be fetched: roles end, files stay a while."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission
from reports.models import Export
from reports.permissions.exports import can_ask_for, subject_of
from reports.permissions.sheets import can_fetch_cohort, can_take_sheet
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER


def can_still_have(user: User, export: Export) -> Permission:
    """Asked when the file is fetched. What is shared has its answer in who sees it."""
    if export.kind in Export.SHARED:
        return ALLOWED
    if export.kind != Export.Kind.SHEETS:
        return can_ask_for(export.kind, user, subject_of(export))
    name = str(export.options.get("sheet", ""))
    if export.provider is None:
        may = PORTFOLIO[name].may if name in PORTFOLIO else can_take_sheet
        return may(user, export.of_apprenticeship)
    if name in COHORT:
        return can_fetch_cohort(user, export.provider, str(export.options.get("role", "")))
    return PROVIDER[name].may(user, export.provider) if name in PROVIDER else ALLOWED
