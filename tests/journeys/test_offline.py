"""The line is cut: what was typed and caught stays on the phone, goes up once, and is nobody else's."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from portfolio.models import Evidence, Revision
from tests.again import again
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence, member
from tests.journeys.conftest import PHONE
from tests.journeys.files import photo
from tests.shipped import shipped

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ACCOUNT = "A guest lost her key. I asked where she had been, went back with her and found it."
KEPT = "Kept on this phone only, not sent yet."
# Everything that this browser keeps for anybody: databases, caches, and who was here.
LEFT_BEHIND = """async () => [
  ...(await indexedDB.databases()).map((database) => database.name),
  ...(await caches.keys()),
  ...Object.keys(localStorage),
]"""
CACHED = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"""
WORKER_RULES = (
    "async () => !!(await navigator.serviceWorker.ready).active && !!navigator.serviceWorker.controller"
)


@pytest.fixture
def apprenticeship(transactional_db):
    again(shipped)
    return ApprenticeshipFactory()


@pytest.fixture
def phone(apprenticeship, sign_in):
    """Signed in, with the service worker in charge of the page."""
    visit = sign_in(apprenticeship.apprentice, viewport=PHONE, by_form=True)
    visit.page.wait_for_function(WORKER_RULES)
    return visit


def cut(visit):
    visit.page.context.set_offline(True)


def mend(visit):
    visit.page.context.set_offline(False)


def there(piece):
    """A phone shows one question at a time: the one that the address names."""
    return f"/evidence/{piece.pk}/edit/#id_answer-what"


def latest(piece):
    return Evidence.objects.select_related("latest").get(pk=piece.pk).latest


def test_account_typed_without_a_connection_survives_a_reload_and_is_saved_once(apprenticeship, phone):
    piece = evidence(apprenticeship, title="A key found", template=TemplateFactory())
    page = phone.open(there(piece))
    box = page.locator("[name=answer-what]")
    expect(box).to_have_count(1)
    cut(phone)
    box.fill(ACCOUNT)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.get_by_text("1 thing is on this phone only, not sent yet.")).to_be_visible()
    expect(page.get_by_text("“A key found”")).to_be_visible()
    mend(phone)
    expect(page.get_by_text("Sent: 1 thing that was on this phone only.")).to_be_visible(timeout=25_000)
    draft = latest(piece)
    assert (draft.answers["what"], draft.saves, Revision.objects.count()) == (ACCOUNT, 1, 1)
    page.get_by_role("link", name="Try the page again").click()
    expect(box).to_have_value(ACCOUNT)
    assert latest(piece).saves == 1


def test_draft_opened_again_gets_back_what_only_the_phone_had(apprenticeship, phone):
    piece = evidence(apprenticeship, title="A key found", template=TemplateFactory())
    page = phone.open(there(piece))
    cut(phone)
    page.locator("[name=answer-what]").fill(ACCOUNT)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto("about:blank")
    mend(phone)
    page = phone.open(there(piece))
    expect(page.locator("[name=answer-what]")).to_have_value(ACCOUNT)
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    assert latest(piece).answers["what"] == ACCOUNT


def test_draft_that_moved_on_meanwhile_ends_with_both_versions(apprenticeship, phone, sign_in):
    piece = evidence(apprenticeship, title="A key found", template=TemplateFactory())
    page = phone.open(there(piece))
    cut(phone)
    page.locator("[name=answer-what]").fill("Typed on the bus.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    desk = sign_in(apprenticeship.apprentice).open(there(piece))
    desk.locator("[name=answer-what]").fill("Typed at the desk.")
    desk.get_by_role("button", name="Save draft").locator("visible=true").click()
    expect(desk.get_by_text("Saved at")).to_be_visible()
    mend(phone)
    expect(page.get_by_text("changed in another window")).to_be_visible(timeout=25_000)
    page.get_by_role("button", name="Save draft").locator("visible=true").click()
    both = page.get_by_role("region", name="This piece was also changed in another window")
    expect(both.last).to_contain_text("Typed at the desk.")
    expect(both.last).to_contain_text("Typed on the bus.")
    assert latest(piece).answers["what"] == "Typed at the desk."
    expect(page.locator("nav.steps")).to_be_visible()  # nothing moves any more
    page.get_by_role("button", name="Save draft").locator("visible=true").click()
    expect(page.get_by_text("Saved at")).to_be_visible()
    assert latest(piece).answers["what"] == "Typed on the bus."


def test_photo_and_words_caught_without_a_connection_reach_the_inbox_once(apprenticeship, phone, tmp_path):
    page = phone.page
    cut(phone)
    page.goto(f"{phone.address}/capture/")
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    page.get_by_label("Photo").set_input_files([photo(tmp_path)])
    expect(page.get_by_text(KEPT).first).to_be_visible()
    page.get_by_label("A few words").fill("The new counter.")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Ready for the next one.")).to_be_visible()
    page.get_by_label("A few words").fill("Something else.")
    expect(page.get_by_text("2 things are on this phone only")).to_be_visible()
    assert not Evidence.objects.exists()
    mend(phone)
    expect(page.get_by_text("only, not sent yet")).to_have_count(0, timeout=25_000)
    items = Evidence.objects.in_inbox()
    assert [item.latest.answers for item in items] == [
        {"note": "The new counter."},
        {"note": "Something else."},
    ]
    assert [a.name for a in items[0].latest.attachments.for_list()] == ["counter.jpg"]


def test_log_out_warns_of_what_was_not_sent_and_then_leaves_nothing(apprenticeship, phone):
    piece = evidence(apprenticeship, title="A key found", template=TemplateFactory())
    page = phone.open(there(piece))
    page.route("**/autosave/", lambda route: route.abort())
    page.locator("[name=answer-what]").fill(ACCOUNT)
    expect(page.get_by_text(KEPT)).to_be_visible()
    phone.open("/")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("1 thing is on this phone only; logging out deletes it.")).to_be_visible()
    page.get_by_role("button", name="Go back").click()
    assert "waymark person" in page.evaluate(LEFT_BEHIND)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log out and delete").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible(timeout=20_000)
    assert page.evaluate(LEFT_BEHIND) == []


def test_nothing_private_is_cached_and_another_persons_things_are_not_shown(apprenticeship, phone, sign_in):
    for path in ("/", "/capture/", f"/apprenticeships/{apprenticeship.pk}/evidence/"):
        phone.open(path)
    kept = phone.page.evaluate(CACHED)
    assert kept
    assert [path for path in kept if path != "/capture/offline/" and not path.startswith("/static/")] == []
    page = phone.page
    cut(phone)
    page.goto(f"{phone.address}/capture/")
    page.get_by_label("A few words").fill("Canary of the first.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.clear_cookies()  # before the line is back, or it is sent for the first at once
    mend(phone)
    other = member(apprenticeship.provider, Role.ASSESSOR)
    page.goto(f"{phone.address}/accounts/login/")
    page.get_by_label("Email").fill(other.email)
    page.locator("input[name=password]").fill("a-long-test-password")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{phone.address}/")
    cut(phone)
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.get_by_text("Canary of the first.")).to_have_count(0)
    mend(phone)
    assert not Evidence.objects.exists()
