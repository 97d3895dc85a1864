"""Opening the gateway, signing it, confirming it, withdrawing it."""

from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, Role, User
from accounts.people import holders_of
from accounts.permissions import Refused
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.gateway import Facts, facts_of, files_of, for_gateway
from assessments.models import Declaration, Gateway
from assessments.permissions.gateway import (
    can_confirm,
    can_open,
    can_sign_gateway,
    can_withdraw_gateway,
    part_of,
)
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.gateway import PARTS, problems_with_declaration, statements_of
from assessments.snapshots import digest
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text

CHANGED = (
    "What you were about to sign changed while you were reading it. Nothing was signed. "
    "Read it again as it is now."
)


@transaction.atomic
def open_gateway(*, apprenticeship: Apprenticeship, by: User) -> Gateway:
    """Begin an attempt, and ask the three for their signatures."""
    facts = _held(apprenticeship)
    can_open(by, facts.apprenticeship, facts.standing).require()
    gateway = Gateway.objects.create(
        apprenticeship=facts.apprenticeship, number=facts.about["attempt"], opened_by=by
    )
    _record(gateway, "opened the gateway", by)
    who = facts.apprenticeship.apprentice
    _tell(
        gateway,
        signers_of(facts.apprenticeship),
        by,
        f"The {_word(facts)} of {who} is open: please read and sign.",
    )
    return gateway


@transaction.atomic
def sign_gateway(
    *, apprenticeship: Apprenticeship, ticked: Collection[int], about_hash: str, by: User
) -> Declaration:
    """about_hash: of what this person was shown. Once all three signed, administrators are told."""
    facts = _held(apprenticeship)
    apprenticeship, gateway = facts.apprenticeship, facts.gateway
    can_sign_gateway(by, apprenticeship, facts.standing).require()
    if gateway is None or about_hash != facts.about_hash:
        raise Refused(CHANGED, HTTPStatus.CONFLICT)
    part = part_of(by, apprenticeship)
    if problems := problems_with_declaration(part, ticked, apprenticeship.plan.words):
        raise Incomplete(problems)
    now = timezone.now()
    snapshot = {
        "part": part,
        "name": str(by),
        "user": str(by.pk),
        "statements": statements_of(part, apprenticeship.plan.words),
        "signed_at": now.isoformat(),
        "about": facts.about,
        "files": files_of(facts.about),
    }
    declaration = Declaration.objects.create(
        gateway=gateway,
        part=part,
        user=by,
        name=str(by),
        about_hash=facts.about_hash,
        snapshot=snapshot,
        snapshot_hash=digest(snapshot),
        signed_at=now,
    )
    _record(gateway, "signed the gateway", by, part=part, hash=declaration.snapshot_hash)
    if facts.signed | {part} >= set(PARTS):
        text = f"All three signed for {apprenticeship.apprentice}: the {_word(facts)} can be confirmed."
        _tell(gateway, holders_of(Role.PROVIDER_ADMIN, apprenticeship.provider_id), by, text)
    return declaration


@transaction.atomic
def confirm_gateway(*, apprenticeship: Apprenticeship, by: User) -> Gateway:
    """Freeze what was signed. From here on neither the showcase nor what was decided on it changes."""
    facts = _held(apprenticeship)
    can_confirm(by, facts.apprenticeship, facts.standing).require()
    gateway = facts.gateway
    if gateway is None:
        raise Gateway.DoesNotExist
    gateway.snapshot = {
        "about": facts.about,
        "files": files_of(facts.about),
        "checks": [row.kept() for row in facts.rows],
        "declarations": sorted(
            each.snapshot_hash for each in gateway.declarations.all() if each.about_hash == facts.about_hash
        ),
    }
    gateway.snapshot_hash = digest(gateway.snapshot)
    gateway.confirmed_by, gateway.confirmed_at = by, timezone.now()
    gateway.save(update_fields=["snapshot", "snapshot_hash", "confirmed_by", "confirmed_at"])
    set_status(facts.apprenticeship, Apprenticeship.Status.IN_GATEWAY)
    _record(gateway, "confirmed the gateway", by, hash=gateway.snapshot_hash)
    who = facts.apprenticeship.apprentice
    _tell(
        gateway,
        concerned(facts.apprenticeship),
        by,
        f"The {_word(facts)} of {who} is confirmed. Bookings come next.",
    )
    return gateway


@transaction.atomic
def withdraw_gateway(*, apprenticeship: Apprenticeship, reason: str, by: User) -> Gateway:
    """Back to learning. The attempt stays on record with its number; its results still count."""
    facts = _held(apprenticeship)
    can_withdraw_gateway(by, facts.apprenticeship, facts.standing).require()
    gateway, reason = facts.gateway, clean_text(reason).strip()[:REASON_LIMIT]
    if not reason:
        raise Incomplete([Problem(f"Say why the {_word(facts)} is withdrawn.", "reason")])
    if gateway is None:
        raise Gateway.DoesNotExist
    now = timezone.now()
    gateway.withdrawn_by, gateway.withdrawn_at, gateway.withdrawn_because = by, now, reason
    gateway.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    because = f"The {_word(facts)} was withdrawn."
    gateway.bookings.open().update(cancelled_at=now, cancelled_because=because)
    if gateway.confirmed_at:
        set_status(facts.apprenticeship, Apprenticeship.Status.ON_PROGRAMME)
    _record(gateway, "withdrew the gateway", by)
    text = f"The {_word(facts)} of {facts.apprenticeship.apprentice} was withdrawn. The page says why."
    _tell(gateway, concerned(facts.apprenticeship), by, text)
    return gateway


def _word(facts: Facts) -> str:
    return facts.apprenticeship.plan.words.gateway


def signers_of(apprenticeship: Apprenticeship) -> list[User | None]:
    admins = holders_of(Role.PROVIDER_ADMIN, apprenticeship.provider_id)
    return [apprenticeship.apprentice, apprenticeship.line_manager, *admins]


def concerned(apprenticeship: Apprenticeship) -> list[User | None]:
    return [*signers_of(apprenticeship), apprenticeship.assessor]


def set_status(apprenticeship: Apprenticeship, status: str) -> None:
    apprenticeship.status = status
    apprenticeship.save(update_fields=["status"])


def _held(apprenticeship: Apprenticeship) -> Facts:
    """As it is after the wait, held until the transaction ends."""
    hold_apprenticeship(apprenticeship.pk)
    return facts_of(for_gateway(Apprenticeship.objects.filter(pk=apprenticeship.pk))[0])


def _tell(gateway: Gateway, people: Iterable[User | None], by: User, text: str) -> None:
    """Everybody but whoever did it."""
    tell(
        [person for person in people if person != by],
        NoticeKind.GATEWAY,
        text,
        url=gateway.get_absolute_url(),
        provider_id=gateway.apprenticeship.provider_id,
        subject_id=gateway.pk,
    )


def _record(gateway: Gateway, act: str, by: User, **detail: Any) -> None:
    record(
        gateway, act, provider_id=gateway.apprenticeship.provider_id, by=by, attempt=gateway.number, **detail
    )
