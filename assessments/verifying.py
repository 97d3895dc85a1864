"""Whether a signature still is what was signed: its rows, put together again, against the snapshot kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from assessments.models import BehaviourSeen, Signature, Testimony
from assessments.snapshots import digest
from portfolio.models import StoredFile

REWRITTEN = "What was kept of this signature is no longer what its hash says."
SHOWN_DIFFERS = "What the request shows is no longer what was signed."
WRITTEN_DIFFERS = {
    "testimony": "The testimony was changed after it was signed.",
    "behaviours": "The behaviours were changed after they were signed.",
    "name": "The name was changed after it was signed.",
}
CHANGED = "Something about this signature was changed after it was signed."


def broken_parts(signature: Signature) -> list[str]:
    """A sentence for each thing that is not as it was signed; empty when all is. Two queries.

    Needs the testimony with its recording, and the request, at hand.
    """
    testimony: Testimony | None = getattr(signature, "testimony", None)
    codes = list(testimony.ksbs.order_by("position").values_list("code", flat=True)) if testimony else []
    recording = testimony.recording if testimony else None
    seen = signature.behaviours.for_list()
    now = written_as(signature, testimony, codes, recording, seen)
    was = signature.snapshot.get("signed", {})
    problems = [] if digest(signature.snapshot) == signature.snapshot_hash else [REWRITTEN]
    changed = [key for key in now if now[key] != was.get(key)]
    problems += dict.fromkeys(WRITTEN_DIFFERS.get(key, CHANGED) for key in changed)
    request = signature.request
    is_by_link = signature.route == Signature.Route.LINK
    if is_by_link and request and request.snapshot != signature.snapshot.get("shown"):
        problems.append(SHOWN_DIFFERS)
    return problems


def written_as(
    signature: Signature,
    testimony: Testimony | None,
    codes: Sequence[str],
    recording: StoredFile | None,
    seen: Iterable[BehaviourSeen],
) -> dict[str, Any]:
    """Everything that somebody signed, as data: the same from what they sent and from the rows kept."""
    about_piece = None
    if testimony is not None or codes:
        about_piece = {
            "text": testimony.text if testimony else "",
            "recording": recording.sha256 if recording else "",
            "ksbs": list(codes),
        }
    return {
        "kind": signature.kind,
        "route": signature.route,
        "name": signature.name,
        "role": signature.role,
        "relationship": signature.relationship,
        "email": signature.email,
        "user": str(signature.user_id or ""),
        "request": str(signature.request_id or ""),
        "revision": str(signature.revision_id or ""),
        "signed_at": signature.signed_at.isoformat(),
        "testimony": about_piece,
        "behaviours": sorted(
            ({"code": one.ksb.code, "where": one.where, "seen_on": one.seen_on.isoformat()} for one in seen),
            key=lambda one: one["code"],
        ),
    }
