import datetime as dt

import pytest

from reports import rules
from reports.models import Export


def test_export_states_are_those_of_the_model_and_each_is_reached():
    reached = {"queued", *rules.EXPORT_STATES.values()}
    assert reached == set(Export.State.values)
    assert {state for state, _ in rules.EXPORT_STATES} <= reached


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Aisha Khan", "Aisha Khan"),
        ("Siân Llŷr", "Siân Llŷr"),
        ("Łucja Wiśniewska", "Łucja Wiśniewska"),
        ("عائشة خان", "عائشة خان"),
        ("../../etc/passwd", "etc passwd"),
        ("$(touch x)`id`;|rm\n\x00", "(touch x) id rm"),
        ("...", ""),
    ],
)
def test_clean_filename_keeps_letters_and_drops_the_rest(name, expected):
    assert rules.clean_filename(name) == expected


def test_showcase_filename_says_whose_it_is_and_of_when():
    name = rules.showcase_filename("Aisha Khan", "ST0072", dt.date(2026, 11, 21), "", called="Showcase")
    assert name == "Showcase - Aisha Khan - ST0072 - 2026-11-21.pdf"


def test_lease_is_short_so_that_an_interrupted_export_is_soon_taken_up():
    now = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    assert rules.lease_until(now) == now + dt.timedelta(seconds=45)


def test_embedded_name_sorts_by_piece():
    assert rules.embedded_name(2, 1, "a/b.pdf") < rules.embedded_name(10, 1, "a/b.pdf")


@pytest.mark.parametrize(
    ("done", "total", "passed", "words"),
    [
        (0, 40, 60, ""),
        (3, 40, 60, ""),
        (20, 40, 1, ""),
        (20, 40, 12, "about 20 seconds left"),
        (39, 40, 20, "about 10 seconds left"),
        (10, 40, 20, "about 1 minute left"),
        (10, 40, 60, "about 3 minutes left"),
        (50, 40, 60, ""),
    ],
)
def test_time_left_is_told_once_it_can_be_known(done, total, passed, words):
    since = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    now = since + dt.timedelta(seconds=passed)
    assert rules.in_about(rules.seconds_left(done, total, since, now)) == words


def test_options_digest_does_not_depend_on_the_order():
    assert rules.options_digest({"a": 1, "b": [2]}) == rules.options_digest({"b": [2], "a": 1})
    assert (rules.options_digest({}), rules.options_digest({"a": 1}) == rules.options_digest({"a": 2})) == (
        "",
        False,
    )
