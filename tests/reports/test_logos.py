"""The logo of a provider: a picture opened apart, kept small, and printed on what leaves."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEvent, Role
from reports.actions import logos
from reports.building import build_showcase
from reports.makers.showcase import fingerprint_of, logo_of
from reports.models import ProviderLogo
from tests.factories import ApprenticeshipFactory, member
from tests.reports.five import html_of
from tests.reports.portfolios import today

pytestmark = pytest.mark.django_db


def drawn(kind="PNG", size=(1200, 300), mode="RGBA"):
    out = io.BytesIO()
    Image.new(mode, size, (12, 118, 110, 0)[: len(mode)]).save(out, kind)
    return out.getvalue()


@pytest.fixture
def provider():
    return ApprenticeshipFactory().provider


@pytest.fixture
def administrator(provider, as_user):
    return as_user(member(provider, Role.PROVIDER_ADMIN))


def send(client, provider, content, name="logo.png"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("reports:logo", args=[provider.pk]), {"file": file})


def test_logo_is_kept_small_and_shown(administrator, provider):
    assert send(administrator, provider, drawn()).status_code == 302
    kept = ProviderLogo.objects.get(provider=provider)
    with Image.open(io.BytesIO(bytes(kept.picture))) as picture:
        assert (picture.format, picture.size, picture.getpixel((5, 5))) == (
            "JPEG",
            (720, 180),
            (255, 255, 255),
        )
    assert kept.sha256[:8] in administrator.get(reverse("reports:logo", args=[provider.pk])).content.decode()
    shown = administrator.get(reverse("reports:logo-picture", args=[provider.pk]))
    assert (shown.headers["Content-Type"], shown.content) == ("image/jpeg", bytes(kept.picture))


def test_choosing_again_replaces_and_removing_leaves_none(administrator, provider):
    for _ in range(2):
        send(administrator, provider, drawn(mode="RGB"))
    assert ProviderLogo.objects.count() == 1
    for _ in range(2):
        assert administrator.post(reverse("reports:logo-remove", args=[provider.pk])).status_code == 302
    assert administrator.get(reverse("reports:logo-picture", args=[provider.pk])).status_code == 404
    acts = AuditEvent.objects.filter(provider=provider).order_by("pk").values_list("act", flat=True)
    assert list(acts)[-3:] == ["chose logo", "chose logo", "removed logo"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "logo.png", logos.NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg", logos.NOT_A_PICTURE),
        (b"%PDF-1.7 words", "logo.pdf", logos.NOT_A_PICTURE),
        (drawn()[:60], "logo.png", "picture"),
    ],
    ids=["empty", "drawing", "document", "torn"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(administrator, provider, content, name, said):
    answer = send(administrator, provider, content, name)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not ProviderLogo.objects.exists()


def test_too_large_a_logo_is_refused(administrator, provider):
    answer = send(administrator, provider, drawn() + b"\0" * logos.MOST_BYTES)
    assert (answer.status_code, logos.TOO_LARGE in answer.content.decode()) == (413, True)


def test_cover_shows_the_logo_and_a_new_one_makes_another_file(administrator, provider, tmp_path):
    apprenticeship = provider.apprenticeships.for_page().get()
    before = build_showcase(apprenticeship, made_on=today())
    send(administrator, provider, drawn())
    after = build_showcase(apprenticeship, made_on=today())
    assert ("<title>Monogram" in html_of(before), "<title>Monogram" in html_of(after)) == (True, False)
    assert f'src="evidence:{after.logo.sha256}" alt="Logo of' in html_of(after)
    assert logo_of(after, tmp_path)[after.logo.sha256].read_bytes() == after.logo.picture
    assert fingerprint_of(before) != fingerprint_of(after)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.IQA])
def test_logo_is_no_business_of_others(as_user, provider, role):
    assert send(as_user(member(provider, role)), provider, drawn()).status_code in (403, 404)
    assert not ProviderLogo.objects.exists()
