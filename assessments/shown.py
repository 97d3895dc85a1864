"""What an apprentice has already shown of each KSB: where it stands, and the latest pieces that met it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from portfolio.addresses import addresses
from portfolio.marks import KSB_MARKS, Mark, shown_state
from portfolio.models import Apprenticeship, Claim, Evidence, KsbProgress
from portfolio.reading import with_progress
from standards.models import Ksb

LATEST = 3


class MetPiece(NamedTuple):
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Where one KSB stands. met: how many pieces count for it. pieces: the latest others that met it."""

    mark: Mark
    met: int
    url: str
    pieces: Sequence[MetPiece]

    @property
    def others(self) -> int:
        """How many more pieces met it than are named."""
        return max(self.met - len(self.pieces), 0)


def ksbs_with_standing(apprenticeship: Apprenticeship) -> list[Ksb]:
    """Every KSB of the standard in its order, with where this apprentice stands. One query."""
    ksbs = with_progress(Ksb.objects.filter(version=apprenticeship.version_id), apprenticeship)
    return list(ksbs.annotate(progress_met=F("own_progress__met")).order_by("area__position", "position"))


def already_shown(evidence: Evidence, ksbs: Iterable[Ksb], claimed: Iterable[UUID]) -> dict[UUID, Shown]:
    """By KSB id. ksbs: those of `ksbs_with_standing`. One query, however many pieces there are."""
    wanted = set(claimed)
    pieces = _met_elsewhere(evidence, wanted)
    url_of = addresses("portfolio:claims", evidence.apprenticeship_id)
    return {ksb.pk: _shown(ksb, pieces.get(ksb.pk, []), url_of) for ksb in ksbs if ksb.pk in wanted}


def _shown(ksb: Ksb, pieces: Sequence[MetPiece], url_of: Callable[[object], str]) -> Shown:
    standing = vars(ksb)
    state = shown_state(standing["progress_state"] or KsbProgress.State.NOT_STARTED.value, is_own=False)
    return Shown(KSB_MARKS[state], standing["progress_met"] or 0, url_of(ksb.pk), pieces)


def _met_elsewhere(evidence: Evidence, ksbs: set[UUID]) -> dict[UUID, list[MetPiece]]:
    """The latest pieces that met each of these, apart from this one and from versions that were replaced."""
    newest = Window(RowNumber(), partition_by=F("ksb"), order_by=[F("decided_on").desc(), F("pk").asc()])
    claims = (
        Claim.objects.filter(
            ksb__in=ksbs,
            outcome=Claim.Outcome.MET,
            revision__shown_of__apprenticeship=evidence.apprenticeship_id,
        )
        .exclude(revision__evidence=evidence)
        .annotate(place=newest)
        .filter(place__lte=LATEST)
        .order_by("ksb", "place")
    )
    url_of = addresses("portfolio:evidence")
    found: dict[UUID, list[MetPiece]] = {}
    for ksb, piece, title in claims.values_list("ksb", "revision__evidence", "revision__title"):
        found.setdefault(ksb, []).append(MetPiece(title, url_of(piece)))
    return found
