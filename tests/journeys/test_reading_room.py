"""From making a link to the second in a clip that shows a criterion, and to the end of the link."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from assessments.actions import mark_revision
from assessments.rules import Judgement
from portfolio.models import Revision
from portfolio.processing import check_stored_file
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory, attachment, chosen, evidence, member
from tests.journeys.conftest import PHONE
from tests.journeys.files import clip_bytes
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECOND = 12


@pytest.fixture
def apprenticeship(transactional_db):
    """One chosen piece whose recording shows a KSB at a second."""
    version = again(shipped)
    found = ApprenticeshipFactory(version=version, plan=AssessmentPlan.objects.get(version=version))
    piece = evidence(found, Revision.State.SUBMITTED, ksbs=[version.ksbs.get(code="S1")])
    clip = attachment(piece.shown, clip_bytes(20), name="call.wav")
    clip.file.media_type, clip.file.state = "audio/wav", "received"
    clip.file.save()
    check_stored_file(clip.file)
    claim = piece.shown.claims.get()
    claim.anchor_kind, claim.anchor_attachment, claim.anchor_at = "time", clip, SECOND
    claim.save()
    mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("met", "Heard it.")},
        outcome="accepted",
        feedback="Clear.",
        by=found.assessor,
    )
    chosen(piece)
    return found


def made_by(administrator, apprenticeship):
    """The path of the link and its PIN, as they are shown once."""
    page = administrator.open(f"/apprenticeships/{apprenticeship.pk}/reading-links/new/")
    page.get_by_label("Assessment organisation").fill("Northgate Assessment")
    page.get_by_label("Ask for a PIN too").check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="The link is made")).to_be_visible()
    address = page.get_by_label("Send this to Northgate Assessment").input_value()
    return urlsplit(address).path, page.get_by_label("Tell them this PIN").input_value()


def test_link_leads_from_a_criterion_to_the_second_and_ends_at_once(
    apprenticeship, sign_in, browser, live_server, serious
):
    administrator = sign_in(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    path, pin = made_by(administrator, apprenticeship)
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(live_server.url + path)
    page.get_by_label("PIN").fill(pin)
    assert serious(page) == []
    page.get_by_role("button", name="Open the reading room").click()
    expect(page.get_by_role("heading", name="Showcase of")).to_be_visible()
    assert "/open/" not in page.url
    assert serious(page) == []
    room = page.url

    page.get_by_role("link", name="0:12 in call.wav").first.click()
    player = page.get_by_role("dialog").locator("[data-player]")
    expect(player).to_be_visible()
    page.wait_for_function(
        "start => Math.abs(document.querySelector('dialog [data-player]').currentTime - start) < 1",
        arg=SECOND,
    )
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(room + "pieces/1/")
    assert serious(page) == []
    clip = room + "pieces/1/files/1/"
    assert page.request.get(clip, headers={"Range": "bytes=0-9"}).status == 206

    listed = administrator.open(f"/apprenticeships/{apprenticeship.pk}/reading-links/")
    listed.get_by_role("link", name="Northgate Assessment").click()
    expect(listed.get_by_text("Opened a file: call.wav").first).to_be_visible()
    listed.get_by_text("End this link").first.click()
    listed.get_by_role("button", name="End the link").click()
    expect(listed.get_by_text("has ended").first).to_be_visible()
    assert [page.goto(address).status for address in (room, room + "pieces/1/")] == [404, 404]
    assert page.request.get(clip).status == 404
    context.close()
