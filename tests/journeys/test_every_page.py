"""Every page of every role in a real browser: accessible, on one host, and no wider than a small phone."""

from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.models import Role
from portfolio.models import StoredFile
from reports.models import Export
from tests.again import again
from tests.architecture.records import address, whole_portfolio
from tests.architecture.routes import all_routes
from tests.factories import attachment, evidence, member, verifier, visitor
from tests.journeys.conftest import PHONE
from tests.journeys.files import picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOT_PAGES = {
    "healthz",
    "readyz",
    "portfolio:attachment",
    "portfolio:evidence-figures",
    "assessments:signature-recording",
    "assessments:sign-file",
    "assessments:sign-picture",
    "reports:export-download",
}
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def people(portfolio):
    apprenticeship = portfolio.apprenticeship
    return {
        "apprentice": apprenticeship.apprentice,
        "assessor": apprenticeship.assessor,
        "line manager": apprenticeship.line_manager,
        "iqa": apprenticeship.iqa,
        "administrator": member(apprenticeship.provider, Role.PROVIDER_ADMIN),
        "visitor": visitor(apprenticeship),
        "verifier": verifier(apprenticeship),
    }


def addresses(portfolio):
    """Every route of the product, with records in every state behind those that show one."""
    found = {
        address(name, portfolio)
        for name, route in all_routes().items()
        if route.is_own and name not in NOT_PAGES
    }
    draft, waiting, returned = (
        evidence(portfolio.apprenticeship, state) for state in ("draft", "submitted", "returned")
    )
    with_picture(draft)
    with_picture(waiting)
    caught = evidence(portfolio.apprenticeship, title="Caught", in_inbox=True, ksbs=[])
    with_picture(caught)
    found.add(f"{reverse('portfolio:inbox-finish', args=[portfolio.apprenticeship.pk])}?item={caught.pk}")
    for name in ("evidence", "evidence-edit", "evidence-submit", "evidence-delete"):
        found.add(reverse(f"portfolio:{name}", args=[draft.pk]))
    found |= {reverse("assessments:mark", args=[waiting.pk]), waiting.get_absolute_url()}
    return sorted(found | {returned.get_absolute_url(), "/accounts/2fa/", "/accounts/email/"})


def with_picture(piece):
    file = attachment(piece.latest, picture_bytes(), name="counter.jpg").file
    StoredFile.objects.filter(pk=file.pk).update(
        media_type="image/jpeg", has_picture=True, width=60, height=40
    )
    for key in (file.picture_key, file.thumbnail_key):
        if not default_storage.exists(key):
            default_storage.save(key, ContentFile(picture_bytes()))


@pytest.mark.parametrize(
    "who",
    [
        "apprentice",
        "assessor",
        "line manager",
        "iqa",
        "administrator",
        "visitor",
        "verifier",
    ],
)
@pytest.mark.timeout(240)
def test_every_page_of_a_role_is_accessible_and_its_own(transactional_db, who, sign_in, as_user, serious):
    portfolio = again(whole_portfolio)
    Export.objects.update(state="failed", reason="It took too long.")
    person = people(portfolio)[who]
    urls = addresses(portfolio)
    client = as_user(person)
    visit = sign_in(person, viewport=PHONE)
    asked: set[str] = set()
    visit.page.on("request", lambda request: asked.add(request.url))
    found, seen = [], 0
    for url in urls:
        answer = client.get(url)
        if not is_page(answer):
            continue
        seen += 1
        page = visit.open(url)
        if page.evaluate(WIDE):
            found.append(f"{url} is wider than a phone")
        found += [f"{url} {finding}" for finding in serious(page)]
    assert found == []
    assert seen >= 8
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(visit.address).netloc}


def is_page(answer):
    """Neither a file nor a piece that htmx puts into a page."""
    is_html = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    return is_html and b"<html" in answer.content


def test_public_and_error_pages_are_accessible(transactional_db, browser, live_server, serious):
    page = browser.new_page(viewport=PHONE)
    urls = [reverse(f"accounts:{name}") for name in ("status", "privacy", "accessibility")]
    found = []
    for url in [*urls, "/accounts/login/", "/accounts/password/reset/", "/no-such-page/"]:
        page.goto(live_server.url + url)
        found += [f"{url} {finding}" for finding in serious(page)]
    page.close()
    assert found == []
