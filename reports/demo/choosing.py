"""Which accounts somebody tells, so that the KSBs met add up to how far they have come."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from reports.demo.library import ONLY_FOR_WELSH_SPEAKERS, Account, accounts_for
from reports.demo.people import Enrolment

IN_PERSON, AT_A_DISTANCE = "S2", "S3"


@dataclass(frozen=True)
class Chosen:
    accepted: Sequence[Account]
    others: Sequence[Account]


def choose(enrolment: Enrolment, asked: set[str], chance: random.Random) -> Chosen:
    """asked: the codes of the KSBs that this apprentice has to show."""
    stage = enrolment.stage
    usable = [account for account in accounts_for(enrolment.workplace) if fits(account, enrolment, asked)]
    chance.shuffle(usable)
    accepted = covering(usable, asked - set(stage.missing), stage.missing) if stage.covers else []
    rest = [account for account in usable if account not in accepted]
    rest = varied(rest, told=accepted)
    rest.sort(key=lambda account: bool(set(account.claims) & set(stage.missing)))
    wanted = max(0, stage.accepted - len(accepted))
    accepted += rest[:wanted]
    chance.shuffle(accepted)
    return Chosen(accepted, list(reversed(rest[wanted:])))


def varied(accounts: Sequence[Account], told: Sequence[Account]) -> list[Account]:
    """Templates that nothing was told with yet come first, each of them once."""
    known = {account.template for account in told}
    first: list[Account] = []
    for account in accounts:
        if account.template not in known:
            first.append(account)
            known.add(account.template)
    return first + [account for account in accounts if account not in first]


def fits(account: Account, enrolment: Enrolment, asked: set[str]) -> bool:
    """Nobody tells of a telephone who has none, or of Welsh who does not speak it."""
    if account.key in ONLY_FOR_WELSH_SPEAKERS and not enrolment.speaks_welsh:
        return False
    return set(account.claims) & {IN_PERSON, AT_A_DISTANCE} <= asked


def covering(accounts: Sequence[Account], wanted: set[str], unwanted: Sequence[str]) -> list[Account]:
    """As few accounts as one finds by always taking the one that adds most."""
    taken: list[Account] = []
    open_codes = set(wanted)
    while open_codes:
        best = max(
            (account for account in accounts if account not in taken),
            key=lambda account: (
                len(open_codes & set(account.claims)) - 0.5 * len(set(account.claims) & set(unwanted))
            ),
        )
        if not open_codes & set(best.claims):
            best = next(account for account in accounts if open_codes & set(account.claims))
        taken.append(best)
        open_codes -= set(best.claims)
    return taken
