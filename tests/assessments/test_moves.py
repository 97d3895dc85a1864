"""Whatever anybody tries, in whatever order: no portfolio ever stands as it must not."""

from functools import partial

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.audit import broken_links
from assessments.models import Decision, MarkingDraft
from portfolio.models import (
    AcceptedWord,
    Apprenticeship,
    Attachment,
    Claim,
    Evidence,
    KsbProgress,
    Revision,
)
from tests.assessments.promises import PROMISES, Step, broken
from tests.assessments.rebuilding import standing, what_rebuilding_changes
from tests.assessments.worlds import ASSESSOR, OWNER, PEOPLE, Chance, World, dump, read, tried

pytestmark = pytest.mark.django_db

QUIETLY = settings(
    max_examples=10,
    stateful_step_count=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)

numbers = st.integers(0, 7)
# Mostly the one who may, so that lives get somewhere; now and then anybody.
owners = st.sampled_from([OWNER] * 12 + PEOPLE)
assessors = st.sampled_from([ASSESSOR] * 12 + PEOPLE)
outcomes = st.sampled_from(["met", "met", "not_yet", "declined", "", "excellent"])
reasons = st.sampled_from(["You say what you did.", "You say what you did.", "", "  \n "])
verdicts = st.sampled_from(["accepted", "accepted", "returned", "returned", "", "binned"])
judgements = st.one_of(
    st.just([("met", "")]),
    st.lists(
        st.tuples(st.sampled_from(["met", "not_yet", "declined"]), st.just("So.")), min_size=1, max_size=3
    ),
    st.lists(st.tuples(outcomes, reasons), min_size=1, max_size=3),
)
added = st.one_of(st.just({}), st.dictionaries(numbers, reasons, max_size=2))


class Moves(RuleBasedStateMachine):
    """A life of moves, each by somebody, possible or not; `self.step` is the last of them."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = World()
        self.everything, self.rows = dump(), read()
        self.step: Step | None = None

    def teardown(self) -> None:
        try:
            assert [who for who in PEOPLE if who != OWNER and drafts_seen_by(self.world.people[who])] == []
            assert what_rebuilding_changes(self.world) == {}
            assert broken_links(self.world.provider) == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def move(self, act: str, by: str, *arguments, **named) -> None:
        before = self.rows
        is_done = tried(partial(getattr(self.world, act), by, *arguments, **named))
        stood, self.everything = self.everything, dump()
        if not is_done:
            assert self.everything == stood, "what was refused changed something"
            return
        self.rows = read()
        self.step = Step(before, self.rows, act, by)

    def piece(self, number: int) -> Evidence | None:
        pieces = self.world.pieces()
        return pieces[number % len(pieces)] if pieces else None

    @initialize(ksbs=st.lists(numbers, min_size=1, max_size=3))
    def begin(self, ksbs):
        """With a piece handed in, so that judging begins early."""
        self.world.start(OWNER, 0)
        self.world.save(OWNER, self.piece(0), ksbs)
        self.world.submit(OWNER, self.piece(0))
        self.everything, self.rows = dump(), read()

    @rule(by=owners, ksb=numbers)
    def start(self, by, ksb):
        if len(self.world.pieces()) < 4:
            self.move("start", by, ksb)

    @rule(
        by=owners,
        number=numbers,
        ksbs=st.lists(numbers, min_size=1, max_size=3),
        stale=st.sampled_from([0, 0, 1]),
    )
    def save(self, by, number, ksbs, stale):
        if piece := self.piece(number):
            self.move("save", by, piece, ksbs, is_stale=bool(stale))

    @rule(by=owners, number=numbers)
    def submit(self, by, number):
        if piece := self.piece(number):
            self.move("submit", by, piece)

    @rule(by=owners, number=numbers)
    def revise(self, by, number):
        if piece := self.piece(number):
            self.move("revise", by, piece)

    @rule(by=owners, number=numbers)
    def delete(self, by, number):
        if piece := self.piece(number):
            self.move("delete", by, piece)

    @rule(by=owners, wanted=st.lists(numbers, max_size=3))
    def choose(self, by, wanted):
        pieces = self.world.pieces()
        self.move("choose", by, [pieces[number % len(pieces)] for number in wanted if pieces])

    @rule(
        by=assessors,
        number=numbers,
        verdict=verdicts,
        judged=judgements,
        more=added,
        version=st.sampled_from([0, 0, 0, 1]),
    )
    def mark(self, by, number, verdict, judged, more, version):
        if piece := self.piece(number):
            self.move("mark", by, piece, verdict, judged, more, version=version)

    @rule(by=assessors, number=numbers, outcome=outcomes, reason=reasons)
    def correct(self, by, number, outcome, reason):
        if decisions := self.world.decisions():
            self.move("correct", by, decisions[-1 - number % len(decisions)], outcome, reason)

    @rule(by=assessors, number=numbers, reason=reasons)
    def reopen(self, by, number, reason):
        if piece := self.piece(number):
            self.move("reopen", by, piece, reason)

    @rule()
    def leave_and_be_seen_nowhere(self):
        """The assessor's role ends: from then on nothing of theirs is left to do or to see."""
        self.world.end_role(ASSESSOR)
        for number in range(3):
            if piece := self.piece(number):
                with pytest.raises(Http404):
                    self.world.mark(ASSESSOR, piece, "accepted", [("met", "")])
        assert seen_by(self.world.people[ASSESSOR]) == set()
        self.world.give_role_back(ASSESSOR)

    @invariant()
    def every_promise_is_kept(self):
        step, self.step = self.step, None
        if step is not None:
            assert broken(step) == []
            assert step.by == OWNER or drafts_seen_by(self.world.people[step.by]) == []


def drafts_seen_by(user) -> list[object]:
    return [
        *Revision.objects.visible_to(user).filter(state=Revision.State.DRAFT),
        *Claim.objects.visible_to(user).filter(revision__state=Revision.State.DRAFT),
        *MarkingDraft.objects.visible_to(user).exclude(assessor=user),
    ]


def seen_by(user):
    return {
        (model.__name__, pk)
        for model in (Apprenticeship, Evidence, Revision, Claim, Attachment)
        for pk in model.objects.visible_to(user).values_list("pk", flat=True)
    }


@pytest.mark.timeout(400)
def test_moves_of_anybody_keep_every_promise():
    assert len(PROMISES) > 15
    run_state_machine_as_test(Moves, settings=QUIETLY)


@pytest.mark.parametrize("seed", range(3))
def test_rebuilding_from_decisions_equals_what_two_hundred_events_left(seed):
    world = World(ksbs=6)
    Chance(world, seed).live(200)
    assert what_rebuilding_changes(world) == {}
    right = standing()
    assert len(right["AcceptedWord"]) > 0
    assert Decision.objects.count() > 20
    KsbProgress.objects.update(state="met", met=9)
    Claim.objects.update(outcome="", decided_on=None)
    AcceptedWord.objects.update(counts={"spoilt": 1})
    assert {table: rebuilt for table, (_, rebuilt) in what_rebuilding_changes(world).items()} == right
