"""Signing: by a link or with an account, once, with everything that was shown and written kept as it was."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Role, User
from accounts.people import providers_where
from accounts.permissions import not_now
from assessments.actions.asking import hold_request
from assessments.actions.marking import Incomplete
from assessments.models import BehaviourSeen, Signature, SignKind, SignRequest, Testimony
from assessments.permissions.signing import can_answer, can_sign, can_sign_for
from assessments.recordings import keep_recording, problem_with, problem_with_kept, status_of
from assessments.rules.signing import (
    NAME_LIMIT,
    TEXT_LIMIT,
    WHERE_LIMIT,
    Circumstances,
    Sighting,
    Signing,
    noticed,
    problems_with_signing,
)
from assessments.showing import behaviours_of, codes_shown, shown_for
from assessments.sign_notices import tell_signed
from assessments.snapshots import digest
from assessments.standing import refresh_verified
from assessments.verifying import written_as
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Apprenticeship, Evidence, Revision, StoredFile
from portfolio.rules import trimmed
from standards.models import Ksb

STALE = not_now(
    "The apprentice handed in a newer version while this page was open. Read that one, then sign. "
    "Nothing was signed."
)


@dataclass(frozen=True)
class Browser:
    """What is known of the browser in which somebody signs. user: who is logged in there, if anybody."""

    user: User | None = None
    network: str = ""
    apprentices: bool = False
    askers: bool = False


@transaction.atomic
def sign_by_link(*, request: SignRequest, signing: Signing, by: Browser) -> Signature:
    """Put a name to what the link shows. Raises Incomplete with what is missing; the link works once."""
    request = hold_request(request)
    now = timezone.now()
    can_answer(by.user, request, now).require()
    signing = _cleaned(replace(signing, kind=request.kind), codes_shown(request.snapshot))
    signing = replace(signing, is_recorded=request.recording is not None)
    _require_complete(signing, request.recording)
    signature = Signature(
        apprenticeship=request.apprenticeship,
        revision=request.revision,
        request=request,
        route=Signature.Route.LINK,
        email=request.email,
        noticed=noticed(_circumstances(request, signing, by)),
    )
    _keep(signature, request.snapshot, signing, request.recording)
    record(signature, "signed by link", provider_id=request.apprenticeship.provider_id, by=None)
    if request.kind == SignKind.BEHAVIOURS:
        refresh_verified(request.apprenticeship_id)
    tell_signed(signature, request.asked_by)
    return signature


def _circumstances(request: SignRequest, signing: Signing, by: Browser) -> Circumstances:
    apprentice = request.apprenticeship.apprentice
    addressee = User.objects.filter(email__iexact=request.email).first()
    there = providers_where(addressee, Role.APPRENTICE) if addressee else []
    return Circumstances(
        invited=request.name,
        signed_by=signing.name,
        address=request.email,
        apprentice=apprentice.name,
        apprentice_address=apprentice.email,
        asked_at=request.created_at,
        signed_at=timezone.now(),
        asker_network=request.network,
        signer_network=by.network,
        apprentices_browser=by.apprentices,
        askers_browser=by.askers,
        apprentices_colleague=request.apprenticeship.provider_id in there,
    )


@transaction.atomic
def keep_spoken(*, request: SignRequest, source: "File[bytes]", by: User | None) -> SignRequest:
    """Keep a recording before anything is signed, so that a mistake elsewhere does not lose it."""
    request = hold_request(request)
    can_answer(by, request, timezone.now()).require()
    problem = problem_with(source, request.apprenticeship.provider)
    if problem:
        raise Incomplete([problem], status_of(problem))
    request.recording = keep_recording(request.apprenticeship.provider, source)
    request.save(update_fields=["recording"])
    return request


@transaction.atomic
def sign_piece(
    *, evidence: Evidence, revision: Revision, signing: Signing, source: "File[bytes] | None", by: User
) -> Signature:
    """Give testimony or confirm with one's account. revision: the version that the page showed."""
    evidence = hold_evidence(evidence.pk, "shown", "template", *_AROUND)
    can_sign_for(by, evidence, signing.kind).require()
    if evidence.shown_id != revision.pk or evidence.shown is None:
        STALE.require()
    revision.evidence = evidence
    shown = shown_for(evidence.apprenticeship, signing.kind, revision=revision)
    return _sign_here(evidence.apprenticeship, revision, shown, signing, source, by)


