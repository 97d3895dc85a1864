"""A piece comes back, is talked about, handed in again and accepted, and the figures follow."""

import pytest
from playwright.sync_api import expect

from assessments.actions import mark_revision
from assessments.rules import Judgement
from portfolio import progress
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece(transactional_db):
    """Returned with one KSB not yet met."""
    version = again(shipped)
    plan = AssessmentPlan.objects.get(version=version)
    apprenticeship = ApprenticeshipFactory(version=version, plan=plan)
    ksb = version.ksbs.get(code="S7")
    template = TemplateFactory()
    piece = evidence(apprenticeship, "submitted", title="A double charge", ksbs=[ksb], template=template)
    progress.rebuild(apprenticeship)
    mark_revision(
        revision=piece.shown,
        judgements={piece.shown.claims.get().pk: Judgement("not_yet", "Say what she said.")},
        outcome="returned",
        feedback="A good start.",
        by=apprenticeship.assessor,
    )
    piece.refresh_from_db()
    return piece


@pytest.mark.timeout(240)
def test_a_returned_piece_is_talked_about_and_accepted(piece, sign_in, serious):
    apprentice = sign_in(piece.apprenticeship.apprentice)
    page = apprentice.open(piece.get_absolute_url())
    needed = page.get_by_role("region", name="Still needed")
    expect(needed.get_by_text("Say what she said.")).to_be_visible()
    assert apprentice.console == []  # before axe, which asks for sheets at addresses of its own
    assert serious(page) == []
    page.get_by_role("link", name="Ask for another look at S7").click()
    page.get_by_label("Your words").fill("It stands in the last line.")
    page.get_by_role("button", name="Ask for another look").click()
    expect(page.get_by_text("Your assessor will look again.")).to_be_visible()
    assert serious(page) == []

    assessor = sign_in(piece.apprenticeship.assessor)
    desk = assessor.open("/")
    desk.get_by_role("link", name="1 asked for another look").click()
    desk.get_by_role("link", name="S7 in “A double charge”").click()
    desk.get_by_label("It stands, because").fill("It stands: those are your words, not hers.")
    desk.get_by_role("button", name="Let it stand").click()
    expect(desk.get_by_text("It stands: those are your words, not hers.")).to_be_visible()

    page.goto(apprentice.address + piece.get_absolute_url())
    expect(page.get_by_text("It stands: those are your words, not hers.")).to_be_visible()
    page.get_by_role("button", name="Put it right in a new version").click()
    page.locator("textarea[name^='answer-']").last.fill("She said: thank you for ringing back.")
    page.get_by_role("button", name="Check and submit").click()
    expect(page.get_by_role("heading", name="Does this show other people")).to_be_visible()
    for tick in page.locator("form.declaration input[type=checkbox]").all():
        tick.check()
    page.get_by_role("button", name="Submit for marking").click()
    expect(page.get_by_text("Submitted").first).to_be_visible()

    desk.goto(assessor.address + f"/evidence/{piece.pk}/mark/")
    desk.get_by_role("form").get_by_text("Met", exact=True).click()
    desk.get_by_role("button", name="Accept this piece").click()
    expect(desk.get_by_text("is accepted.")).to_be_visible()

    page.goto(apprentice.address + "/")
    expect(page.get_by_text("1 of 35 met")).to_be_visible()
    page.goto(apprentice.address + f"/evidence/{piece.pk}/history/")
    expect(page.get_by_text("Version 2 accepted")).to_be_visible()
    expect(page.get_by_text("Asked for another look at S7")).to_be_visible()
    assert assessor.console == []  # before axe, which asks for sheets at addresses of its own
    assert serious(page) == []
