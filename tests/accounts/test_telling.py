import pytest
from django.utils import timezone

from accounts.models import NoticeKind, Notification, Role
from accounts.telling import tell
from tests.factories import ProviderFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def told(people, provider, subject_id="1", text="A piece was handed in."):
    tell(people, NoticeKind.SUBMITTED, text, url="/marking/", provider_id=provider.pk, subject_id=subject_id)


def test_each_person_is_told_once():
    provider = ProviderFactory()
    one, two = member(provider, Role.ASSESSOR), member(provider, Role.IQA)
    told([one, two, one, None], provider)
    told([one], provider)
    assert set(Notification.objects.values_list("user", flat=True)) == {one.pk, two.pk}
    assert Notification.objects.count() == 2


def test_another_row_is_told_again():
    provider = ProviderFactory()
    person = member(provider, Role.ASSESSOR)
    told([person], provider)
    told([person], provider, subject_id="2")
    assert Notification.objects.visible_to(person).unread().count() == 2


def test_who_has_left_is_not_told():
    provider = ProviderFactory()
    left = member(provider, Role.ASSESSOR)
    left.memberships.update(ended_at=timezone.now())
    told([left, member(provider, Role.IQA, is_active=False), UserFactory()], provider)
    assert not Notification.objects.exists()


def test_notifications_are_ones_own():
    provider = ProviderFactory()
    told([member(provider, Role.ASSESSOR)], provider)
    assert not Notification.objects.visible_to(UserFactory()).exists()
