"""Caught on a phone in under a minute, finished as a STAR account: in a real browser with a microphone."""

import pytest
from playwright.sync_api import expect

from portfolio.models import Evidence
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory, evidence
from tests.journeys.conftest import PHONE
from tests.journeys.files import letter, photo
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def apprenticeship(transactional_db):
    version = again(shipped)
    return ApprenticeshipFactory(version=version, plan=AssessmentPlan.objects.get(version=version))


def expect_arrived(page, name):
    row = page.locator("[data-file-list] li").filter(has_text=name)
    expect(row).to_contain_text("arrived", timeout=15_000)


def record(page):
    page.get_by_role("button", name="Voice note").click()
    expect(page.locator("[data-clock]")).to_have_text("0:01", timeout=20_000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on recording").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("audio")).to_be_visible()


def test_photo_voice_note_and_words_become_a_star_account(apprenticeship, sign_in, tmp_path):
    visit = sign_in(apprenticeship.apprentice, viewport=PHONE)
    page = visit.page
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Photo").set_input_files([photo(tmp_path)])
    expect_arrived(page, "counter.jpg")
    record(page)
    page.get_by_role("button", name="Keep it").click()
    expect_arrived(page, "Voice note")
    page.get_by_label("A few words").fill("A guest lost her key and I found it.")
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(page.get_by_role("paragraph").filter(has_text="A guest lost her key")).to_be_visible()
    item = Evidence.objects.get()
    names = [attachment.name for attachment in item.latest.attachments.for_list()]
    assert (item.in_inbox, names[0], names[1].split(" ")[:2]) == (True, "counter.jpg", ["Voice", "note"])

    page.get_by_role("link", name="Finish").click()
    expect(page.get_by_label("Title")).to_have_value("A guest lost her key and I found it.")
    page.get_by_label("Title").fill("A key found")
    page.get_by_role("radio", name="STAR account").check()
    page.get_by_role("button", name="Turn into a piece").click()
    expect(page.get_by_role("heading", name="A key found")).to_be_visible()
    expect(page.locator("[name=answer-situation]")).to_have_value("A guest lost her key and I found it.")
    expect(page.locator("[data-file-list] a").filter(has_text="Voice note")).to_have_count(1)
    item.refresh_from_db()
    assert (item.in_inbox, item.template.key) == (False, "star-account")
    assert visit.console == []


def test_two_things_are_added_to_a_draft_and_a_third_is_deleted(apprenticeship, sign_in, tmp_path):
    evidence(apprenticeship, title="A queue kept calm")
    visit = sign_in(apprenticeship.apprentice, viewport=PHONE)
    page = visit.page
    for number, words in enumerate(["First.", "Second.", "Third."]):
        visit.open("/capture/")
        page.get_by_label("A few words").fill(words)
        page.get_by_label("Files", exact=True).set_input_files([photo(tmp_path, f"{number}.jpg")])
        expect_arrived(page, f"{number}.jpg")
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.get_by_text("Delete Third.").click()
    page.get_by_role("button", name="Delete it").locator("visible=true").click()
    expect(page.get_by_text("1 thing deleted from your inbox.")).to_be_visible()
    for words in ("First.", "Second."):
        page.get_by_label(f"Choose {words}").check()
    page.get_by_role("button", name="Finish those ticked together").click()
    page.get_by_label("Which piece?").select_option(index=1)
    page.get_by_role("button", name="Add to this piece").click()
    expect(page.get_by_role("heading", name="A queue kept calm")).to_be_visible()
    expect(page.get_by_text("“1.jpg” was left out")).to_be_visible()
    piece = Evidence.objects.get()
    assert [a.name for a in piece.latest.attachments.for_list()] == ["0.jpg"]  # the same picture, once
    assert "Second." in str(piece.latest.answers)


def test_recorder_is_accessible_before_a_note_is_kept(apprenticeship, sign_in, serious):
    page = sign_in(apprenticeship.apprentice, viewport=PHONE).open("/capture/")
    record(page)
    assert serious(page) == []
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("button", name="Voice note")).to_be_visible()
    assert not Evidence.objects.exists()


def test_no_microphone_is_said_plainly_and_files_still_go(apprenticeship, sign_in):
    visit = sign_in(apprenticeship.apprentice, viewport=PHONE)
    visit.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    page = visit.open("/capture/")
    page.get_by_role("button", name="Voice note").click()
    expect(page.get_by_text("Waymark may not use the microphone.")).to_be_visible()
    expect(page.get_by_text("Files", exact=True)).to_be_visible()


def test_plain_form_works_without_scripts(apprenticeship, sign_in, tmp_path):
    page = sign_in(apprenticeship.apprentice, viewport=PHONE, java_script_enabled=False, by_form=True).open(
        "/capture/"
    )
    page.get_by_label("A few words").fill("Without a script.")
    page.get_by_label("Files", exact=True).set_input_files([letter(tmp_path)])
    page.get_by_role("button", name="Put into my inbox").click()
    expect(page.get_by_text("It is in your inbox.")).to_be_visible()
    expect(page.get_by_role("link", name="letter.pdf")).to_be_visible()
