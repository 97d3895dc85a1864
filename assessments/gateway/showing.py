"""The showcase as it stands: what a declaration is about, and what of it still waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from assessments.models import Countersignature
from assessments.snapshots import digest
from portfolio.models import Attachment, Claim, Revision
from portfolio.rules import DECLARED

WHOSE = "revision__shown_of__apprenticeship"
FIELDS = (
    WHOSE,
    "revision",
    "revision__evidence",
    "revision__number",
    "revision__title",
    "revision__state",
    "revision__answers",
    "revision__declared",
    "ksb__code",
    "justification",
    "outcome",
)
PATH = "revision__marking__countersignature__"
SIGNED = (f"{PATH}state", f"{PATH}countersigner__name", f"{PATH}countersigner__email")


@dataclass(frozen=True)
class Unsigned:
    """An accepted piece whose decisions wait for a countersignature, and whose."""

    title: str
    countersigner: str
    url: str


@dataclass(frozen=True)
class Undeclared:
    """A piece handed in without a word on whose work it is, or on other people’s details."""

    title: str
    url: str


@dataclass(frozen=True)
class Showing:
    """The showcase as it stands. pieces: as a snapshot keeps them, in order.

    is_clear: nothing of it is in the way of signing. met: codes shown by them, whether or not somebody has
    still to countersign.
    """

    pieces: Sequence[dict[str, Any]]
    not_accepted: int
    unsigned: Sequence[Unsigned]
    undeclared: Sequence[Undeclared]
    met: frozenset[str]

    @property
    def is_clear(self) -> bool:
        return bool(self.pieces) and not (self.not_accepted or self.unsigned or self.undeclared)


def showcases_now(apprenticeship_ids: Iterable[UUID]) -> dict[UUID, Showing]:
    """One query for all: each claim of the pieces chosen, in the order of the showcase."""
    found: dict[UUID, list[Mapping[str, Any]]] = {pk: [] for pk in apprenticeship_ids}
    path = "revision__shown_of__showcase_item__position"
    chosen = Claim.objects.filter(
        revision__shown_of__apprenticeship__in=list(found),
        revision__shown_of__showcase_item__isnull=False,
    )
    for row in chosen.order_by(path, "revision", "ksb__position").values(*FIELDS, *SIGNED):
        found[row[WHOSE]].append(row)
    return {pk: _showing(rows) for pk, rows in found.items()}


def _showing(rows: Iterable[Mapping[str, Any]]) -> Showing:
    pieces: dict[UUID, dict[str, Any]] = {}
    unsigned: dict[UUID, Unsigned] = {}
    undeclared: dict[UUID, Undeclared] = {}
    accepted, met = set(), set()
    for row in rows:
        piece = pieces.setdefault(row["revision"], _piece(row))
        piece["claims"].append([row["ksb__code"], row["justification"], row["outcome"]])
        if not set(row["revision__declared"]) >= DECLARED:
            undeclared[row["revision"]] = Undeclared(row["revision__title"], _url(row))
        if row["revision__state"] == Revision.State.ACCEPTED:
            accepted.add(row["revision"])
            if row[SIGNED[0]] == Countersignature.State.WAITING:
                unsigned[row["revision"]] = _unsigned(row)
            if row["outcome"] == Claim.Outcome.MET:
                met.add(row["ksb__code"])
    return Showing(
        pieces=list(pieces.values()),
        not_accepted=len(pieces) - len(accepted),
        unsigned=list(unsigned.values()),
        undeclared=list(undeclared.values()),
        met=frozenset(met),
    )


def _unsigned(row: Mapping[str, Any]) -> Unsigned:
    return Unsigned(row["revision__title"], row[SIGNED[1]] or row[SIGNED[2]], _url(row))


def _url(row: Mapping[str, Any]) -> str:
    return reverse("portfolio:evidence", args=[row["revision__evidence"]])


def _piece(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "evidence": str(row["revision__evidence"]),
        "revision": str(row["revision"]),
        "number": row["revision__number"],
        "title": row["revision__title"],
        "state": row["revision__state"],
        "answers": digest(row["revision__answers"]),
        "claims": [],
    }


def files_of(about: Mapping[str, Any]) -> list[list[str]]:
    """Every file of the pieces: its revision, its name and the SHA-256 of its bytes. One query."""
    revisions = [piece["revision"] for piece in about["showcase"]]
    held = Attachment.objects.filter(revision__in=revisions).order_by("revision", "position", "pk")
    return [
        [str(revision), name, sha256]
        for revision, name, sha256 in held.values_list("revision", "name", "file__sha256")
    ]
