"""What becomes of every claim when an apprenticeship moves to another version of its standard."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from assessments.rules.marking import ASIDE, MET, NOT_YET
from portfolio.rules import DECLINED

CARRIED, ASKED, COPIED, JOINED, SET_ASIDE = "carried", "asked", "copied", "joined", "aside"
DECIDED = (MET, NOT_YET)


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
    """One claim afterwards; a copy names the claim that it is made from. joined: None when set aside.

    Of a claim that was made one with another of its piece: the KSB of that other, which alone goes on.
    """

    was: Claimed
    act: str
    joined: UUID | None
    outcome: str
    decided_on: dt.date | None

    @property
    def goes_on_for(self) -> UUID | None:
        """The KSB that this very claim is for afterwards; None where it does not go on."""
        return None if self.act == JOINED else self.joined


def carried(claims: Iterable[Claimed], choices: Mapping[UUID, Choice], today: dt.date) -> list[Carried]:
    """A KSB without a choice is set aside.

    Where two claims of one piece would come to one KSB, that which counts for most takes it. The other goes
    to the next KSB chosen for it, or is made one with the first.
    """
    by_revision = groupby(sorted(claims, key=_rank(choices)), attrgetter("revision"))
    return [one for _, found in by_revision for one in _of_revision(list(found), choices, today)]


def asked_afterwards(ksbs: Iterable[UUID], choices: Mapping[UUID, Choice]) -> list[UUID]:
    """What a request for evidence for these KSBs asks for: each that evidence for them goes to, once."""
    return list(dict.fromkeys(to for ksb in ksbs for to in choices.get(ksb, Choice()).to))


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
    takers: dict[UUID, Claimed] = {}
    joining: dict[UUID, list[Claimed]] = {}
    copies: dict[UUID, Claimed] = {}
    for one in claims:
        to = choices.get(one.ksb, Choice()).to
        free = [ksb for ksb in to if ksb not in takers]
        if not to:
            yield Carried(one, SET_ASIDE, None, ASIDE, today)
        elif not free:
            joining.setdefault(to[0], []).append(one)
            yield Carried(one, JOINED, to[0], ASIDE, today)
        else:
            takers[free[0]] = one
            if one.is_current and one.outcome != DECLINED:
                copies |= {ksb: copies.get(ksb, one) for ksb in free[1:]}
    yield from (_moved(one, ksb, joining.get(ksb, []), choices) for ksb, one in takers.items())
    yield from (Carried(one, COPIED, ksb, "", None) for ksb, one in copies.items() if ksb not in takers)


def _moved(one: Claimed, ksb: UUID, joining: Sequence[Claimed], choices: Mapping[UUID, Choice]) -> Carried:
    """Decisions that were to stand and say different things of one KSB leave it to the assessor."""
    standing = [each for each in (one, *joining) if choices[each.ksb].stands]
    said = {each.outcome for each in standing if each.outcome in DECIDED}
    if one.outcome in DECIDED and (not choices[one.ksb].stands or len(said) > 1):
        return Carried(one, ASKED, ksb, "", None)
    return Carried(one, CARRIED, ksb, one.outcome, one.decided_on)
