"""Rows of evidence as lists show them: plain values with their addresses, made from two queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from portfolio.addresses import addresses
from portfolio.marks import PIECE_MARKS, Mark, claim_mark
from portfolio.models import Attachment, Claim, Evidence
from portfolio.reading import Reading
from portfolio.search import Excerpt, excerpt
from portfolio.words import Asked
from standards.models import EvidenceKind

_KINDS = {str(value): str(label) for value, label in EvidenceKind.choices}


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The KSBs that one piece claims and that stand alike."""

    state: str
    label: str
    codes: Sequence[str]

    @property
    def text(self) -> str:
        return ", ".join(self.codes)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """`found`: where the words stand that were searched for, unless in the title alone."""

    id: UUID
    title: str
    url: str
    kind: str
    happened_on: dt.date | None
    mark: Mark
    files: int
    claims: Sequence[ClaimGroup]
    apprentice: str
    in_showcase: bool
    found: Excerpt | None


def evidence_rows(reading: Reading, ids: Iterable[UUID], asked: Asked | None = None) -> list[EvidenceRow]:
    """The rows of these pieces, in this order. The ids must come from `reading.pieces`."""
    return piece_rows(reading.path, ids, asked)


def piece_rows(path: str, ids: Iterable[UUID], asked: Asked | None = None) -> list[EvidenceRow]:
    """Rows of pieces that the reader may see, each as its revision at `path` has it. Two queries."""
    order = list(ids)
    pieces = Evidence.objects.filter(pk__in=order).annotate(files=_count_files(path))
    fields = {
        "kind": "kind",
        "revision": path,
        "title": f"{path}__title",
        "happened_on": f"{path}__happened_on",
        "state": f"{path}__state",
        "files": "files",
        "apprentice": "apprenticeship__apprentice__name",
        "showcase": "showcase_item",
        "parts": f"{path}__words__parts",
    }
    if asked is None:
        del fields["parts"]
    rows = pieces.values_list("pk", *fields.values())
    found = {pk: dict(zip(fields, values, strict=True)) for pk, *values in rows}
    claims = _claims([values["revision"] for values in found.values()])
    url_of = addresses("portfolio:evidence")
    return [
        _row(pk, url_of(pk), found[pk], claims.get(found[pk]["revision"], []), asked)
        for pk in order
        if pk in found
    ]


def _row(
    pk: UUID, url: str, values: dict[str, Any], claims: Sequence[ClaimGroup], asked: Asked | None
) -> EvidenceRow:
    return EvidenceRow(
        id=pk,
        title=values["title"] or "Untitled",
        url=url,
        kind=_KINDS.get(values["kind"], values["kind"]),
        happened_on=values["happened_on"],
        mark=PIECE_MARKS[values["state"]],
        files=values["files"] or 0,
        claims=claims,
        apprentice=values["apprentice"],
        in_showcase=values["showcase"] is not None,
        found=excerpt(asked, values["parts"] or []) if asked else None,
    )


def _count_files(path: str) -> Subquery:
    files = Attachment.objects.filter(revision=OuterRef(path)).order_by().values("revision")
    return Subquery(files.annotate(number=Count("pk")).values("number"))


def _claims(revisions: Iterable[UUID]) -> dict[UUID, list[ClaimGroup]]:
    codes: dict[UUID, dict[Mark, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Claim.objects.filter(revision__in=revisions).order_by("ksb__position")
    fields = ("revision", "ksb__code", "revision__state", "outcome")
    for revision, code, state, outcome in rows.values_list(*fields):
        codes[revision][claim_mark(state, outcome)].append(code)
    return {
        revision: [ClaimGroup(mark.key, mark.label.lower(), found) for mark, found in groups.items()]
        for revision, groups in codes.items()
    }
