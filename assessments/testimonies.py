"""What people signed about a piece, made ready for pages and paper."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import User
from assessments.models import Signature, SignKind
from assessments.permissions.signing import can_ask, can_sign, sees_what_was_noticed
from assessments.rules.signing import noticed_in_words
from portfolio import rules
from portfolio.models import Apprenticeship, Evidence, Revision, StoredFile
from portfolio.models.evidence import EvidenceQuerySet

LABELS = {
    SignKind.TESTIMONY.value: "Witness testimony",
    SignKind.CONFIRMATION.value: "Confirmed by the employer",
    SignKind.BEHAVIOURS.value: "Behaviours seen at work",
}
ROUTES = {
    Signature.Route.LINK.value: "by a link sent to them",
    Signature.Route.ACCOUNT.value: "logged in to Waymark",
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature about a piece, in the words that were signed. codes: the KSBs the witness saw.

    recording: where it is played, "" when there is none; length: "1 min 23 s". worth_a_look: sentences for
    the assessor and the IQA, for nobody else. hash: the SHA-256 of everything that was shown and written.
    """

    pk: UUID
    revision_id: UUID | None
    kind: str
    label: str
    name: str
    by: User | None
    role: str
    relationship: str
    route: str
    signed_at: dt.datetime
    text: str
    codes: tuple[str, ...]
    recording: str
    recording_type: str
    length: str
    hash: str
    url: str
    worth_a_look: tuple[str, ...]

    @property
    def signer(self) -> str:
        return f"{self.name}, {self.role}"


def signed_for(revision_ids: Iterable[UUID]) -> dict[UUID, list[Signed]]:
    """Revision id -> what was signed about it, the oldest first. One query."""
    by_revision: dict[UUID, list[Signed]] = defaultdict(list)
    signatures = Signature.objects.filter(revision__in=list(revision_ids)).for_list()
    for signature in signatures.order_by("signed_at", "pk"):
        if signature.revision_id:
            by_revision[signature.revision_id].append(signed(signature))
    return dict(by_revision)


def with_signed(pieces: EvidenceQuerySet) -> EvidenceQuerySet:
    """Adds `is_signed`: whether anybody signed about any version of the piece. No query of its own."""
    return pieces.annotate(is_signed=Exists(Signature.objects.filter(revision__evidence=OuterRef("pk"))))


def signed_on_desk(revision: Revision, evidence: Evidence) -> list[Signed]:
    """About this version. One query where the piece, fetched `with_signed`, has any; none otherwise."""
    return signed_for([revision.pk]).get(revision.pk, []) if vars(evidence)["is_signed"] else []


def signed(signature: Signature) -> Signed:
    """Needs the signature's testimony and its recording at hand."""
    testimony = getattr(signature, "testimony", None)
    recording = testimony.recording if testimony else None
    written = signature.snapshot.get("signed", {})
    return Signed(
        pk=signature.pk,
        revision_id=signature.revision_id,
        kind=signature.kind,
        label=LABELS[signature.kind],
        name=signature.name,
        by=signature.user,
        role=signature.role,
        relationship=signature.relationship,
        route=ROUTES[signature.route],
        signed_at=signature.signed_at,
        text=testimony.text if testimony else "",
        codes=tuple(codes_in(written)),
        recording=recording_url(signature, recording),
        recording_type=_recording_type(recording),
        length=rules.length_in_words(recording.seconds) if recording and recording.seconds else "",
        hash=signature.snapshot_hash,
        url=signature.get_absolute_url(),
        worth_a_look=tuple(noticed_in_words(signature.noticed)),
    )


def codes_in(written: dict[str, Any]) -> Sequence[str]:
    return list((written.get("testimony") or {}).get("ksbs", []))


def recording_url(signature: Signature, recording: StoredFile | None) -> str:
    """Only what was checked and found safe is played."""
    is_played = recording is not None and recording.is_safe
    return reverse("assessments:signature-recording", args=[signature.pk]) if is_played else ""


def _recording_type(recording: StoredFile | None) -> str:
    if recording is None:
        return ""
    return "video" if recording.media_type.startswith("video/") else "audio"


def signed_about(revision: Revision, user: User, apprenticeship: Apprenticeship) -> dict[str, object]:
    """What the page of a piece shows of it: what was signed, and whom this person may ask. One query."""
    entries = signed_for([revision.pk]).get(revision.pk, [])
    evidence = revision.evidence
    done = {entry.kind for entry in entries if entry.by == user}
    return {
        "entries": entries,
        "sees_noticed": sees_what_was_noticed(user, apprenticeship),
        "may_ask": can_ask(user, evidence).allowed,
        "may_confirm": SignKind.CONFIRMATION not in done
        and can_sign(user, apprenticeship, SignKind.CONFIRMATION).allowed,
        "may_testify": SignKind.TESTIMONY not in done
        and can_sign(user, apprenticeship, SignKind.TESTIMONY).allowed,
    }
