"""Asking somebody to sign: ask, withdraw, send again, and what comes back as “not me”."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.audit import record
from accounts.models import User
from accounts.permissions import not_now
from assessments.links import hash_of, new_nonce, secret_of
from assessments.models import SignKind, SignRequest
from assessments.permissions.signing import (
    can_answer,
    can_ask_about,
    can_ask_behaviours,
    can_send_again,
    can_send_to,
    can_withdraw,
)
from assessments.rules.signing import REFUSED_LIMIT, Invited, is_same_mailbox
from assessments.showing import behaviours_of, files_shown, shown_for
from assessments.sign_notices import tell_asked, tell_refused
from assessments.snapshots import digest
from assessments.tasks import send_link
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Apprenticeship, Evidence, Revision, StoredFile
from portfolio.permissions import is_own
from portfolio.rules import counted, trimmed
from portfolio.versions import latest_of, shown_of

A_DAY = dt.timedelta(days=1)


def revision_to_sign(evidence: Evidence, by: User) -> Revision:
    """The apprentice asks about what stands there now, a draft too; the assessor about what was handed in."""
    return latest_of(evidence) if is_own(by, evidence.apprenticeship) else shown_of(evidence)


@transaction.atomic
def ask_about_piece(
    *, evidence: Evidence, kind: str, invited: Invited, by: User, network: str = ""
) -> SignRequest:
    """Ask one person for testimony or confirmation. What they are shown is frozen now."""
    evidence = hold_evidence(
        evidence.pk,
        "latest",
        "shown",
        "template",
        "apprenticeship__apprentice",
        "apprenticeship__employer",
        "apprenticeship__version__standard",
        "apprenticeship__line_manager",
        "apprenticeship__assessor",
    )
    revision = revision_to_sign(evidence, by)
    revision.evidence = evidence
    can_ask_about(by, evidence, revision).require()
    apprenticeship = evidence.apprenticeship
    return _ask(apprenticeship, kind, invited.cleaned, by, network, revision)


@transaction.atomic
def ask_for_behaviours(
    *, apprenticeship: Apprenticeship, invited: Invited, by: User, network: str = ""
) -> SignRequest:
    """Ask one person which behaviours of the standard they saw."""
    hold_apprenticeship(apprenticeship.pk)
    can_ask_behaviours(by, apprenticeship).require()
    return _ask(apprenticeship, SignKind.BEHAVIOURS, invited.cleaned, by, network, None)


def _ask(
    apprenticeship: Apprenticeship,
    kind: str,
    invited: Invited,
    by: User,
    network: str,
    revision: Revision | None,
) -> SignRequest:
    can_send_to(invited.email, apprenticeship).require()
    now = timezone.now()
    _refuse_again_or_too_many(apprenticeship, kind, invited, revision, now)
    shown = shown_for(
        apprenticeship,
        kind,
        revision=revision,
        behaviours=[] if revision else behaviours_of(apprenticeship),
        asked_by=by,
        invited=invited.name,
        message=invited.message,
    )
    request = SignRequest(
        apprenticeship=apprenticeship,
        revision=revision,
        kind=kind,
        asked_by=by,
        name=invited.name,
        email=invited.email,
        relationship=invited.relationship,
        message=invited.message,
        snapshot=shown,
        snapshot_hash=digest(shown),
        network=network,
        created_at=now,
        due_at=now,
    )
    _make_link(request, now)
    _keep_and_send(request, by)
    return request


def _keep_and_send(request: SignRequest, by: User) -> None:
    request.save(force_insert=True)
    request.files.set(_files(request))
    _record(request, "asked to sign", by)
    tell_asked(request)
    transaction.on_commit(partial(send_link.enqueue, request_id=str(request.pk)))


def _refuse_again_or_too_many(
    apprenticeship: Apprenticeship, kind: str, invited: Invited, revision: Revision | None, now: dt.datetime
) -> None:
    """One link to one mailbox for one thing; and a portfolio is no place to send much mail from."""
    lately = list(SignRequest.objects.filter(apprenticeship=apprenticeship, created_at__gt=now - A_DAY))
    most = settings.WAYMARK_SIGN_REQUESTS_A_DAY
    if len(lately) >= most:
        not_now(f"{counted(most, 'request')} in one day are the most. Ask again tomorrow.").require()
    still_open = SignRequest.objects.open(now).filter(
        apprenticeship=apprenticeship, kind=kind, revision=revision
    )
    for earlier in still_open:
        if is_same_mailbox(earlier.email, invited.email):
            asked = date_format(timezone.localtime(earlier.created_at), "D j M Y")
            not_now(
                f"You asked {earlier.name} for this on {asked}, and the link still works. "
                "Send it again from the list of requests if it did not arrive."
            ).require()


def _make_link(request: SignRequest, now: dt.datetime) -> None:
    request.nonce = new_nonce()
    request.token_hash = hash_of(secret_of(request))
    request.expires_at = now + dt.timedelta(days=settings.WAYMARK_SIGN_LINK_DAYS)


def _files(request: SignRequest) -> list[StoredFile]:
    hashes = [held["sha256"] for held in files_shown(request.snapshot)]
    return list(StoredFile.objects.filter(provider=request.apprenticeship.provider_id, sha256__in=hashes))


@transaction.atomic
def withdraw_request(*, request: SignRequest, by: User) -> None:
    """The link dies at once."""
    request = hold_request(request)
    now = timezone.now()
    can_withdraw(by, request, now).require()
    request.withdrawn_at = now
    request.save(update_fields=["withdrawn_at"])
    _record(request, "withdrew a request to sign", by)


@transaction.atomic
def send_again(*, request: SignRequest, by: User) -> None:
    """A new link to the same person for the same thing; the old one dies."""
    request = hold_request(request)
    now = timezone.now()
    can_send_again(by, request, now).require()
    _make_link(request, now)
    request.due_at, request.sent_at, request.opened_at = now, None, None
    request.send_attempts, request.leased_until, request.trouble = 0, None, ""
    request.save(
        update_fields=[
            *("nonce", "token_hash", "expires_at", "due_at", "sent_at", "opened_at"),
            *("send_attempts", "leased_until", "trouble"),
        ]
    )
    _record(request, "sent a link again", by)
    transaction.on_commit(partial(send_link.enqueue, request_id=str(request.pk)))


@transaction.atomic
def note_opened(*, request: SignRequest, by: User | None) -> None:
    """Somebody, not a mail scanner, is on the page: told by the page itself, never by its being fetched."""
    request = hold_request(request)
    now = timezone.now()
    can_answer(by, request, now).require()
    if request.opened_at is None:
        request.opened_at = now
        request.save(update_fields=["opened_at"])
        _record(request, "opened a link", None)


@transaction.atomic
def refuse_request(*, request: SignRequest, reason: str, by: User | None) -> None:
    """“Not me”: the link dies, and who asked and the assessor are told. by: who is logged in there, if so."""
    request = hold_request(request)
    now = timezone.now()
    can_answer(by, request, now).require()
    request.refused_at = now
    request.refused_because = trimmed(reason, REFUSED_LIMIT)
    request.save(update_fields=["refused_at", "refused_because"])
    _record(request, "answered not me", by)
    tell_refused(request)


def hold_request(request: SignRequest) -> SignRequest:
    """As it is after the wait, held until the transaction ends."""
    held = SignRequest.objects.filter(pk=request.pk)
    held.select_for_update(no_key=True).only("pk").first()
    return held.for_page()[0]


def _record(request: SignRequest, act: str, by: User | None) -> None:
    provider_id = request.apprenticeship.provider_id
    record(request, act, provider_id=provider_id, by=by, kind=request.kind)
