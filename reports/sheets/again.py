"""Whether a sheet or an audit pack that was made once may still be fetched: roles end, files stay a while."""

from accounts.models import User
from accounts.permissions import ALLOWED, Permission
from reports.models import Export
from reports.permissions.sheets import can_audit, can_take_sheet
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER


def can_still_have(user: User, export: Export) -> Permission:
    """Asked when the file is fetched. Other kinds of export have their answer in who sees them."""
    if export.kind == Export.Kind.AUDIT_PACK:
        return can_audit(user, export.of_apprenticeship)
    if export.kind != Export.Kind.SHEETS:
        return ALLOWED
    name = str(export.options.get("sheet", ""))
    if export.provider is not None:
        entry = COHORT.get(name) or PROVIDER.get(name)
        return entry.may(user, export.provider) if entry else ALLOWED
    may = PORTFOLIO[name].may if name in PORTFOLIO else can_take_sheet
    return may(user, export.of_apprenticeship)
