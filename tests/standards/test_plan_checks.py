"""Stamps on plans: for one provider alone, corrected and taken back with a reason, never overwritten."""

import datetime as dt
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from portfolio.models import Apprenticeship
from portfolio.plan_checks import is_checked
from standards.checks import is_plan_checked, stamps_for
from standards.models import PlanCheck
from standards.plan_actions import StaleStamp, lapse_stamps, stamp_plan, take_back_stamp
from standards.plan_rules import Comparison, problems_with_comparison
from tests.factories import ApprenticeshipFactory, PlanFactory, ProviderFactory, UserFactory, member
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db
FRAME = 3
TODAY = dt.date(2026, 11, 22)
SAID = Comparison(dt.date(2026, 11, 20), "The published plan, version 1.1")


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def stamped(provider, plan, by, said=SAID, seen=None, new_id=None):
    return stamp_plan(provider=provider, plan=plan, said=said, seen=seen, new_id=new_id or uuid4(), by=by)


def acts():
    return list(AuditEvent.objects.order_by("number").values_list("act", flat=True))


# Rules


@pytest.mark.parametrize(
    ("said", "is_correction", "fields"),
    [
        pytest.param(SAID, False, set(), id="as it should be"),
        pytest.param(Comparison(TODAY, "Plan"), False, set(), id="today"),
        pytest.param(Comparison(dt.date(2026, 11, 23), "Plan"), False, {"checked_on"}, id="tomorrow"),
        pytest.param(Comparison(dt.date(1, 1, 1), "Plan"), False, {"checked_on"}, id="year one"),
        pytest.param(Comparison(TODAY, "  "), False, {"source"}, id="nothing but spaces"),
        pytest.param(SAID, True, {"reason"}, id="a correction without a reason"),
        pytest.param(Comparison(TODAY, "Plan", " "), True, {"reason"}, id="a reason of spaces"),
        pytest.param(Comparison(TODAY, "Plan", "Wrong page"), True, set(), id="a correction"),
    ],
)
def test_comparison_names_what_cannot_be(said, is_correction, fields):
    found = problems_with_comparison(said, today=TODAY, is_correction=is_correction)
    assert found.keys() == fields


# Actions


def test_stamp_under_the_id_of_another_is_refused(provider, admin, plan):
    other = ProviderFactory()
    first = stamped(other, plan, member(other, Role.PROVIDER_ADMIN))
    with pytest.raises(Refused, match="Load it again"):
        stamped(provider, plan, admin, new_id=first.pk)
    assert PlanCheck.objects.count() == 1


def test_stamp_speaks_for_its_provider_alone(provider, admin, plan):
    check = stamped(provider, plan, admin)
    other = ProviderFactory()
    assert is_plan_checked(plan, provider.pk) is True
    assert is_plan_checked(plan, other.pk) is False
    assert (check.by, check.source, acts()) == (admin, SAID.source, ["stamped"])


def test_stamp_is_read_with_the_apprenticeship(provider, admin, plan, django_assert_num_queries):
    own = ApprenticeshipFactory(provider=provider, plan=plan, version=plan.version)
    theirs = ApprenticeshipFactory(plan=plan, version=plan.version)
    stamped(provider, plan, admin)
    with django_assert_num_queries(2):
        answers = [is_checked(Apprenticeship.objects.for_page().get(pk=each.pk)) for each in (own, theirs)]
    assert answers == [True, False]
    assert [is_checked(own), is_checked(theirs)] == [True, False]


def test_stamp_of_whoever_ships_it_speaks_for_all(provider, admin):
    plan = PlanFactory(checked_by=UserFactory(), checked_on=TODAY, check_source="The plan")
    own = ApprenticeshipFactory(provider=provider, plan=plan, version=plan.version)
    assert is_plan_checked(plan, provider.pk)
    assert is_checked(Apprenticeship.objects.for_page().get(pk=own.pk))
    with pytest.raises(Refused, match="Waymark has stamped this plan for everybody"):
        stamped(provider, plan, admin)


def test_correction_supersedes_and_keeps_what_was_said(provider, admin, plan):
    first = stamped(provider, plan, admin)
    said = Comparison(TODAY, "The plan as of November", "Wrong document")
    second = stamped(provider, plan, admin, said, seen=first.pk)
    assert list(PlanCheck.objects.standing()) == [second]
    assert second.supersedes == first
    assert acts() == ["stamped", "corrected stamp"]


