import json
from uuid import UUID

import pytest

from assessments.rules.page_marks import (
    MARKS_TEXT_LIMIT,
    MOST_MARKS,
    NOTE_LIMIT,
    Drawn,
    UnreadableMarksError,
    marks_in,
    problems_with_marks,
)

FILE = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")


def drawn(**fields):
    box = {"attachment": FILE, "page": 1, "left": 100, "top": 200, "width": 300, "height": 400}
    return Drawn(**{**box, "note": "Whose name is this?", **fields})


def said(*marks):
    return [str(problem) for problem in problems_with_marks(marks, {FILE: 2})]


def test_marks_are_read_as_they_are_written():
    marks = [drawn(), drawn(page=2, note="Good.")]
    assert marks_in(json.dumps([mark.written() for mark in marks])) == marks
    assert marks_in("") == marks_in("  ") == marks_in("[]") == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="cut off"),
        pytest.param("null", id="null"),
        pytest.param("{}", id="an object"),
        pytest.param("[1]", id="a number"),
        pytest.param("[[]]", id="a list in a list"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param("[NaN]", id="not a number"),
        pytest.param(json.dumps([{**drawn().written(), "left": float("nan")}]), id="left is NaN"),
        pytest.param(json.dumps([{**drawn().written(), "left": float("inf")}]), id="left is infinite"),
        pytest.param(json.dumps([{**drawn().written(), "left": 1.5}]), id="left is a fraction"),
        pytest.param(json.dumps([{**drawn().written(), "left": True}]), id="left is true"),
        pytest.param(json.dumps([{**drawn().written(), "left": "1"}]), id="left is text"),
        pytest.param("[" + "9" * 5000 + "]", id="a number of 5000 digits"),
        pytest.param(json.dumps([{**drawn().written(), "note": ["x"]}]), id="note is a list"),
        pytest.param(json.dumps([{**drawn().written(), "attachment": "x"}]), id="no id"),
        pytest.param(json.dumps([{**drawn().written(), "attachment": 7}]), id="id is a number"),
        pytest.param(json.dumps([{}]), id="nothing in it"),
        pytest.param(" " * MARKS_TEXT_LIMIT + "[]", id="far too long"),
    ],
)
def test_what_no_page_sends_is_refused(text):
    with pytest.raises(UnreadableMarksError):
        marks_in(text)


def test_control_characters_leave_the_note():
    assert marks_in(json.dumps([drawn(note=" a\u202eb\r\nc\0 ").written()])) == [drawn(note="ab\nc")]


def test_a_note_cut_in_the_middle_of_a_character_can_still_be_shown():
    marks = marks_in(json.dumps([drawn(note="Smile \ud83d").written()]))
    assert marks[0].note.encode() == b"Smile"


def test_good_marks_have_no_problem():
    edge = drawn(page=2, left=9999, top=0, width=1, height=10_000)
    assert said(drawn(), edge, drawn(note="x" * NOTE_LIMIT)) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"attachment": OTHER},
            "Note 1 is on a file that takes no notes. Delete it.",
        ),
        ({"page": 3}, "Note 1 is on page 3, and the file has 2. Delete it."),
        ({"page": 0}, "Note 1 is on page 0, and the file has 2. Delete it."),
        ({"width": 0}, "The box of note 1 does not lie on its page. Draw it again."),
        ({"left": -1}, "The box of note 1 does not lie on its page. Draw it again."),
        ({"left": 9_701}, "The box of note 1 does not lie on its page. Draw it again."),
        ({"top": 10**30}, "The box of note 1 does not lie on its page. Draw it again."),
        ({"note": ""}, "Write note 1, or delete it with its box."),
        ({"note": "x" * 1001}, "Note 1 is longer than 1000 characters. Shorten it."),
    ],
)
def test_a_bad_mark_is_answered_with_a_sentence(fields, sentence):
    assert said(drawn(**fields)) == [sentence]


def test_there_are_a_hundred_marks_at_most():
    assert said(*[drawn()] * MOST_MARKS) == []
    assert said(*[drawn()] * 101) == ["There are 101 notes on the pages. Keep 100 at most."]
