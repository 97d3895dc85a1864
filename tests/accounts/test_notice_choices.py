"""Choosing how one is told about each kind of thing."""

import pytest

from accounts.models import NoticeChoice, NoticeKind, Role
from tests.factories import ProviderFactory, member

pytestmark = pytest.mark.django_db

CHOICES = "/notices/choices/"


@pytest.fixture
def manager():
    return member(ProviderFactory(), Role.LINE_MANAGER)


def chosen(person):
    return dict(NoticeChoice.objects.filter(user=person).values_list("kind", "channel"))


def test_page_asks_only_about_what_concerns_the_person(as_user, manager):
    form = as_user(manager).get(CHOICES).context["form"]
    concerning = [NoticeKind.SIGNATURE_ASKED, NoticeKind.GATEWAY, NoticeKind.EXPORT, NoticeKind.REMINDER]
    assert list(form.fields) == concerning


def test_page_asks_four_queries(as_user, manager, django_assert_num_queries):
    client = as_user(manager)
    with django_assert_num_queries(4):
        client.get(CHOICES)


def test_saving_keeps_only_what_was_changed(as_user, manager):
    answers = {"signature_asked": "daily", "gateway": "at_once", "export": "off", "reminder": "at_once"}
    response = as_user(manager).post(CHOICES, answers, follow=True)
    assert "Your choices are saved." in response.content.decode()
    assert chosen(manager) == {NoticeKind.SIGNATURE_ASKED: "daily"}
    assert response.context["form"]["signature_asked"].initial == "daily"


def test_choice_can_be_taken_back(as_user, manager):
    client = as_user(manager)
    for channel in ("off", "at_once"):
        client.post(
            CHOICES, {"signature_asked": channel, "gateway": "at_once", "export": "off", "reminder": "off"}
        )
    assert chosen(manager) == {NoticeKind.SIGNATURE_ASKED: "at_once", NoticeKind.REMINDER: "off"}


@pytest.mark.parametrize(
    "answers", [{}, {"signature_asked": "pigeon", "gateway": "at_once", "export": "off", "reminder": "off"}]
)
def test_odd_answers_change_nothing_and_are_explained(as_user, manager, answers):
    response = as_user(manager).post(CHOICES, {"x": "1", **answers})
    assert response.status_code == 422
    assert "Please put this right first" in response.content.decode()
    assert chosen(manager) == {}


def test_person_without_letters_is_told_so(as_user):
    page = as_user(member(ProviderFactory(), Role.VISITOR)).get(CHOICES).content.decode()
    assert "You get no e-mail" in page
