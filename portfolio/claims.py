"""The claims behind one KSB: which piece, in which words, and what the assessor said."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portfolio.addresses import addresses
from portfolio.marks import Mark, claim_mark
from portfolio.models import Claim
from portfolio.piece import Judgement, judgement_of
from portfolio.reading import Reading
from portfolio.spots import Spot, anchor_in, place_in, spot_of
from standards.models import Ksb


@dataclass(slots=True)
class ClaimRow:
    title: str
    url: str
    happened_on: dt.date | None
    version: int
    justification: str
    mark: Mark
    spot: Spot | None = None
    added_by: str = ""
    judgement: Judgement | None = None


def current_claims(reading: Reading, ksb: Ksb) -> list[UUID]:
    """The ids of the claims that count now, newest piece first. One query."""
    claims = reading.claims.filter(ksb=ksb)
    newest = claims.order_by("-revision__evidence__created_at", "-revision__number")
    return list(newest.values_list("pk", flat=True))


def claim_rows(ids: Iterable[UUID]) -> list[ClaimRow]:
    """The rows of these claims in this order, each with its decision in force. One query."""
    order = list(ids)
    rows: dict[UUID, ClaimRow] = {}
    url_of = addresses("portfolio:evidence")
    for values in Claim.objects.filter(pk__in=order).with_decisions():
        row = rows.setdefault(values["pk"], _row(values, url_of(values["revision__evidence"])))
        judgement = judgement_of(values) if values["decisions__pk"] else None
        if judgement and judgement.in_force:
            row.judgement = judgement
    return [rows[pk] for pk in order]


def _row(values: dict[str, Any], url: str) -> ClaimRow:
    page = f"{url}?revision={values['revision__number']}"
    return ClaimRow(
        title=values["revision__title"] or "Untitled",
        url=f"{page}#{values['ksb__code']}",
        happened_on=values["revision__happened_on"],
        version=values["revision__number"],
        justification=values["justification"],
        mark=claim_mark(values["revision__state"], values["outcome"]),
        spot=spot_of(anchor_in(values), place_in(values), page),
        added_by=values["added_by__name"] or "",
    )
