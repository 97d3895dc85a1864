"""Writing to the audit trail, and checking that nobody has rewritten it."""

from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from accounts.meanwhile import hold_provider
from accounts.models import AuditEvent, Provider, User
from accounts.rules import FIRST_HASH, audit_hash


@transaction.atomic(savepoint=False)
def record(
    subject: models.Model, act: str, *, provider_id: UUID, by: User | None, **detail: Any
) -> AuditEvent:
    """Append one event to the provider's chain, inside the caller's transaction.

    The provider's row is locked first, so that two events never claim the same number.
    `detail` holds ids and counts that JSON can carry, never names or what people wrote.
    """
    hold_provider(provider_id)
    last = (
        AuditEvent.objects.filter(provider_id=provider_id).order_by("-number").only("number", "hash").first()
    )
    event = AuditEvent(
        provider_id=provider_id,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        by=by,
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail,
        previous_hash=last.hash if last else FIRST_HASH,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    return event


def hash_of(event: AuditEvent) -> str:
    return audit_hash(
        previous_hash=event.previous_hash,
        provider_id=str(event.provider_id),
        number=event.number,
        at=event.at,
        by_id=str(event.by_id or ""),
        act=event.act,
        subject=f"{event.subject_type}:{event.subject_id}",
        detail=event.detail,
    )


def broken_links(provider: Provider) -> list[str]:
    """One sentence for every place where this provider's chain does not hold; empty when it is whole."""
    problems: list[str] = []
    previous, expected = FIRST_HASH, 1
    for event in AuditEvent.objects.filter(provider=provider).order_by("number").iterator():
        if event.number != expected:
            problems.append(f"Event {expected} is missing (the next one found is {event.number}).")
        if event.previous_hash != previous:
            problems.append(f"Event {event.number} does not follow from the one before it.")
        if hash_of(event) != event.hash:
            problems.append(f"Event {event.number} was altered after it was written.")
        previous, expected = event.hash, event.number + 1
    return problems
