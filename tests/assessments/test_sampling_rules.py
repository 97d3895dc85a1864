"""The arithmetic of sampling, without a database."""

import datetime as dt
from uuid import UUID

import pytest

from assessments.rules.proposals import proposals
from assessments.rules.sampling import (
    Marked,
    Rates,
    Summative,
    act_of,
    is_new,
    line_for,
    period_of,
    sentences_of,
    summative_of,
    uncovered,
    wanted_of,
)

RATES = Rates(
    low=10, medium=25, high=50, new=100, summative=20, least=2, new_months=6, period_months=3, each_kind=True
)
ANN, BEN = UUID(int=1), UUID(int=2)


def marked(number, assessor=ANN, **fields):
    given = {
        "kind": "case_study",
        "outcome": "accepted",
        "codes": ("K1",),
        "methods": frozenset({"Showcase"}),
        "at": dt.datetime(2026, 11, number, tzinfo=dt.UTC),
        "is_sampled": False,
        "is_free": True,
    }
    return Marked(
        id=UUID(int=100 + number), assessor=assessor, apprenticeship=UUID(int=9), **{**given, **fields}
    )


@pytest.mark.parametrize(
    ("made", "percent", "least", "wanted"),
    [
        (0, 100, 2, 0),
        (1, 10, 2, 1),
        (5, 10, 2, 2),
        (21, 10, 2, 3),
        (20, 10, 2, 2),
        (7, 100, 0, 7),
        (9, 0, 0, 0),
    ],
)
def test_wanted_is_the_share_rounded_up_and_never_under_the_least(made, percent, least, wanted):
    assert wanted_of(made, percent, least) == wanted


@pytest.mark.parametrize(
    ("day", "months", "first", "last"),
    [
        (dt.date(2026, 11, 22), 3, dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        (dt.date(2028, 2, 29), 1, dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 1), 12, dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_periods_follow_the_calendar(day, months, first, last):
    period = period_of(day, months)
    assert (period.first, period.last) == (first, last)


def test_new_is_by_months_or_by_supervision():
    joined = dt.date(2026, 6, 10)
    assert is_new(joined, dt.date(2026, 12, 9), 6, is_supervised=False)
    assert not is_new(joined, dt.date(2026, 12, 10), 6, is_supervised=False)
    assert is_new(joined, dt.date(2030, 1, 1), 6, is_supervised=True)


def test_line_counts_its_own_markings_only():
    rows = [
        marked(1, is_sampled=True),
        marked(2, kind="photo", codes=("S1",), methods=frozenset({"Observation"})),
        marked(3, in_period=False),
        marked(4, BEN),
    ]
    line = line_for(ANN, "medium", RATES, rows, new=True)
    assert (line.made, line.wanted, line.sampled, line.missing) == (2, 2, 1, 1)
    assert (line.kinds_missing, line.methods_missing) == (("photo",), ("Observation",))
    assert line.verdict == "1 sample behind: a new assessor, so every piece; 2 of 2 to sample, 1 sampled."
    assert uncovered([line], "kinds") == ["photo"]
    assert line_for(BEN, "low", RATES, [], new=False).verdict.startswith("Nothing was marked")


def test_summative_counts_apprentices_not_samples():
    apprentices = [UUID(int=n) for n in range(6)]
    assert summative_of(apprentices, [UUID(int=1), UUID(int=1), UUID(int=99)], RATES) == Summative(6, 2, 1)


def test_proposals_take_kinds_then_outcomes_then_rare_ksbs_then_the_newest():
    rows = [
        marked(1, is_sampled=True),
        marked(2, kind="photo"),
        marked(3, outcome="returned"),
        marked(4, codes=("K2",)),
        marked(5),
        marked(6, is_free=False),
    ]
    line = line_for(ANN, "medium", RATES, rows, new=True)
    offered = proposals([line], Summative(0, 0, 0), rows, kind_labels={"photo": "Photo"})
    assert [proposal.marking.int - 100 for proposal in offered] == [2, 3, 4, 5]
    assert [proposal.why.split(" ")[0] for proposal in offered] == ["No", "No", "No", "The"]
    assert "a photo" in offered[0].why
    assert "K2" in offered[2].why


def test_a_summative_sample_is_proposed_for_who_comes_to_the_gateway():
    rows = [marked(1, gateway_on=dt.date(2026, 12, 1), in_period=False)]
    offered = proposals([], Summative(1, 1, 0), rows, kind_labels={})
    assert [(proposal.stage, proposal.marking.int) for proposal in offered] == [("summative", 101)]
    assert proposals([], Summative(1, 1, 0), rows, kind_labels={}, summative_done=[UUID(int=9)]) == []


@pytest.mark.parametrize(
    ("kind", "last", "act"),
    [
        ("answer", ["answer", ""], "answer"),
        ("answer", ["answer", "agree"], "answer the last"),
        ("agree", ["agree", "answer"], "agree"),
        ("agree", ["agree", "agree"], "agree to the last"),
        ("ask_again", ["ask_again"], "ask again"),
    ],
)
def test_an_answer_is_an_act_of_the_table(kind, last, act):
    assert act_of(kind, last) == act


def test_a_strategy_is_said_in_words():
    said = " ".join(sentences_of(RATES))
    for words in (
        "A new assessor: every piece",
        "Low risk: one piece in ten",
        "at least 2 pieces in 3 months",
    ):
        assert words in said
