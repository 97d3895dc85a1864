import pytest

from portfolio.suggesting import Cue, read
from portfolio.suggesting.matching import MOST_STARTS, _index, _places, find, quote

CALM = Cue("S7", 4, "letting somebody finish", ("let them finish", "stayed calm"))


def found(text, *words, weight=4):
    return find(read([text]), (Cue("S7", weight, "", words),))


@pytest.mark.parametrize(
    "text",
    [
        "I let her finish.",
        "I LET HIM FINISH",
        "I just let the customer finally finish",
        "So I was letting the guest finish first",
    ],
)
def test_a_cue_is_found_in_any_form(text):
    assert len(find(read([text]), (CALM,))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "I let the meeting overrun, it had to finish",
        "I let her. Finish was late.",
        "finish them let",
        "let let let",
    ],
)
def test_a_cue_is_not_found_across_sentences_or_far_apart_or_out_of_order(text):
    assert find(read([text]), (CALM,)) == []


def test_a_named_customer_is_not_meant_by_a_pronoun():
    assert found("my customers are guests", "my customers are")
    assert not found("my wife said they are guests", "my customers are")


def test_a_phrase_is_worth_more_than_a_lone_word_and_repeating_it_nothing():
    [phrase] = found("I stayed calm", "stayed calm")
    [word] = found("I stayed calm. Calm calm calm.", "calm")
    assert (phrase.points, word.points) == (4, 2.8)


def test_further_wordings_add_a_little_and_not_for_ever():
    words = ["refund", "voucher", "discount", "exchange", "credit"]
    points = [each.points for n in range(1, 6) for each in found(" ".join(words[:n]), *words, weight=2)]
    assert points == pytest.approx([1.4, 2.1, 2.8, 3.5, 4.2])


def test_quote_is_the_sentence_or_the_words_around_the_place():
    reading = read(["It was late. She was shouting and\n I let her finish."])
    [place] = find(reading, (CALM,))
    assert quote(reading, place.first, place.last) == "I let her finish"
    long = read([f"{'before ' * 20}I stayed calm {'after ' * 20}"])
    [place] = find(long, (CALM,))
    assert quote(long, place.first, place.last) == ("…before before I stayed calm after after after after…")


def test_repeating_a_word_costs_no_more_than_the_limit():
    cues = tuple(Cue(n, 4, "", (f"calm {n}",)) for n in range(100))
    words = read(["calm " * 10_000]).words
    looked = []

    class Counting(list):
        def __getitem__(self, at):
            looked.append(at)
            return super().__getitem__(at)

    assert list(_places(Counting(words), _index(cues))) == []
    assert len(looked) <= MOST_STARTS * len(cues) * 5
