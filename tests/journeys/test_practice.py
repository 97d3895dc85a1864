"""A mock observation on a tablet: timed, tapped, cut off and gone on with, finished, and read afterwards."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import MockAssessment
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory
from tests.portfolio.files import picture
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLET = {"width": 820, "height": 1180}
LEAST_TARGET = 48  # pixels


@pytest.fixture
def apprenticeship(transactional_db):
    version = again(shipped)
    return ApprenticeshipFactory(version=version, plan=AssessmentPlan.objects.get(version=version))


def photograph(page):
    """One stays, one is refused, one is taken off again."""
    page.get_by_label("Take a photo").set_input_files(
        {"name": "IMG_2207.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", size=(1200, 900))}
    )
    caption = page.get_by_label("What photo 1 shows")
    expect(caption).to_be_focused()
    caption.fill("The desk before opening")
    page.get_by_label("Choose photos you have").set_input_files(
        [
            {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"},
            {"name": "sign.png", "mimeType": "image/png", "buffer": picture(colour="red")},
        ]
    )
    expect(page.locator("[data-photo-said]")).to_contain_text("“page.jpg” was not added. It is not a photo.")
    page.get_by_role("button", name="Remove photo 2").tap()
    expect(page.locator("[data-photo-said]")).to_have_text("The photo is removed.")
    expect(caption).to_have_value("The desk before opening")


@pytest.mark.timeout(240)
def test_a_mock_observation_is_run_on_a_tablet(apprenticeship, sign_in, serious):
    manager = sign_in(apprenticeship.line_manager, viewport=TABLET, has_touch=True)
    page = manager.open(f"/apprenticeships/{apprenticeship.pk}/practice/")
    page.get_by_role("button", name="Begin a mock observation").tap()
    expect(page.get_by_role("heading", name="Mock observation", level=1)).to_be_visible()
    page.get_by_role("button", name="Start the clock").tap()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("[data-mock-time]")).not_to_have_text("0:00")

    criteria = page.locator("[data-criterion]")
    assert criteria.count() == 20
    for target in criteria.nth(0).locator(".tap").all():
        assert target.bounding_box()["height"] >= LEAST_TARGET
    for number in range(criteria.count()):
        criteria.nth(number).locator(".tap-seen").tap()
    criteria.nth(3).locator(".tap-not_seen").tap()
    criteria.nth(4).locator(".tap-seen").tap()  # a second tap takes it back
    expect(criteria.nth(4).locator("input:checked")).to_have_count(0)
    expect(criteria.nth(0).get_by_text("First seen at")).to_be_visible()
    page.get_by_label("What they needed, 1").fill("A ramp, and somebody to carry a bag")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Saved"))
    assert manager.console == []  # before axe, which asks for sheets at addresses of its own
    assert serious(page) == []

    photograph(page)

    page.context.set_offline(True)
    page.get_by_label("What went well").fill("Calm with three people waiting.")
    expect(page.locator("[data-saved]")).to_contain_text("not sent yet")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(re.compile("^Saved"))
    page.reload()
    expect(page.get_by_label("What went well")).to_have_value("Calm with three people waiting.")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()  # the clock ran on
    expect(page.locator(".tap-seen input:checked")).to_have_count(18)

    page.get_by_role("button", name="Finish").tap()
    expect(page.get_by_text("Write at least one thing to work on next.").first).to_be_visible()
    page.get_by_label("What to work on next").fill("Sum up before saying goodbye.")
    page.get_by_role("button", name="Finish").tap()
    expect(page.get_by_role("heading", name="Pass Indicative")).to_be_visible()
    expect(page.get_by_text("80 % of 5 is 4, so 1 is missing.")).to_be_visible()
    assert serious(page) == []

    mock = MockAssessment.objects.get()
    apprentice = sign_in(apprenticeship.apprentice)
    read = apprentice.open("/notices/")
    expect(read.get_by_text("finished a practice with you: mock observation.").first).to_be_visible()
    read = apprentice.open(f"/apprenticeships/{apprenticeship.pk}/practice/")
    expect(read.get_by_role("cell", name="15 of 15")).to_be_visible()
    read.goto(apprentice.address + mock.get_absolute_url())
    expect(read.get_by_role("figure").get_by_text("The desk before opening")).to_be_visible()
    expect(read.get_by_text("Sum up before saying goodbye.")).to_be_visible()
    assert apprentice.console == []


@pytest.mark.timeout(240)
def test_two_people_at_once_are_shown_both_versions(apprenticeship, sign_in):
    assessor = sign_in(apprenticeship.assessor, viewport=TABLET)
    one = assessor.open(f"/apprenticeships/{apprenticeship.pk}/practice/")
    one.get_by_role("button", name="Begin a mock observation").click()
    expect(one.get_by_role("button", name="Start the clock")).to_be_visible()
    mock = MockAssessment.objects.get()
    manager = sign_in(apprenticeship.line_manager, viewport=TABLET)
    other = manager.open(mock.get_absolute_url())
    one.get_by_label("Notes").fill("Greeted at once.")
    expect(one.locator("[data-saved]")).to_have_text(re.compile("^Saved"))
    other.get_by_label("Notes").fill("Smiled first.")
    expect(other.locator("[data-saved]")).to_contain_text("Both are kept")
    other.get_by_role("button", name="Save for later").click()
    expect(other.get_by_role("heading", name="Two versions of this practice")).to_be_visible()
    expect(other.get_by_text("Greeted at once.")).to_be_visible()
    expect(other.get_by_label("Notes")).to_have_value("Smiled first.")
    other.get_by_label("Notes").fill("Greeted at once. Smiled first.")
    other.get_by_role("button", name="Save for later").click()
    expect(other.get_by_text("Kept for later.")).to_be_visible()
    mock.refresh_from_db()
    assert mock.content["notes"] == "Greeted at once. Smiled first."


@pytest.mark.timeout(240)
def test_what_was_tapped_on_a_mock_that_is_over_goes_on_as_a_new_one(apprenticeship, sign_in):
    manager = sign_in(apprenticeship.line_manager, viewport=TABLET)
    page = manager.open(f"/apprenticeships/{apprenticeship.pk}/practice/")
    page.get_by_role("button", name="Begin a mock observation").click()
    expect(page.get_by_role("button", name="Start the clock")).to_be_visible()
    address = page.url
    page.get_by_label("Notes").fill("Greeted at once.")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("^Saved"))
    other = page.context.new_page()
    other.goto(address)
    other.get_by_text("Throw this practice away").click()
    other.get_by_role("button", name="Throw it away").click()
    expect(other.get_by_text("Thrown away: mock observation.")).to_be_visible()
    page.locator(".tap-seen").first.click()
    expect(page.locator("[data-saved]")).to_contain_text("threw this practice away at")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="What stood on your page")).to_be_visible()
    expect(page.get_by_text("Greeted at once.")).to_be_visible()
    page.get_by_role("button", name="Keep mine as a new practice").click()
    expect(page.get_by_label("Notes")).to_have_value("Greeted at once.")
    expect(page.locator(".tap-seen input:checked")).to_have_count(1)
    [mock] = MockAssessment.objects.all()
    assert page.url.endswith(mock.get_absolute_url())
