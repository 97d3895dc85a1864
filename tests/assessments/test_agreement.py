"""Agreement in percent and as kappa, against published examples and within their bounds."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.rules.agreement import (
    ALL_THE_SAME,
    NOBODY,
    NOTHING,
    Figure,
    cohen_kappa,
    fleiss_kappa,
    kappa,
    percent_agreement,
    strength,
)

# Fleiss 1971, table 1: 30 patients, 6 psychiatrists each, 5 diagnoses; kappa 0.430.
PATIENTS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
# The worked example of the article on Fleiss' kappa in the English Wikipedia: 10 things, 14 people; 0.210.
ARTICLE = [
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]


def told_apart(table):
    """From a table of how often two people said what, what each of them said."""
    pairs = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return [str(a) for a, _ in pairs], [str(b) for _, b in pairs]


def listed(counts):
    return [str(word) for word, n in enumerate(counts) for _ in range(int(n))]


def test_cohen_gives_the_value_published_with_its_weighted_form():
    """Cohen 1968, Psychological Bulletin 70, 213-220, table 1: 200 cases; unweighted 0.492."""
    first, second = told_apart([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohen_kappa(first, second).value == pytest.approx(0.492, abs=0.0005)


def test_cohen_gives_the_value_of_the_fifty_applications():
    """The worked example of the article on Cohen's kappa in the English Wikipedia: 0.40."""
    first, second = told_apart([[20, 5], [10, 15]])
    assert cohen_kappa(first, second).value == pytest.approx(0.4)


def test_fleiss_gives_the_value_published_with_it():
    assert fleiss_kappa([listed(row) for row in PATIENTS.split()]).value == pytest.approx(0.430, abs=0.0005)


def test_fleiss_gives_the_value_of_the_article():
    assert fleiss_kappa([listed(row) for row in ARTICLE]).value == pytest.approx(0.210, abs=0.0005)


def test_percent_counts_pairs_that_say_the_same():
    assert percent_agreement([["met", "met"], ["met", "not_yet"]]) == Figure(50.0, number=4)
    assert percent_agreement([["met", "met", "not_yet"]]).value == pytest.approx(100 / 3)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], NOBODY),
        ([["met"], ["not_yet"]], NOBODY),
        ([["met", ""], ["", "met"]], NOTHING),
        ([["met", "met"], ["met", "met"]], ALL_THE_SAME),
        ([["declined"] * 3] * 4, ALL_THE_SAME),
    ],
    ids=["nothing", "one person", "nothing in common", "all met", "all declined"],
)
def test_a_kappa_that_cannot_be_worked_out_says_why(rows, why):
    answer = kappa(rows)
    assert (answer.value, answer.why_not) == (None, why)


def test_rows_of_different_length_are_refused_by_fleiss():
    with pytest.raises(ValueError, match="same number"):
        fleiss_kappa([["met", "met"], ["met", "met", "met"]])


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (1.0, "almost perfect"),
        (0.61, "substantial"),
        (0.43, "moderate"),
        (0.21, "fair"),
        (0.0, "slight"),
        (-0.2, "less than chance"),
    ],
)
def test_strength_uses_the_usual_words(value, word):
    assert strength(value) == word


ROWS = st.integers(2, 5).flatmap(
    lambda people: st.lists(
        st.lists(st.sampled_from(["met", "not_yet", "declined"]), min_size=people, max_size=people),
        min_size=1,
        max_size=12,
    )
)


@settings(deadline=None, derandomize=True)
@given(ROWS)
def test_figures_stay_within_their_bounds(rows):
    percent, found = percent_agreement(rows), kappa(rows)
    assert percent.value is not None
    assert 0 <= percent.value <= 100
    assert (found.value is None) is bool(found.why_not)
    if found.value is not None:
        assert math.isfinite(found.value)
        assert -1 - 1e-9 <= found.value <= 1 + 1e-9
        assert (found.value > 1 - 1e-9) is (percent.value == 100)


@settings(deadline=None, derandomize=True)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_what_was_judged_does_not_matter(rows, chance):
    mixed = chance.sample(rows, len(rows))
    assert (kappa(mixed).value is None) is (kappa(rows).value is None)
    if kappa(rows).value is not None:
        assert kappa(mixed).value == pytest.approx(kappa(rows).value)
