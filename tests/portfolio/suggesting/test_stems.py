import pytest

from portfolio.suggesting.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        "manage managed managing manages",
        "apologise apologised apologize apologizing",
        "apology apologies",
        "cancel cancelled canceled cancelling",
        "try tries tried trying",
        "stop stopped stopping stops",
        "colour color colours",
        "organisation organization organisations",
        "box boxes",
        "calm calmly calmed",
        "didn't didn’t didnt",
        "she her they THEIR him",
        "customer guest lady visitors client's",
        "colleague colleagues teammate",
        "say said says saying",
        "ŵyl wyl",
        "café cafe",
        "complaint complained complaints complaining",
    ],
)
def test_forms_of_one_word_have_one_stem(forms):
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["bus business", "policy police", "process processor", "call calm"])
def test_different_words_keep_different_stems(pair):
    first, second = map(stem, pair.split())
    assert first != second


@pytest.mark.parametrize("word", ["the", "and", "x" * 41, "", "'"])
def test_fillers_and_what_is_no_word_have_none(word):
    assert stem(word) == ""


def test_other_scripts_are_words_too():
    assert stem("الزبون") != ""
