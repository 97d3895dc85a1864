"""Bookings, results and resits without a database: a situation a row, each with its sentence."""

import datetime as dt

import pytest

from assessments.rules.results import (
    NEVER_TO_LIFT,
    NOT_WITHDRAWN,
    Resits,
    Sitting,
    final_can_be,
    is_done_again,
    last_of,
    problem_with_booking,
    problem_with_correction,
    problem_with_final,
    problem_with_resit,
    problem_with_result,
    resit_ends_on,
    resit_rules,
)

TODAY = dt.date(2026, 11, 22)
CONFIRMED_ON = dt.date(2026, 9, 1)
RULES = Resits(months=12, asks_for_plan=True, asks_for_agreement=True, is_confirmed=False)
FREE = Resits(months=None, asks_for_plan=False, asks_for_agreement=False, is_confirmed=True)


def day(text):
    return dt.date.fromisoformat(text)


def sat(grade, told="2026-10-20", agreed=None, on="2026-10-10", attempt=None):
    return Sitting(day(on), grade, day(told) if grade else None, agreed, attempt)


OVER = (
    "The 12 months for a resit ended on 20 Oct 2026. The whole assessment is done again: withdraw this "
    "attempt and open the next one."
)


@pytest.mark.parametrize(
    ("on", "sittings", "rules", "says"),
    [
        ("2026-12-03", [], RULES, ""),
        ("2026-09-01", [], RULES, ""),
        ("2026-08-31", [], RULES, "That is before the gateway was confirmed, on 1 Sep 2026."),
        ("2027-11-22", [], RULES, ""),
        ("2027-11-23", [], RULES, "That is more than a year away. Choose an earlier day."),
        (
            "2026-12-03",
            [sat("", on="2026-12-01")],
            RULES,
            "It is booked for 1 Dec 2026 already. Cancel that first, with a reason.",
        ),
        ("2026-12-03", [sat("pass")], RULES, NEVER_TO_LIFT),
        ("2026-12-03", [sat("distinction")], RULES, NEVER_TO_LIFT),
        ("2026-12-03", [sat("fail", agreed=True), sat("pass")], RULES, NEVER_TO_LIFT),
        (
            "2026-12-03",
            [sat("pass", attempt=1)],
            RULES,
            f"It was passed in attempt 1, and that stands.{NEVER_TO_LIFT.removeprefix('It was passed.')}",
        ),
        ("2026-12-03", [sat("fail", attempt=1)], RULES, "A resit needs an action plan first."),
        ("2026-12-03", [sat("fail")], RULES, "A resit needs an action plan first."),
        ("2026-12-03", [sat("fail", agreed=False)], RULES, "The employer has not agreed to the resit yet."),
        ("2026-12-03", [sat("fail", agreed=True)], RULES, ""),
        ("2026-12-03", [sat("fail")], FREE, ""),
        (
            "2026-10-19",
            [sat("fail", agreed=True)],
            RULES,
            "That is before the notice of the last result, of 20 Oct 2026.",
        ),
        ("2027-10-20", [sat("fail", agreed=True)], RULES, ""),
        ("2027-10-21", [sat("fail", agreed=True)], RULES, OVER.replace("20 Oct 2026", "20 Oct 2027")),
        ("2026-11-20", [sat("fail", told="2025-10-20", agreed=True)], RULES, OVER),
        ("2026-11-20", [sat("fail", told="2025-10-20", agreed=True)], FREE, ""),
        ("2026-12-03", [sat("withdrawn")], RULES, ""),
        ("2026-12-03", [sat("fail"), sat("withdrawn")], RULES, "A resit needs an action plan first."),
        ("2026-12-03", [sat("fail", agreed=True), sat("withdrawn")], RULES, ""),
        (
            "2026-11-01",
            [sat("fail", agreed=True), sat("withdrawn", told="2026-11-05")],
            RULES,
            "That is before the notice of the last result, of 5 Nov 2026.",
        ),
    ],
)
def test_booking(on, sittings, rules, says):
    answer = problem_with_booking(day(on), sittings, rules, confirmed_on=CONFIRMED_ON, today=TODAY)
    assert answer == says


@pytest.mark.parametrize(
    ("grades", "stands"),
    [
        ([], None),
        ([""], None),
        (["fail", ""], "fail"),
        (["fail", "pass"], "pass"),
        (["fail", "withdrawn"], "fail"),
        (["fail", "withdrawn", "withdrawn"], "fail"),
        (["fail", "withdrawn", "pass"], "pass"),
        (["withdrawn"], "withdrawn"),
    ],
)
def test_what_was_withdrawn_leaves_what_stood_before(grades, stands):
    found = last_of([sat(grade) for grade in grades])
    assert (found.grade if found else None) == stands


@pytest.mark.parametrize(
    ("sitting", "today", "says"),
    [
        (sat("fail"), TODAY, ""),
        (sat("pass"), TODAY, NEVER_TO_LIFT),
        (sat("distinction"), TODAY, NEVER_TO_LIFT),
        (sat("withdrawn"), TODAY, "A resit is only for what was failed."),
        (sat(""), TODAY, "A resit is only for what was failed."),
        (sat("fail", told="2025-10-20"), TODAY, OVER),
        (sat("fail", told="2025-11-22"), TODAY, ""),
    ],
)
def test_resit(sitting, today, says):
    assert problem_with_resit(sitting, RULES, today=today) == says


