"""When letters leave, and who is told how."""

import datetime as dt

import pytest

from accounts.holidays import bank_holidays, known_until, runs_out
from accounts.models import Channel, Nation, NoticeKind, Role
from accounts.rules import add_working_days, is_working_day, working_days_after
from accounts.rules.letters import (
    LETTER_STATES,
    MAXIMUM_ATTEMPTS,
    growing_wait,
    next_morning,
    rest_after,
    wait_after,
)
from accounts.rules.notices import kinds_for, usual_channel

ENGLAND = bank_holidays(Nation.ENGLAND_AND_WALES)


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (utc(2026, 11, 24, 6, 0), utc(2026, 11, 24, 7, 30)),
        (utc(2026, 11, 24, 7, 30), utc(2026, 11, 25, 7, 30)),
        (utc(2026, 11, 20, 12, 0), utc(2026, 11, 23, 7, 30)),  # over the weekend
        (utc(2026, 12, 24, 12, 0), utc(2026, 12, 29, 7, 30)),  # Boxing Day falls on a Saturday
        (utc(2026, 7, 1, 6, 29), utc(2026, 7, 1, 6, 30)),  # London is an hour ahead in summer
        (utc(2026, 3, 27, 12, 0), utc(2026, 3, 30, 6, 30)),  # the clocks change in between
    ],
)
def test_next_morning_is_half_past_seven_in_london_on_a_working_day(now, morning):
    assert next_morning(now, ENGLAND) == morning


def test_waits_grow_until_a_letter_is_given_up():
    waits = [wait_after(attempt) for attempt in range(1, MAXIMUM_ATTEMPTS + 1)]
    assert [wait and wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 240, 720, 720, None]


def test_the_last_wait_is_repeated():
    waits = [growing_wait(attempt, (1, 2, 360)) for attempt in (1, 2, 3, 4, 90)]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 2, 360, 360, 360]


@pytest.mark.parametrize(("seconds", "rest"), [(0.3, 0), (1.9, 0), (3, 9), (10, 30), (90, 120)])
def test_mail_rests_after_a_slow_server(seconds, rest):
    assert rest_after(seconds) == rest


def test_every_state_of_a_letter_can_be_left_but_the_last_ones():
    reached = set(LETTER_STATES.values())
    assert reached - {state for state, _ in LETTER_STATES} == {"sent", "failed"}


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (NoticeKind.MARKED, Channel.AT_ONCE),
        (NoticeKind.REMINDER, Channel.AT_ONCE),
        (NoticeKind.SIGNATURE_ASKED, Channel.AT_ONCE),
        (NoticeKind.SUBMITTED, Channel.DAILY),
    ],
)
def test_usual_channel(kind, channel):
    assert usual_channel(kind) == channel


def test_kinds_are_those_of_all_the_roles_together():
    assert kinds_for([Role.LINE_MANAGER]) == [
        NoticeKind.SIGNATURE_ASKED,
        NoticeKind.GATEWAY,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ]
    assert kinds_for([Role.IQA, Role.LINE_MANAGER]) == [
        NoticeKind.SIGNATURE_ASKED,
        NoticeKind.OPINION,
        NoticeKind.SAMPLED,
        NoticeKind.GATEWAY,
        NoticeKind.EXPORT,
        NoticeKind.REMINDER,
    ]
    assert kinds_for([Role.VISITOR]) == []
    assert set(kinds_for(Role.values)) == set(NoticeKind)


@pytest.mark.parametrize(
    ("nation", "day", "working"),
    [
        (Nation.ENGLAND_AND_WALES, dt.date(2026, 12, 25), False),
        (Nation.ENGLAND_AND_WALES, dt.date(2026, 12, 28), False),  # for Boxing Day on a Saturday
        (Nation.ENGLAND_AND_WALES, dt.date(2026, 11, 30), True),
        (Nation.SCOTLAND, dt.date(2026, 11, 30), False),  # St Andrew's Day
        (Nation.NORTHERN_IRELAND, dt.date(2026, 3, 17), False),  # St Patrick's Day
        (Nation.SCOTLAND, dt.date(2026, 3, 17), True),
        (Nation.SCOTLAND, dt.date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_each_nation_has_its_own_working_days(nation, day, working):
    assert is_working_day(day, bank_holidays(nation)) is working


def test_working_days_are_counted_in_both_directions():
    christmas_eve = dt.date(2026, 12, 24)
    later = add_working_days(christmas_eve, 5, ENGLAND)
    assert later == dt.date(2027, 1, 5)
    assert working_days_after(christmas_eve, later, ENGLAND) == 5
    assert add_working_days(later, -5, ENGLAND) == christmas_eve


def test_beyond_what_is_known_only_weekends_are_free():
    after = known_until() + dt.timedelta(days=1)
    assert not any(day > known_until() for day in ENGLAND)
    assert add_working_days(after, 5, ENGLAND) == after + dt.timedelta(days=7)
    assert runs_out(known_until())
    assert not runs_out(known_until() - dt.timedelta(days=91))
