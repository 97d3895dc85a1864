"""States, submissions and tallies, without a database."""

import datetime as dt

import pytest

from portfolio.models import Revision, StoredFile
from portfolio.rules import (
    EVIDENCE_STATES,
    FILE_STATES,
    ClaimFact,
    Question,
    Submission,
    Tally,
    clean_text,
    length_in_words,
    missing_before_submitting,
    next_state,
    tally,
    trimmed,
    weeks_until,
)

TODAY = dt.date(2026, 11, 21)
QUESTIONS = [
    Question("what", "What happened?", is_required=True),
    Question("extra", "More?", is_required=False),
]


@pytest.mark.parametrize(
    ("table", "first", "model"),
    [(EVIDENCE_STATES, "draft", Revision), (FILE_STATES, "received", StoredFile)],
)
def test_states_are_those_of_the_model_and_each_is_reached(table, first, model):
    reached = {first, *table.values()}
    assert reached == set(model.State.values)
    assert {state for state, _ in table} <= reached


@pytest.mark.parametrize(
    ("state", "act", "expected"),
    [
        ("draft", "submit", "submitted"),
        ("submitted", "return", "returned"),
        ("submitted", "accept", "accepted"),
        ("accepted", "reopen", "returned"),
        ("returned", "revise", "draft"),
        ("submitted", "submit", None),
        ("accepted", "submit", None),
        ("draft", "accept", None),
        ("returned", "accept", None),
        ("accepted", "revise", None),
    ],
)
def test_next_state_follows_the_table(state, act, expected):
    assert next_state(state, act) == expected


def test_clean_text_drops_control_characters_and_keeps_lines():
    assert clean_text("a\x00b\r\nc\rd\u202ee\tf") == "ab\nc\nde\tf"


def test_what_is_typed_is_kept_without_space_around_it_and_no_longer_than_it_may_be():
    assert trimmed(" \x00 Put right \r\n") == "Put right"
    assert trimmed("  Put right", 3) == "Put"


def test_clean_text_drops_half_characters_and_keeps_whole_ones():
    assert clean_text("a\ud83d b\udfff c\U0001f600") == "a b c\U0001f600"


def test_clean_text_drops_what_unicode_says_is_no_character():
    assert clean_text("a\ufffeb\uffffc\ufdd0d\U0001fffee\U0010ffff\ufffd") == "abcde\ufffd"


@pytest.mark.parametrize(
    "unseen",
    [
        " ",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u200d\u200c",
        "\u200e\u200f",
        "\u034f",
        "\u115f",
        "\u2800",
        "\u3164",
        "\ufe0f",
        "\U000e0101",
        "\U000e0041",
        " \u00a0\n\u200b\t\u2060 ",
    ],
    ids=ascii,
)
def test_what_nobody_sees_is_nothing(unseen):
    assert clean_text(unseen) == ""
    assert trimmed(unseen) == ""


@pytest.mark.parametrize(
    "seen",
    [
        "\U0001f469\u200d\U0001f4bb",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0e01\u200b\u0e02",
        "\u2764\ufe0f",
        "co\u00adoperate",
        "!",
        "0",
    ],
    ids=ascii,
)
def test_what_joins_or_parts_letters_stays(seen):
    assert clean_text(seen) == seen
    assert trimmed(f" {seen} ") == seen


def submission(**changes):
    whole = {
        "title": "A refund put right",
        "happened_on": dt.date(2026, 11, 2),
        "answers": {"what": "I listened."},
        "justifications": {"S7": "I stayed calm."},
    }
    return Submission(**{**whole, **changes})


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"title": "  "}, ["Give it a title."]),
        ({"happened_on": None}, ["Say when it happened."]),
        ({"happened_on": dt.date(2026, 11, 22)}, ["The date it happened is in the future."]),
        ({"answers": {"what": " \n"}}, ["Answer “What happened?”."]),
        ({"justifications": {}}, ["Claim at least one KSB."]),
        ({"justifications": {"K1": " "}}, ["Say in one sentence how this shows K1."]),
        ({"files_waiting": 1}, ["Wait until 1 file is checked; it takes seconds."]),
        ({"files_refused": 2}, ["Remove 2 files that could not be used."]),
    ],
)
def test_missing_before_submitting_says_each_thing_once(changes, missing):
    assert missing_before_submitting(submission(**changes), QUESTIONS, today=TODAY) == missing


def fact(evidence="a", number=1, state="submitted", *, shown=True, outcome="", day=None):
    return ClaimFact(evidence, number, state, shown, outcome, day)


DAY = dt.date(2026, 10, 1)
LATER = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("facts", "expected", "state"),
    [
        ([], Tally(), "not-started"),
        ([fact(state="draft", shown=False)], Tally(drafted=1), "drafted"),
        ([fact()], Tally(submitted=1), "submitted"),
        ([fact(state="accepted", outcome="met", day=DAY)], Tally(met=1, met_on=DAY), "met"),
        ([fact(state="returned", outcome="met", day=DAY)], Tally(met=1, met_on=DAY), "met"),
        ([fact(state="returned", outcome="not_yet", day=DAY)], Tally(not_yet=1), "not-yet"),
        ([fact(state="returned")], Tally(not_yet=1), "not-yet"),
        (
            [fact(state="returned", outcome="not_yet", day=DAY), fact(number=2, state="draft", shown=False)],
            Tally(drafted=1, not_yet=1),
            "not-yet",
        ),
        (
            [
                fact(state="returned", shown=False, outcome="met", day=DAY),
                fact(number=2, state="submitted"),
            ],
            Tally(submitted=1, met=1, met_on=DAY),
            "met",
        ),
        (
            [
                fact(state="returned", shown=False, outcome="not_yet", day=DAY),
                fact(number=2, state="submitted"),
            ],
            Tally(submitted=1),
            "submitted",
        ),
        ([fact(state="returned", shown=False, outcome="met", day=DAY)], Tally(), "not-started"),
        (
            [
                fact("a", state="accepted", outcome="met", day=LATER),
                fact("b", state="accepted", outcome="met", day=DAY),
                fact("c", state="submitted"),
            ],
            Tally(submitted=1, met=2, met_on=DAY),
            "met",
        ),
    ],
)
def test_tally_counts_each_piece_as_it_stands(facts, expected, state):
    assert tally(facts) == expected
    assert tally(facts).state == state


def test_weeks_until_counts_in_words():
    assert weeks_until(TODAY + dt.timedelta(weeks=7, days=2), TODAY) == "7 weeks left"
    assert weeks_until(TODAY + dt.timedelta(days=3), TODAY) == "less than a week left"
    assert weeks_until(TODAY - dt.timedelta(days=3), TODAY) == "1 week ago"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 s"), (59, "59 s"), (60, "1 min"), (83, "1 min 23 s"), (3600, "1 h"), (3720, "1 h 2 min")],
)
def test_length_in_words(seconds, words):
    assert length_in_words(seconds) == words
