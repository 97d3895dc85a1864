"""What becomes of every claim when an apprenticeship moves to another version of its standard."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from assessments.rules.marking import ASIDE, MET, NOT_YET
from portfolio.rules import DECLINED

CARRIED, ASKED, COPIED, SET_ASIDE = "carried", "asked", "copied", "aside"


@dataclass(frozen=True)
class Choice:
    """What becomes of the evidence for one KSB.

    to: KSBs of the new version; the first takes the claim itself, the others a copy that the assessor is
    asked about. None at all: the claim is set aside. stands: whether what was decided goes on counting.
    """

    to: tuple[UUID, ...] = ()
    stands: bool = True


@dataclass(frozen=True)
class Claimed:
    """One claim as it stands. is_current: on a draft, or on the version that others see."""

    claim: UUID
    revision: UUID
    ksb: UUID
    outcome: str
    decided_on: dt.date | None
    is_current: bool
    position: int = 0


@dataclass(frozen=True)
class Carried:
    """One claim afterwards; a copy names the claim that it is made from. joined: None when set aside."""

    was: Claimed
    act: str
    joined: UUID | None
    outcome: str
    decided_on: dt.date | None


def carried(claims: Iterable[Claimed], choices: Mapping[UUID, Choice], today: dt.date) -> list[Carried]:
    """A KSB without a choice is set aside.

    Where two claims of one piece would come to one KSB, that which counts for most takes it, and the other
    goes to the next KSB chosen for it, or is set aside.
    """
    by_revision = groupby(sorted(claims, key=_rank(choices)), attrgetter("revision"))
    return [one for _, found in by_revision for one in _of_revision(list(found), choices, today)]


def _rank(choices: Mapping[UUID, Choice]):  # type: ignore[no-untyped-def]  # a key for sorting
    """By version of a piece, then what counts for most first."""

    def rank(one: Claimed) -> tuple[object, ...]:
        stands = choices.get(one.ksb, Choice()).stands
        worth = (one.outcome == MET and stands, one.outcome == MET, one.outcome != DECLINED)
        return (str(one.revision), *(not each for each in worth), one.position, str(one.claim))

    return rank


def _of_revision(
    claims: Sequence[Claimed], choices: Mapping[UUID, Choice], today: dt.date
) -> Iterator[Carried]:
    taken: set[UUID] = set()
    copies: list[tuple[Claimed, UUID]] = []
    for one in claims:
        choice = choices.get(one.ksb, Choice())
        free = [ksb for ksb in choice.to if ksb not in taken]
        if not free:
            yield Carried(one, SET_ASIDE, None, ASIDE, today)
            continue
        taken.add(free[0])
        yield _moved(one, free[0], choice)
        if one.is_current and one.outcome != DECLINED:
            copies += [(one, ksb) for ksb in free[1:]]
    for one, ksb in copies:
        if ksb not in taken:
            taken.add(ksb)
            yield Carried(one, COPIED, ksb, "", None)


def _moved(one: Claimed, ksb: UUID, choice: Choice) -> Carried:
    if not choice.stands and one.outcome in (MET, NOT_YET):
        return Carried(one, ASKED, ksb, "", None)
    return Carried(one, CARRIED, ksb, one.outcome, one.decided_on)
