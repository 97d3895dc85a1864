"""On a phone, an apprentice does what the next best step says, until the answer is “ready”."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.actions import mark_revision
from assessments.rules import Judgement
from portfolio.models import Revision
from tests.assessments.roads import accept
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def apprenticeship(transactional_db):
    """Two KSBs, three events to come from, and one piece that the assessor sent back."""
    TemplateFactory()
    found = ApprenticeshipFactory()
    found.plan.evidence_rules = {"minimum_events_per_method": 3}
    found.plan.save()
    piece = evidence(found, Revision.State.SUBMITTED, title="A parcel found again")
    claim = piece.latest.claims.get()
    mark_revision(
        revision=piece.latest,
        judgements={claim.pk: Judgement("not_yet", "Say how it ended.")},
        outcome="returned",
        feedback="Nearly there.",
        by=found.assessor,
    )
    return found


def step_says(page, title, why, button):
    card = page.get_by_role("region", name="Your next step")
    expect(card).to_contain_text(title)
    expect(card).to_contain_text(why)
    card.get_by_role("link", name=button).click()


def fill(page, label, words):
    expect(page.get_by_text(re.compile(r"^\d of \d$"))).to_be_visible()  # from here on, one step at a time
    field = page.get_by_label(label)
    while not field.is_visible():
        page.get_by_role("button", name="Next", exact=True).click()
    field.fill(words)


def hand_in(page):
    check = page.get_by_role("button", name="Check and submit")
    while not check.is_visible():
        page.get_by_role("button", name="Next", exact=True).click()
    check.click()
    expect(page.get_by_role("heading", name="Does this show other people")).to_be_visible()
    for box in page.locator("form.declaration input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Submit for marking").click()
    page.wait_for_url(re.compile(r"/evidence/[0-9a-f-]+/$"))
    expect(page.get_by_text("Submitted").first).to_be_visible()


def write(page, title, days_ago):
    page.get_by_role("button", name="Short account").click()
    fill(page, "Title", title)
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    fill(page, "When did it happen?", day.isoformat())
    fill(page, "The what?", "I asked her what she needed and sent it the same day.")
    claims = page.locator("textarea[name^='claim-']")
    while not claims.first.is_visible():
        page.get_by_role("button", name="Next", exact=True).click()
    expect(claims).to_have_count(1)  # the KSB of the step is claimed already
    claims.fill("I asked, listened and did it.")
    hand_in(page)


def accept_what_waits():
    for revision in Revision.objects.filter(state=Revision.State.SUBMITTED).select_related("evidence"):
        accept(revision.evidence)


def test_each_step_that_is_named_leads_on_until_the_apprentice_is_ready(apprenticeship, sign_in, serious):
    readiness = f"/apprenticeships/{apprenticeship.pk}/readiness/"
    first, second = apprenticeship.version.ksbs.order_by("position")
    visit = sign_in(apprenticeship.apprentice, viewport=PHONE)

    page = visit.open(readiness)
    step_says(page, "Improve “A parcel found again”", "the assessor looked at it", "Read the feedback")
    expect(page.get_by_text("Say how it ended.").first).to_be_visible()
    page.get_by_role("button", name="Start a new version").click()
    fill(page, "The result?", "She had it the next morning and thanked me.")
    hand_in(page)

    page = visit.open(readiness)
    step_says(page, f"Add evidence for {second.code}", "nothing is claimed for it yet", "Start this piece")
    write(page, "A refund explained", days_ago=20)

    page = visit.open(readiness)
    step_says(page, "Nothing to do right now", "2 KSBs wait to be marked", "See what is waiting")
    accept_what_waits()

    page = visit.open(readiness)
    why = re.compile("2 events.* 3 are asked for|3 are asked for.* 2 events|from 2")
    step_says(page, f"Add evidence for {first.code}", why, "Start this piece")
    write(page, "A queue kept calm", days_ago=10)
    accept_what_waits()

    page = visit.open(readiness)
    assert serious(page) == []
    step_says(page, "Choose your showcase", "every KSB asked for is ready", "Choose the pieces")
    expect(page.get_by_role("heading", name="Showcase").first).to_be_visible()
    assert visit.console == []