@transaction.atomic
def sign_behaviours(*, apprenticeship: Apprenticeship, signing: Signing, by: User) -> Signature:
    """Say with one's account which behaviours one saw; as often as there is something new to say."""
    hold_apprenticeship(apprenticeship.pk)
    can_sign(by, apprenticeship, SignKind.BEHAVIOURS).require()
    shown = shown_for(apprenticeship, SignKind.BEHAVIOURS, behaviours=behaviours_of(apprenticeship))
    signing = replace(signing, kind=SignKind.BEHAVIOURS)
    signature = _sign_here(apprenticeship, None, shown, signing, None, by)
    refresh_verified(apprenticeship.pk)
    return signature


_AROUND = (
    "apprenticeship__apprentice",
    "apprenticeship__employer",
    "apprenticeship__provider",
    "apprenticeship__version__standard",
    "apprenticeship__assessor",
)


def _sign_here(
    apprenticeship: Apprenticeship,
    revision: Revision | None,
    shown: dict[str, Any],
    signing: Signing,
    source: "File[bytes] | None",
    by: User,
) -> Signature:
    signing = _cleaned(replace(signing, name=str(by), is_recorded=source is not None), codes_shown(shown))
    problem = problem_with(source, apprenticeship.provider)
    if problem:
        raise Incomplete([problem], status_of(problem))
    _require_complete(signing, None)
    signature = Signature(
        apprenticeship=apprenticeship,
        revision=revision,
        request=_asked(apprenticeship, revision, signing.kind, by),
        user=by,
        route=Signature.Route.ACCOUNT,
        email=by.email,
    )
    recording = keep_recording(apprenticeship.provider, source) if source else None
    _keep(signature, shown, signing, recording)
    record(signature, "signed", provider_id=apprenticeship.provider_id, by=by)
    tell_signed(signature, signature.request.asked_by if signature.request else None)
    return signature


def _asked(
    apprenticeship: Apprenticeship, revision: Revision | None, kind: str, by: User
) -> SignRequest | None:
    """The open request that this answers; its link has done its work then."""
    open_to_me = SignRequest.objects.sent_to(by, timezone.now()).filter(apprenticeship=apprenticeship)
    request = open_to_me.filter(revision=revision, kind=kind).order_by("created_at", "pk").first()
    return hold_request(request) if request else None


def _require_complete(signing: Signing, recording: StoredFile | None) -> None:
    problems = problems_with_signing(signing, today=timezone.localdate())
    kept = problem_with_kept(recording)
    if problems or kept:
        raise Incomplete([*([kept] if kept else []), *problems])


def _cleaned(signing: Signing, codes: list[str]) -> Signing:
    """Without what nobody can see, and with no KSB that was not shown."""
    is_testimony = signing.kind == SignKind.TESTIMONY
    return replace(
        signing,
        name=trimmed(signing.name, NAME_LIMIT),
        role=trimmed(signing.role, NAME_LIMIT),
        relationship=trimmed(signing.relationship, NAME_LIMIT),
        text=trimmed(signing.text, TEXT_LIMIT),
        codes=[code for code in codes if is_testimony and code in set(signing.codes)],
        behaviours={
            code: Sighting(trimmed(seen.where, WHERE_LIMIT), seen.day, seen.is_ticked)
            for code, seen in signing.behaviours.items()
        },
    )


def _keep(
    signature: Signature, shown: dict[str, Any], signing: Signing, recording: StoredFile | None
) -> None:
    """The rows, and beside them everything once more as one snapshot with its hash."""
    signature.kind = signing.kind
    signature.name, signature.role = signing.name, signing.role
    signature.relationship = signing.relationship
    signature.signed_at = timezone.now()
    by_code = {ksb.code: ksb for ksb in Ksb.objects.filter(version=signature.apprenticeship.version_id)}
    testimony = _testimony(signature, signing, recording)
    seen = [
        BehaviourSeen(signature=signature, ksb=by_code[code], where=sighting.where, seen_on=sighting.day)
        for code, sighting in signing.behaviours.items()
        if sighting.is_ticked and sighting.day and code in by_code
    ]
    signature.snapshot = {
        "shown": shown,
        "signed": written_as(signature, testimony, signing.codes, recording, seen),
    }
    signature.snapshot_hash = digest(signature.snapshot)
    signature.save(force_insert=True)
    if testimony is not None:
        testimony.save(force_insert=True)
        testimony.ksbs.set([by_code[code] for code in signing.codes if code in by_code])
    BehaviourSeen.objects.bulk_create(seen)


def _testimony(signature: Signature, signing: Signing, recording: StoredFile | None) -> Testimony | None:
    is_said = bool(signing.text) or recording is not None
    if signing.kind == SignKind.BEHAVIOURS or not is_said:
        return None
    return Testimony(signature=signature, text=signing.text, recording=recording)
