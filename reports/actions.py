"""What people do with exports: ask for one, ask again, fetch it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from reports.models import Export
from reports.permissions import can_download, can_export, can_retry
from reports.press import pdf_problem
from reports.rules import EXPORT_STATES
from reports.tasks import make_export


@transaction.atomic
def request_export(*, apprenticeship: Apprenticeship, by: User) -> Export:
    """Asking twice gives the one that is still waiting. The row is the order; the task only a nudge."""
    can_export(by, apprenticeship, pdf_problem()).require()
    hold_apprenticeship(apprenticeship.pk)
    waiting = _waiting(apprenticeship, by)
    if waiting is not None:
        return waiting
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=by)
    record(export, "requested", provider_id=apprenticeship.provider_id, by=by)
    transaction.on_commit(partial(make_export.enqueue, export_id=str(export.pk)))
    return export


@transaction.atomic
def retry_export(*, export: Export, by: User) -> Export:
    """Put a failed export back into the queue; if the same is waiting already, answer that one."""
    apprenticeship = hold_apprenticeship(export.apprenticeship_id)
    export = Export.objects.select_for_update().get(pk=export.pk)
    export.apprenticeship = apprenticeship
    can_retry(by, export, pdf_problem()).require()
    waiting = _waiting(apprenticeship, export.requested_by)
    if waiting is not None:
        return waiting
    export.state = EXPORT_STATES[export.state, "retry"]
    export.attempts, export.reason = 0, ""
    export.stage, export.done, export.total = "", 0, 0
    export.finished_at, export.touched_at = None, timezone.now()
    export.save()
    record(export, "retried", provider_id=apprenticeship.provider_id, by=by)
    transaction.on_commit(partial(make_export.enqueue, export_id=str(export.pk)))
    return export


@transaction.atomic
def note_download(*, export: Export, by: User) -> None:
    can_download(export).require()
    record(export, "downloaded", provider_id=export.apprenticeship.provider_id, by=by, sha256=export.sha256)


def _waiting(apprenticeship: Apprenticeship, person: User) -> Export | None:
    waiting = Export.objects.unfinished().filter(apprenticeship=apprenticeship, requested_by=person)
    return waiting.first()