def test_take_back_counts_as_not_checked_and_can_be_stamped_again(provider, admin, plan):
    first = stamped(provider, plan, admin)
    for _ in range(2):
        back = take_back_stamp(provider=provider, plan=plan, reason="Misread.", seen=first.pk, by=admin)
    assert is_plan_checked(plan, provider.pk) is False
    stamped(provider, plan, admin, seen=back.pk)
    assert is_plan_checked(plan, provider.pk) is True
    assert acts() == ["stamped", "took stamp back", "stamped"]


def test_take_back_needs_a_stamp(provider, admin, plan):
    with pytest.raises(Refused, match="no stamp to take back"):
        take_back_stamp(provider=provider, plan=plan, reason="Misread.", seen=None, by=admin)


def test_asking_twice_with_one_id_is_one_stamp(provider, admin, plan):
    new_id = uuid4()
    assert stamped(provider, plan, admin, new_id=new_id) == stamped(provider, plan, admin, new_id=new_id)
    assert acts() == ["stamped"]


def test_stamp_over_one_that_was_not_seen_is_stale(provider, admin, plan):
    first = stamped(provider, plan, admin)
    with pytest.raises(StaleStamp) as refused:
        stamped(provider, plan, member(provider, Role.PROVIDER_ADMIN))
    assert refused.value.newest == first


def test_stamp_refuses_what_no_form_would_send(provider, admin, plan):
    with pytest.raises(Refused, match="in the future"):
        stamped(provider, plan, admin, Comparison(dt.date(2027, 1, 1), "Plan"))


def test_lapse_ends_every_stamp_on_a_plan_that_changed(provider, admin, plan):
    other = ProviderFactory()
    stamped(provider, plan, admin)
    stamped(other, plan, member(other, Role.PROVIDER_ADMIN))
    lapse_stamps(plan=plan)
    assert [is_plan_checked(plan, each.pk) for each in (provider, other)] == [False, False]
    assert set(PlanCheck.objects.in_force().values_list("act", "by")) == {("lapsed", None)}


def test_history_cannot_be_rewritten(provider, admin, plan):
    stamped(provider, plan, admin)
    for change in (
        lambda: PlanCheck.objects.update(source="Another"),
        lambda: PlanCheck.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_stamp_without_a_source_is_refused_by_the_database(provider, admin, plan):
    with pytest.raises(IntegrityError, match="stamp_has_who_when_and_source"), transaction.atomic():
        PlanCheck.objects.create(provider=provider, plan=plan, act="checked", checked_on=TODAY, by=admin)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.PROVIDER_ADMIN])
def test_only_an_administrator_stamps(provider, plan, role):
    with pytest.raises(Refused, match="Only an administrator of your provider"):
        stamped(provider, plan, member(provider, role))


def test_stamps_for_a_reader_of_two_providers(provider, admin, plan, django_assert_num_queries):
    other = ProviderFactory()
    reader = UserFactory()
    for each in (provider, other):
        reader.memberships.create(provider=each, role=Role.IQA)
    stamped(provider, plan, admin)
    plans = [plan, PlanFactory()]
    with django_assert_num_queries(2):
        found = stamps_for(reader, plans)[plan.pk]
    assert [line.provider for line in found.given] == [provider]
    assert [line.provider for line in found.missing] == [other]
    assert found.is_checked is False


# Pages


def url(provider, plan, name="plan-check"):
    return reverse(f"standards:{name}", args=[provider.pk, plan.pk])


def typed(**more):
    return {"form_id": str(uuid4()), "checked_on": "2026-11-20", "source": "The published plan", **more}


