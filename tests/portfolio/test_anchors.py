"""What an anchor may be, how it is typed and how it is said; no database."""

from uuid import UUID

import pytest

from portfolio import anchors
from portfolio.anchors import (
    FILE,
    NOWHERE,
    PAGE,
    PARAGRAPH,
    TIME,
    Anchor,
    Place,
    anchor_in_words,
    answer_place,
    clock,
    fault_in_number,
    is_lost,
    lines_of,
    number_typed,
    paragraphs_of,
    seconds_in,
)
from portfolio.models import Claim

SOME_FILE = UUID(int=1)


def test_kinds_are_those_of_the_model():
    kinds = {anchors.NOWHERE_KIND, PAGE, PARAGRAPH, TIME, FILE}
    assert kinds == set(Claim.AnchorKind.values)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("83", 83),
        ("1:23", 83),
        ("01:23", 83),
        ("01:02:03", 3723),
        ("0", 0),
        ("90:00", 5400),
        ("1:60", None),
        ("1:61:00", None),
        ("1:", None),
        (":3", None),
        ("-3", None),
        ("1.5", None),
        ("abc", None),
        ("", None),
        ("1:2:3:4", None),
        ("9" * 400, None),
        ("٣", 3),
    ],
)
def test_seconds_in_reads_a_time_as_people_type_it(typed, seconds):
    assert seconds_in(typed) == seconds


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (83, "1:23"), (3723, "1:02:03"), (36000, "10:00:00")]
)
def test_clock_says_a_second_and_reads_it_back(seconds, said):
    assert clock(seconds) == said
    assert seconds_in(said) == seconds


@pytest.mark.parametrize(
    ("anchor", "name", "words"),
    [
        (Anchor(PAGE, SOME_FILE, at=3), "Letter.pdf", "page 3 of Letter.pdf"),
        (Anchor(TIME, SOME_FILE, at=83), "call.m4a", "1:23 in call.m4a"),
        (Anchor(PARAGRAPH, SOME_FILE, at=4), "log.txt", "paragraph 4 of log.txt"),
        (Anchor(FILE, SOME_FILE), "receipt.jpg", "receipt.jpg"),
        (Anchor(PARAGRAPH, prompt="action", at=2), "What did you do?", "paragraph 2 of “What did you do?”"),
        (Anchor(PARAGRAPH, prompt="action"), "What did you do?", "“What did you do?”"),
        (Anchor(PAGE, None, at=3), "", "a file that was removed"),
        (Anchor(PARAGRAPH, prompt="action", at=2), "", "an answer that was removed"),
        (NOWHERE, "", ""),
    ],
)
def test_anchor_in_words(anchor, name, words):
    assert anchor_in_words(anchor, name) == words


LETTER, CALL = Place("letter.pdf", PAGE, 3), Place("call.m4a", TIME, 80)


@pytest.mark.parametrize(
    ("typed", "place", "fault"),
    [
        ("", LETTER, ""),
        ("3", LETTER, ""),
        ("4", LETTER, "“letter.pdf” has 3 pages. Choose one of them."),
        ("0", LETTER, "The first page is number 1."),
        ("two", LETTER, "Write a number, such as 2."),
        ("-1", LETTER, "Write a number, such as 2."),
        ("9999999", Place("letter.pdf", PAGE), "That number is too large."),
        ("12", Place("letter.pdf", PAGE), ""),
        ("1:20", CALL, ""),
        ("0", CALL, ""),
        ("1:21", CALL, "“call.m4a” is 1:20 long. Choose one of them."),
        ("soon", CALL, "Write the time as 1:23 or in seconds."),
        ("2", Place("till.jpg"), "“till.jpg” has no pages or times. Leave the number empty."),
        ("2", answer_place("What?", "One.\n\nTwo."), ""),
        ("3", answer_place("What?", "One.\n\nTwo."), "“What?” has 2 paragraphs. Choose one of them."),
        ("1", answer_place("What?", ""), "“What?” has no paragraphs. Choose one of them."),
    ],
)
def test_fault_in_number_names_what_is_wrong(typed, place, fault):
    assert fault_in_number(typed, place) == fault


def test_is_lost_when_the_place_or_the_part_is_gone():
    assert not is_lost(NOWHERE, None)
    assert is_lost(Anchor(PAGE, None, at=1), None)
    assert is_lost(Anchor(PAGE, SOME_FILE, at=4), LETTER)
    assert not is_lost(Anchor(PAGE, SOME_FILE, at=3), LETTER)
    assert not is_lost(Anchor(FILE, SOME_FILE), LETTER)


@pytest.mark.parametrize(
    ("anchor", "typed"),
    [(NOWHERE, ""), (Anchor(TIME, SOME_FILE, at=83), "1:23"), (Anchor(PAGE, SOME_FILE, at=3), "3")],
)
def test_number_typed_is_what_stands_in_the_field(anchor, typed):
    assert number_typed(anchor) == typed


def test_paragraphs_of_an_answer_and_of_a_file():
    assert paragraphs_of("One.\r\nstill\r\n\r\n\r\nTwo.\n") == ["One.\nstill", "Two."]
    assert lines_of("One\r\n\n two \fthree\n") == ["One", "two", "three"]
