"""Error pages: drawn without any query, in the site's frame, with the reason where there is one."""

import pytest
from django.template.loader import render_to_string

WITHOUT_REQUEST = ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "413.html", "429.html"]


@pytest.mark.parametrize("name", [*WITHOUT_REQUEST, "500.html", "503.html", "507.html"])
def test_error_page_needs_neither_request_nor_database(name):
    page = render_to_string(name)

    assert page.count("<h1") == 1
    assert 'href="/"' in page


@pytest.mark.parametrize("name", ["403.html", "409.html"])
def test_refusal_shows_its_reason(name):
    page = render_to_string(name, {"reason": "Only <you> may do this."})

    assert "Only &lt;you&gt; may do this." in page
