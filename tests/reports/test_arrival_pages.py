"""The pages on which portfolios come in, each through the client."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Role
from portfolio.models import Apprenticeship
from reports.arrivals import work
from reports.models import Arrival
from tests.factories import ApprenticeshipFactory, ProviderFactory, member
from tests.reports.test_arrivals import archive_of, portfolio_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return member(ProviderFactory(name="Brackenfold"), Role.PROVIDER_ADMIN)


def provider_of(person):
    return person.memberships.get().provider


def upload(path):
    return {"file": SimpleUploadedFile("portfolio.zip", path.read_bytes(), "application/zip")}


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_arrivals_asks_the_same_queries_however_long(
    administrator, as_user, number, django_assert_num_queries
):
    provider = provider_of(administrator)
    for _ in range(number):
        Arrival.objects.create(
            provider=provider, requested_by=administrator, name="a.zip", size=1, state="dropped"
        )
    client = as_user(administrator)
    with django_assert_num_queries(7):
        page = client.get(reverse("reports:arrivals", args=[provider.pk])).content.decode()
    assert page.count("a.zip") == number


def test_archive_comes_in_through_the_pages(administrator, as_user, tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    client, provider = as_user(administrator), provider_of(administrator)
    answer = client.post(reverse("reports:arrivals", args=[provider.pk]), upload(tmp_path / "a.zip"))
    arrival = Arrival.objects.get()
    assert answer.url == arrival.get_absolute_url()
    assert b"Being looked at" in client.get(answer.url).content
    work(arrival.pk)
    page = client.get(answer.url).content.decode()
    assert "What is inside" in page
    assert "Decisions made elsewhere" in page
    wrong = client.post(answer.url, {"person": "new", "name": "", "email": "no", "employer": "Oak"})
    assert (wrong.status_code, b"Say what they are called" in wrong.content) == (422, True)
    chosen = {"person": "new", "name": "Mi\u202era", "email": "Mira@new.example"}
    chosen |= {"employer": "Oak", "assessor": ""}
    assert client.post(answer.url, chosen).status_code == 302
    assert client.post(answer.url, chosen).status_code == 409
    work(arrival.pk)
    assert b"The portfolio was brought in" in client.get(answer.url).content
    found = Apprenticeship.objects.get(provider=provider)
    assert (found.apprentice.name, found.apprentice.email) == ("Mira", "mira@new.example")
    assert client.get(found.get_absolute_url()).status_code == 200


def test_nothing_chosen_says_so(administrator, as_user):
    answer = as_user(administrator).post(reverse("reports:arrivals", args=[provider_of(administrator).pk]))
    assert (answer.status_code, b"Choose the ZIP file first" in answer.content) == (422, True)


def test_archive_larger_than_a_form_takes_is_said_on_the_page(administrator, as_user, tmp_path, settings):
    settings.WAYMARK_MAX_FORM_FILE_BYTES = 100
    archive_of(portfolio_of(), tmp_path / "a.zip")
    address = reverse("reports:arrivals", args=[provider_of(administrator).pk])
    answer = as_user(administrator).post(address, upload(tmp_path / "a.zip"))
    assert (answer.status_code, b"receive_archive" in answer.content) == (413, True)


def test_preview_offers_the_providers_own_people_alone(as_user, tmp_path):
    apprenticeship = portfolio_of()
    archive_of(apprenticeship, tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    own = member(arrival.provider, Role.APPRENTICE, name="Own Person")
    page = as_user(arrival.requested_by).get(arrival.get_absolute_url()).content.decode()
    assert "Own Person" in page
    stranger = ApprenticeshipFactory().apprentice
    answer = as_user(arrival.requested_by).post(
        arrival.get_absolute_url(), {"person": str(stranger.pk), "employer": "Oak"}
    )
    assert (answer.status_code, str(own.pk) in page, str(stranger.pk) in page) == (422, True, False)


def test_dropping_through_the_page(as_user, tmp_path):
    archive_of(portfolio_of(), tmp_path / "a.zip")
    arrival = sent(tmp_path / "a.zip")
    client = as_user(arrival.requested_by)
    assert client.post(reverse("reports:arrival-drop", args=[arrival.pk])).status_code == 302
    assert b"Dropped." in client.get(arrival.get_absolute_url()).content
    assert client.post(reverse("reports:arrival-drop", args=[arrival.pk])).status_code == 409


def test_leap2a_page_is_the_apprentices(as_user):
    apprenticeship = ApprenticeshipFactory()
    address = reverse("reports:leap2a", args=[apprenticeship.pk])
    assert b"Bring pieces along" in as_user(apprenticeship.apprentice).get(address).content
    answer = as_user(apprenticeship.assessor).post(address, {"file": SimpleUploadedFile("a.zip", b"x")})
    assert answer.status_code == 403
    assert not Arrival.objects.exists()
