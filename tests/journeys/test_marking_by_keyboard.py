"""Thirty pieces marked one after the other by keys alone: no mouse, no touch, no click."""

import re
import time

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Decision, Marking, MarkingDraft
from portfolio.models import Claim, Revision
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),
]

PIECES = 30
TWO_MINUTES = 120


@pytest.fixture
def queue():
    apprenticeship = ApprenticeshipFactory(ksbs=4)
    ksbs = list(apprenticeship.version.ksbs.order_by("position"))
    return [
        submitted(apprenticeship, days_ago=PIECES - number, title=f"Piece {number:02}", ksbs=ksbs[:3])
        for number in range(PIECES)
    ]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def write(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Escape")


def accept(page: Page) -> None:
    press(page, "j", "m", "j", "m", "j", "m", "Control+Enter")


def give_back(page: Page) -> None:
    press(page, "j", "m", "j", "n")
    write(page, "Say what she said at the end.")
    press(page, "j", "m", "f")
    page.keyboard.type("Nearly there.")
    press(page, "Control+Shift+Enter")


def decline_one(page: Page) -> None:
    press(page, "j", "d")
    write(page, "This is about a colleague.")
    press(page, "j", "m", "j", "m", "Control+Enter")


def add_one(page: Page) -> None:
    press(page, "j", "m", "j", "m", "j", "m", "+", "ArrowDown", "Tab")
    page.keyboard.type("You calmed him before you looked anything up.")
    press(page, "Control+Enter")


WAYS = [accept, give_back, accept, decline_one, add_one]


def test_thirty_pieces_are_marked_by_keyboard_alone(queue, sign_in):
    visit = sign_in(queue[0].apprenticeship.assessor)
    page = visit.open(reverse("assessments:mark", args=[queue[0].pk]))
    began = time.monotonic()
    for number in range(PIECES):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Piece {number:02}")
        expect(page.get_by_role("button", name=re.compile("^Keys"))).to_be_visible()  # the keys listen
        WAYS[number % len(WAYS)](page)
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert time.monotonic() - began < TWO_MINUTES
    outcomes = [Marking.objects.filter(outcome=outcome).count() for outcome in ("accepted", "returned")]
    assert outcomes == [24, 6]
    assert Decision.objects.filter(outcome="declined").count() == 6
    assert Decision.objects.filter(outcome="not_yet").count() == 6
    assert Claim.objects.filter(added_by=queue[0].apprenticeship.assessor).count() == 6
    assert not Revision.objects.filter(state=Revision.State.SUBMITTED).exists()
    assert not MarkingDraft.objects.exists()
    assert visit.console == []


def test_the_keys_show_themselves_and_can_be_turned_off(queue, sign_in, serious):
    visit = sign_in(queue[0].apprenticeship.assessor)
    page = visit.open(reverse("assessments:mark", args=[queue[0].pk]))
    expect(page.get_by_role("button", name=re.compile("^Keys"))).to_be_visible()
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys for marking")
    expect(dialog).to_be_visible()
    assert serious(page) == []
    press(page, "m", "Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("radio", name="Met").first).not_to_be_checked()
    press(page, "?", "Tab", "Space", "Escape", "j", "m")
    expect(page.get_by_role("radio", name="Met").first).not_to_be_checked()
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^Keys"))).to_be_visible()
    press(page, "m")
    expect(page.get_by_role("radio", name="Met").first).not_to_be_checked()


def test_typed_letters_stay_letters_and_skipping_keeps_them(queue, sign_in):
    visit = sign_in(queue[0].apprenticeship.assessor)
    page = visit.open(reverse("assessments:mark", args=[queue[0].pk]))
    expect(page.get_by_role("button", name=re.compile("^Keys"))).to_be_visible()
    press(page, "j", "r")
    write(page, "jam and mud?")
    expect(page.get_by_label("Reason").first).to_have_value("jam and mud?")
    press(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Piece 01")
    page.goto(visit.address + reverse("assessments:queue"))
    expect(page.get_by_text("Half done")).to_have_count(1)
    page.goto(visit.address + reverse("assessments:mark", args=[queue[0].pk]))
    expect(page.get_by_label("Reason").first).to_have_value("jam and mud?")
    assert visit.console == []


def test_the_second_window_is_asked(queue, sign_in):
    visit = sign_in(queue[0].apprenticeship.assessor)
    address = visit.address + reverse("assessments:mark", args=[queue[0].pk])
    first, second = visit.page, visit.page.context.new_page()
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Feedback on the whole piece").fill("From the first.")
    expect(first.locator("[data-saved]")).to_have_text(re.compile("^Saved "))
    second.get_by_label("Feedback on the whole piece").fill("From the second.")
    expect(second.get_by_text("Another window or device saved this marking")).to_be_visible()
    assert MarkingDraft.objects.get().content["feedback"] == "From the first."
    second.get_by_role("button", name="Use what is typed here").click()
    expect(second.locator("[data-saved]")).to_have_text(re.compile("^Saved "))
    assert MarkingDraft.objects.get().content["feedback"] == "From the second."
