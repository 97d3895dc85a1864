"""How long apprentices wait for feedback, measured."""

import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import Role
from accounts.rules.working_days import working_days_after
from assessments.feedback_times import own_time, times_in
from assessments.models import Marking
from assessments.rules import FeedbackTime, feedback_time
from portfolio.models import Apprenticeship, Revision
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, member


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ({0: 1}, FeedbackTime(1, 0, 0)),
        ({1: 1, 4: 1}, FeedbackTime(2, 2.5, 4)),
        ({1: 5, 30: 1}, FeedbackTime(6, 1, 30)),
        ({2: 1, 3: 1, 9: 1}, FeedbackTime(3, 3, 9)),
    ],
    ids=["one", "two", "one very late", "three"],
)
def test_feedback_time_is_median_and_slowest(waits, expected):
    assert feedback_time(Counter(waits)) == expected


def marked(apprenticeship, handed_in, on):
    marking = accepted(apprenticeship)
    noon = dt.time(12)
    at, since = (timezone.make_aware(dt.datetime.combine(day, noon)) for day in (on, handed_in))
    Marking.objects.filter(pk=marking.pk).update(created_at=at)
    Revision.objects.filter(pk=marking.revision_id).update(submitted_at=since)


def before(monday, days):
    return monday - dt.timedelta(days=days)


@pytest.mark.django_db
def test_times_are_told_for_each_assessor(django_assert_num_queries):
    today = timezone.localdate()
    monday = before(today, today.weekday() + 14)
    first = ApprenticeshipFactory()
    second = ApprenticeshipFactory(provider=first.provider)
    marked(first, before(monday, 3), monday)  # over a weekend
    marked(first, before(monday, 7), before(monday, 4))
    marked(second, before(monday, 14), monday)
    marked(second, before(monday, 300), before(monday, 200))  # too long ago
    with django_assert_num_queries(1):
        found = times_in(Apprenticeship.objects.filter(provider=first.provider))
    free = bank_holidays(first.provider.nation)
    one = working_days_after(before(monday, 3), monday, free)
    three = working_days_after(before(monday, 7), before(monday, 4), free)
    ten = working_days_after(before(monday, 14), monday, free)
    assert {(row.assessor, row.time) for row in found} == {
        (str(first.assessor), FeedbackTime(2, (one + three) / 2, max(one, three))),
        (str(second.assessor), FeedbackTime(1, ten, ten)),
    }
    assert own_time(second.assessor) == FeedbackTime(1, ten, ten)


@pytest.mark.django_db
def test_nothing_is_told_before_anything_was_marked(as_user):
    apprenticeship = ApprenticeshipFactory()
    assert own_time(apprenticeship.assessor) is None
    assert "over the last 90 days" not in as_user(apprenticeship.assessor).get("/").content.decode()


@pytest.mark.django_db
def test_assessor_iqa_and_administrator_see_it(as_user):
    apprenticeship = accepted(ApprenticeshipFactory()).revision.evidence.apprenticeship
    admin = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    workload = reverse("assessments:board-workload")
    for person, page in ((apprenticeship.assessor, "/"), (apprenticeship.iqa, "/"), (admin, workload)):
        assert "over the last 90 days" in as_user(person).get(page).content.decode()
