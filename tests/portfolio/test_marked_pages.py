import pytest

from assessments.marks_on_pages import draw, pages_by_attachment
from assessments.rules.page_marks import Drawn
from portfolio.marked_pages import DrawnMark, marks_of, sheets_of
from portfolio.models import StoredFile
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, attachment

pytestmark = pytest.mark.django_db


def with_pages(revision, body, pages, **fields):
    made = attachment(revision, body, **fields)
    StoredFile.objects.filter(pk=made.file_id).update(has_picture=True, pages=pages, page_pictures=pages or 0)
    return made


@pytest.fixture
def marked():
    marking = accepted(ApprenticeshipFactory())
    letter = with_pages(marking.revision, b"%PDF letter", 3, name="letter.pdf", position=1)
    policy = with_pages(marking.revision, b"%PDF policy", 1, name="policy.pdf", position=2)
    draw(
        marking,
        [
            Drawn(policy.pk, 1, 0, 0, 10_000, 10_000, "All of it."),
            Drawn(letter.pk, 2, 1234, 50, 2500, 400, "Whose name is this?"),
            Drawn(letter.pk, 2, 10, 20, 30, 40, "Good."),
        ],
    )
    return marking, letter, policy


def test_marks_of_gives_each_revision_its_marks_in_order(marked, django_assert_num_queries):
    marking, letter, policy = marked
    bare = accepted(ApprenticeshipFactory())
    with django_assert_num_queries(1):
        found = marks_of([marking.revision_id, bare.revision_id])
    assert found == {
        marking.revision_id: [
            DrawnMark(policy.pk, 1, 0, 0, 10_000, 10_000, 1, "All of it."),
            DrawnMark(letter.pk, 2, 1234, 50, 2500, 400, 2, "Whose name is this?"),
            DrawnMark(letter.pk, 2, 10, 20, 30, 40, 3, "Good."),
        ]
    }


def test_sheets_come_in_the_order_of_the_files(marked, django_assert_num_queries):
    marking, letter, _policy = marked
    with django_assert_num_queries(1):
        sheets = sheets_of([marking.revision_id])[marking.revision_id]
    assert [(sheet.name, [mark.number for mark in sheet.marks]) for sheet in sheets] == [
        ("letter.pdf, page 2", [2, 3]),
        ("policy.pdf", [1]),
    ]
    assert sheets[0].picture == f"/attachments/{letter.pk}/pages/2/"
    assert sheets[0].marks[0].percents == {"x": "12.34%", "y": "0.5%", "width": "25%", "height": "4%"}


def test_only_pages_of_safe_files_can_be_drawn_on(marked):
    marking, letter, policy = marked
    revision = marking.revision
    clip = with_pages(revision, b"clip", None, name="clip.mp4", position=3)
    StoredFile.objects.filter(pk=clip.file_id).update(media_type="video/mp4")
    photo = with_pages(revision, b"photo", None, name="photo.jpg", position=4)
    StoredFile.objects.filter(pk=photo.file_id).update(media_type="image/jpeg")
    waiting = with_pages(revision, b"waiting", 2, name="waiting.pdf", position=5)
    StoredFile.objects.filter(pk=waiting.file_id).update(state=StoredFile.State.RECEIVED)
    attachment(revision, b"words", name="words.txt", position=6)
    assert pages_by_attachment(revision) == {letter.pk: 3, policy.pk: 1, photo.pk: 1}
