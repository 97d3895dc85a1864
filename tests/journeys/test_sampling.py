"""From a marking to a closed sample: a finding with an action, an answer, another one, and agreement."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.models import Sample
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_sample_is_taken_reported_answered_twice_and_closed(sign_in, serious):
    marking = accepted(ApprenticeshipFactory(), title="The broken vase")
    apprenticeship = marking.revision.evidence.apprenticeship
    iqa, assessor = sign_in(apprenticeship.iqa), sign_in(apprenticeship.assessor)

    page = iqa.open("/")
    expect(page.get_by_text("The plan is 1 sample behind.")).to_be_visible()
    page.get_by_role("button", name="Take interim sample").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Interim sample of “The broken vase”")
    page.locator("label.choice", has_text="Action needed").click()
    page.get_by_label("What you found").fill("Say which sentence shows it.")
    page.get_by_role("button", name="Keep this finding").click()
    expect(page.get_by_text("Say until when the assessor should answer.").first).to_be_visible()
    expect(page.get_by_label("What you found")).to_have_value("Say which sentence shows it.")
    due = timezone.localdate() + dt.timedelta(days=7)
    page.get_by_label("To be answered by").fill(due.isoformat())
    page.get_by_role("button", name="Keep this finding").click()
    expect(page.get_by_text("The finding is kept.")).to_be_visible()
    assert serious(page) == []
    page.get_by_label("What the sample shows").fill("Sound, but for one reason.")
    page.get_by_role("button", name="Report the sample").click()
    expect(page.get_by_text("Waiting for the assessor")).to_be_visible()

    page = assessor.open("/")
    page.get_by_role("link", name="Say which sentence shows it.").click()
    page.get_by_label("Your words").fill("I will next time.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is with the internal quality assurer.")).to_be_visible()
    assert assessor.console == []  # before axe, which asks for sheets at addresses of its own
    assert serious(page) == []

    page = iqa.open(f"/quality/findings/{Sample.objects.get().findings.get().pk}/")
    page.get_by_label("Your words").fill("Please put it on record for this one too.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("The assessor is asked again.")).to_be_visible()

    page = assessor.open("/")
    page.get_by_role("link", name="Say which sentence shows it.").click()
    page.get_by_label("Your words").fill("The second one. I have noted it.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is with the internal quality assurer.")).to_be_visible()

    page = iqa.page
    page.reload()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_text("You agreed. The assessor is told.")).to_be_visible()
    page = iqa.open("/quality/")
    expect(page.get_by_text("The plan is being met.")).to_be_visible()
    assert serious(page) == []
    assert Sample.objects.get().state == Sample.State.CLOSED
