"""The overall grade by the plan's rule, without a database: a situation a row, with its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.grades import DISTINCTION, FAIL, PASS, UNKNOWN
from assessments.rules.overall import NO_METHODS, NO_RULE, Part, overall_grade

# As the pack of ST0072 has it.
EVERY = {
    "grades": ["fail", "pass", "distinction"],
    "method_pass": "every-pass-criterion",
    "overall_pass": "every-method-passed",
    "overall_distinction": "every-method-distinction",
    "is_confirmed": False,
    "explanation": "Words.",
}
WEIGHED = EVERY | {"overall_distinction": "weight-at-distinction", "distinction_weight": 80}
WEIGHTS = (65, 20, 15)
NAMES = ("Showcase", "Observation", "Discussion")
ENOUGH = "An overall distinction takes 80 %, which is reached."
NONE = "So no overall grade is worked out."


def parts(grades, weights=WEIGHTS):
    return [Part(*row) for row in zip(NAMES, grades, weights, strict=False)]


P, D, F, U = PASS, DISTINCTION, FAIL, UNKNOWN


@pytest.mark.parametrize(
    ("rule", "grades", "grade", "says"),
    [
        (
            EVERY,
            (P, P, P),
            P,
            (
                "An overall distinction takes a distinction in every method: 0 of 3 have it. "
                "Without: Showcase, Observation, Discussion."
            ),
        ),
        (
            EVERY,
            (D, P, P),
            P,
            (
                "An overall distinction takes a distinction in every method: 1 of 3 has it. "
                "Without: Observation, Discussion."
            ),
        ),
        (
            EVERY,
            (D, P, D),
            P,
            (
                "An overall distinction takes a distinction in every method: 2 of 3 have it. "
                "Without: Observation."
            ),
        ),
        (EVERY, (D, D, D), D, "An overall distinction takes a distinction in every method: 3 of 3 have it."),
        (EVERY, (D, F, D), F, "Every method has to be passed. Not passed: Observation."),
        (EVERY, (F, U, F), F, "Every method has to be passed. Not passed: Showcase, Discussion."),
        (EVERY, (D, U, D), U, "Every method has to be passed. No grade yet: Observation."),
        (
            EVERY,
            (U, U, U),
            U,
            "Every method has to be passed. No grade yet: Showcase, Observation, Discussion.",
        ),
        (EVERY, (), U, NO_METHODS),
        ({}, (P, P, P), U, NO_RULE),
        ({"overall_pass": "every-method-passed"}, (D, D, D), U, NO_RULE),
        (["odd"], (P, P, P), U, NO_RULE),
        (
            {"overall_distinction": "every-method-distinction"},
            (P,),
            P,
            "An overall distinction takes a distinction in every method: 0 of 1 have it. Without: Showcase.",
        ),
        (
            WEIGHED,
            (D, D, P),
            D,
            f"The methods at distinction weigh 65 + 20 = 85 %. {ENOUGH}",
        ),
        (
            WEIGHED,
            (D, P, D),
            D,
            f"The methods at distinction weigh 65 + 15 = 80 %. {ENOUGH}",
        ),
        (
            WEIGHED,
            (D, P, P),
            P,
            "The methods at distinction weigh 65 %. An overall distinction takes 80 %, so 15 % is missing.",
        ),
        (
            WEIGHED,
            (P, P, P),
            P,
            "The methods at distinction weigh 0 %. An overall distinction takes 80 %, so 80 % is missing.",
        ),
        (WEIGHED, (D, D, F), F, "Every method has to be passed. Not passed: Discussion."),
        (
            WEIGHED | {"distinction_weight": None},
            (D, D, D),
            U,
            f"The plan does not say how much of the weight makes an overall distinction. {NONE}",
        ),
        (
            WEIGHED | {"distinction_weight": 120},
            (D, D, D),
            U,
            f"The plan does not say how much of the weight makes an overall distinction. {NONE}",
        ),
        (WEIGHED, (D, D), U, f"The weights of the plan’s methods come to 85 % and not to 100 %. {NONE}"),
        (
            EVERY | {"overall_distinction": "two-of-three"},
            (D, D, P),
            U,
            "The plan’s rule for an overall distinction, “two-of-three”, is not one that Waymark knows. "
            + NONE,
        ),
        (
            EVERY | {"overall_distinction": ["two"]},
            (D, D, P),
            U,
            "The plan’s rule for an overall distinction, “['two']”, is not one that Waymark knows. " + NONE,
        ),
        (
            EVERY | {"overall_pass": "any-method"},
            (D, F, P),
            U,
            f"The plan’s rule for an overall pass, “any-method”, is not one that Waymark knows. {NONE}",
        ),
        (
            EVERY | {"method_pass": "most-criteria"},
            (P, P, P),
            U,
            f"The plan’s rule for a pass in a method, “most-criteria”, is not one that Waymark knows. {NONE}",
        ),
        (
            EVERY | {"grades": ["fail", "pass", "merit", "distinction"]},
            (P, P, P),
            U,
            f"The plan names a grade that Waymark does not know: merit. {NONE}",
        ),
    ],
)
def test_the_whole_by_the_plan(rule, grades, grade, says):
    found = overall_grade(rule, parts(grades))
    assert (found.grade, found.sums[-1]) == (grade, says)


def test_weights_that_are_not_there_are_not_guessed():
    found = overall_grade(WEIGHED, parts((D, D, D), (100, None, 0)))
    assert found.sums == [f"The plan gives no weight for: Observation. {NONE}"]


LADDER = [FAIL, PASS, DISTINCTION]


@given(st.lists(st.sampled_from(LADDER), min_size=3, max_size=3), st.integers(0, 2), st.booleans())
def test_a_better_method_never_lowers_the_whole(grades, which, is_weighed):
    rule = WEIGHED if is_weighed else EVERY
    better = list(grades)
    better[which] = LADDER[min(LADDER.index(grades[which]) + 1, 2)]
    before, after = (overall_grade(rule, parts(each)).grade for each in (grades, better))
    assert LADDER.index(after) >= LADDER.index(before)
