"""What practice asks for, without a database."""

from datetime import date

import pytest

from assessments.models.practice import MANAGED, MockAssessment
from assessments.rules.grades import Mark, Tally
from assessments.rules.practice import (
    KINDS,
    LINE_MANAGER,
    RUN_BY,
    Judged,
    Run,
    can_be_run_by,
    clock_typed,
    clock_words,
    marks_of,
    no_chance_words,
    on_the_clock,
    problems_with_finishing,
    trend_words,
)

NOTHING_TAPPED = "Tap at least one criterion: seen, not yet, or no chance."
NO_STRENGTH = "Write at least one thing that went well."
NO_STEP = "Write at least one thing to work on next."
SEEN = {"a": Judged("seen")}


def test_kinds_are_those_of_the_rows():
    assert list(KINDS) == MockAssessment.Kind.values
    assert {kind for kind in KINDS if LINE_MANAGER in RUN_BY[kind]} == set(MANAGED)


@pytest.mark.parametrize(
    ("kind", "assessor", "line_manager", "apprentice"),
    [
        ("observation", True, True, False),
        ("assignment", True, True, False),
        ("discussion", True, False, True),
        ("role_play", True, True, True),
        ("showcase", True, False, False),
    ],
)
def test_who_runs_what_follows_the_table(kind, assessor, line_manager, apprentice):
    expected = {"assessor": assessor, "line_manager": line_manager, "apprentice": apprentice}
    assert {who: can_be_run_by(kind, [who]) for who in expected} == expected
    assert not can_be_run_by(kind, [])


@pytest.mark.parametrize(
    ("judged", "strengths", "next_steps", "sentences"),
    [
        (SEEN, "Calm.", "Summarise.", []),
        ({"a": Judged("no_chance")}, "Calm.", "Summarise.", []),
        ({}, "Calm.", "Summarise.", [NOTHING_TAPPED]),
        ({"a": Judged("", "A note")}, "Calm.", "Summarise.", [NOTHING_TAPPED]),
        (SEEN, " \n", "Summarise.", [NO_STRENGTH]),
        (SEEN, "Calm.", "", [NO_STEP]),
        ({}, "", "", [NOTHING_TAPPED, NO_STRENGTH, NO_STEP]),
    ],
)
def test_finishing_needs_a_criterion_and_words(judged, strengths, next_steps, sentences):
    assert [str(each) for each in problems_with_finishing(judged, strengths, next_steps)] == sentences


def test_only_what_was_seen_counts_as_shown():
    grades = {"a": "pass", "b": "pass", "c": "distinction", "d": "pass"}
    judged = {"a": Judged("seen"), "b": Judged("not_seen"), "c": Judged("no_chance")}
    assert marks_of(grades, judged) == [
        Mark("pass", is_shown=True),
        Mark("pass", is_shown=False),
        Mark("distinction", is_shown=False),
        Mark("pass", is_shown=False),
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (65, "1:05"), (600, "10:00"), (3723, "1:02:03"), (-4, "0:00")]
)
def test_the_clock_reads_like_a_clock(seconds, words):
    assert clock_words(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "since", "now", "expected"),
    [
        (0, None, 1000, 0),
        (90, None, 1000, 90),
        (90, 900, 1000, 190),
        (90, 2000, 1000, 90),
        (-5, None, 1000, 0),
        (0, 10**9 - 86_400, 10**9, 86_400),
        (80_000, 10**9 - 10_000, 10**9, 86_400),
        (70, 0, 10**9, 70),
        (0, 10**9 - 86_401, 10**9, 0),
    ],
)
def test_a_clock_that_runs_counts_up_to_now(seconds, since, now, expected):
    assert on_the_clock(seconds, since, now) == expected


@pytest.mark.parametrize(
    ("seconds", "since", "minutes", "clock"),
    [
        (0, None, None, (0, None)),
        (95, 1000, None, (95, 1000)),
        (95, 1000, 1, (95, 1000)),
        (0, None, 50, (3000, None)),
        (3000, None, 20, (1200, None)),
        (95, 1000, 30, (1800, None)),
        (95, None, 0, (0, None)),
    ],
)
def test_minutes_that_were_typed_win_over_the_clock(seconds, since, minutes, clock):
    assert clock_typed(seconds, since, minutes) == clock


FAULT = "no chance to be seen. Nobody is at fault, but the sums count"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ""),
        (1, f"One criterion had {FAULT} it as not shown."),
        (3, f"3 criteria had {FAULT} them as not shown."),
    ],
)
def test_what_had_no_chance_is_said_apart(number, words):
    assert no_chance_words(number) == words


FIRST = Run(date(2026, 9, 7), Tally(7, 12, 1, 5, 80))
BETTER = Run(date(2026, 10, 5), Tally(9, 12, 2, 5, 80))
ALONE = Run(date(2026, 10, 6), Tally(12, 12, 5, 5, 80), is_self_marked=True)
OTHER_CARD = Run(date(2026, 10, 9), Tally(4, 5))
REFUND, CHECK = Run(date(2026, 10, 1), Tally(2, 5), card="a"), Run(date(2026, 10, 9), Tally(4, 5), card="b")
REFUND_AGAIN = Run(date(2026, 10, 12), Tally(5, 5), card="a")


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        ([], ""),
        (
            [FIRST],
            (
                "7 of 12 pass criteria and 1 of 5 distinction criteria last time. "
                "A second one, marked the same way, will show whether that is a trend."
            ),
        ),
        (
            [FIRST, BETTER],
            "9 of 12 pass criteria and 2 of 5 distinction criteria last time: 3 more than on Mon 7 Sep 2026.",
        ),
        (
            [BETTER, FIRST],
            (
                "7 of 12 pass criteria and 1 of 5 distinction criteria last time: "
                "3 fewer than on Mon 5 Oct 2026."
            ),
        ),
        (
            [FIRST, FIRST],
            "7 of 12 pass criteria and 1 of 5 distinction criteria last time: as many as on Mon 7 Sep 2026.",
        ),
        (
            [FIRST, ALONE, BETTER],
            "9 of 12 pass criteria and 2 of 5 distinction criteria last time: 3 more than on Mon 7 Sep 2026.",
        ),
        (
            [FIRST, ALONE],
            (
                "12 of 12 pass criteria and 5 of 5 distinction criteria last time. "
                "A second one, marked the same way, will show whether that is a trend."
            ),
        ),
        (
            [Run(date(2026, 10, 1), Tally(5, 6)), OTHER_CARD],
            (
                "4 of 5 pass criteria last time, 5 of 6 pass criteria on Thu 1 Oct 2026. "
                "The criteria were not the same, so the two are not compared."
            ),
        ),
        (
            [REFUND, CHECK],
            (
                "4 of 5 pass criteria last time, 2 of 5 pass criteria on Thu 1 Oct 2026. "
                "The criteria were not the same, so the two are not compared."
            ),
        ),
        (
            [REFUND, CHECK, REFUND_AGAIN],
            "5 of 5 pass criteria last time: 3 more than on Thu 1 Oct 2026.",
        ),
    ],
)
def test_the_trend_compares_only_what_can_be_compared(runs, words):
    assert trend_words(runs) == words
