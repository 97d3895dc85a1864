"""Guidance is at hand where the work is done, and costs these pages no query."""

import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.rules import NextStep
from assessments.rules import steps as acts
from assessments.steps import PLACES, guidance_on
from portfolio.models import Revision
from standards.models import AssessmentPlan, GuidanceEntry
from tests.again import again
from tests.factories import ApprenticeshipFactory, GuidanceEntryFactory, evidence
from tests.shipped import shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("assessments:readiness", "discussion"),
        ("assessments:practice", "role_play"),
        ("assessments:gateway", "gateway"),
        ("portfolio:showcase", "showcase"),
    ],
)
def test_page_leads_to_guidance_for_its_place(as_user, apprenticeship, page, place):
    apprenticeship.plan.methods.update(kind="discussion")
    answer = as_user(apprenticeship.apprentice).get(reverse(page, args=[apprenticeship.pk]))
    assert reverse("standards:guidance-for", args=[place]) in answer.content.decode()


TASK, TALK = "Workplace assignment", "Assessment conversation"
ON_WM0001 = {
    "assessments:readiness": [TASK, TALK],
    "assessments:results": ["If you did not pass, a second try", TALK],
    "assessments:practice": [TASK, TALK, "Role-play practice"],
}


def test_pages_of_another_plan_lead_to_what_was_written_for_it(as_user):
    again(shipped)
    plan = AssessmentPlan.objects.get(version__standard__reference="WM0001")
    row = ApprenticeshipFactory(version=plan.version, plan=plan)
    client, found = as_user(row.apprentice), {}
    for page in ON_WM0001:
        text = client.get(reverse(page, args=[row.pk])).content.decode().partition("<main")[2]
        links = re.findall(r'href="(/guidance/for/[^"]+)"', text)
        answers = [client.get(unescape(link), follow=True) for link in links]
        found[page] = [answer.context["guide"].entry.title for answer in answers]
    assert found == ON_WM0001


def test_claims_of_a_ksb_lead_to_what_to_add_for_it(as_user, apprenticeship):
    claim = evidence(apprenticeship).latest.claims.get()
    entry = GuidanceEntryFactory(title="Patience at the counter")
    entry.ksbs.add(claim.ksb)
    client = as_user(apprenticeship.apprentice)
    page = client.get(reverse("portfolio:claims", args=[apprenticeship.pk, claim.ksb_id])).content.decode()
    address = re.search(r'href="([^"]*)">What to add<', page)[1]
    assert "Patience at the counter" in client.get(unescape(address)).content.decode()


def test_each_question_of_a_draft_has_guidance_to_fold_out(as_user, apprenticeship):
    piece = evidence(apprenticeship)
    answer = as_user(apprenticeship.apprentice).get(reverse("portfolio:evidence-edit", args=[piece.pk]))
    for prompt in piece.template.prompts.all():
        address = reverse("standards:guidance-prompt", args=[prompt.pk])
        assert answer.content.decode().count(address) == 2, "one for htmx, one to follow"


def test_marking_page_has_guidance_on_each_claim(as_user, apprenticeship):
    piece = evidence(apprenticeship, Revision.State.SUBMITTED)
    found = (
        as_user(apprenticeship.assessor).get(reverse("assessments:mark", args=[piece.pk])).content.decode()
    )
    for claim in piece.latest.claims.select_related("ksb__area"):
        assert claim.ksb.area.get_absolute_url() in found


def test_step_towards_a_ksb_leads_to_guidance_on_it(as_user, apprenticeship):
    ksb = apprenticeship.version.ksbs.first()
    GuidanceEntry.objects.create(
        key="a", title="Of the area", kind="area", synopsis="-", position=1
    ).ksbs.add(ksb)
    address = guidance_on(NextStep(acts.ADD, "Start", "it is open", ksb.code), apprenticeship)
    assert "Of the area" in as_user(apprenticeship.apprentice).get(address).content.decode()


def test_every_step_that_guidance_speaks_of_has_its_place(apprenticeship):
    for act, place in PLACES.items():
        step = NextStep(act, "Do it", "it is due")
        address = reverse("standards:guidance-for", args=[place])
        assert guidance_on(step, apprenticeship) == f"{address}?version={apprenticeship.version_id}"
    assert guidance_on(NextStep(acts.REST, "Rest", "it is a break"), apprenticeship) == ""
