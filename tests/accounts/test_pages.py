"""Status, privacy, accessibility, the choice of colours, the gallery."""

from pathlib import Path

import pytest
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).parents[2] / "templates"
PARTS_OF_OTHERS = {"demo_log_ins", "mark_legend", "marks_sprite", "navigation"}


@pytest.mark.parametrize("name", ["accounts:status", "accounts:privacy", "accounts:accessibility"])
def test_public_page_answers_a_stranger(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert b'<html lang="en-GB"' in response.content


def test_status_says_version_and_why_pdfs_are_off(client, settings):
    settings.WAYMARK_PDF_PROBLEM = "tests.accounts.test_pages.no_fonts"

    page = client.get(reverse("accounts:status")).content.decode()

    assert f"Waymark {settings.WAYMARK_VERSION}" in page
    assert "No font is installed." in page


def test_status_says_what_recordings_lack(client, settings):
    settings.WAYMARK_CLIP_PROBLEM = "tests.accounts.test_pages.no_ffmpeg"

    assert "Ffmpeg is missing." in client.get(reverse("accounts:status")).content.decode()


def no_ffmpeg():
    return "Ffmpeg is missing."


def no_fonts():
    return "No font is installed."


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_is_kept_in_a_cookie_and_drawn_by_the_server(client, theme):
    response = client.post(reverse("accounts:theme"), {"theme": theme, "next": "/privacy/"})

    assert response["Location"] == "/privacy/"
    assert client.cookies["theme"].value == theme
    assert f'data-theme="{theme}"' in client.get("/privacy/").content.decode()


def test_theme_of_the_device_forgets_the_cookie(client):
    client.cookies["theme"] = "dark"

    client.post(reverse("accounts:theme"), {"theme": "", "next": "/privacy/"})

    assert client.cookies["theme"].value == ""


def test_theme_ignores_an_invented_value(client):
    client.cookies["theme"] = '"><script>'

    page = client.get(reverse("accounts:privacy")).content.decode()

    assert "data-theme=" not in page
    assert "><script>" not in page


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_theme_never_sends_people_to_another_site(client, target):
    response = client.post(reverse("accounts:theme"), {"theme": "dark", "next": target})

    assert response["Location"] == "/"


def test_gallery_is_shown_to_staff(client):
    client.force_login(UserFactory(is_staff=True))

    response = client.get(reverse("accounts:gallery"))

    assert response.status_code == 200
    assert response.content.count(b'<a class="tile ') == 70


def test_gallery_does_not_exist_for_others(client):
    client.force_login(UserFactory())

    assert client.get(reverse("accounts:gallery")).status_code == 404


def test_gallery_shows_every_component():
    page = (TEMPLATES / "accounts/gallery.html").read_text()
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}

    assert {name for name in components if f"components/{name}.html" not in page} == PARTS_OF_OTHERS


def test_every_component_is_part_of_a_page():
    pages = [path for path in TEMPLATES.rglob("*.html") if path.name != "gallery.html"]
    written = "".join(path.read_text() for path in pages)
    components = {path.name for path in (TEMPLATES / "components").glob("*.html")}

    assert {name for name in components if f"components/{name}" not in written} == set()
