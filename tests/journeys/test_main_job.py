"""The main job in a real browser: evidence in, marked, out as a PDF."""

import hashlib
import io

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import expect

from accounts.models import Role
from portfolio import progress
from standards.models import AssessmentPlan
from tests.again import again
from tests.factories import ApprenticeshipFactory, evidence, member
from tests.journeys.files import letter, photo
from tests.shipped import shipped

SEAL = "waymark-manifest.json"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def apprenticeship(transactional_db):
    """An apprentice of the real standard, and everybody around them."""
    version = again(shipped)
    plan = AssessmentPlan.objects.get(version=version)
    return ApprenticeshipFactory(version=version, plan=plan)


def write_account(page, title):
    page.get_by_label("Title").fill(title)
    page.get_by_label("When did it happen?").fill("2026-10-05")
    for box in page.locator("textarea[name^='answer-']").all():
        box.fill("A customer was charged twice. I listened, checked the till roll and refunded her at once.")
    page.get_by_label("Add a KSB").select_option(label="S7 Patience and calm")
    page.get_by_role("button", name="Add this KSB").click()


def test_evidence_goes_in_is_returned_revised_accepted_and_comes_out_as_a_pdf(
    apprenticeship, sign_in, tmp_path
):
    apprentice = sign_in(apprenticeship.apprentice, by_form=True)
    page = apprentice.page
    page.get_by_role("link", name="Add evidence").first.click()
    page.get_by_role("button", name="STAR account").click()
    write_account(page, "A double charge put right")
    page.locator("textarea[name^='claim-']").fill(
        "I stayed calm while she was upset and explained each step."
    )
    files = [photo(tmp_path), letter(tmp_path)]
    page.get_by_label("Add files").set_input_files(files)
    expect(page.get_by_role("link", name="counter.jpg")).to_be_visible()
    expect(page.get_by_role("link", name="letter.pdf")).to_be_visible()
    expect(page.get_by_text("Being checked")).to_have_count(0)
    page.get_by_role("button", name="Check and submit").click()
    submit(page)
    expect(page.get_by_text("Submitted").first).to_be_visible()

    assessor = sign_in(apprenticeship.assessor, by_form=True)
    desk = assessor.open("/marking/")
    desk.get_by_role("link", name="A double charge put right").click()
    desk.get_by_role("form").get_by_text("Not yet", exact=True).click()
    desk.get_by_label("Reason").fill("Say what she said at the end.")
    desk.get_by_label("Feedback on the whole piece").fill("A good start. Add how it ended.")
    desk.get_by_role("button", name="Return it with feedback").click()
    expect(desk.get_by_text("went back to")).to_be_visible()

    page.goto(apprentice.address)
    expect(page.get_by_text("Add how it ended.").first).to_be_visible()
    page.get_by_role("link", name="A double charge put right").first.click()
    page.get_by_role("button", name="Start a new version").click()
    page.locator("textarea[name^='answer-']").last.fill("She thanked me and wrote a card.")
    page.get_by_role("button", name="Check and submit").click()
    submit(page)

    desk.goto(assessor.address + "/marking/")
    desk.get_by_role("link", name="A double charge put right").click()
    desk.get_by_role("form").get_by_text("Met", exact=True).click()
    desk.get_by_label("Feedback on the whole piece").fill("Clear and complete.")
    desk.get_by_role("button", name="Accept this piece").click()
    expect(desk.get_by_text("is accepted")).to_be_visible()

    page.goto(f"{apprentice.address}/apprenticeships/{apprenticeship.pk}/")
    expect(page.get_by_role("link", name="S7 Met: Patience and calm")).to_be_visible()

    admin = sign_in(member(apprenticeship.provider, Role.PROVIDER_ADMIN), by_form=True)
    body = download_showcase(admin, apprenticeship, tmp_path)
    text = "".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(body))
    for words in (
        "A double charge put right",
        "She thanked me and wrote a card.",
        "Clear and complete.",
        "S7",
    ):
        assert words in text
    assert originals_in(body) == {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert [visit.console for visit in (apprentice, assessor, admin)] == [[], [], []]


def submit(page):
    expect(page.get_by_role("heading", name="Does this show other people")).to_be_visible()
    for box in page.locator("form.declaration input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Submit for marking").click()


def download_showcase(admin, apprenticeship, folder):
    page = admin.open(f"/apprenticeships/{apprenticeship.pk}/exports/")
    page.get_by_role("button", name="Make the PDF").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").first.click()
    path = folder / "showcase.pdf"
    download.value.save_as(path)
    return path.read_bytes()


def originals_in(body):
    """The SHA-256 of each file inside, but for the seal over them all."""
    with pikepdf.open(io.BytesIO(body)) as document:
        return {
            hashlib.sha256(attached.get_file().read_bytes()).hexdigest()
            for name, attached in document.attachments.items()
            if name != SEAL
        }


def test_two_assessors_marking_at_once_lose_nothing_typed(apprenticeship, sign_in):
    ksb = apprenticeship.version.ksbs.get(code="S7")
    piece = evidence(apprenticeship, "submitted", title="A queue kept calm", ksbs=[ksb])
    progress.rebuild(apprenticeship)
    first, second = sign_in(apprenticeship.assessor), sign_in(apprenticeship.assessor)
    for visit in (first, second):
        visit.open(f"/evidence/{piece.pk}/mark/")
    second.page.get_by_text("KSB map").click()
    expect(second.page.get_by_role("link", name="S7 Submitted: Patience and calm")).to_be_visible()
    first.page.get_by_role("form").get_by_text("Met", exact=True).click()
    first.page.get_by_label("Feedback on the whole piece").fill("Accepted by the first.")
    first.page.get_by_role("button", name="Accept this piece").click()
    expect(first.page.get_by_text("is accepted")).to_be_visible()
    second.page.get_by_role("form").get_by_text("Not yet", exact=True).click()
    second.page.get_by_label("Reason").fill("I miss the ending.")
    second.page.get_by_label("Feedback on the whole piece").fill("Typed for ten minutes by the second.")
    second.page.get_by_role("button", name="Return it with feedback").click()
    for words in ("Accepted by the first.", "Typed for ten minutes by the second.", "I miss the ending."):
        expect(second.page.get_by_text(words).first).to_be_visible()
    piece.refresh_from_db()
    assert piece.shown.state == "accepted"
    assert piece.shown.marking.feedback == "Accepted by the first."


def test_a_half_done_marking_is_still_there_after_a_reload(apprenticeship, sign_in):
    ksb = apprenticeship.version.ksbs.get(code="S7")
    piece = evidence(apprenticeship, "submitted", title="A queue kept calm", ksbs=[ksb])
    progress.rebuild(apprenticeship)
    desk = sign_in(apprenticeship.assessor).open(f"/evidence/{piece.pk}/mark/")
    desk.on("dialog", lambda warning: warning.accept())
    desk.get_by_role("form").get_by_text("Not yet", exact=True).click()
    desk.get_by_label("Reason").fill("I miss the ending.")
    desk.reload()
    expect(desk.get_by_label("Reason")).to_have_value("I miss the ending.")
    expect(desk.get_by_role("radio", name="Not yet")).to_be_checked()
