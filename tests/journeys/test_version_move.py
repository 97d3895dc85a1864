"""A cohort goes over to another version: previewed, moved, judged again, and one of them is moved back."""

import pytest
from playwright.sync_api import expect

from portfolio.models import Claim
from tests.assessments.versions import cohort
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cohort_is_moved_and_one_is_moved_back(sign_in, serious, tmp_path):
    there = cohort(tmp_path)
    admin = sign_in(there.admin)
    page = admin.open(f"/versions/{there.one.provider_id}/{there.plan.version_id}/move/")
    assert serious(page) == []
    for row in (there.one, there.other):
        page.get_by_role("checkbox", name=str(row.apprentice)).check()
    page.get_by_role("button", name="Choose what becomes of their evidence").click()
    assert serious(page) == []
    gone = page.get_by_role("group", name="Removed B8")
    gone.get_by_label("Where else it might fit").select_option(label=str(there.new("B7")))
    page.get_by_label("Why they are moved").fill("Version 1.2 is in force from September.")
    page.get_by_role("button", name="Preview what happens").click()
    expect(page.get_by_role("heading", name="Preview: from 1.1 to 1.2")).to_be_visible()
    expect(page.get_by_role("row", name=str(there.one.apprentice))).to_contain_text("of 35")
    assert serious(page) == []
    page.get_by_role("button", name="Move 2 apprentices").click()
    expect(page.get_by_text("2 apprentices moved to version 1.2.")).to_be_visible()

    page = sign_in(there.one.assessor, viewport=PHONE).open("/marking/")
    page.get_by_role("link", name="K10 in “Everything at once”").click()
    assert serious(page) == []
    page.get_by_text("Met", exact=True).click()
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("K10 now says: Met.")).to_be_visible()
    assert Claim.objects.get(ksb=there.new("K10"), revision__title="Everything at once").outcome == "met"

    page = admin.open(f"/apprenticeships/{there.one.pk}/")
    page.get_by_role("link", name="Moved from 1.1 to 1.2").click()
    expect(page.get_by_text("It cannot be undone now")).to_be_visible()
    assert serious(page) == []
    page = admin.open(f"/apprenticeships/{there.other.pk}/")
    page.get_by_role("link", name="Moved from 1.1 to 1.2").click()
    page.get_by_label("Why it is undone").fill("Too early for them.")
    page.get_by_role("button", name="Undo this move").click()
    expect(page.get_by_text("The move is undone. Everything is as it was.")).to_be_visible()
    assert there.claims(there.other) == {("1.1", "K9", "met"), ("1.1", "K10", "met")}
    assert admin.console == []
