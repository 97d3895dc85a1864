"""The page of notices, opening one, marking all as read, the number in the navigation."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import NoticeKind, Notification, Role
from accounts.notices import by_day
from tests.factories import MembershipFactory, ProviderFactory, member

pytestmark = pytest.mark.django_db

LIST = "/notices/"


@pytest.fixture
def person():
    return member(ProviderFactory(), Role.ASSESSOR)


def notice(person, text="Amira handed in “A refund put right”.", provider=None, **fields):
    fields = {"kind": NoticeKind.SUBMITTED, "url": "/marking/", "subject_id": "1", **fields}
    provider = provider or person.memberships.first().provider
    return Notification.objects.create(user=person, provider=provider, text=text, **fields)


def unread_in_navigation(client):
    page = client.get("/standards/").content.decode()
    return [int(number) for number in re.findall(r'nav-count">(\d+)', page)]


def test_list_shows_the_newest_first_under_its_day(as_user, person):
    notice(person, "Second.")
    notice(person, "First.", created_at=timezone.now() - dt.timedelta(days=3), read_at=timezone.now())
    page = as_user(person).get(LIST).content.decode()
    assert page.index("Second.") < page.index("First.")
    assert page.count('class="notice-day"') == 2
    assert page.count("</svg>New</span>") == 1


def test_list_without_notices_says_what_will_be_here(as_user, person):
    assert "Nothing to tell you yet" in as_user(person).get(LIST).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_five_queries(as_user, person, django_assert_num_queries, number):
    for _ in range(number):
        notice(person)
    client = as_user(person)
    with django_assert_num_queries(5):
        client.get(LIST)


def test_list_comes_in_pages_of_thirty(as_user, person):
    for _ in range(31):
        notice(person)
    client = as_user(person)
    assert client.get(LIST).content.decode().count("notice-row") == 30
    assert client.get(LIST, {"page": 2}).content.decode().count("notice-row") == 1
    assert client.get(LIST, {"page": "x"}).status_code == 200


def test_reading_the_list_leaves_everything_unread(as_user, person):
    told = notice(person)
    as_user(person).get(LIST)
    told.refresh_from_db()
    assert told.read_at is None


def test_opening_marks_it_read_and_leads_there(as_user, person):
    told, other = notice(person), notice(person)
    response = as_user(person).post(reverse("accounts:notice-open", args=[told.pk]))
    assert (response.status_code, response.url) == (302, "/marking/")
    assert list(Notification.objects.visible_to(person).unread()) == [other]


def test_opening_again_keeps_when_it_was_read_first(as_user, person):
    told = notice(person, read_at=timezone.now() - dt.timedelta(days=2))
    as_user(person).post(reverse("accounts:notice-open", args=[told.pk]))
    assert Notification.objects.get(pk=told.pk).read_at == told.read_at


def test_opening_by_a_link_is_refused_and_changes_nothing(as_user, person):
    told = notice(person)
    assert as_user(person).get(reverse("accounts:notice-open", args=[told.pk])).status_code == 405
    assert Notification.objects.unread().count() == 1


def test_somebody_elses_notice_is_not_there(as_user, person):
    told = notice(member(person.memberships.first().provider, Role.ASSESSOR))
    assert as_user(person).post(reverse("accounts:notice-open", args=[told.pk])).status_code == 404
    assert Notification.objects.unread().count() == 1


def test_all_are_marked_read_at_once_but_nobody_elses(as_user, person):
    theirs = notice(member(ProviderFactory(), Role.ASSESSOR))
    notice(person), notice(person)
    response = as_user(person).post(reverse("accounts:notice-read-all"), follow=True)
    assert "2 notices marked as read." in response.content.decode()
    assert list(Notification.objects.unread()) == [theirs]


def test_navigation_counts_what_is_unread_once_for_several_roles(as_user, person):
    provider = person.memberships.first().provider
    MembershipFactory(user=person, provider=provider, role=Role.IQA)
    elsewhere = MembershipFactory(user=person, role=Role.IQA).provider
    notice(person), notice(person, provider=elsewhere), notice(person, read_at=timezone.now())
    assert unread_in_navigation(as_user(person)) == [2, 2]


def test_navigation_is_quiet_when_nothing_is_unread(as_user, person):
    notice(person, read_at=timezone.now())
    assert unread_in_navigation(as_user(person)) == []


def test_leaver_reads_no_more_about_the_provider(as_user, person):
    notice(person, "Amira handed in.")
    MembershipFactory(user=person)
    person.memberships.order_by("created_at").first().provider.memberships.update(ended_at=timezone.now())
    client = as_user(person)
    assert "Amira" not in client.get(LIST).content.decode()
    assert unread_in_navigation(client) == []


def test_days_are_those_of_london():
    told = [Notification(created_at=dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC))]
    (day,) = by_day(told, today=dt.date(2026, 7, 3))
    assert (day.date, day.word) == (dt.date(2026, 7, 2), "Yesterday")
