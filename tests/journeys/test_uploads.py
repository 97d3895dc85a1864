"""Files on their way in a real browser: a cut line, a reload, a pause, two tabs, and nothing twice."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portfolio.models import Attachment, Upload
from tests.factories import TemplateFactory, evidence
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
SLOW = 600_000
SENDING = re.compile(r"^[1-9][\d.]* (kB|MB) of 3 MB")
FURTHER = re.compile(r"^[1-9][\d.]* MB of 3 MB")


@pytest.fixture
def piece(transactional_db):
    TemplateFactory()
    return evidence()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_1.mp4"
    path.write_bytes(HEAD + os.urandom(2_999_976))
    return path


@pytest.fixture
def line():
    """Sets what a window's line carries: bytes a second going out, -1 for all there are, 0 for a cut line."""
    sessions = {}

    def limit(page: Page, upload: int) -> None:
        if page not in sessions:
            sessions[page] = page.context.new_cdp_session(page)
            sessions[page].send("Network.enable")
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": upload or -1}
        sessions[page].send("Network.emulateNetworkConditions", {"offline": upload == 0, **conditions})

    return limit


def shows(page: Page, text: re.Pattern[str]) -> None:
    """Patient: what is sent slowly on purpose takes its time, on a busy machine more of it."""
    expect(page.get_by_text(text)).to_be_visible(timeout=20_000)


def choose(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").set_input_files(files)


def has_arrived(page: Page, name: str) -> None:
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible(timeout=30_000)
    expect(page.locator("progress:visible")).to_have_count(0)


def test_a_cut_line_and_a_reload_lose_nothing(piece, clip, line, sign_in):
    visit = sign_in(piece.apprenticeship.apprentice, viewport=PHONE)
    page = visit.open(f"/evidence/{piece.pk}/edit/#files")
    line(page, SLOW)
    choose(page, clip)
    shows(page, SENDING)
    line(page, 0)
    shows(page, re.compile("^The connection broke at .* goes on by itself"))
    line(page, SLOW)
    shows(page, FURTHER)
    before = Upload.objects.get().received
    assert before > 0
    page.reload()
    has_arrived(page, "IMG_1.mp4")
    assert Upload.objects.get().received == clip.stat().st_size
    assert Attachment.objects.get().file.size == clip.stat().st_size
    page.reload()
    expect(page.locator(".file")).to_have_count(1)


def test_a_paused_file_waits_through_a_reload(piece, clip, line, sign_in):
    visit = sign_in(piece.apprenticeship.apprentice)
    page = visit.open(f"/evidence/{piece.pk}/edit/#files")
    line(page, SLOW)
    choose(page, clip)
    shows(page, FURTHER)
    page.get_by_role("button", name="Pause IMG_1.mp4").press("Enter")
    expect(page.get_by_role("button", name="Go on IMG_1.mp4")).to_be_focused()
    page.reload()
    shows(page, re.compile(r"Paused at [1-9].* of 3 MB"))
    line(page, -1)
    page.get_by_role("button", name="Go on IMG_1.mp4").press("Enter")
    has_arrived(page, "IMG_1.mp4")
    assert visit.console == []


def test_what_only_the_server_knows_asks_for_its_file(piece, clip, line, sign_in):
    page = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    line(page, SLOW)
    choose(page, clip)
    shows(page, FURTHER)
    page.get_by_role("button", name="Pause IMG_1.mp4").click()
    page.evaluate(
        "async () => { const databases = await indexedDB.databases();"
        " databases.forEach(({ name }) => indexedDB.deleteDatabase(name)); }"
    )
    page.reload()
    shows(page, re.compile("of 3 MB arrived. Choose the file again"))
    line(page, -1)
    choose(page, clip)
    has_arrived(page, "IMG_1.mp4")
    assert (Upload.objects.count(), Attachment.objects.count()) == (1, 1)


def test_two_tabs_that_send_one_file_attach_it_once(piece, clip, line, sign_in):
    first = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    second = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    for page in (first, second):
        line(page, SLOW)
        choose(page, clip)
    for page in (first, second):
        has_arrived(page, "IMG_1.mp4")
    assert (Upload.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_file_of_the_wrong_kind_takes_no_good_one_down(piece, clip, tmp_path, sign_in):
    bad, good = tmp_path / "page.html", tmp_path / "note.txt"
    bad.write_text("<html>")
    good.write_text("I listened.")
    page = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    choose(page, bad, good)
    expect(page.get_by_role("link", name="note.txt", exact=True)).to_be_visible()
    expect(page.locator(".field-error")).to_contain_text("“page.html” was not added.")
    page.get_by_role("button", name="Remove page.html").click()
    expect(page.locator(".field-error")).to_have_count(0)


def test_a_removed_file_leaves_nothing(piece, clip, line, sign_in):
    page = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    line(page, SLOW)
    choose(page, clip)
    shows(page, SENDING)
    with page.expect_response(re.compile("/cancel/$")):
        page.get_by_role("button", name="Remove IMG_1.mp4").click()
    expect(page.locator(".file")).to_have_count(0)
    assert not Upload.objects.exists()


def test_a_browser_without_digests_of_its_own_hashes_all_the_same(piece, sign_in):
    page = sign_in(piece.apprenticeship.apprentice).open(f"/evidence/{piece.pk}/edit/#files")
    script = page.locator("script[src*='js/upload']").get_attribute("src").replace("upload.js", "sha256.js")
    agrees = page.evaluate(
        """async (address) => {
          const { ours, hex } = await import(address);
          for (const length of [0, 1, 55, 56, 63, 64, 65, 1000, 100_000]) {
            const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length, 60_000)));
            const theirs = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            if (hex(ours(bytes)) !== hex(theirs)) return length;
          }
          return "always";
        }""",
        script,
    )
    assert agrees == "always"
