"""Marks on pages from the desk to the record and back: nothing odd gets in, and nothing is lost."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.models import Marking, MarkingDraft, PageMark
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.models import StoredFile
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, attachment, chosen, visitor

pytestmark = pytest.mark.django_db

BOX = {"page": 2, "left": 1000, "top": 2000, "width": 3000, "height": 400, "note": "Whose name is this?"}


@pytest.fixture
def piece():
    return submitted(ApprenticeshipFactory())


@pytest.fixture
def letter(piece):
    made = attachment(piece.shown, name="letter.pdf")
    StoredFile.objects.filter(pk=made.file_id).update(has_picture=True, pages=3, page_pictures=3)
    return made


@pytest.fixture
def assessor(piece, as_user):
    return as_user(piece.apprenticeship.assessor)


def desk(piece):
    return reverse("assessments:mark", args=[piece.pk])


def typed(piece, *marks, **more):
    claim = piece.shown.claims.get()
    form = {"revision": piece.shown_id, "outcome": "accepted", "feedback": "Good.", "saves": 0}
    return form | {f"outcome-{claim.pk}": "met", "marks": json.dumps(marks)} | more


def on(attachment, **fields):
    return {"attachment": str(attachment.pk), **BOX, **fields}


def test_marks_are_recorded_with_the_marking_and_shown_on_the_page(piece, letter, assessor, as_user):
    form = typed(piece, on(letter), on(letter, page=1, note="Good."))
    assert [assessor.post(desk(piece), form).status_code for _ in range(2)] == [302, 302]
    rows = PageMark.objects.order_by("number").values_list("number", "attachment", "page", "left", "note")
    assert list(rows) == [
        (1, letter.pk, 2, 1000, "Whose name is this?"),
        (2, letter.pk, 1, 1000, "Good."),
    ]
    for person in (
        piece.apprenticeship.apprentice,
        piece.apprenticeship.iqa,
        piece.apprenticeship.line_manager,
    ):
        page = as_user(person).get(piece.get_absolute_url())
        assert [sheet.name for sheet in page.context["sheets"]] == [
            "letter.pdf, page 1",
            "letter.pdf, page 2",
        ]
        assert "Whose name is this?" in page.content.decode()


def test_a_visitor_reads_no_marks(piece, letter, assessor, as_user):
    assessor.post(desk(piece), typed(piece, on(letter)))
    chosen(piece)
    page = as_user(visitor(piece.apprenticeship)).get(piece.get_absolute_url())
    assert (page.status_code, b"Whose name" in page.content) == (200, False)


@pytest.mark.parametrize("marks", [1, 3])
def test_the_page_asks_as_many_questions_for_three_marks(
    piece, letter, assessor, marks, django_assert_num_queries
):
    assessor.post(desk(piece), typed(piece, *[on(letter, page=page) for page in range(1, marks + 1)]))
    assessor.get(piece.get_absolute_url())
    with django_assert_num_queries(8):
        assessor.get(piece.get_absolute_url())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"note": " \n "}, "Write note 1, or delete it with its box.", id="blank"),
        pytest.param({"page": 4}, "Note 1 is on page 4, and the file has 3.", id="no such page"),
        pytest.param({"left": 9000}, "The box of note 1 does not lie on its page.", id="beside the page"),
    ],
)
def test_a_bad_mark_comes_back_with_a_sentence(piece, letter, assessor, fields, sentence):
    answer = assessor.post(desk(piece), typed(piece, on(letter, **fields), feedback="Kept words."))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "Kept words." in page) == (422, True, True)
    assert str(letter.pk) in answer.context["form"]["marks"].value()
    assert not Marking.objects.exists()


def test_somebody_elses_file_cannot_be_marked(piece, letter, assessor):
    theirs = attachment(submitted(ApprenticeshipFactory()).shown, b"%PDF theirs")
    answer = assessor.post(desk(piece), typed(piece, on(theirs)))
    assert (answer.status_code, "takes no notes" in answer.content.decode()) == (422, True)
    assert not PageMark.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[{"left": NaN}]', id="NaN"),
        pytest.param("[" * 50_000, id="deep"),
        pytest.param("[" + "9" * 5000 + "]", id="huge number"),
        pytest.param('{"a": "\\u0000"}', id="an object with a null character"),
        pytest.param("x" * 700_000, id="huge"),
    ],
)
def test_hostile_text_in_the_field_is_answered_in_a_sentence(piece, letter, assessor, text):
    answer = assessor.post(desk(piece), typed(piece) | {"marks": text})
    assert (answer.status_code, "did not arrive whole" in answer.content.decode()) == (422, True)
    saved = assessor.post(reverse("assessments:mark-save", args=[piece.pk]), typed(piece) | {"marks": text})
    assert saved.status_code == 200
    assert MarkingDraft.objects.get().content["marks"] == []


def test_marks_are_kept_half_done(piece, letter, assessor):
    assessor.post(reverse("assessments:mark-save", args=[piece.pk]), typed(piece, on(letter, note="")))
    value = assessor.get(desk(piece)).context["form"]["marks"].value()
    assert json.loads(value) == [on(letter, note="")]


def test_without_a_script_a_note_says_where_on_the_page_it_belongs(piece, letter, assessor):
    rows = {
        "mark-place-1": f"{letter.pk}:3",
        "mark-region-1": "top",
        "mark-note-1": "Who signed?",
        "mark-place-2": "nonsense:x",
        "mark-note-2": "",
        "mark-drop-1": "on",
    }
    assert assessor.post(desk(piece), typed(piece, on(letter)) | rows).status_code == 302
    mark = PageMark.objects.get()
    assert (mark.note, mark.page, mark.left, mark.top, mark.width, mark.height) == (
        "Who signed?",
        3,
        0,
        0,
        10_000,
        3333,
    )


@pytest.mark.parametrize("place", ["x:1", "00000000-0000-4000-8000-000000000000:9999999", ":"])
def test_without_a_script_a_place_made_up_is_answered(piece, letter, assessor, place):
    rows = {"mark-place-1": place, "mark-note-1": "Who?"}
    assert assessor.post(desk(piece), typed(piece) | rows).status_code == (302 if place == ":" else 422)


def test_marks_of_an_earlier_version_lie_on_the_desk(piece, letter, assessor):
    assessor.post(desk(piece), typed(piece, on(letter), outcome="returned"))
    piece.refresh_from_db()
    revise_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    piece.refresh_from_db()
    submit_evidence(evidence=piece, by=piece.apprenticeship.apprentice)
    earlier = assessor.get(desk(piece)).context["desk"].earlier
    assert [[mark.note for mark in sheet.marks] for sheet in earlier[0].sheets] == [["Whose name is this?"]]


def test_pages_take_notes_and_only_pieces_are_marked():
    """Whoever marks would read “mark this page” as a judgement."""
    script = (settings.BASE_DIR / "static/js/page-marks.js").read_text()
    assert "Add a note to this page" in script
    assert "Mark this" not in script
