"""Questions answered from the arguments alone: hashes of the audit trail, working days, letters."""

from accounts.rules.audit import FIRST_HASH, audit_hash
from accounts.rules.working_days import add_working_days, is_working_day, working_days_after

__all__ = ["FIRST_HASH", "add_working_days", "audit_hash", "is_working_day", "working_days_after"]
