"""An administrator makes a version of a standard of the provider's own, and publishes it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from standards.models import Ksb, StandardVersion
from tests.factories import ApprenticeshipFactory, ProviderFactory, member
from tests.journeys.conftest import DESK, PHONE
from tests.standards.small import small_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def button(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def link(page, name):
    page.get_by_role("link", name=name, exact=True).click()


def begin(page):
    link(page, "Make a version of our own")
    expect(page.get_by_label("What it is called")).to_have_value("1.1-1")
    page.get_by_label("Why you make it").fill("Our partners in shops asked for clearer words.")
    button(page, "Make the draft")


def change_add_and_remove(page):
    link(page, "K1 K1")
    page.get_by_label("What is asked").fill("Know who counts as a customer, inside and outside.")
    button(page, "Save")
    page.get_by_role("link", name="Add a KSB to One").click()
    expect(page.get_by_label("Code")).to_have_value("K5")
    page.get_by_label("Short title").fill("Calling back")
    page.get_by_label("What is asked").fill("Know when a customer is called back.")
    button(page, "Save")
    link(page, "K2 K2")
    page.get_by_text("Remove this KSB").click()
    button(page, "Remove “K2 K2”")


def put_right(page):
    """A new KSB that no method looks at, and a criterion that judges nothing."""
    flaws = page.locator(".notice", has_text="to put right before it can be published")
    expect(flaws).to_contain_text("2 things")
    expect(flaws).to_contain_text("No method looks at K5 Calling back")
    expect(flaws).to_contain_text("P2 of “For K” judges no KSB any more")
    link(page, "For K")
    page.get_by_label("K5 Calling back").check()
    button(page, "Save")
    expect(flaws).to_contain_text("No criterion judges K5 Calling back")
    page.get_by_role("link", name=re.compile(r"Put it right\s*: P2 of")).click()
    page.get_by_label("K5 Calling back").check()
    button(page, "Save")
    link(page, "Draft 1.1-1")
    expect(flaws).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_version_is_made_put_right_and_published(sign_in, serious, viewport):
    ours = small_version()
    provider = ProviderFactory(name="Harbour Training")
    ApprenticeshipFactory(provider=provider, version=ours, plan=ours.plans.get())
    visit = sign_in(member(provider, Role.PROVIDER_ADMIN), viewport, java_script_enabled=viewport is DESK)
    page = visit.open(ours.get_absolute_url())
    begin(page)
    change_add_and_remove(page)
    put_right(page)
    up = page.get_by_role("button", name=re.compile(r"Up\s*: K5 Calling back"))
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_disabled()
    if viewport is DESK:
        assert serious(page) == []
    link(page, "See what would change, and publish")
    expect(page.get_by_role("table", name="KSBs")).to_contain_text("inside and outside")
    expect(page.get_by_role("main")).to_contain_text("1 apprentice stays on version 1.1")
    if viewport is DESK:
        assert serious(page) == []
    button(page, "Publish version 1.1-1")
    expect(page.get_by_role("main")).to_contain_text("Nobody was moved to it")
    own = StandardVersion.objects.get(provider=provider)
    assert list(Ksb.objects.filter(version=own, area__key="one").values_list("code", flat=True)) == [
        "K5",
        "K1",
    ]
    assert visit.console == []