def test_the_last_day_of_a_resit_is_the_same_day_a_year_on():
    assert resit_ends_on(day("2024-02-29"), RULES) == day("2025-02-28")
    assert resit_ends_on(day("2026-01-31"), FREE) is None


@pytest.mark.parametrize(
    ("methods", "on", "is_again"),
    [
        ([], "2026-11-01", False),
        ([[sat("pass")], [sat("fail")]], "2026-11-01", False),
        ([[sat("pass")], [sat("fail")]], "2027-10-20", False),
        ([[sat("pass")], [sat("fail")]], "2027-10-21", True),
        ([[sat("fail"), sat("withdrawn")]], "2027-10-21", True),
        ([[sat("fail"), sat("pass")]], "2027-10-21", False),
        ([[sat("pass", told="2020-01-01")]], "2027-10-21", False),
    ],
)
def test_the_whole_is_done_again_once_the_time_of_a_fail_is_over(methods, on, is_again):
    assert is_done_again(methods, RULES, on=day(on)) is is_again
    assert is_done_again(methods, FREE, on=day(on)) is False


@pytest.mark.parametrize(
    ("grade", "before", "says"),
    [
        ("withdrawn", ["fail"], ""),
        ("withdrawn", ["withdrawn"], ""),
        ("withdrawn", ["pass"], NOT_WITHDRAWN),
        ("withdrawn", ["distinction"], NOT_WITHDRAWN),
        ("withdrawn", ["pass", "fail"], NOT_WITHDRAWN),
        ("fail", ["pass"], ""),
        ("pass", ["distinction"], ""),
    ],
)
def test_a_correction_lifts_no_pass(grade, before, says):
    assert problem_with_correction(grade, before) == says


FUTURE = "That day is in the future. Enter the result when the notice is there."


@pytest.mark.parametrize(
    ("grade", "booked", "told", "problems"),
    [
        ("pass", "2026-11-10", "2026-11-20", {}),
        ("fail", "2026-11-22", "2026-11-22", {}),
        ("excellent", "2026-11-10", "2026-11-20", {"grade": "Choose what the notice says."}),
        ("pass", "2026-11-10", None, {"told_on": "Give the date of the notice."}),
        ("pass", "2026-11-10", "2026-11-23", {"told_on": FUTURE}),
        (
            "pass",
            "2026-11-10",
            "2026-11-09",
            {"told_on": "The notice cannot be older than the assessment, on 10 Nov 2026."},
        ),
        ("withdrawn", "2026-12-10", "2026-11-09", {}),
        (
            "pass",
            "2026-12-10",
            "2026-12-12",
            {
                "told_on": FUTURE,
                "grade": "The assessment is only on 10 Dec 2026. Its result can be entered from that day.",
            },
        ),
    ],
)
def test_result(grade, booked, told, problems):
    answer = problem_with_result(
        grade, booked_for=day(booked), told_on=day(told) if told else None, today=TODAY
    )
    assert answer == problems


@pytest.mark.parametrize(
    ("grade", "grades", "told", "problems"),
    [
        ("pass", ["pass", "pass"], "2026-11-20", {}),
        ("distinction", ["distinction", "pass"], "2026-11-20", {}),
        ("fail", ["fail", "pass"], "2026-11-20", {}),
        (
            "pass",
            ["pass", ""],
            "2026-11-20",
            {"grade": "Every method has to be passed before the whole is. Enter their results first."},
        ),
        (
            "pass",
            [],
            "2026-11-20",
            {"grade": "Every method has to be passed before the whole is. Enter their results first."},
        ),
        (
            "fail",
            ["pass", "pass"],
            "2026-11-20",
            {"grade": "No method stands at fail, so the whole cannot be failed."},
        ),
        ("withdrawn", ["pass"], "2026-11-20", {"grade": "Choose what the notice says."}),
        ("pass", ["pass"], None, {"told_on": "Give the date of the notice."}),
        (
            "pass",
            ["pass"],
            "2026-11-23",
            {"told_on": "That day is in the future. Enter the final result when the notice is there."},
        ),
        (
            "pass",
            ["pass"],
            "2026-11-18",
            {"told_on": "That is before the last notice for a method, of 19 Nov 2026."},
        ),
    ],
)
def test_final_result(grade, grades, told, problems):
    answer = problem_with_final(
        grade,
        grades,
        told_on=day(told) if told else None,
        last_told_on=day("2026-11-19"),
        today=TODAY,
    )
    assert answer == problems


@pytest.mark.parametrize(
    "odd", [["x"], 5, {"resits": 5}, {"resits": {"within_months": "x", "asks_for": "plan"}}], ids=str
)
def test_resits_that_cannot_be_read_are_not_said(odd):
    found = resit_rules(odd)
    assert (found.months, found.asks_for_plan, found.asks_for_agreement) == (None, False, False)


def test_what_the_plan_says_of_resits():
    said = {"only_after": "fail", "asks_for": ["action plan", "employer agreement"], "within_months": 12}
    assert resit_rules({"resits": said, "is_confirmed": False}) == RULES
    assert resit_rules({}) == Resits(
        months=None, asks_for_plan=False, asks_for_agreement=False, is_confirmed=False
    )


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([], False),
        ([""], False),
        (["pass", ""], False),
        (["pass", "distinction"], True),
        (["fail", ""], True),
    ],
    ids=["no-method", "nothing-yet", "one-open", "all-passed", "one-failed"],
)
def test_final_result_is_offered_once_it_can_be_entered(grades, expected):
    assert final_can_be(grades) is expected
