"""What was written in the usual words, said in those of a plan."""

import pytest

from standards.words import USUAL, Words, with_article

OWN = Words(
    assessment="apprenticeship assessment",
    organisation="awarding body",
    assessor="assessor of the assessment organisation",
    gateway="gateway to completion",
    showcase="evidence portfolio",
)


@pytest.mark.parametrize(
    ("usual", "own"),
    [
        (
            "The showcase went through the gateway.",
            "The evidence portfolio went through the gateway to completion.",
        ),
        ("A showcase for you to read", "An evidence portfolio for you to read"),
        (
            "An end-point assessment, as an independent assessor does it",
            "An apprenticeship assessment, as an assessor of the assessment organisation does it",
        ),
        ("Showcase PDF", "Evidence portfolio PDF"),
        ("for an assessment organisation", "for an awarding body"),
        ("Gateways, gateway-like, showcased", "Gateways, gateway-like, showcased"),
        ("The assessment and its outcome", "The assessment and its outcome"),
    ],
)
def test_sentences_are_said_in_the_words_of_the_plan(usual, own):
    assert OWN.say(usual) == own
    assert USUAL.say(usual) == usual


@pytest.mark.parametrize(
    ("word", "spoken"),
    [("evidence portfolio", "an evidence portfolio"), ("unit", "a unit"), ("showcase", "a showcase")],
)
def test_articles_follow_the_sound_of_the_word(word, spoken):
    assert with_article(word) == spoken
