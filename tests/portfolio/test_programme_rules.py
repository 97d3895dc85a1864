"""Breaks, hours and entries of training without a database: a situation a row, each with its sentence."""

import datetime as dt

import pytest

from portfolio.programme_rules import (
    Entry,
    HoursAsked,
    hours_asked,
    problem_with_break,
    problem_with_trained,
    problems_with_entry,
    problems_with_plan,
)
from portfolio.spans import Break, add_months, days_off, minutes_in_words

TODAY = dt.date(2026, 11, 22)
STARTED = dt.date(2025, 9, 15)
WEEKS = "hours a week over 52 weeks of the programme as planned"
VERSION = "278 hours are published for this version of the standard"
ONLY_EVIDENCED = "Prior learning takes hours off only when it is evidenced: say by what."
ASKS = {
    "published_hours": 278,
    "floor_hours": 187,
    "published_hours_for_starts_from": "2025-08-01",
    "earlier_share_percent": 20,
    "earlier_weekly_hours_cap": 30,
}
PAUSE = Break(dt.date(2026, 2, 2), dt.date(2026, 3, 2))


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("asks", "started", "weekly", "prior", "breaks", "hours", "why"),
    [
        (ASKS, "2025-08-01", None, 0, [], 278, f"{VERSION}."),
        (
            ASKS,
            "2025-09-15",
            37.5,
            40,
            [],
            238,
            f"{VERSION}, less 40 hours of evidenced prior learning.",
        ),
        (
            ASKS,
            "2025-09-15",
            None,
            120,
            [],
            187,
            (f"{VERSION}, less 120 hours of evidenced prior learning, but never fewer than 187 hours."),
        ),
        (
            ASKS,
            "2025-07-31",
            37.5,
            0,
            [],
            312,
            f"20 % of 30 {WEEKS}; no more than 30 hours a week count.",
        ),
        (
            ASKS,
            "2025-07-31",
            16,
            0,
            [],
            166.4,
            "20 % of 16 hours a week over 52 weeks of the programme as planned.",
        ),
        (
            ASKS,
            "2025-07-31",
            16,
            0,
            [PAUSE],
            153.6,
            "20 % of 16 hours a week over 48 weeks of the programme as planned.",
        ),
        (
            ASKS,
            "2025-07-31",
            16,
            0,
            [Break(dt.date(2026, 6, 1))],
            166.4,
            "20 % of 16 hours a week over 52 weeks of the programme as planned.",
        ),
        (ASKS, "2025-07-31", None, 0, [], None, "The normal weekly hours are not recorded yet."),
        ({}, "2025-09-15", None, 0, [], None, "The plan names no number of hours."),
        (
            {"published_hours_for_starts_from": "2025-08-01"},
            "2025-07-31",
            30,
            0,
            [],
            None,
            "The plan names no share of normal hours.",
        ),
    ],
)
def test_hours_asked(asks, started, weekly, prior, breaks, hours, why):
    ends_on = day(started) + dt.timedelta(days=364)
    answer = hours_asked(
        asks,
        started_on=day(started),
        ends_on=ends_on,
        breaks=breaks,
        weekly_hours=weekly,
        prior_hours=prior,
    )
    assert answer == HoursAsked(hours, why, is_asked="names no" not in why)


@pytest.mark.parametrize(
    ("trained_on", "minutes", "learned", "that_day", "problems"),
    [
        ("2026-11-20", 90, "Calm openings.", 0, {}),
        ("2026-11-22", 960, "A long day.", 0, {}),
        (
            "2026-11-23",
            60,
            "x",
            0,
            {"trained_on": "That day is in the future. Enter training once it has happened."},
        ),
        (
            "2025-09-14",
            60,
            "x",
            0,
            {"trained_on": "That is before the apprenticeship began on 15 Sep 2025, so it does not count."},
        ),
        (
            "2026-02-02",
            60,
            "x",
            0,
            {"trained_on": "That day falls into a break in learning, when no training counts."},
        ),
        ("2026-03-02", 60, "x", 0, {}),
        ("2026-11-20", 0, "x", 0, {"minutes": "Say how long it took."}),
        (
            "2026-11-20",
            961,
            "x",
            0,
            {"minutes": "More than 16 hours in one entry cannot be right. Enter each day by itself."},
        ),
        (
            "2026-11-20",
            600,
            "x",
            900,
            {"minutes": "15 h are entered for that day already; together that is over 24 hours."},
        ),
        ("2026-11-20", 60, "  ", 0, {"learned": "Say in a sentence what was learned."}),
    ],
)
def test_entry_of_training(trained_on, minutes, learned, that_day, problems):
    entry = Entry(day(trained_on), minutes, learned, that_day)
    assert problems_with_entry(entry, started_on=STARTED, breaks=[PAUSE], today=TODAY) == problems


