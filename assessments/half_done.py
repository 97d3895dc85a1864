"""A marking that was begun: fetched with its piece, for the one who began it alone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse

from accounts.models import User
from portfolio.models import Evidence, StoredFile
from portfolio.models.evidence import EvidenceQuerySet
from portfolio.spoken import Spoken, spoken_from

FIELDS = {
    "kept_content": "content",
    "kept_saves": "saves",
    "kept_saved_at": "saved_at",
    "voice_id": "voice",
    "voice_state": "voice__state",
    "voice_reason": "voice__reason",
    "voice_seconds": "voice__seconds",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a marking; `saves` is 0 when nothing typed was."""

    content: dict[str, Any] = field(default_factory=dict)
    saves: int = 0
    saved_at: dt.datetime | None = None
    spoken: Spoken | None = None


def with_half_done(pieces: EvidenceQuerySet, user: User) -> EvidenceQuerySet:
    """Adds what this assessor kept of a marking of the version that others see. No query of its own."""
    own = FilteredRelation("shown__marking_drafts", condition=Q(shown__marking_drafts__assessor=user.pk))
    return pieces.annotate(own_draft=own, **{name: F(f"own_draft__{path}") for name, path in FIELDS.items()})


def half_done(piece: Evidence) -> Kept:
    """From a piece that was fetched `with_half_done`."""
    values = vars(piece)
    spoken = spoken_in(values, reverse("assessments:mark-voice-listen", args=[piece.pk]))
    if not values["kept_saves"]:
        return Kept(spoken=spoken)
    return Kept(values["kept_content"], values["kept_saves"], values["kept_saved_at"], spoken)


def spoken_in(values: Mapping[str, Any], url: str) -> Spoken | None:
    if values["voice_id"] is None:
        return None
    fare = {name: values[f"voice_{name}"] for name in ("state", "reason", "seconds")}
    return spoken_from(StoredFile(pk=values["voice_id"], **fare), url)
