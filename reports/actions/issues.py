"""What administrators do with issued files: say that one no longer counts."""

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from reports.models import IssuedPortfolio
from reports.permissions.issues import can_withdraw


@transaction.atomic
def withdraw_issue(*, issue: IssuedPortfolio, reason: str, by: User) -> None:
    """For good: whoever checks the file reads that it was withdrawn, and why."""
    held = IssuedPortfolio.objects.filter(pk=issue.pk)
    held.select_for_update().only("pk").get()
    issue = held.for_page().get()
    can_withdraw(by, issue).require()
    issue.withdrawn_at, issue.withdrawn_by, issue.withdrawn_reason = timezone.now(), by, reason
    issue.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(issue, "withdrawn", provider_id=issue.apprenticeship.provider_id, by=by, serial=issue.serial)
