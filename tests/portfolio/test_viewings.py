"""External verifiers read the whole portfolio, change nothing, and leave a row behind for all they open."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from portfolio.models import Apprenticeship, Evidence, Revision, Viewing, Visitor
from portfolio.viewings import WORDS
from tests.architecture.records import address, whole_portfolio
from tests.architecture.routes import PUBLIC, all_routes, with_an_id
from tests.factories import ApprenticeshipFactory, MembershipFactory, attachment, evidence, verifier, visitor

pytestmark = pytest.mark.django_db


def opened(user):
    rows = Viewing.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("route", "subject_id"))


def test_every_page_and_file_a_visitor_gets_is_written_down(as_user):
    portfolio = whole_portfolio()
    for person in (verifier(portfolio.apprenticeship), visitor(portfolio.apprenticeship)):
        client, shown = as_user(person), set()
        for name in with_an_id():
            if name.startswith(("standards:", "accounts:")) or name in PUBLIC:
                continue  # who opens those is not known there, or known by a link alone
            answer = client.get(address(name, portfolio))
            if answer.status_code in (200, 206):
                shown.add(name)
        assert {route for route, _ in opened(person)} == shown
        assert "portfolio:evidence" in shown
        assert "portfolio:attachment" in shown


def test_verifier_reads_what_was_handed_in_with_its_history(as_user):
    piece = evidence(state=Revision.State.RETURNED, title="Came back")
    draft = evidence(piece.apprenticeship, title="Not handed in")
    client = as_user(verifier(piece.apprenticeship))
    page = client.get(f"/evidence/{piece.pk}/").content.decode()
    assert "History" in page
    assert client.get(f"/evidence/{draft.pk}/").status_code == 404
    for path in ("", "evidence/", "progress/", "readiness/", "showcase/", "showcase/read/"):
        answer = client.get(f"/apprenticeships/{piece.apprenticeship.pk}/{path}")
        assert answer.status_code == 200, path
        assert "Not handed in" not in answer.content.decode()


def test_verifier_changes_nothing(as_user):
    portfolio = whole_portfolio()
    client = as_user(verifier(portfolio.apprenticeship))
    for name in with_an_id():
        if not name.startswith("standards:") and name not in PUBLIC:
            answer = client.post(address(name, portfolio))
            assert answer.status_code in (403, 404, 405, 409), f"{name} answered {answer.status_code}"


def test_verifier_of_one_portfolio_sees_no_other(as_user):
    named = ApprenticeshipFactory()
    other = evidence(ApprenticeshipFactory(provider=named.provider), "submitted", title="Another's")
    user = verifier(named)
    client = as_user(user)
    assert client.get(f"/apprenticeships/{other.apprenticeship.pk}/").status_code == 404
    assert client.get(f"/evidence/{other.pk}/").status_code == 404
    assert list(Apprenticeship.objects.visible_to(user)) == [named]
    assert list(Evidence.objects.visible_to(user)) == []
    assert opened(user) == []


def test_visitors_do_not_search(as_user):
    client = as_user(verifier(ApprenticeshipFactory()))
    answer = client.get("/search/", {"q": "refund"})
    assert answer.status_code == 403
    assert "one by one" not in answer.content.decode()
    assert "search in none of them" in answer.content.decode()


def test_search_of_somebody_who_also_visits_leaves_the_visits_out(as_user):
    piece = evidence(state="submitted", title="Zebra")
    user = verifier(piece.apprenticeship)
    MembershipFactory(user=user, provider=piece.apprenticeship.provider, role=Role.ASSESSOR)
    assert "Nothing found" in as_user(user).get("/search/", {"q": "zebra"}).content.decode()


def test_a_file_in_parts_is_one_look_until_minutes_have_passed(as_user):
    piece = evidence(state="submitted")
    file = attachment(piece.latest, b"%PDF-1.4 long enough for parts")
    user = verifier(piece.apprenticeship)
    client, url = as_user(user), f"/attachments/{file.pk}/"
    for part in ("bytes=0-3", "bytes=4-7", ""):
        b"".join(client.get(url, headers={"Range": part} if part else {}).streaming_content)
    assert client.head(url).status_code == 200
    assert opened(user) == [("portfolio:attachment", str(file.pk))]


def test_head_of_a_page_is_a_look_too(as_user):
    piece = evidence(state="submitted")
    user = verifier(piece.apprenticeship)
    assert as_user(user).head(f"/evidence/{piece.pk}/").status_code == 200
    assert opened(user) == [("portfolio:evidence", str(piece.pk))]


def test_looking_is_over_after_the_last_day(as_user):
    piece = evidence(state="submitted")
    user = verifier(piece.apprenticeship, until=timezone.localdate() - dt.timedelta(days=1))
    assert as_user(user).get(f"/evidence/{piece.pk}/").status_code == 404
    assert opened(user) == []


def test_no_page_without_a_row(as_user, settings):
    """Where rows cannot be written, nothing is shown."""
    piece = evidence(state="submitted", title="Behind the row")
    client = as_user(verifier(piece.apprenticeship))
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON portfolio_viewing "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        else:
            cursor.execute("ALTER TABLE portfolio_viewing ADD CONSTRAINT no_room CHECK (id < 0) NOT VALID")
    answer = client.get(f"/evidence/{piece.pk}/")
    assert answer.status_code == 500
    assert b"Behind the row" not in answer.content


def test_people_who_work_here_leave_no_row(as_user):
    piece = evidence(state="submitted")
    as_user(piece.apprenticeship.assessor).get(f"/evidence/{piece.pk}/")
    as_user(piece.apprenticeship.apprentice).get(f"/evidence/{piece.pk}/")
    assert not Viewing.objects.exists()


def test_page_lists_who_opened_what(as_user):
    piece = evidence(state="submitted", title="The broken vase")
    user = verifier(piece.apprenticeship)
    for _ in range(2):
        as_user(user).get(f"/evidence/{piece.pk}/")
    url = reverse("portfolio:viewings", args=[piece.apprenticeship.pk])
    page = as_user(piece.apprenticeship.apprentice).get(url)
    assert [(look.what, look.who, look.organisation, look.times) for look in page.context["looks"]] == [
        ("The piece “The broken vase”", str(user), "Highfell Awards", 2)
    ]
    assert as_user(user).get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_often_for_many_rows(as_user, rows):
    apprenticeship = ApprenticeshipFactory()
    for _ in range(rows):
        piece = evidence(apprenticeship, "submitted")
        as_user(verifier(apprenticeship)).get(f"/evidence/{piece.pk}/")
    client = as_user(apprenticeship.iqa)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("portfolio:viewings", args=[apprenticeship.pk]))
    assert len(page.context["looks"]) == rows
    assert len(queries) == 9


def test_naming_reaches_only_what_one_administers_or_assures():
    apprenticeship = ApprenticeshipFactory()
    visit = Visitor.objects.get(user=verifier(apprenticeship))
    assert list(Visitor.objects.visible_to(apprenticeship.iqa)) == [visit]
    assert list(Visitor.objects.visible_to(apprenticeship.assessor)) == []
    assert list(Visitor.objects.visible_to(ApprenticeshipFactory().iqa)) == []


def test_words_are_there_for_every_page_with_a_row():
    assert set(WORDS) <= set(all_routes())
