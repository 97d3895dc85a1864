"""Checking an issued file by dropping it: read where it lies, and told from one that was altered."""

import base64
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from accounts.models import Role
from reports.actions.issues import withdraw_issue
from reports.exports import make
from reports.models import Export
from reports.seals.serials import new_serial
from tests.factories import member
from tests.journeys.conftest import DESK, PHONE
from tests.reports.portfolios import small_portfolio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name, { type: "application/pdf" }));
    const event = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("[data-verify-drop]").dispatchEvent(event);
}"""
MOST_SENT = 1000


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.WAYMARK_DATA = tmp_path / "data"
    settings.WAYMARK_DATA.mkdir()


@pytest.fixture
def visit(browser, live_server):
    """A stranger's window on the page, and what it sent."""
    contexts = []

    def open_page(viewport=DESK, path="/verify/", **options):
        context = browser.new_context(viewport=viewport, locale="en-GB", **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page, sent = context.new_page(), []
        page.on("request", lambda one: sent.append(one.post_data_buffer) if one.method == "POST" else None)
        page.goto(live_server.url + path)
        return page, sent

    yield open_page
    for context in contexts:
        context.close()


def issued(apprenticeship):
    """The issue and the bytes of its file."""
    export = Export.objects.create(apprenticeship=apprenticeship, requested_by=apprenticeship.apprentice)
    make(export.pk)
    export.refresh_from_db()
    assert export.state == "ready", export.reason
    return export.issue, Path(default_storage.path(export.key)).read_bytes()


def test_a_file_is_told_genuine_altered_superseded_and_withdrawn_without_being_sent(visit, tmp_path, serious):
    apprenticeship = small_portfolio()
    issue, content = issued(apprenticeship)
    genuine, altered = tmp_path / "genuine.pdf", tmp_path / "altered.pdf"
    genuine.write_bytes(content)
    altered.write_bytes(content[:1000] + bytes([content[1000] ^ 1]) + content[1001:])
    page, sent = visit()

    page.get_by_label("Choose the file, or drop it here").set_input_files(genuine)
    expect(page.get_by_text("Genuine, and the same to the byte")).to_be_visible()
    expect(page.get_by_text(issue.issued_to).first).to_be_visible()
    assert serious(page) == []

    page.evaluate(DROP, ["altered.pdf", base64.b64encode(altered.read_bytes()).decode()])
    expect(page.get_by_text("This is not the file that was issued")).to_be_visible()
    assert serious(page) == []

    newer, _ = issued(apprenticeship)
    page.evaluate(DROP, ["genuine.pdf", base64.b64encode(content).decode()])
    expect(page.get_by_text("There is a newer one")).to_be_visible()
    assert serious(page) == []

    administrator = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    withdraw_issue(issue=newer, reason="A page was missing.", by=administrator)
    page.goto(page.url)
    page.get_by_label("Serial").fill(newer.serial.lower())
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("A page was missing.")).to_be_visible()
    assert serious(page) == []

    page.get_by_label("Serial").fill(new_serial())
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("Nothing like this was issued here")).to_be_visible()
    assert serious(page) == []
    assert len(sent) == 5
    assert max(map(len, sent)) < MOST_SENT < len(content)


def test_the_serial_on_the_paper_is_enough_without_a_script_on_a_phone(visit):
    issue, _ = issued(small_portfolio())
    page, _ = visit(PHONE, java_script_enabled=False)
    page.get_by_label("Serial").fill(issue.serial)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("This serial was issued here")).to_be_visible()
    expect(page.get_by_label("Choose the file, or drop it here")).to_be_hidden()
