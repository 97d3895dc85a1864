"""An apprentice picks the page and the moment that show a KSB; the assessor's link opens right there."""

import pytest
from playwright.sync_api import expect

from portfolio.models import Claim
from portfolio.processing import check_stored_file
from standards.models import AssessmentPlan, EvidenceTemplate
from tests.again import again
from tests.factories import ApprenticeshipFactory, attachment, evidence
from tests.journeys.conftest import PHONE
from tests.journeys.files import clip_bytes, pages_bytes
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def piece(transactional_db):
    """A draft that claims two KSBs of the real standard and holds a document and a recording."""
    version = again(shipped)
    plan = AssessmentPlan.objects.get(version=version)
    apprenticeship = ApprenticeshipFactory(version=version, plan=plan)
    ksbs = list(version.ksbs.filter(code__in=("S7", "K6")).order_by("-code"))
    template = EvidenceTemplate.objects.get(key="star-account")
    answers = dict.fromkeys(
        template.prompts.values_list("key", flat=True), "I rang her back.\n\nShe thanked me."
    )
    draft = evidence(apprenticeship, ksbs=ksbs, template=template, answers=answers)
    for place, (name, media_type, body) in enumerate(
        [("policy.pdf", "application/pdf", pages_bytes(3)), ("call.wav", "audio/wav", clip_bytes(20))]
    ):
        row = attachment(draft.latest, body, name=name, position=place)
        row.file.media_type, row.file.state = media_type, "received"
        row.file.save()
        check_stored_file(row.file)
    return draft


def where(page, code):
    """The fields that say where one claim is shown."""
    box = page.locator(f"#claim-{code}")
    box.get_by_text("Where is it shown?").click()
    return box


def test_a_page_and_a_moment_are_picked_on_a_phone_and_opened_by_the_assessor(piece, sign_in, serious):
    apprentice = sign_in(piece.apprenticeship.apprentice, viewport=PHONE)
    page = apprentice.open(f"/evidence/{piece.pk}/edit/#claims")

    box = where(page, "K6")
    box.get_by_label("Answer or file").select_option(label="policy.pdf")
    box.get_by_role("button", name="Look and choose").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_alt_text("Page 1 of policy.pdf")).to_be_visible()
    dialog.get_by_role("link", name="Next").click()
    expect(dialog.get_by_alt_text("Page 2 of policy.pdf")).to_be_visible()
    dialog.get_by_role("button", name="Use this page").click()
    expect(dialog).to_have_count(0)
    expect(box.get_by_role("button", name="Look and choose")).to_be_focused()
    expect(box.get_by_label("Page")).to_have_value("2")

    box = where(page, "S7")
    box.get_by_label("Answer or file").select_option(label="call.wav")
    box.get_by_role("button", name="Look and choose").click()
    player = dialog.locator("audio")
    player.evaluate("player => new Promise((done) => { player.onseeked = done; player.currentTime = 13.4; })")
    dialog.get_by_role("button", name="Use this moment").click()
    expect(box.get_by_label("Time")).to_have_value("0:13")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved at")).to_be_visible()
    expect(page.get_by_text("0:13 in call.wav")).to_be_visible()
    anchors = Claim.objects.order_by("ksb__code").values_list("anchor_kind", "anchor_at")
    assert list(anchors) == [("page", 2), ("time", 13)]
    hand_in(page)

    assessor = sign_in(piece.apprenticeship.assessor)
    desk = assessor.open(f"/evidence/{piece.pk}/mark/")
    desk.get_by_role("link", name="See page 2 of policy.pdf").click()
    expect(desk.locator(":focus").get_by_alt_text("Page 2 of policy.pdf")).to_be_visible()
    link = desk.get_by_role("link", name="See 0:13 in call.wav")
    link.click()
    expect(desk.locator(".exhibit audio")).to_be_focused()
    assert second_of(desk.locator(".exhibit audio")) == 13
    desk.keyboard.press("a")
    expect(desk.locator(".claim:focus")).to_have_count(1)
    desk.goto(assessor.address + link.get_attribute("href"))
    assert second_of(desk.locator("audio")) == 13
    assert [visit.console for visit in (apprentice, assessor)] == [[], []]
    assert serious(desk) == []
    desk.goto(f"{assessor.address}/evidence/{piece.pk}/mark/")
    link.click()
    expect(desk.locator(".exhibit audio")).to_be_focused()
    assert serious(desk) == []
    desk.set_viewport_size({"width": 360, "height": 740})
    link.click()
    expect(desk.get_by_role("dialog").locator("audio")).to_be_visible()
    assert serious(desk) == []


def hand_in(page):
    page.get_by_role("button", name="Check and submit").click()
    for box in page.locator("form.declaration input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Submit for marking").click()
    expect(page.get_by_text("Submitted").first).to_be_visible()


def second_of(player):
    """Where a player stands once it knows its clip."""
    ready = "player => player.readyState > 0 && player.currentTime > 0 && !player.seeking"
    player.page.wait_for_function(ready, arg=player.element_handle())
    return round(player.evaluate("player => player.currentTime"))
