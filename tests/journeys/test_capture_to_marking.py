"""From a phone on shift to the assessor's desk: caught, cut off, gone on, written up, anchored, opened."""

import re
import wave

import pytest
from playwright.sync_api import expect

from portfolio.models import Attachment, Claim, Evidence, Upload
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory
from tests.journeys.conftest import PHONE
from tests.journeys.files import pages_bytes, photo
from tests.shipped import shipped

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(300),  # fifty megabytes on a machine that does other things too
]

SECONDS = 290
SLOW = 12_000_000
SENDING = re.compile(r"^[1-9][\d.]* MB of 51\.2 MB")
BROKE = re.compile("^The connection broke at .* goes on by itself")
TOLD = "I rang her back and read the bill with her.\n\nShe thanked me."


@pytest.fixture
def apprenticeship(transactional_db):
    version = again(shipped)
    return ApprenticeshipFactory(version=version, plan=AssessmentPlan.objects.get(version=version))


@pytest.fixture
def recording(tmp_path):
    """Fifty megabytes of sound."""
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setparams((2, 2, 44_100, 0, "NONE", ""))
        sound.writeframes(bytes(SECONDS * 44_100 * 4))
    return path


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy.pdf"
    path.write_bytes(pages_bytes(3))
    return path


def capture(page, photo_path):
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Photo").set_input_files([photo_path])
    expect(page.get_by_role("link", name="counter.jpg")).to_be_visible()
    page.get_by_role("button", name="Voice note").click()
    expect(page.locator("[data-clock]")).to_have_text("0:01", timeout=20_000)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Voice note")).to_be_visible()


def finish_as_star_account(page):
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.get_by_role("link", name="Finish").click()
    page.get_by_label("Title").fill("A wrong bill put right")
    page.get_by_role("radio", name="STAR account").check()
    page.get_by_role("button", name="Turn into a piece").click()
    expect(page.get_by_role("heading", name="A wrong bill put right")).to_be_visible()


def send_over_a_line_that_breaks(page, *files):
    """The line is cut while bytes are on their way, and comes back."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def line(upload):
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": upload or -1}
        session.send("Network.emulateNetworkConditions", {"offline": upload == 0, **conditions})

    line(SLOW)
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text(SENDING)).to_be_visible(timeout=60_000)
    line(0)
    expect(page.get_by_text(BROKE).first).to_be_visible()
    arrived = Upload.objects.get(name="call.wav").received
    line(-1)
    expect(page.get_by_role("link", name="call.wav", exact=True)).to_be_visible(timeout=60_000)
    return arrived


def step(page, title):
    page.locator("nav.steps summary").click()
    page.get_by_role("navigation", name="Steps of this piece").get_by_role("link").filter(
        has_text=title
    ).click()


def write(page):
    step(page, "Title")
    page.get_by_label("When did it happen?").fill("2026-10-05")
    for key in ("situation", "task", "action", "result"):
        while not page.locator(f"[name=answer-{key}]").is_visible():
            page.get_by_role("button", name="Next", exact=True).click()
        page.locator(f"[name=answer-{key}]").fill(
            "I rang her back and read the bill with her.\n\nShe thanked me."
        )


def claim(page, code, name, sentence, file, label, value):
    page.get_by_label("Add a KSB").select_option(label=name)
    page.get_by_role("button", name="Add this KSB").click()
    box = page.locator(f"#claim-{code}")
    box.locator("textarea").fill(sentence)
    box.get_by_text("Where is it shown?").click()
    box.get_by_label("Answer or file").select_option(label=file)
    box.get_by_label(label).fill(value)


def hand_in(page):
    while not page.get_by_role("button", name="Check and submit").is_visible():
        page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Check and submit").click()
    for box in page.locator("form.declaration input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Submit for marking").click()
    expect(page.get_by_text("Submitted").first).to_be_visible()


def second_of(player):
    ready = "player => player.readyState > 0 && player.currentTime > 0 && !player.seeking"
    player.page.wait_for_function(ready, arg=player.element_handle())
    return round(player.evaluate("player => player.currentTime"))


def test_caught_on_a_phone_and_opened_at_the_right_page_and_second(
    apprenticeship, sign_in, recording, policy, tmp_path
):
    apprentice = sign_in(apprenticeship.apprentice, viewport=PHONE)
    page = apprentice.page
    capture(page, photo(tmp_path))
    finish_as_star_account(page)
    piece = Evidence.objects.get()
    step(page, "Files")
    arrived = send_over_a_line_that_breaks(page, recording, policy)
    assert 0 < arrived < recording.stat().st_size
    expect(page.get_by_text("Being checked")).to_have_count(0, timeout=60_000)
    names = {attachment.name: attachment.file.size for attachment in Attachment.objects.all()}
    assert len(names) == 4
    assert names["call.wav"] == recording.stat().st_size

    write(page)
    step(page, "What it shows")
    claim(page, "K6", "K6 Internal policies and procedures", "I followed it.", "policy.pdf", "Page", "2")
    claim(page, "S7", "S7 Patience and calm", "I let her finish.", "call.wav", "Time", "3:20")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved at")).to_be_visible()
    anchors = Claim.objects.order_by("ksb__code").values_list("anchor_kind", "anchor_at")
    assert list(anchors) == [("page", 2), ("time", 200)]
    hand_in(page)

    assessor = sign_in(apprenticeship.assessor)
    desk = assessor.open(f"/evidence/{piece.pk}/mark/")
    page_link, time_link = (
        desk.get_by_role("link", name=name) for name in ("See page 2 of policy.pdf", "See 3:20 in call.wav")
    )
    moment = time_link.get_attribute("href")
    desk.goto(assessor.address + page_link.get_attribute("href"))
    expect(desk.get_by_alt_text("Page 2 of policy.pdf")).to_be_visible()
    desk.goto(assessor.address + moment)
    assert second_of(desk.locator("audio")) == 200
    assert assessor.console == []
