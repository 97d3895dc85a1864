"""What is still needed after a marking: for each claim that is not met, what was asked and what is open."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.marks import Mark
from portfolio.piece import ClaimEntry, Judgement
from portfolio.rules import counted
from standards.said import Said

MET = "met"
MOST_PIECES = 1000


@dataclass(frozen=True, slots=True)
class Need:
    """One KSB that a piece does not show yet.

    asked: in the assessor's words, blank where nothing was decided. open: where the KSB stands besides.
    add_url: where another piece for it is started; blank when none is needed.
    """

    code: str
    title: str
    url: str
    mark: Mark
    asked: str
    by: str
    on: dt.datetime | None
    open: str
    add_url: str


def minimum_of(rules: dict[str, object]) -> int:
    """How many pieces must be met for each KSB, from the evidence rules of a plan."""
    return Said(rules).whole("minimum_accepted_pieces_per_ksb", "accepted pieces", most=MOST_PIECES) or 1


def still_open(code: str, met: int, minimum: int) -> str:
    """Where a KSB stands that one piece did not show. met: how many pieces show it."""
    if met >= minimum:
        shown = "Another piece shows" if met == 1 else f"{counted(met, 'other piece')} show"
        return f"{shown} {code} already, so nothing else is missing for it."
    if met:
        return f"{met} of {counted(minimum, 'piece')} that {code} needs {'is' if met == 1 else 'are'} met."
    if minimum > 1:
        return f"No piece shows {code} yet. It needs {minimum}."
    return f"No piece shows {code} yet."


def needs_of(claims: Iterable[ClaimEntry], minimum: int, new_url: str) -> list[Need]:
    """Of the claims of the version marked last; right after corrections too, for it reads what is in force.

    new_url: where a piece is started; blank for whoever may not.
    """
    return [_need(claim, claim.current, minimum, new_url) for claim in claims if claim.mark.key != MET]


def _need(claim: ClaimEntry, judgement: Judgement | None, minimum: int, new_url: str) -> Need:
    is_covered = claim.met_elsewhere >= minimum
    return Need(
        code=claim.code,
        title=claim.title,
        url=claim.url,
        mark=judgement.mark if judgement else claim.mark,
        asked=judgement.reason if judgement else "",
        by=judgement.assessor if judgement else "",
        on=judgement.at if judgement else None,
        open=still_open(claim.code, claim.met_elsewhere, minimum),
        add_url=f"{new_url}?ksb={claim.code}" if new_url and not is_covered else "",
    )


def needs_over_all(rows: Sequence[ClaimEntry], minimum: int, new_url: str) -> list[Need]:
    """Of the claims of many pieces: each KSB once, by its latest decision, and only while it is not met."""
    latest: dict[str, ClaimEntry] = {}
    for row in rows:
        if row.met_elsewhere >= minimum or row.current is None:
            continue
        before = latest.get(row.code)
        if before is None or before.current is None or before.current.at < row.current.at:
            latest[row.code] = row
    return needs_of(latest.values(), minimum, new_url)
