"""Error pages: drawn without any query, in the site's frame, with the reason where there is one."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.factories import UserFactory

WITHOUT_REQUEST = [
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "405.html",
    "409.html",
    "413.html",
    "429.html",
]


@pytest.mark.parametrize("name", [*WITHOUT_REQUEST, "500.html", "503.html", "507.html"])
def test_error_page_needs_neither_request_nor_database(name):
    page = render_to_string(name)

    assert page.count("<h1") == 1
    assert 'href="/"' in page


@pytest.mark.parametrize("name", ["403.html", "409.html"])
def test_refusal_shows_its_reason(name):
    page = render_to_string(name, {"reason": "Only <you> may do this."})

    assert "Only &lt;you&gt; may do this." in page


@pytest.mark.django_db
def test_an_address_that_is_only_for_forms_says_so_and_keeps_what_it_allows(as_user):
    answer = as_user(UserFactory()).get(reverse("accounts:theme"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "There is nothing to open here" in page
    assert 'aria-label="Main"' in page


@pytest.mark.django_db
def test_what_was_typed_is_shown_again_where_nothing_is_taken(as_user):
    answer = as_user(UserFactory()).post(reverse("standards:list"), {"note": "Two hours of typing."})
    assert answer.status_code == 405
    assert "Two hours of typing." in answer.content.decode()


def test_an_invented_method_is_answered_with_a_page(client):
    answer = client.generic("TRACE", "/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert "There is nothing to open here" in answer.content.decode()
