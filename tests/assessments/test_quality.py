"""Planning quality assurance: the strategy, the risk of an assessor, the plan, and its pages."""

import datetime as dt

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.sampling import report_sample, set_risk, set_strategy
from assessments.models import AssessorRisk, Strategy
from assessments.quality import plan_of
from tests.assessments.pieces import accepted
from tests.assessments.sampled import found, reported, taken
from tests.factories import ApprenticeshipFactory, MembershipFactory, ProviderFactory, member, verifier

pytestmark = pytest.mark.django_db


def test_a_strategy_is_added_and_the_earlier_one_stays(as_user):
    iqa = ApprenticeshipFactory().iqa
    client = as_user(iqa)
    assert (
        "Nobody at your provider has set a strategy yet" in client.get("/quality/strategy/").content.decode()
    )
    given = {
        "new_percent": 100,
        "new_months": 6,
        "high_percent": 60,
        "medium_percent": 25,
        "low_percent": 10,
        "least_per_assessor": 2,
        "summative_percent": 20,
        "period_months": 3,
        "each_kind": "on",
        "note": "After the audit.",
    }
    for high in (60, 70):
        assert client.post("/quality/strategy/", {**given, "high_percent": high}).status_code == 302
    assert list(Strategy.objects.order_by("created_at").values_list("high_percent", "set_by")) == [
        (60, iqa.pk),
        (70, iqa.pk),
    ]
    assert client.post("/quality/strategy/", {**given, "low_percent": 101}).status_code == 422
    with pytest.raises(DatabaseError):
        Strategy.objects.update(note="changed")


def test_a_strategy_set_twice_by_a_double_click_is_one(as_user):
    apprenticeship = ApprenticeshipFactory()
    given = {"provider": apprenticeship.provider, "note": "After the audit. "}
    set_at = [
        set_strategy(rates={"high_percent": high}, by=by, **given).pk
        for high, by in (
            (60, apprenticeship.iqa),
            (60, apprenticeship.iqa),
            (70, apprenticeship.iqa),
            (70, member(apprenticeship.provider, Role.IQA)),
        )
    ]
    assert set_at[0] == set_at[1]
    assert Strategy.objects.count() == len(set(set_at)) == 3
    assert AuditEvent.objects.filter(act="set the sampling strategy").count() == 3


def test_strategy_and_risk_are_for_quality_assurers_and_administrators(as_user):
    apprenticeship = ApprenticeshipFactory()
    for person in (apprenticeship.assessor, apprenticeship.apprentice, apprenticeship.line_manager):
        assert as_user(person).get("/quality/strategy/").status_code == 403
        with pytest.raises(Refused):
            set_strategy(provider=apprenticeship.provider, rates={}, note="", by=person)
    with pytest.raises(Refused):
        set_strategy(provider=ProviderFactory(), rates={}, note="", by=apprenticeship.iqa)


def test_a_risk_set_twice_by_a_double_click_is_one():
    apprenticeship = ApprenticeshipFactory()
    given = {
        "provider": apprenticeship.provider,
        "assessor": apprenticeship.assessor,
        "by": apprenticeship.iqa,
    }
    set_at = [
        set_risk(level=level, reason="Three clean samples.", **given).pk for level in ("low", "low", "high")
    ]
    assert len(set(set_at)) == 2
    assert set_at[0] == set_at[1]


def test_nobody_sets_their_own_risk():
    apprenticeship = ApprenticeshipFactory()
    both = apprenticeship.assessor
    MembershipFactory(user=both, provider=apprenticeship.provider, role=Role.IQA)
    given = {"provider": apprenticeship.provider, "assessor": both, "level": "low"}
    with pytest.raises(Refused, match="their own work"):
        set_risk(**given, reason="I am good.", by=both)
    with pytest.raises(Incomplete, match="Say why"):
        set_risk(**given, reason=" ", by=apprenticeship.iqa)
    set_risk(**given, reason="Three clean samples.", by=apprenticeship.iqa)
    assert AssessorRisk.objects.get().level == "low"


def test_the_plan_says_what_is_behind_and_proposes_it():
    apprenticeship = ApprenticeshipFactory(gateway_planned_on=dt.date(2099, 1, 1))
    markings = [accepted(apprenticeship) for _ in range(3)]
    plan = plan_of(apprenticeship.provider, apprenticeship.iqa, timezone.localdate())
    line = plan.lines[0].line
    assert (line.is_new, line.made, line.wanted, line.sampled, line.missing) == (True, 3, 3, 0, 3)
    assert plan.verdict == "The plan is 3 samples behind."
    assert {offer.row.marking for offer in plan.offers} == {marking.pk for marking in markings}
    for marking in markings:
        taken(marking=marking)
    plan = plan_of(apprenticeship.provider, apprenticeship.iqa, timezone.localdate())
    assert plan.is_met
    assert plan.offers == []


def test_the_plan_proposes_nothing_of_ones_own():
    apprenticeship = ApprenticeshipFactory()
    accepted(apprenticeship)
    stranger = member(apprenticeship.provider, Role.IQA)
    plan = plan_of(apprenticeship.provider, stranger, timezone.localdate())
    assert plan.missing == 1
    assert plan.offers == []


@pytest.mark.parametrize("number", [1, 3])
def test_quality_pages_ask_as_often_for_many_rows(as_user, number):
    first = ApprenticeshipFactory()
    people = {"iqa": first.iqa, "provider": first.provider, "version": first.version, "plan": first.plan}
    rows = [first, *(ApprenticeshipFactory(**people) for _ in range(number - 1))]
    for row in rows:
        sample = taken(marking=accepted(row))
        for _ in range(number):
            found(sample)
        report_sample(sample=sample, summary="Fair.", by=sample.iqa)
        verifier(row)
        accepted(row)
    client = as_user(first.iqa)
    client.get("/")
    counts = {}
    for path in ("/quality/", "/quality/samples/", "/quality/samples.csv", "/quality/visitors/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts[path] = len(queries)
    assert counts == {
        "/quality/": 12,
        "/quality/samples/": 5,
        "/quality/samples.csv": 9,  # three of them record who took it
        "/quality/visitors/": 8,
    }


def test_every_quality_page_opens(as_user):
    sample = reported("action")
    apprenticeship = sample.apprenticeship
    client = as_user(apprenticeship.iqa)
    for path in (
        "/quality/",
        "/quality/strategy/",
        f"/quality/assessors/{sample.assessor_id}/",
        "/quality/samples/?state=reported",
        "/quality/visitors/",
        f"/quality/findings/{sample.findings.get().pk}/",
        f"/markings/{sample.marking_id}/sample/",
        f"/samples/{sample.pk}/",
    ):
        assert client.get(path).status_code == 200, path
    fragment = client.get("/quality/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    given = {"level": "high", "reason": "New to this standard."}
    assert client.post(f"/quality/assessors/{sample.assessor_id}/", given).status_code == 302
    open_sample = taken(marking=accepted(apprenticeship))
    finding = found(open_sample)
    assert client.get(f"/quality/findings/{finding.pk}/edit/").status_code == 200
    given = {"about": "", "kind": "good", "text": "Clear.", "due_on": ""}
    assert client.post(f"/quality/findings/{finding.pk}/edit/", given).status_code == 302
    assert client.post(f"/quality/findings/{finding.pk}/remove/").status_code == 302
    assert not open_sample.findings.exists()
