"""A draft on a phone: one prompt at a time, and nothing lost on the way."""

import pytest
from playwright.sync_api import expect

from portfolio.models import Revision
from tests.factories import KsbFactory, TemplateFactory, evidence
from tests.journeys.conftest import DESK, PHONE
from tests.portfolio.drafts import page as address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece(transactional_db):
    return evidence(template=TemplateFactory())


def heading(page):
    return page.locator("h2[tabindex]")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_prompts_come_one_at_a_time_and_keep_what_was_typed(piece, sign_in, serious):
    visit = sign_in(piece.apprenticeship.apprentice, viewport=PHONE)
    page = visit.open(address("evidence-edit", piece))
    expect(page.get_by_text("1 of 5")).to_be_visible()
    expect(page.get_by_label("The what?")).to_be_hidden()
    page.get_by_label("Title", exact=True).fill("A parcel found again")
    press(page, "Next")
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_have_text("The what?")
    page.get_by_label("The what?").fill("I looked in the cage and found it.")
    press(page, "Next")
    press(page, "Back")
    expect(page.get_by_label("The what?")).to_have_value("I looked in the cage and found it.")
    with page.expect_navigation():
        press(page, "Save draft")
    expect(heading(page)).to_have_text("The what?")
    saved = Revision.objects.get()
    assert (saved.title, saved.answers["what"]) == (
        "A parcel found again",
        "I looked in the cage and found it.",
    )
    assert visit.console == []
    assert serious(page) == []


def test_list_of_steps_leads_to_the_last_one_with_the_check(piece, sign_in):
    page = sign_in(piece.apprenticeship.apprentice, viewport=PHONE).open(address("evidence-edit", piece))
    expect(page.get_by_role("button", name="Check and submit")).to_be_hidden()
    page.get_by_text("All 5 steps").click()
    page.get_by_role("link", name="5. What it shows").click()
    expect(heading(page)).to_have_text("What it shows")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_hidden()
    press(page, "Check and submit")
    page.wait_for_url("**/submit/")


def test_a_place_in_the_address_and_a_fault_open_their_step(piece, sign_in):
    page = sign_in(piece.apprenticeship.apprentice, viewport=PHONE).open(
        address("evidence-edit", piece) + "#claims"
    )
    expect(heading(page)).to_have_text("What it shows")
    page.evaluate("document.querySelector('#id_title').value = 'x'.repeat(300)")
    press(page, "Save draft")
    expect(heading(page)).to_have_text("Title and date")
    expect(page.get_by_text("Nothing is lost.")).to_be_visible()


def test_a_wide_window_shows_every_prompt_at_once(piece, sign_in):
    page = sign_in(piece.apprenticeship.apprentice, viewport=PHONE).open(address("evidence-edit", piece))
    page.set_viewport_size(DESK)
    expect(page.get_by_label("The what?")).to_be_visible()
    expect(page.get_by_role("button", name="Next", exact=True)).to_have_count(0)
    page.set_viewport_size(PHONE)
    expect(page.get_by_label("The what?")).to_be_hidden()


def test_without_scripts_everything_stands_on_one_page(piece, as_user):
    text = as_user(piece.apprenticeship.apprentice).get(address("evidence-edit", piece)).content.decode()
    assert " hidden>" not in text.split('<section aria-labelledby="what">')[1].split("</section>")[0]


def test_a_claim_just_added_is_in_sight_with_its_step(piece, sign_in):
    KsbFactory(version=piece.apprenticeship.version, code="S7")
    page = sign_in(piece.apprenticeship.apprentice, viewport=PHONE).open(
        address("evidence-edit", piece) + "#claims"
    )
    page.get_by_label("Add a KSB").select_option(index=1)
    press(page, "Add this KSB")
    expect(page.locator("fieldset.claim").last.get_by_role("textbox").first).to_be_in_viewport(ratio=1)
