"""Rows of evidence as lists show them: plain values with their addresses, made from two queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from portfolio.addresses import addresses
from portfolio.marks import PIECE_MARKS, Mark, claim_mark
from portfolio.models import Claim, Evidence
from portfolio.reading import Reading
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
    id: UUID
    title: str
    url: str
    kind: str
    happened_on: dt.date | None
    mark: Mark
    files: int
    claims: Sequence[ClaimGroup]


def evidence_rows(reading: Reading, ids: Iterable[UUID]) -> list[EvidenceRow]:
    """The rows of these pieces, in this order. The ids must come from `reading.pieces`."""
    path, order = reading.path, list(ids)
    pieces = Evidence.objects.filter(pk__in=order).annotate(files=Count(f"{path}__attachments"))
    fields = ("kind", path, f"{path}__title", f"{path}__happened_on", f"{path}__state", "files")
    found = {pk: values for pk, *values in pieces.values_list("pk", *fields)}
    claims = _claims([values[1] for values in found.values()])
    url_of = addresses("portfolio:evidence")
    rows = []
    for pk in order:
        kind, revision, title, day, state, files = found[pk]
        rows.append(
            EvidenceRow(
                id=pk,
                title=title or "Untitled",
                url=url_of(pk),
                kind=_KINDS.get(kind, kind),
                happened_on=day,
                mark=PIECE_MARKS[state],
                files=files,
                claims=claims.get(revision, []),
            )
        )
    return rows


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
