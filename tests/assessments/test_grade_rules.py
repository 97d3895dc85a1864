"""Predictions and suppositions without a database: a situation a row, with its words."""

import pytest

from assessments.rules.grades import DISTINCTION, FAIL, PASS, UNKNOWN, Tally, method_grade
from assessments.rules.predicted import (
    EVERY_PASS,
    Known,
    Supposed,
    by_supposing,
    capped,
    further_words,
    has_nonsense,
    supposed_in,
)

P, D, F, U = PASS, DISTINCTION, FAIL, UNKNOWN


@pytest.mark.parametrize(
    ("known", "is_shown", "why"),
    [
        (Known(P), False, "Nothing known yet"),
        (Known(P, "seen"), True, "Seen in the mock"),
        (Known(P, "not_seen"), False, "Not yet in the mock"),
        (Known(P, "no_chance"), False, "No chance in the mock"),
        (Known(P, "", is_spoken_to=True), True, "Evidence speaks to it"),
        (Known(P, "seen", is_spoken_to=True), True, "Seen in the mock"),
        (Known(P, "not_seen", is_spoken_to=True), False, "Not yet in the mock; evidence speaks to it"),
        (Known(P, "no_chance", is_spoken_to=True), True, "No chance in the mock; evidence speaks to it"),
        (Known(D, "", is_spoken_to=True), False, "Evidence speaks to it, nobody has graded its depth"),
        (Known(D, "seen", is_spoken_to=True), True, "Seen in the mock"),
        (
            Known(D, "no_chance", is_spoken_to=True),
            False,
            "No chance in the mock; evidence speaks to it, nobody has graded its depth",
        ),
    ],
)
def test_a_criterion_is_shown_by_a_mock_first(known, is_shown, why):
    assert (known.is_shown, known.why) == (is_shown, why)


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(0, 0), []),
        (
            Tally(0, 12, 0, 5, 80),
            [
                "For a pass: 12 pass criteria.",
                "For a distinction: 12 pass criteria and 4 distinction criteria.",
            ],
        ),
        (
            Tally(10, 12, 1, 5, 80),
            [
                "For a pass: 2 more pass criteria.",
                "For a distinction: 2 more pass criteria and 3 more distinction criteria.",
            ],
        ),
        (
            Tally(12, 12, 3, 5, 80),
            ["For a pass: nothing more.", "For a distinction: 1 more distinction criterion."],
        ),
        (
            Tally(11, 12, 5, 5, 80),
            ["For a pass: 1 more pass criterion.", "For a distinction: 1 more pass criterion."],
        ),
        (Tally(12, 12, 4, 5, 80), ["For a pass: nothing more.", "For a distinction: nothing more."]),
        (
            Tally(12, 12, 4, 5),
            ["For a pass: nothing more.", "For a distinction: there is no number of criteria to count to."],
        ),
    ],
)
def test_the_fewest_further_criteria(tally, words):
    assert further_words(method_grade(tally)) == words


NAMED = {"a D1", "a D2"}


@pytest.mark.parametrize(
    ("address", "supposed", "nonsense"),
    [
        ({}, None, False),
        ({"other": ["pass"]}, None, False),
        ({"talk": ["pass"]}, Supposed(P), False),
        ({"talk": ["criteria"]}, Supposed(), False),
        (
            {"talk": ["criteria"], "talk-shown": [EVERY_PASS, "a D1"]},
            Supposed("", has_every_pass=True, ticked=frozenset({"a D1"})),
            False,
        ),
        ({"talk-shown": ["a D2"]}, Supposed("", has_every_pass=False, ticked=frozenset({"a D2"})), False),
        ({"talk": ["merit"]}, Supposed(), True),
        ({"talk": [""]}, Supposed(), True),
        ({"talk": ["merit", "distinction"]}, Supposed(D), True),
        ({"talk": ["pass", "distinction"]}, Supposed(D), False),
        (
            {"talk-shown": ["a D9", "\x00", "a D1"]},
            Supposed("", has_every_pass=False, ticked=frozenset({"a D1"})),
            True,
        ),
    ],
    ids=str,
)
def test_what_an_address_supposes(address, supposed, nonsense):
    assert supposed_in(address, "talk", NAMED) == supposed
    assert has_nonsense(address, "talk", NAMED) is nonsense


@pytest.mark.parametrize(
    ("supposed", "stands", "is_known", "grade", "says"),
    [
        (Supposed(D), Tally(0, 2, 0, 2, 50), False, D, "You chose: distinction."),
        (Supposed(F), Tally(2, 2, 2, 2, 50), True, F, "You chose: not passed."),
        (
            Supposed(),
            Tally(0, 2, 0, 2, 50),
            False,
            U,
            "Nothing is known and nothing is ticked, so there is no grade.",
        ),
        (
            Supposed("", has_every_pass=True, ticked=frozenset({"a D1"})),
            Tally(0, 2, 0, 2, 50),
            False,
            D,
            "Distinction: 1 of 2 distinction criteria shown. 50 % of 2 is 1, which is reached.",
        ),
        (
            Supposed(),
            Tally(2, 2, 2, 2, 50),
            True,
            P,
            "Distinction: 0 of 2 distinction criteria shown. 50 % of 2 is 1, so 1 is missing.",
        ),
        (
            Supposed("", has_every_pass=False, ticked=frozenset({"a D1"})),
            Tally(1, 2, 0, 2, 50),
            True,
            F,
            (
                "Distinction: 1 of 2 distinction criteria shown. 50 % of 2 is 1, which is reached, "
                "but a distinction takes every pass criterion as well."
            ),
        ),
    ],
)
def test_what_would_come_of_it(supposed, stands, is_known, grade, says):
    found, sums = by_supposing(supposed, stands, is_known=is_known)
    assert (found, sums[-1]) == (grade, says)


@pytest.mark.parametrize(
    ("grade", "cap", "comes_to"),
    [(D, None, D), (D, "pass", P), (P, "pass", P), (F, "pass", F), (D, "odd", D)],
)
def test_a_resit_is_capped_where_the_plan_says_so(grade, cap, comes_to):
    assert capped(grade, cap)[0] == comes_to
