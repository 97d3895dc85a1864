"""Marks and comments in a browser: made at the desk by keyboard alone, and read by the apprentice."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import expect

from assessments.actions import mark_revision
from assessments.models import Comment, Marking, PageMark
from assessments.rules import Judgement
from assessments.rules.page_marks import Drawn
from portfolio.models import StoredFile
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, attachment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece():
    piece = submitted(ApprenticeshipFactory(ksbs=1))
    made = attachment(piece.shown, b"photo", name="photo.jpg")
    StoredFile.objects.filter(pk=made.file_id).update(media_type="image/jpeg", has_picture=True)
    picture = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(picture, "JPEG")
    for key in (made.file.picture_key, made.file.thumbnail_key):
        default_storage.save(key, ContentFile(picture.getvalue()))
    return piece


def test_a_mark_is_drawn_and_a_comment_inserted_by_keyboard(piece, sign_in, serious):
    apprenticeship = piece.apprenticeship
    Comment.objects.create(
        provider=apprenticeship.provider, name="Say how it ended", text="{name}, say how it ended."
    )
    Comment.objects.create(provider=apprenticeship.provider, name="Dates", text="Add the date.")
    visit = sign_in(apprenticeship.assessor)
    page = visit.open(f"/evidence/{piece.pk}/mark/")
    page.locator("body").press("b")
    expect(page.get_by_role("application", name="Box on photo.jpg")).to_be_focused()
    for key in ("ArrowUp", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note 1")).to_be_focused()
    page.keyboard.type("Whose name is this?")
    feedback = page.get_by_label("Feedback on the whole piece", exact=True)
    feedback.focus()
    page.keyboard.press("Alt+c")
    expect(page.get_by_role("combobox", name="Find a comment")).to_be_focused()
    page.keyboard.type("ended")
    expect(page.locator(".comment-picker [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    first_name = apprenticeship.apprentice.name.split()[0]
    expect(feedback).to_have_value(f"{first_name}, say how it ended.")
    expect(feedback).to_be_focused()
    assert visit.console == []
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("is accepted")).to_be_visible()
    mark = PageMark.objects.get()
    assert (mark.left, mark.top, mark.width, mark.height) == (3400, 4100, 3100, 1300)
    assert Marking.objects.get().feedback == f"{first_name}, say how it ended."


def test_the_apprentice_reads_the_mark_beside_the_picture(piece, sign_in, serious):
    claim = piece.shown.claims.get()
    attached = piece.shown.attachments.get()
    mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("met")},
        outcome="accepted",
        feedback="Good.",
        marks=[Drawn(attached.pk, 1, 1000, 1000, 3000, 2000, "Whose name is this?")],
        by=piece.apprenticeship.assessor,
    )
    visit = sign_in(piece.apprenticeship.apprentice)
    page = visit.open(piece.get_absolute_url())
    expect(page.get_by_role("heading", name="Marked on the pages")).to_be_visible()
    page.get_by_text("Show it on the page").click()
    expect(page).to_have_url(f"{visit.address}{piece.get_absolute_url()}#box-{attached.pk}-1")
    assert visit.console == []
    assert serious(page) == []
