"""The navigation of each role, and the words at the foot."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import RequestFactory
from django.urls import resolve

from accounts.context import USUAL_PLACES, Navigation, items_for, navigation, theme_of

OWN = UUID(int=7)


def labels(*roles, apprenticeship_id=None):
    return [item.label for item in items_for(frozenset(roles), apprenticeship_id)]


def test_apprentice_has_home_evidence_add_and_progress_at_the_thumb():
    items = labels("apprentice", apprenticeship_id=OWN)

    assert items == [
        "Home",
        "Evidence",
        "Add",
        "Progress",
        "Readiness",
        "Showcase",
        "Gateway",
        "Requests",
        "Standards",
        "Guidance",
    ]


def test_requests_stand_once_for_an_apprentice_who_assesses():
    items = labels("apprentice", "assessor", apprenticeship_id=OWN)
    assert (items.count("Requests"), items.count("Marking"), len(set(items))) == (1, 1, len(items))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            "assessor",
            [
                "Home",
                "Marking",
                "Requests",
                "Apprentices",
                "Search",
                "Boards",
                "Opinions",
                "Standards",
                "Guidance",
                "Comments",
            ],
        ),
        ("line_manager", ["Home", "Apprentices", "Search", "Boards", "Standards", "Guidance"]),
        ("iqa", ["Home", "Quality", "Apprentices", "Search", "Boards", "Opinions", "Standards", "Guidance"]),
        (
            "provider_admin",
            [
                "Home",
                "Quality",
                "Apprentices",
                "Search",
                "Boards",
                "Opinions",
                "Standards",
                "Guidance",
                "Comments",
                "Plans",
                "Templates",
                "Provider",
            ],
        ),
        ("visitor", ["Home", "Portfolios", "Standards"]),
    ],
)
def test_navigation_fits_the_role(role, expected):
    assert labels(role) == expected


def test_navigation_of_several_roles_offers_them_all():
    items = labels("apprentice", "assessor", apprenticeship_id=OWN)

    assert {"Evidence", "Marking", "Apprentices"} <= set(items)


def test_navigation_leads_only_to_pages_that_exist():
    items = items_for(frozenset({"apprentice", "assessor"}), OWN)

    assert [resolve(item.at_desk).view_name for item in items if item.at_desk] == ["portfolio:evidence-new"]
    assert [resolve(item.url).view_name for item in items] == [
        "assessments:home",
        "portfolio:evidence-list",
        "portfolio:capture",
        "portfolio:progress",
        "assessments:readiness",
        "portfolio:showcase",
        "assessments:gateway",
        "assessments:request-list",
        "assessments:queue",
        "portfolio:apprenticeship-list",
        "portfolio:search",
        "assessments:board",
        "assessments:exercises",
        "standards:list",
        "standards:guidance",
        "assessments:comment-list",
    ]


def test_navigation_asks_for_roles_only_when_looked_at():
    class Unasked:
        @property
        def memberships(self):
            raise AssertionError("asked too early")

    request = RequestFactory().get("/")
    request.roles = Unasked()

    assert navigation(request)["theme"] == ""


def test_navigation_splits_into_a_bar_of_four_and_the_rest():
    membership = SimpleNamespace(role="apprentice")
    request = RequestFactory().get("/")
    request.roles = SimpleNamespace(memberships=[membership], apprenticeship_id=OWN, own_places=USUAL_PLACES)
    places = Navigation(request)

    assert [item.label for item in places.bar] == ["Home", "Evidence", "Add", "Progress"]
    assert [item.label for item in places.more] == [
        "Readiness",
        "Showcase",
        "Gateway",
        "Requests",
        "Standards",
        "Guidance",
    ]


def test_navigation_of_a_stranger_is_empty():
    assert Navigation(RequestFactory().get("/")).items == ()


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("pink", ""), ("", "")])
def test_theme_is_one_that_exists(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie

    assert theme_of(request) == theme


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/", "Home"),
        ("/exercises/", "Opinions"),
        ("/countersigning/", "Opinions"),
        ("/countersigning/7/", "Opinions"),
        ("/opinions/7/", "Opinions"),
        ("/agreement/", "Opinions"),
        ("/supervision/", "Opinions"),
        ("/apprenticeships/7/gateway/", "Apprentices"),
        ("/status/", None),
    ],
)
def test_navigation_knows_where_a_page_belongs(path, label):
    request = RequestFactory().get(path)
    roles = ("assessor", "provider_admin")
    memberships = [SimpleNamespace(role=role) for role in roles]
    request.roles = SimpleNamespace(memberships=memberships, apprenticeship_id=None, own_places=USUAL_PLACES)
    places = Navigation(request)
    assert next((item.label for item in places.items if item.url == places.here), None) == label


def test_navigation_of_an_apprentice_marks_the_longest_address():
    own = f"/apprenticeships/{OWN}/"
    for path, here in (
        (f"{own}evidence/", f"{own}evidence/"),
        (f"{own}evidence/new/", f"{own}evidence/new/"),
    ):
        request = RequestFactory().get(path)
        request.roles = SimpleNamespace(
            memberships=[SimpleNamespace(role="apprentice")],
            apprenticeship_id=OWN,
            own_places=USUAL_PLACES,
        )
        assert Navigation(request).here == here


def test_places_are_called_what_the_plan_calls_them():
    items = items_for(frozenset({"apprentice"}), OWN, ("Evidence portfolio", "Gateway to completion"))
    assert [item.label for item in items][5:7] == ["Evidence portfolio", "Gateway to completion"]
