"""The matrix: KSBs down, pieces of evidence across, and how each piece stands for each KSB."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from portfolio.addresses import addresses
from portfolio.marks import KSB_MARKS, PIECE_MARKS, Mark
from portfolio.models import Claim, KsbProgress, Revision
from portfolio.models.evidence import EvidenceQuerySet
from portfolio.reading import Reading
from portfolio.rules import ClaimFact, tally
from standards.models import Ksb
from standards.rules import bands_of
from standards.said import verified_codes

VERIFIED, TO_VERIFY = "Verified by the employer", "For the employer to verify"


@dataclass(frozen=True, slots=True)
class Column:
    id: UUID
    title: str
    url: str
    mark: Mark
    shown_id: UUID | None


@dataclass(frozen=True, slots=True)
class Cell:
    state: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One KSB. `add_url` starts a piece for it, where its owner has shown nothing yet.

    verified: how far the employer's word on it is, where that alone counts.
    """

    code: str
    title: str
    url: str
    cells: Sequence[Cell | None]
    add_url: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True)
class RowGroup:
    title: str
    rows: Sequence[Row]


def pieces_for(reading: Reading, ksbs: Iterable[Ksb]) -> EvidenceQuerySet:
    """The pieces that were ever offered for one of these."""
    claims = Claim.objects.standing().filter(ksb__in=[ksb.pk for ksb in ksbs])
    if not reading.is_own:
        claims = claims.exclude(revision__state=Revision.State.DRAFT)
    return reading.pieces.filter(pk__in=claims.values("revision__evidence"))


def columns_of(
    reading: Reading, start: int, stop: int, pieces: EvidenceQuerySet | None = None
) -> list[Column]:
    """One page of pieces, newest first: all, or only these. One query."""
    url_of = addresses("portfolio:evidence")
    path = reading.path
    newest = (reading.pieces if pieces is None else pieces).order_by("-created_at", "pk")
    rows = newest.values_list("pk", f"{path}__title", f"{path}__state", "shown")[start:stop]
    return [
        Column(pk, title or "Untitled", url_of(pk), PIECE_MARKS[state], shown_id)
        for pk, title, state, shown_id in rows
    ]


def matrix_of(
    reading: Reading, ksbs: Iterable[Ksb], columns: Sequence[Column], *, can_add: bool
) -> list[RowGroup]:
    """The rows, grouped by area. One query, however many cells. The plan must be at hand."""
    states = _states(reading, columns)
    apprenticeship = reading.apprenticeship.pk
    row_of = _RowMaker(
        columns=columns,
        states=states,
        url_of=addresses("portfolio:claims", apprenticeship),
        new_url=reverse("portfolio:evidence-new", args=[apprenticeship]) if can_add else "",
        by_employer=verified_codes(reading.apprenticeship.plan.evidence_rules),
    )
    return [
        RowGroup(group.area.title, [row_of(ksb) for ksb in group.ksbs])
        for band in bands_of(ksbs)
        for group in band.areas
    ]


@dataclass(frozen=True, slots=True)
class _RowMaker:
    columns: Sequence[Column]
    states: Mapping[UUID, Mapping[UUID, str]]
    url_of: Callable[[object], str]
    new_url: str
    by_employer: Collection[str]

    def __call__(self, ksb: Ksb) -> Row:
        states = self.states.get(ksb.pk, {})
        cells = [
            _cell(states[column.id], f"{column.url}#{ksb.code}") if column.id in states else None
            for column in self.columns
        ]
        state = vars(ksb).get("progress_state") or KsbProgress.State.NOT_STARTED.value
        if ksb.code in self.by_employer:
            verified = VERIFIED if state == KsbProgress.State.MET else TO_VERIFY
            return Row(ksb.code, ksb.title, self.url_of(ksb.pk), cells, verified=verified)
        is_empty = not states and state == KsbProgress.State.NOT_STARTED
        add_url = f"{self.new_url}?ksb={ksb.code}" if self.new_url and is_empty else ""
        return Row(ksb.code, ksb.title, self.url_of(ksb.pk), cells, add_url)


def _cell(state: str, url: str) -> Cell:
    return Cell(state, KSB_MARKS[state].label, url)


def _states(reading: Reading, columns: Iterable[Column]) -> dict[UUID, dict[UUID, str]]:
    """KSB id -> piece id -> state, by the same rule that works out the progress of a KSB."""
    states: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for (piece, ksb), facts in _facts(reading, {column.id: column.shown_id for column in columns}).items():
        state = tally(facts).state
        if state != "not-started":
            states[ksb][piece] = state
    return states


def _facts(reading: Reading, shown: Mapping[UUID, UUID | None]) -> dict[tuple[UUID, UUID], list[ClaimFact]]:
    claims = Claim.objects.filter(revision__evidence__in=shown)
    if not reading.is_own:
        claims = claims.exclude(revision__state=Revision.State.DRAFT)
    facts: dict[tuple[UUID, UUID], list[ClaimFact]] = defaultdict(list)
    fields = ("ksb", "revision", "revision__number", "revision__state", "outcome", "decided_on")
    for piece, ksb, revision, number, state, outcome, day in claims.values_list(
        "revision__evidence", *fields
    ):
        fact = ClaimFact(piece, number, state, shown[piece] == revision, outcome, day)
        facts[piece, ksb].append(fact)
    return facts
