"""What a plan says, read without trust: what nobody can read is as good as not said, and is named."""

import datetime as dt

import pytest

from standards.said import Said, mapping

ODD = ["x", -1, 99_999_999, True, [1], {"a": 1}, float("nan"), float("inf"), "2026-02-31"]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_is_no_number_is_not_said(odd):
    said = Said({"months": odd})
    assert said.number("months", "its months", most=600) is None
    assert said.whole("months", "its months", most=600) is None
    assert said.note == (
        "What the plan says of its months cannot be read, so it counts as not said. Ask your provider’s "
        "administrator, who keeps the plan."
    )


@pytest.mark.parametrize("odd", [5, "yesterday", "2026-02-31", ["2026-02-01"], {}], ids=str)
def test_what_is_no_day_is_not_said(odd):
    said = Said({"day": odd})
    assert said.day("day", "the day") is None
    assert said.note.startswith("What the plan says of the day cannot be read")


@pytest.mark.parametrize("odd", [5, "employer", {"a": 1}, ["a", 1], [None]], ids=str)
def test_what_is_no_list_of_words_is_not_said(odd):
    said = Said({"who": odd})
    assert said.listed("who", "who signs") is None
    assert said.note.startswith("What the plan says of who signs cannot be read")


@pytest.mark.parametrize("blank", [None, "", []], ids=str)
def test_blank_is_not_said_and_no_fault(blank):
    said = Said({"it": blank})
    assert (said.number("it", "it", most=9), said.day("it", "it"), said.listed("it", "it")) == (
        None,
        None,
        None,
    )
    assert (said.whole("else", "it", most=9), said.note) == (None, "")


def test_what_can_be_read_is_read():
    said = Said({"months": 12, "hours": 7.5, "day": "2026-02-28", "who": ["employer"]})
    assert said.whole("months", "its months", most=600) == 12
    assert said.number("hours", "its hours", most=600) == 7.5
    assert said.day("day", "the day") == dt.date(2026, 2, 28)
    assert said.listed("who", "who signs") == ["employer"]
    assert said.note == ""


@pytest.mark.parametrize("odd", [[], ["a"], 5, "x"], ids=str)
def test_figures_without_names_are_none(odd):
    assert mapping(odd) == {}
    assert Said(odd).whole("months", "its months", most=600) is None
    assert Said(odd).note.startswith("What the plan says of this cannot be read")


def test_each_is_named_once():
    said = Said({"a": "x", "b": "y"})
    for _ in range(2):
        said.whole("a", "its months", most=9)
        said.whole("b", "its hours", most=9)
    assert said.note.startswith("What the plan says of its months and its hours cannot be read")
