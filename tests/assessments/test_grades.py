"""The grade of one method: a table of counts, and what holds whatever the counts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import CriterionResult, MockAssessment
from assessments.rules.grades import (
    DISTINCTION,
    FAIL,
    GRADES,
    PASS,
    UNKNOWN,
    Mark,
    Tally,
    distinction_needed,
    method_grade,
    tally_of,
)
from assessments.rules.practice import OUTCOMES

# (pass shown, pass asked, distinction shown, distinction asked, threshold) -> grade, and the last sum.
GRADED = [
    ((12, 12, 4, 5, 80), DISTINCTION, "80 % of 5 is 4, which is reached."),
    ((12, 12, 5, 5, 80), DISTINCTION, "80 % of 5 is 4, which is reached."),
    ((12, 12, 3, 5, 80), PASS, "80 % of 5 is 4, so 1 is missing."),
    ((12, 12, 0, 5, 80), PASS, "80 % of 5 is 4, so 4 are missing."),
    (
        (11, 12, 5, 5, 80),
        FAIL,
        "80 % of 5 is 4, which is reached, but a distinction takes every pass criterion as well.",
    ),
    ((0, 12, 0, 5, 80), FAIL, "80 % of 5 is 4, so 4 are missing."),
    ((10, 10, 3, 4, 75), DISTINCTION, "75 % of 4 is 3, which is reached."),
    ((10, 10, 2, 4, 75), PASS, "75 % of 4 is 3, so 1 is missing."),
    ((27, 27, 9, 13, 70), PASS, "70 % of 13 is 9.1, rounded up to 10, so 1 is missing."),
    ((27, 27, 10, 13, 70), DISTINCTION, "70 % of 13 is 9.1, rounded up to 10, which is reached."),
    ((1, 1, 2, 3, 33), DISTINCTION, "33 % of 3 is 0.99, rounded up to 1, which is reached."),
    ((1, 1, 1, 1, 1), DISTINCTION, "1 % of 1 is 0.01, rounded up to 1, which is reached."),
    ((1, 1, 0, 1, 1), PASS, "1 % of 1 is 0.01, rounded up to 1, so 1 is missing."),
    ((4, 4, 3, 4, 100), PASS, "100 % of 4 is 4, so 1 is missing."),
    ((4, 4, 4, 4, 100), DISTINCTION, "100 % of 4 is 4, which is reached."),
    ((4, 4, 0, 4, 0), DISTINCTION, "0 % of 4 is 0, which is reached."),
    ((4, 4, 4, 4, None), PASS, "No threshold is given here, so nothing above a pass is said."),
    ((4, 4, 0, 0, 80), PASS, "there are no distinction criteria here, so nothing above a pass can be said."),
    (
        (4, 4, 0, 0, None),
        PASS,
        "there are no distinction criteria here, so nothing above a pass can be said.",
    ),
    (
        (3, 4, 0, 0, None),
        FAIL,
        "there are no distinction criteria here, so nothing above a pass can be said.",
    ),
    ((0, 0, 3, 3, 80), UNKNOWN, "There are no pass criteria here, so there is no grade to work out."),
    ((0, 0, 0, 0, None), UNKNOWN, "There are no pass criteria here, so there is no grade to work out."),
]
PASS_SUMS = [
    ((12, 12), "Pass: 12 of 12 pass criteria shown, which is all of them."),
    ((11, 12), "Pass: 11 of 12 pass criteria shown. A pass takes all of them, so 1 is missing."),
    ((0, 12), "Pass: 0 of 12 pass criteria shown. A pass takes all of them, so 12 are missing."),
]


@pytest.mark.parametrize(("counts", "grade", "ends"), GRADED)
def test_a_grade_follows_the_table_and_shows_its_sums(counts, grade, ends):
    found = method_grade(Tally(*counts))
    assert (found.grade, found.label) == (grade, GRADES[grade])
    assert found.sums[-1].endswith(ends)


@pytest.mark.parametrize(("counts", "sentence"), PASS_SUMS)
def test_the_first_sum_is_about_the_pass(counts, sentence):
    assert method_grade(Tally(*counts)).sums[0] == sentence


def test_criteria_are_counted_by_the_grade_they_count_for():
    marks = [Mark("pass", is_shown=True), Mark("pass", is_shown=False), Mark("distinction", is_shown=True)]
    assert tally_of(marks, 75) == Tally(1, 2, 1, 1, 75)


@pytest.mark.parametrize("threshold", [101, 250, -1])
def test_a_threshold_that_nobody_can_meet_is_refused(threshold):
    with pytest.raises(ValueError, match="can never be met"):
        distinction_needed(4, threshold)


COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40))
AT_ANY_PACE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RANKS = {FAIL: 0, PASS: 1, DISTINCTION: 2}


@AT_ANY_PACE
@given(COUNTS, COUNTS, st.one_of(st.none(), st.integers(0, 100)))
def test_one_more_criterion_shown_never_lowers_a_grade(passes, distinctions, threshold):
    (asked, shown), (more, seen) = (sorted(pair, reverse=True) for pair in (passes, distinctions))
    before = method_grade(Tally(shown, asked, seen, more, threshold)).grade
    if before == UNKNOWN:
        return
    for tally in (
        Tally(min(shown + 1, asked), asked, seen, more, threshold),
        Tally(shown, asked, min(seen + 1, more), more, threshold),
    ):
        assert RANKS[method_grade(tally).grade] >= RANKS[before]


@AT_ANY_PACE
@given(st.integers(1, 200), st.integers(0, 100))
def test_the_number_needed_reaches_the_threshold_and_one_fewer_does_not(asked, threshold):
    needed = distinction_needed(asked, threshold)
    assert 100 * needed >= threshold * asked
    assert needed <= asked
    assert needed == 0 or 100 * (needed - 1) < threshold * asked


def test_rules_and_rows_use_the_same_words():
    assert {grade: label for grade, label in GRADES.items() if grade} == dict(MockAssessment.Grade.choices)
    assert dict(CriterionResult.Outcome.choices) == OUTCOMES
