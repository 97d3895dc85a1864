"""A standard with a plan of another shape, from the first piece to the PDF, in the plan's own words."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from portfolio import progress
from portfolio.models import Apprenticeship, Evidence, Revision, TrainingPlan
from standards.models import StandardVersion
from tests.again import again
from tests.assessments.roads import accept, administrator, trained
from tests.factories import ApprenticeshipFactory, evidence
from tests.journeys.conftest import PHONE
from tests.journeys.test_gateway import sign
from tests.journeys.test_main_job import submit
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEHAVIOURS = {
    "B1": "At the band concert she stayed until the doors had closed.",
    "B2": "On the welcome desk, with a visitor who was upset.",
    "B3": "He saw that the ramp was icy and put out salt.",
    "B4": "She asked the caretaker to be shown the sound desk.",
}
TODAY = timezone.localdate()


@pytest.fixture
def apprenticeship(transactional_db):
    """Nearly there: every skill and all knowledge but what the journey shows."""
    again(shipped)
    version = StandardVersion.objects.get(standard__reference="WM0001")
    found = ApprenticeshipFactory(
        version=version,
        plan=version.plans.get(),
        started_on=TODAY - dt.timedelta(days=300),
        gateway_planned_on=TODAY + dt.timedelta(days=20),
    )
    shown = version.ksbs.exclude(kind="B").exclude(code__in=["S1", "S2"])
    for days, codes in ((30, ["K1", "K2", "K3"]), (20, ["K4", "K5", "S3", "S4"]), (10, ["S5", "S6"])):
        piece = evidence(
            found,
            Revision.State.SUBMITTED,
            title=f"An event {days} days ago",
            ksbs=list(shown.filter(code__in=codes)),
        )
        piece.latest.happened_on = TODAY - dt.timedelta(days=days)
        piece.latest.save(update_fields=["happened_on"])
        accept(piece)
    progress.rebuild(found)
    TrainingPlan.objects.create(
        apprenticeship=found,
        age_at_start=22,
        english="exempt_by_age",
        maths="exempt_by_age",
        changed_by=found.assessor,
    )
    for days in range(60, 90):
        trained(found, 60 * 8, trained_on=TODAY - dt.timedelta(days=days))
    return Apprenticeship.objects.get(pk=found.pk)


def look(page, name):
    """Kept for whoever wants to look, where a folder is named."""
    if folder := os.environ.get("WAYMARK_JOURNEY_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_another_shape_of_plan_from_evidence_to_pdf(apprenticeship, sign_in, serious, tmp_path):
    at = f"/apprenticeships/{apprenticeship.pk}"
    learner = sign_in(apprenticeship.apprentice)
    page = learner.open("/")
    look(page, "a-home")
    write_a_piece(learner, at)
    mark_it(sign_in(apprenticeship.assessor))
    page = learner.open("/")
    expect(page.get_by_text("Ask for B1, B2, B3 and B4 to be verified")).to_be_visible()
    look(page, "b-next-step")
    verify_behaviours(sign_in(apprenticeship.line_manager, viewport=PHONE), at, serious)

    assessor = sign_in(apprenticeship.assessor)
    page = assessor.open(f"{at}/gateway/")
    expect(page.get_by_text("Not passed yet: Workplace assignment (no result entered).")).to_be_visible()
    enter_the_assignment(assessor, at, serious)

    page = learner.open(f"{at}/readiness/")
    look(page, "e-readiness")
    assert serious(page) == []
    page = learner.open(f"{at}/showcase/")
    expect(page.get_by_role("heading", name="Your evidence portfolio")).to_be_visible()
    for box in page.locator("input[name=piece]").all():
        box.check()
    page.get_by_role("button", name="Save the evidence portfolio").click()
    expect(page.get_by_text("Your evidence portfolio holds 4 pieces now")).to_be_visible()
    look(page, "f-portfolio")

    through_the_gateway(apprenticeship, sign_in, learner, at, serious)
    body = made_pdf(sign_in(administrator(apprenticeship)), at, tmp_path)
    reads_in_its_own_words(body)
    conforms(tmp_path / "portfolio.pdf")


def write_a_piece(learner, at):
    page = learner.open(f"{at}/evidence/new/?ksb=S1")
    expect(page.get_by_role("heading", name="Good for S1")).to_be_visible()
    look(page, "a-templates")
    page.get_by_role("button", name="One contact from start to finish").click()
    page.get_by_label("Title").fill("A first visit to the quiz night")
    page.get_by_label("When did it happen?").fill((TODAY - dt.timedelta(days=2)).isoformat())
    for box in page.locator("textarea[name^='answer-']").all():
        box.fill(
            "She looked unsure at the door. I greeted her, asked what she needed and walked her to a table."
        )
    for label in ("S2 Finding out what is needed",):
        page.get_by_label("Add a KSB").select_option(label=label)
        page.get_by_role("button", name="Add this KSB").click()
        expect(page.locator("textarea[name^='claim-']")).to_have_count(2)
    for box in page.locator("textarea[name^='claim-']").all():
        box.fill("I welcomed her and found out what she had come for.")
    look(page, "a-writing")
    page.get_by_role("button", name="Check and submit").click()
    submit(page)


def mark_it(assessor):
    page = assessor.open("/marking/")
    page.get_by_role("link", name="A first visit to the quiz night").click()
    for panel in page.get_by_role("form").get_by_text("Met", exact=True).all():
        panel.click()
    page.get_by_label("Feedback on the whole piece").fill("Warm and clear.")
    look(page, "a-marking")
    page.get_by_role("button", name="Accept this piece").click()
    expect(page.get_by_text("is accepted")).to_be_visible()


def verify_behaviours(manager, at, serious):
    page = manager.open(f"{at}/behaviours/")
    expect(page.get_by_text("0 of 4 are verified.")).to_be_visible()
    page.get_by_role("link", name="Say what you saw").click()
    for code, where in BEHAVIOURS.items():
        page.locator(f"input[name=ksb-{code}]").check()
        page.locator(f"[name=where-{code}]").fill(where)
        page.locator(f"[name=seen-{code}]").fill((TODAY - dt.timedelta(days=5)).isoformat())
    look(page, "c-signing-behaviours")
    assert serious(page) == []
    page.get_by_role("button", name="Sign what you saw").click()
    expect(page.get_by_text("4 of 4 are verified.")).to_be_visible()
    expect(page.get_by_text("for WM0001 version 1.0").first).to_be_visible()
    look(page, "c-behaviours")
    assert serious(page) == []


def enter_the_assignment(assessor, at, serious):
    page = assessor.open(f"{at}/results/")
    page.get_by_role("link", name="Enter the result of Workplace assignment").click()
    day = (TODAY - dt.timedelta(days=9)).isoformat()
    page.get_by_label("Day of the assessment").fill(day)
    page.get_by_label("What came of it").select_option("Distinction")
    page.get_by_label("Date of the notice").fill(day)
    page.get_by_role("button", name="Enter the result").click()
    expect(page.get_by_text("the plan has no distinction for it").first).to_be_visible()
    look(page, "d-entering")
    page.get_by_label("What came of it").select_option("Pass")
    page.get_by_role("button", name="Enter the result").click()
    expect(page.get_by_text("Workplace assignment: pass is entered.")).to_be_visible()
    look(page, "d-results")
    assert serious(page) == []


def through_the_gateway(apprenticeship, sign_in, learner, at, serious):
    admin = sign_in(administrator(apprenticeship))
    page = admin.open(f"{at}/gateway/")
    look(page, "g-gateway")
    expect(page.get_by_role("heading", name="Gateway to completion of")).to_be_visible()
    page.get_by_role("button", name="Open the gateway to completion and ask for signatures").click()
    sign(learner, f"{at}/gateway/", "the apprentice")
    sign(sign_in(apprenticeship.line_manager), f"{at}/gateway/", "the employer")
    page = sign(admin, f"{at}/gateway/", "the training provider")
    page.get_by_role("button", name="Confirm the gateway to completion").click()
    expect(page.get_by_text("the evidence portfolio frozen as it was signed")).to_be_visible()
    look(page, "g-results")
    page = learner.open(f"{at}/gateway/")
    look(page, "g-confirmed")
    assert serious(page) == []
    assert Apprenticeship.objects.get().status == "in_gateway"
    assert Evidence.objects.accepted().count() == 4


def made_pdf(admin, at, folder):
    page = admin.open(f"{at}/exports/")
    page.get_by_role("button", name="Make the PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").first.click()
    path = folder / "portfolio.pdf"
    download.value.save_as(path)
    if shots := os.environ.get("WAYMARK_JOURNEY_SHOTS"):
        Path(shots, "portfolio.pdf").write_bytes(path.read_bytes())
    return path.read_bytes()


def reads_in_its_own_words(body):
    document = pypdfium2.PdfDocument(body)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for words in (
        "Evidence portfolio",
        "Planned gateway to completion",
        "Visitors are welcome and get what they came for",
        "apprenticeship assessment",
        "At the band concert she stayed until the doors had closed.",
        "Assessed during the programme",
        "Met: verified by the employer",
        "B1, B2, B3, B4 to the employer",
        "The pieces in my evidence portfolio are my own work.",
        "made-up example",
    ):
        assert words in text.replace("\r\n", " ").replace("\n", " "), words
    for foreign in ("howcase", "EPA", "nd-point assessment", "ST0072"):
        assert foreign not in text, foreign


def conforms(path):
    pytest.importorskip("jpype")
    script = str(Path(settings.BASE_DIR, "scripts", "check_pdf.py"))
    judged = subprocess.run(
        [sys.executable, script, str(path)], capture_output=True, text=True, timeout=250, check=False
    )
    assert judged.returncode == 0, judged.stdout
