"""What people do with exports: ask for one, ask again, stop it, fetch it."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.models import Provider, User
from portfolio.models import Apprenticeship
from reports.makers import MAKERS
from reports.models import Export
from reports.permissions import can_ask_for, can_cancel, can_download, can_retry
from reports.press import pdf_problem
from reports.rules import EXPORT_STATES, options_digest
from reports.tasks import make_export


def request_export(
    *,
    apprenticeship: Apprenticeship | None = None,
    provider: Provider | None = None,
    kind: str = Export.Kind.SHOWCASE,
    options: Mapping[str, object] | None = None,
    by: User,
) -> Export:
    """One that is ready and would come out the same today; else one that waits; else one that begins.

    Either of one apprenticeship or of a provider's cohort. options: what the kind's form has cleaned.
    """
    subject = apprenticeship or provider
    if subject is None:
        raise TypeError("An export is about an apprenticeship or about a provider's cohort.")
    can_ask_for(kind, by, subject, pdf_problem()).require()
    export = Export(
        kind=kind,
        apprenticeship=apprenticeship,
        provider=provider,
        options=dict(options or {}),
        options_digest=options_digest(options or {}),
        requested_by=by,
    )
    return _unchanged(export) or _order(export)


def _unchanged(export: Export) -> Export | None:
    """Looked for before anything is held: building what goes in takes a moment."""
    fingerprint = MAKERS[export.kind].fingerprint
    made = Export.objects.visible_to(export.requested_by).same_as(export).still_good(timezone.now())
    if fingerprint is None or not made.exists():
        return None
    return made.filter(fingerprint=fingerprint(export)).first()


@transaction.atomic
def _order(export: Export) -> Export:
    """Asking twice gives the one that is still waiting. The row is the order; the task only a nudge."""
    _hold_asker(export.requested_by_id)
    waiting = _same_waiting(export).first()
    if waiting is not None:
        return waiting
    by = export.requested_by
    export.save(force_insert=True)
    record(export, "requested", provider_id=export.of_provider_id, by=by, kind=export.kind)
    transaction.on_commit(partial(make_export.enqueue, export_id=str(export.pk)))
    return export


@transaction.atomic
def retry_export(*, export: Export, by: User) -> Export:
    """Put a failed or cancelled export back into the queue; if the same waits already, answer that one."""
    _hold_asker(export.requested_by_id)
    export = _held(export)
    can_retry(by, export, pdf_problem()).require()
    waiting = _same_waiting(export).first()
    if waiting is not None:
        return waiting
    export.state = EXPORT_STATES[export.state, "retry"]
    export.attempts, export.reason = 0, ""
    export.stage, export.done, export.total = "", 0, 0
    export.finished_at, export.touched_at = None, timezone.now()
    export.save()
    record(export, "retried", provider_id=export.of_provider_id, by=by)
    transaction.on_commit(partial(make_export.enqueue, export_id=str(export.pk)))
    return export


@transaction.atomic
def cancel_export(*, export: Export, by: User) -> None:
    """Whoever is making it hears of it with their next note, and stops."""
    export = _held(export)
    can_cancel(by, export).require()
    now = timezone.now()
    export.state = EXPORT_STATES[export.state, "cancel"]
    export.stage, export.leased_until = "", None
    export.finished_at = export.touched_at = now
    export.save()
    record(export, "cancelled", provider_id=export.of_provider_id, by=by)


@transaction.atomic
def note_download(*, export: Export, by: User) -> None:
    can_download(export).require()
    record(export, "downloaded", provider_id=export.of_provider_id, by=by, sha256=export.sha256)


def _hold_asker(user_id: UUID) -> None:
    """Two requests of one person take turns, so that the second finds what the first has begun."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user_id)


def _held(export: Export) -> Export:
    """Asked in two queries: PostgreSQL reads joined rows before it waits."""
    found = Export.objects.filter(pk=export.pk)
    found.select_for_update().only("pk").get()
    return found.for_page().get()


def _same_waiting(export: Export) -> QuerySet[Export]:
    return Export.objects.unfinished().same_as(export).filter(requested_by=export.requested_by_id)
