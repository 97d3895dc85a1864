"""The year of every apprentice as a list of dated acts, told in the order in which they happened."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from assessments.rules import MET, NOT_YET
from portfolio.actions import choose_showcase
from portfolio.models import Evidence
from reports.demo import amiss
from reports.demo.choosing import choose
from reports.demo.files import Recipe
from reports.demo.library import Account
from reports.demo.people import Enrolment
from reports.demo.piece import Piece, Stock

Act = Callable[[], None]
FULL_SHOWCASE_PIECES = 30
EXTRA_PICTURES: Sequence[Sequence[str]] = (["counter"], [], ["whiteboard"], [])


@dataclass
class Story:
    """Acts collected in any order. A moment is given in days before `now`, and moved to working hours."""

    now: dt.datetime
    acts: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)

    def add(self, days_ago: float, act: Act, after: dt.datetime | None = None) -> dt.datetime:
        moment = working_hours(self.now - dt.timedelta(days=days_ago))
        moment = min(moment, self.now - dt.timedelta(minutes=12))
        if after is not None:
            moment = max(moment, after + dt.timedelta(minutes=2))
        self.acts.append((moment, len(self.acts), act))
        return moment

    def in_order(self) -> list[tuple[dt.datetime, Act]]:
        return [(moment, act) for moment, _, act in sorted(self.acts, key=lambda entry: entry[:2])]


def working_hours(moment: dt.datetime) -> dt.datetime:
    """The same day between nine and half past five, or the Friday before a weekend."""
    local = timezone.localtime(moment)
    minutes = (local.hour * 60 + local.minute) * 510 // 1440
    local -= dt.timedelta(days=max(0, local.weekday() - 4))
    return local.replace(hour=9 + minutes // 60, minute=minutes % 60)


class Year:
    """What one apprentice does, and what is done for them."""

    def __init__(self, story: Story, enrolment: Enrolment, stock: Stock, asked: set[str]) -> None:
        self.story, self.enrolment, self.stock = story, enrolment, stock
        self.chance = random.Random(enrolment.apprentice.email)  # noqa: S311  # a story, not a secret
        self.chosen = choose(enrolment, asked, self.chance)
        self.latest = enrolment.stage.quiet + self.chance.uniform(0, 5)
        self.pieces: list[Piece] = []
        self.spared: set[str] = set()

    def plan(self) -> None:
        stage = self.enrolment.stage
        self._accepted()
        others = iter(self.chosen.others)
        for number in range(stage.waiting):
            self._waiting(next(others), number)
        for number in range(stage.returned):
            self._returned(next(others), number)
        for number in range(stage.drafts):
            self._draft(next(others), number)
        if stage.has_showcase:
            self.story.add(stage.quiet + 0.3, self._choose_showcase)

    def _accepted(self) -> None:
        """Evenly over the time from the first fortnight to the last days before it went quiet."""
        stage, accounts = self.enrolment.stage, self.chosen.accepted
        first, last = stage.started - 12, stage.quiet + 13
        for number, account in enumerate(accounts):
            days_ago = first - (first - last) * number / max(1, len(accounts) - 1)
            self._one_accepted(account, number, days_ago + self.chance.uniform(-1.5, 1.5))

    def _one_accepted(self, account: Account, number: int, days_ago: float) -> None:
        piece = self._piece(account, days_ago, comes_back=number % 5 == 2)
        not_yet = self._not_yet(account, number)
        at = self.story.add(days_ago - 0.6, piece.start)
        at = self.story.add(days_ago - self.chance.uniform(1, 2), piece.submit, at)
        if number % 5 == 2:
            at = self._back_and_forth(piece, days_ago, at)
        accept = self._accepting(piece, number, not_yet)
        at = self.story.add(days_ago - self.chance.uniform(8, 11), accept, at)
        if self.enrolment.stage.covers:
            self._afterwards(piece, number, not_yet, at)

    def _accepting(self, piece: Piece, number: int, not_yet: set[str]) -> Act:
        """Now and then a claim does not belong, or the assessor sees what nobody claimed."""
        if number % 12 == 4 and not_yet and not not_yet & set(self.enrolment.stage.missing):
            return lambda: piece.accept_without(not_yet)
        if number % 7 == 1 and not not_yet and self.enrolment.stage.covers:
            return piece.accept_with_more
        return lambda: piece.accept(not_yet)

    def _back_and_forth(self, piece: Piece, days_ago: float, at: dt.datetime) -> dt.datetime:
        at = self.story.add(days_ago - 4, piece.give_back, at)
        at = self.story.add(days_ago - self.chance.uniform(4.6, 6), piece.revise, at)
        return self.story.add(days_ago - self.chance.uniform(6, 7), piece.submit, at)

    def _afterwards(self, piece: Piece, number: int, not_yet: set[str], at: dt.datetime) -> None:
        """Assessors correct themselves now and then, and sometimes open a piece again."""
        code = next(iter(piece.account.claims))
        later = at + dt.timedelta(hours=3)
        others_met = set(piece.account.claims) - not_yet - {code}
        if number == 3 and code not in not_yet and others_met:
            self.story.add(1000, lambda: piece.correct(code, NOT_YET), later)
            self.story.add(1000, lambda: piece.ask_again(code), later + dt.timedelta(hours=5))
            self.story.add(1000, lambda: piece.correct(code, MET), later + dt.timedelta(hours=26))
        if number == 6:
            at = self.story.add(1000, piece.reopen, later)
            at = self.story.add(1000, piece.revise_reopened, at + dt.timedelta(hours=5))
            at = self.story.add(1000, piece.submit, at + dt.timedelta(hours=1))
            self.story.add(1000, lambda: piece.accept(not_yet), at + dt.timedelta(hours=20))

    def _not_yet(self, account: Account, number: int) -> set[str]:
        """What the stage still misses; and now and then a KSB that another piece shows anyway."""
        codes = set(account.claims)
        held_back = codes & set(self.enrolment.stage.missing)
        if held_back or number % 6 != 4:
            return held_back
        elsewhere = {code for other in self.chosen.accepted if other != account for code in other.claims}
        spare = sorted((codes & elsewhere) - self.spared)[: len(codes) - 1][:1]
        self.spared.update(spare)
        return set(spare)

    def _waiting(self, account: Account, number: int) -> None:
        days_ago = self.latest + 0.4 + number * 2.6 + self.chance.uniform(0, 1.5)
        comes_back = number % 3 == 2
        piece = self._piece(account, days_ago + (9 if comes_back else 2), comes_back=comes_back)
        if not comes_back:
            asked = self.story.add(days_ago + 5, piece.ask_for) if number == 0 else None
            at = self.story.add(days_ago + 1, piece.start, asked)
        else:
            at = self.story.add(days_ago + 8, piece.start)
            at = self.story.add(days_ago + 7, piece.submit, at)
            at = self.story.add(days_ago + 3, piece.give_back, at)
            at = self.story.add(days_ago + 0.6, piece.revise, at)
        at = self.story.add(days_ago, piece.submit, at)
        if number == 1 and self.enrolment.stage.covers:
            self.story.add(days_ago - 0.3, piece.begin_marking, at)

    def _returned(self, account: Account, number: int) -> None:
        days_ago = self.latest + 1.4 + number * 2.5
        piece = self._piece(account, days_ago + 6, comes_back=True)
        at = self.story.add(days_ago + 5, piece.start)
        at = self.story.add(days_ago + 4, piece.submit, at)
        at = self.story.add(days_ago, piece.give_back, at)
        if number == 1:
            self.story.add(days_ago - 1, piece.revise, at)

    def _draft(self, account: Account, number: int) -> None:
        days_ago = self.enrolment.stage.quiet + 0.3 + number * 2.2
        piece = self._piece(account, days_ago + 1.5)
        self.story.add(days_ago, piece.start if number == 1 else piece.start_only)

    def _piece(self, account: Account, days_ago: float, *, comes_back: bool = False) -> Piece:
        stage = self.enrolment.stage
        day = working_hours(self.story.now - dt.timedelta(days=min(days_ago, stage.started - 2))).date()
        if stage.is_amiss:
            one_day = working_hours(self.story.now - dt.timedelta(days=stage.started - 3)).date()
            day = amiss.happened_on(account, self.chosen.accepted, day, one_day)
        told = account.told_at(self.enrolment.workplace, self.enrolment.employer.name, day, self.chance)
        piece = Piece(
            enrolment=self.enrolment,
            account=told,
            recipes=self._recipes(told),
            happened_on=day,
            chance=self.chance,
            stock=self.stock,
            number=len(self.pieces),
            is_first_try_weak=comes_back,
        )
        self.pieces.append(piece)
        return piece

    def _recipes(self, account: Account) -> Sequence[Recipe]:
        """Nobody has so many pictures as the one with the full showcase; the others share some."""
        if self.enrolment.stage.accepted >= FULL_SHOWCASE_PIECES:
            number = len(self.pieces)
            more = EXTRA_PICTURES[number % len(EXTRA_PICTURES)]
            return [Recipe(kind, 100 + number) for kind in dict.fromkeys([*account.files, *more])]
        return [Recipe(kind, self.chance.randint(1, 2)) for kind in account.files]

    def _choose_showcase(self) -> None:
        accepted = Evidence.objects.filter(apprenticeship=self.enrolment.apprenticeship).accepted()
        pieces = accepted.order_by("shown__happened_on", "pk").values_list("pk", flat=True)
        choose_showcase(
            apprenticeship=self.enrolment.apprenticeship,
            evidence_ids=list(pieces),
            by=self.enrolment.apprentice,
        )
