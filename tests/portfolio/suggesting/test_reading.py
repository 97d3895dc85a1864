import pytest

from portfolio.suggesting import read
from portfolio.suggesting.reading import MOST_CHARACTERS, MOST_LEARNED, MOST_WORDS


def vocabulary(*answers):
    return list(read(answers).vocabulary)


def test_vocabulary_leaves_out_names_numbers_and_common_words():
    assert vocabulary("I told Mrs Owen that the 14 boilers in Bangor were repaired") == [
        "tell",
        "boiler",
        "repair",
    ]


def test_a_word_that_begins_a_sentence_is_no_name():
    assert vocabulary("Refunds are slow. Boilers break.") == ["refund", "slow", "boiler", "break"]


def test_vocabulary_holds_each_word_once():
    assert vocabulary("refund refunds refunded") == ["refund"]


@pytest.mark.parametrize(
    "rows",
    [
        [{"stage": "Arrival", "feels": "worried"}, {"stage": "Desk", "feels": "calmer"}],
        {"stages": [["arrival", "worried"], ["desk", "calmer"]]},
    ],
)
def test_every_text_in_rows_is_read(rows):
    assert list(read([rows]).vocabulary) == vocabulary("Arrival", "worried", "Desk", "calmer")


def test_text_in_brackets_is_text():
    assert vocabulary("[1] The boiler broke") == ["boiler", "break"]


@pytest.mark.parametrize("answer", ['{"broken', "[not json", "[" * 5000, "", None, 7, True, "👍🏽 🎉", "\0"])
def test_odd_answers_are_no_trouble(answer):
    assert read([answer, "refund"]).vocabulary.keys() >= {"refund"}


def test_a_very_long_text_is_read_only_to_a_limit():
    reading = read(["refund desk " * 100_000])
    assert sum(map(len, reading.texts)) == MOST_CHARACTERS
    assert len(reading.words) <= MOST_WORDS


def test_of_many_long_answers_each_is_read_in_part():
    reading = read([f"{word} " * 100_000 for word in ("refund", "desk", "queue")])
    assert list(reading.vocabulary) == ["refund", "desk", "queu"]
    assert sum(map(len, reading.texts)) <= MOST_CHARACTERS


def test_a_million_letters_without_a_space_are_no_word():
    assert read(["x" * 1_000_000]).words == []


def test_vocabulary_is_limited():
    letters = "abcdefghijklmnopqrst"
    words = [f"{a}{b}{c}ob" for a in letters for b in letters for c in letters]
    assert len(vocabulary(" ".join(words))) == MOST_LEARNED
