"""What the cookie of a reading room opens: that room, and nothing else of the site."""

import pytest
from django.test import Client

from tests.again import again
from tests.architecture.records import address, whole_portfolio
from tests.architecture.routes import PUBLIC, all_routes
from tests.reports.rooms import inside, new_link, room

pytestmark = pytest.mark.django_db


@pytest.fixture
def portfolio():
    return again(whole_portfolio)


def rooms() -> list[str]:
    return sorted(name for name in PUBLIC if name.startswith("reports:room"))


def test_whole_url_table_is_closed_to_whoever_reads_by_a_link(portfolio):
    made = new_link(portfolio.apprenticeship)
    client = inside(made)
    assert client.get(room(made.link)).status_code == 200
    for name in sorted(all_routes().keys() - PUBLIC):
        for ask in (client.get, client.post):
            answer = ask(address(name, portfolio))
            assert answer.status_code == 302, f"{name} let a reader in with {answer.status_code}"
            assert answer.url.startswith("/accounts/login/"), f"{name} sent a reader to {answer.url}"


def test_cookie_of_one_room_opens_no_other(portfolio):
    made, other = new_link(portfolio.apprenticeship), new_link()
    client = inside(made)
    known = {"number": 1, "place": 1, "page": 0, "token": "x" * 43}
    for name in rooms():
        kinds = all_routes()[name].kinds
        written = "/" + all_routes()[name].written.replace("<uuid:pk>", str(other.link.pk))
        for key in kinds.keys() & known.keys():
            written = written.replace(f"<int:{key}>", str(known[key])).replace(
                f"<str:{key}>", str(known[key])
            )
        assert client.get(written).status_code == 404, name


def test_room_is_closed_without_its_cookie(portfolio):
    made = new_link(portfolio.apprenticeship)
    for path in ("", "pieces/1/", "pieces/1/files/1/", "pieces/1/files/1/view/", "showcase.pdf", "pack.zip"):
        assert Client().get(room(made.link) + path).status_code == 404, path


def test_room_takes_nothing_in(portfolio):
    made = new_link(portfolio.apprenticeship)
    client = inside(made)
    for path in ("", "pieces/1/", "pieces/1/files/1/", "pieces/1/files/1/view/", "showcase.pdf", "pack.zip"):
        assert client.post(room(made.link) + path).status_code == 405, path
