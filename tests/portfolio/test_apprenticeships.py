"""The list of apprenticeships and the page of one."""

import re

import pytest
from django.urls import reverse

from accounts.models import Role
from tests.factories import ApprenticeshipFactory, evidence, member, verifier, visitor
from tests.portfolio.reading import counted, judged, portfolio_with

pytestmark = pytest.mark.django_db


def test_page_shows_people_dates_map_and_latest_evidence(as_user):
    piece = judged(evidence(state="submitted", title="Kettle refunded"))
    apprenticeship = piece.apprenticeship
    page = as_user(apprenticeship.assessor).get(f"/apprenticeships/{apprenticeship.pk}/").content.decode()
    for words in (str(apprenticeship.apprentice), "1 of 2 KSBs met", "Kettle refunded", "Mon 12 Jan 2026"):
        assert words in page


def test_page_offers_adding_only_to_the_apprentice_and_says_why_not_when_on_a_break(as_user):
    apprenticeship = ApprenticeshipFactory(status="break")
    url = f"/apprenticeships/{apprenticeship.pk}/"
    own = as_user(apprenticeship.apprentice).get(url).content.decode()
    assert "New evidence can be added only while on programme" in own
    assert "Add evidence" not in as_user(apprenticeship.assessor).get(url).content.decode()


def test_page_leads_a_visitor_to_the_showcase(as_user):
    apprenticeship = ApprenticeshipFactory()
    answer = as_user(visitor(apprenticeship)).get(f"/apprenticeships/{apprenticeship.pk}/")
    assert answer["Location"] == f"/apprenticeships/{apprenticeship.pk}/showcase/"


@pytest.mark.parametrize("path", ["", "evidence/", "progress/", "showcase/"])
def test_pages_of_an_apprenticeship_do_not_exist_for_outsiders(as_user, path):
    apprenticeship = evidence(state="submitted").apprenticeship
    url = f"/apprenticeships/{apprenticeship.pk}/{path}"
    same_provider = member(apprenticeship.provider, Role.ASSESSOR)
    other_admin = member(ApprenticeshipFactory().provider, Role.PROVIDER_ADMIN)
    assert as_user(same_provider).get(url).status_code == 404
    assert as_user(other_admin).get(url).status_code == 404


def test_list_holds_what_each_person_may_see(as_user):
    one, two = ApprenticeshipFactory(), ApprenticeshipFactory()
    page = as_user(one.assessor).get("/apprenticeships/").content.decode()
    assert str(one.apprentice) in page
    assert two.employer.name not in page


def test_list_says_only_of_whoever_is_not_on_programme_how_they_stand(as_user):
    one = ApprenticeshipFactory()
    on_a_break = ApprenticeshipFactory(provider=one.provider, assessor=one.assessor, status="break")
    answer = as_user(one.assessor).get("/apprenticeships/")
    stands = {row.name: row.status for row in answer.context["rows"]}
    word = on_a_break.get_status_display()
    assert stands == {str(one.apprentice): "", str(on_a_break.apprentice): word}
    assert answer.content.decode().count('<span class="label">') == 1


def test_list_counts_met_of_asked_and_waiting(as_user):
    piece = judged(evidence(state="submitted"))
    apprenticeship = piece.apprenticeship
    evidence(apprenticeship, "submitted")
    counted(evidence(apprenticeship))
    (row,) = as_user(apprenticeship.iqa).get("/apprenticeships/").context["rows"]
    assert (row.met, row.asked, row.waiting) == (1, 2, 1)


def test_list_tells_a_visitor_no_figures(as_user):
    apprenticeship = judged(evidence(state="submitted")).apprenticeship
    page = as_user(visitor(apprenticeship)).get("/apprenticeships/")
    (row,) = page.context["rows"]
    assert (row.is_visit, row.url) == (True, f"/apprenticeships/{apprenticeship.pk}/showcase/")
    assert "1 of 2" not in page.content.decode()


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 10_000, "page=1000000000", "page=abc", "q=%25_%27"])
def test_list_bears_any_question(as_user, query):
    apprenticeship = ApprenticeshipFactory()
    assert as_user(apprenticeship.assessor).get(f"/apprenticeships/?{query}").status_code == 200


def test_list_finds_by_name_and_says_so_when_nobody_fits(as_user):
    client = as_user(ApprenticeshipFactory().assessor)
    assert "Nobody here has “zzz” in the name" in client.get("/apprenticeships/?q=zzz").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_eight_queries(as_user, django_assert_num_queries, number):
    provider = ApprenticeshipFactory().provider
    for _ in range(number - 1):
        evidence(ApprenticeshipFactory(provider=provider), "submitted")
    client = as_user(member(provider, Role.PROVIDER_ADMIN))
    with django_assert_num_queries(8):
        client.get("/apprenticeships/")


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_eight_queries(as_user, django_assert_num_queries, number):
    apprenticeship = portfolio_with(number)
    client = as_user(apprenticeship.assessor)
    with django_assert_num_queries(8):
        client.get(f"/apprenticeships/{apprenticeship.pk}/")


PARTS = {
    "portfolio:apprenticeship": ("Overview", ""),
    "portfolio:evidence-list": ("Evidence", "Pieces"),
    "assessments:sign-requests": ("Evidence", "Testimony"),
    "portfolio:progress": ("Progress", "KSB by KSB"),
    "assessments:readiness": ("Progress", "Readiness"),
    "assessments:coverage": ("Progress", "Criteria"),
    "portfolio:hours": ("Programme", "Training hours"),
    "portfolio:training-plan": ("Programme", "Training plan"),
    "assessments:practice": ("Practice", ""),
    "portfolio:showcase": ("Evidence", "Showcase"),
    "reports:exports": ("Evidence", "Exports"),
    "reports:reading-links": ("Evidence", "Reading room"),
    "reports:sheets": ("Evidence", "Sheets"),
    "assessments:gateway": ("Gateway", "Checklist"),
    "assessments:results": ("Gateway", "Bookings and results"),
}


def parts_on(client, name, apprenticeship):
    """The links among the parts of an apprenticeship on one page: words, address, how it is marked."""
    page = client.get(reverse(name, args=[apprenticeship.pk])).content.decode()
    found = re.search(
        r'<nav class="tabs" aria-label="Parts of this apprenticeship">(.*?)</nav>', page, re.DOTALL
    )
    return re.findall(r'<a href="([^"]*)"(?: aria-current="(\w+)")?>([^<]*)</a>', found[1]) if found else []


def test_every_part_is_reached_from_every_other_and_says_where_it_is(as_user):
    apprenticeship = ApprenticeshipFactory()
    client = as_user(apprenticeship.assessor)
    groups = list(dict.fromkeys(group for group, _ in PARTS.values()))
    reached = set()
    for name, (group, part) in PARTS.items():
        found = parts_on(client, name, apprenticeship)
        assert [label for _, _, label in found][: len(groups)] == groups, name
        marked = [(label, mark) for _, mark, label in found if mark]
        assert marked == ([(group, "true"), (part, "page")] if part else [(group, "page")]), name
        reached |= {url for url, _, _ in found}
    assert reached == {reverse(name, args=[apprenticeship.pk]) for name in PARTS}


def test_an_external_verifier_is_offered_no_part_that_is_closed_to_them(as_user):
    apprenticeship = ApprenticeshipFactory()
    client = as_user(verifier(apprenticeship))
    for name in PARTS:
        for url, _, label in parts_on(client, name, apprenticeship):
            assert client.get(url).status_code == 200, (name, label)