@pytest.mark.parametrize(
    ("began", "back", "says"),
    [
        ("2026-05-01", "2026-06-01", ""),
        ("2026-11-22", None, ""),
        ("2025-09-01", None, "A break cannot begin before the apprenticeship did, on 15 Sep 2025."),
        (
            "2026-11-23",
            None,
            "That day is in the future. Record a break when it begins, and its end when it is over.",
        ),
        (
            "2026-11-01",
            "2026-12-01",
            "That day is in the future. Record a break when it begins, and its end when it is over.",
        ),
        ("2026-05-01", "2026-05-01", "The first day back has to be after the first day of the break."),
        ("2026-02-20", "2026-04-01", "It overlaps with the break that began on 2 Feb 2026."),
        ("2026-01-20", None, "It overlaps with the break that began on 2 Feb 2026."),
        ("2026-03-02", None, ""),
    ],
)
def test_break_in_learning(began, back, says):
    wanted = Break(day(began), day(back) if back else None)
    assert problem_with_break(wanted, [PAUSE], started_on=STARTED, today=TODAY) == says


NONE_COUNTS = "and none counts in a break. Strike those entries out first, or choose other days."


@pytest.mark.parametrize(
    ("back", "trained_on", "says"),
    [
        ("2026-03-02", [], ""),
        ("2026-03-02", ["2026-02-01", "2026-03-02"], ""),
        (
            "2026-03-02",
            ["2026-02-10", "2026-02-02", "2026-02-10"],
            f"Training is entered for 2 Feb 2026, 10 Feb 2026, {NONE_COUNTS}",
        ),
        (None, ["2026-03-02"], f"Training is entered for 2 Mar 2026, {NONE_COUNTS}"),
        (
            None,
            [f"2026-02-0{number}" for number in range(2, 9)],
            (
                "Training is entered for 2 Feb 2026, 3 Feb 2026, 4 Feb 2026, 5 Feb 2026, 6 Feb 2026 and "
                f"2 more days, {NONE_COUNTS}"
            ),
        ),
    ],
)
def test_training_in_the_way_of_a_break(back, trained_on, says):
    wanted = Break(day("2026-02-02"), day(back) if back else None)
    assert problem_with_trained(wanted, map(day, trained_on)) == says


def test_ending_a_break_changes_nothing_about_the_hours_asked():
    asked = {"started_on": day("2025-03-03"), "weekly_hours": 16.0}
    before = hours_asked(ASKS, ends_on=day("2026-03-02"), **asked)
    lasting = hours_asked(ASKS, ends_on=day("2026-03-02"), breaks=[Break(PAUSE.began_on)], **asked)
    moved = day("2026-03-02") + dt.timedelta(days=28)
    assert before == lasting == hours_asked(ASKS, ends_on=moved, breaks=[PAUSE], **asked)


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({}, {}),
        ({"prior_hours": 20, "prior_evidence": "Skills scan"}, {}),
        ({"age_at_start": 7}, {"age_at_start": "Give an age from 14 to 99, or leave it empty."}),
        (
            {"prior_hours": 20},
            {"prior_learning_evidence": ONLY_EVIDENCED},
        ),
        (
            {"weekly_hours": 0.0},
            {"weekly_hours": "Give normal weekly hours from 1 to 60, or leave it empty."},
        ),
        (
            {"weekly_hours": 61.0},
            {"weekly_hours": "Give normal weekly hours from 1 to 60, or leave it empty."},
        ),
    ],
)
def test_training_plan(typed, problems):
    nothing = {"age_at_start": None, "prior_hours": 0, "prior_evidence": "", "weekly_hours": None}
    assert problems_with_plan(**{**nothing, **typed}) == problems


def test_days_in_two_breaks_are_counted_once():
    breaks = [Break(day("2026-01-01"), day("2026-01-11")), Break(day("2026-01-06"), day("2026-01-16"))]
    assert days_off(breaks, STARTED, TODAY) == 15
    assert days_off([Break(day("2026-11-20"))], STARTED, TODAY) == 2
    assert days_off([Break(day("2025-09-01"), day("2025-09-20"))], STARTED, TODAY) == 5


def test_months_end_where_the_month_does():
    assert add_months(day("2026-01-31"), 1) == day("2026-02-28")
    assert add_months(day("2025-12-15"), 12) == day("2026-12-15")


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 h"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min")])
def test_minutes_in_words(minutes, words):
    assert minutes_in_words(minutes) == words