def test_stamping_on_the_page_shows_who_when_and_source(provider, admin, plan, as_user):
    client = as_user(admin)
    assert client.post(url(provider, plan), typed()).status_code == HTTPStatus.FOUND
    body = client.get(plan.get_absolute_url()).content.decode()
    assert "for Harbour Training by" in body
    assert "Source: <bdi>The published plan</bdi>" in body
    assert "Not yet checked" not in body
    other = as_user(member(ProviderFactory(), Role.PROVIDER_ADMIN))
    assert "Not yet checked" in other.get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        pytest.param("source", "   ", "Say what it was compared with", id="spaces"),
        pytest.param("source", "x" * 301, "at most 300 characters", id="too long"),
        pytest.param("checked_on", "2026-12-01", "That day is in the future", id="future"),
        pytest.param("checked_on", "yesterday", "Give a day", id="words"),
    ],
)
def test_page_gives_back_what_cannot_be_stamped(provider, admin, plan, as_user, field, value, sentence):
    answer = as_user(admin).post(url(provider, plan), typed(**{field: value}))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    body = answer.content.decode()
    assert sentence in body
    assert (typed()["source"] if field != "source" else "2026-11-20") in body
    assert PlanCheck.objects.count() == 0


def test_page_shows_both_when_somebody_was_quicker(provider, admin, plan, as_user):
    stamped(provider, plan, member(provider, Role.PROVIDER_ADMIN))
    answer = as_user(admin).post(url(provider, plan), typed(source="My own copy"))
    body = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert SAID.source in body
    assert "My own copy" in body
    assert PlanCheck.objects.count() == 1


def test_second_click_is_one_stamp(provider, admin, plan, as_user):
    client, same = as_user(admin), typed()
    assert [client.post(url(provider, plan), same).status_code for _ in range(2)] == [302, 302]
    assert PlanCheck.objects.count() == 1


def test_page_corrects_and_takes_back_with_a_reason(provider, admin, plan, as_user):
    client, first = as_user(admin), stamped(provider, plan, admin)
    refused = client.post(url(provider, plan), typed(seen=first.pk))
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(url(provider, plan), typed(seen=first.pk, reason="Wrong page"))
    second = PlanCheck.objects.standing().get()
    away = url(provider, plan, "plan-check-remove")
    assert client.post(away, {"back-seen": second.pk, "back-reason": " "}).status_code == 422
    assert client.post(away, {"back-seen": first.pk, "back-reason": "Old"}).status_code == 409
    assert client.post(away, {"back-seen": second.pk, "back-reason": "Misread"}).status_code == 302
    body = client.get(url(provider, plan)).content.decode()
    for words in ("Stamp taken back", "Misread", "Wrong page", SAID.source):
        assert words in body


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_plans_asks_little(provider, admin, as_user, number, django_assert_num_queries):
    for _ in range(number):
        stamped(provider, PlanFactory(), admin)
    client = as_user(admin)
    with django_assert_num_queries(FRAME + 2):
        body = client.get(reverse("standards:plan-list", args=[provider.pk])).content.decode()
    assert body.count("Correct the stamp") == number


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_a_stamp_asks_little(provider, admin, plan, as_user, number, django_assert_num_queries):
    before = None
    for count in range(number):
        said = Comparison(TODAY, f"Copy {count}", "Again")
        before = stamped(provider, plan, admin, said, seen=before and before.pk)
    client = as_user(admin)
    with django_assert_num_queries(FRAME + 3):
        client.get(url(provider, plan))


def test_index_leads_to_the_only_provider(provider, admin, as_user):
    answer = as_user(admin).get(reverse("standards:plan-index"))
    assert answer.url == reverse("standards:plan-list", args=[provider.pk])
    assessor = as_user(member(provider, Role.ASSESSOR))
    assert assessor.get(reverse("standards:plan-index")).status_code == HTTPStatus.FORBIDDEN


def test_unknown_plan_is_not_found(provider, admin, as_user):
    address = reverse("standards:plan-check", args=[provider.pk, uuid4()])
    assert as_user(admin).get(address).status_code == HTTPStatus.NOT_FOUND


def test_plan_page_asks_once_for_the_stamps_of_all_its_readers_providers(
    provider, admin, plan, as_user, django_assert_num_queries
):
    stamped(provider, plan, admin)
    client = as_user(admin)
    with django_assert_num_queries(FRAME + 4):
        client.get(plan.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_who_stamp_at_once_are_not_both_first(provider, admin, plan):
    other = member(provider, Role.PROVIDER_ADMIN)
    outcomes = together(*[lambda by=by: stamped(provider, plan, by) for by in (admin, other)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleStamp"]
    assert PlanCheck.objects.count() == 1
