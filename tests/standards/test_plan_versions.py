"""Versions of a plan of a provider's own: drafted, set otherwise, published, and whom that affects."""

import datetime as dt
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from standards.figures import Sheet, differences, problems_with
from standards.models import AssessmentPlan, Criterion, GatewayRequirement, Method
from standards.plan_forms import VersionForm
from standards.version_actions import StaleDraft, discard_draft, draft_plan, publish_plan, save_draft
from tests.factories import (
    ApprenticeshipFactory,
    AreaFactory,
    KsbFactory,
    MethodFactory,
    PlanFactory,
    ProviderFactory,
    UserFactory,
    member,
)
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db
FRAME = 3
RULES = {
    "minimum_accepted_pieces_per_ksb": 1,
    "oldest_evidence_months": 24,
    "allowed_kinds": ["photo", "case_study"],
    "methods": {"watched": {"allowed_kinds": ["photo"]}},
    "resits": {"within_months": 12, "asks_for": ["action plan"]},
}


@pytest.fixture
def ours():
    """Two methods with a criterion each, and one requirement of the gateway."""
    plan = PlanFactory(
        evidence_rules=RULES, overall_grade_rule={"overall_distinction": "every-method-distinction"}
    )
    area = AreaFactory(version=plan.version)
    for number, (key, weight) in enumerate([("shown", 60), ("watched", 40)], start=1):
        method = MethodFactory(plan=plan, key=key, name=key.title(), position=number, weight=weight)
        ksb = KsbFactory(area=area)
        method.ksbs.add(ksb)
        criterion = Criterion.objects.create(
            method=method, area=area, code=f"P{number}", grade="pass", text="Shows it", position=number
        )
        criterion.ksbs.add(ksb)
    GatewayRequirement.objects.create(
        plan=plan,
        rule="minimum-time",
        title="Time",
        explanation="Twelve months.",
        parameters={"plan_months": 12, "funding_months": 8},
        position=1,
    )
    return plan


def drafted(provider, ours, admin):
    return draft_plan(provider=provider, source=ours, by=admin)


def saved(provider, plan, by, *, saves=0, day=dt.date(2026, 9, 1), why="", **values):
    values = {name.replace("__", "."): value for name, value in values.items()}
    return save_draft(
        provider=provider, plan=plan, values=values, in_force_from=day, why=why, saves=saves, by=by
    )


def published(provider, ours, admin, **values):
    plan = saved(provider, drafted(provider, ours, admin), admin, **values)
    return publish_plan(provider=provider, plan=plan, saves=plan.saves, by=admin)


def acts():
    return list(AuditEvent.objects.order_by("number").values_list("act", flat=True))


# Figures


def test_a_draft_copies_all_that_belongs_to_a_plan(provider, admin, ours):
    draft = drafted(provider, ours, admin)
    assert (draft.provider, draft.replaces, draft.is_draft, draft.plan_version) == (
        provider,
        ours,
        True,
        "1.1-1",
    )
    assert differences(Sheet(ours), Sheet(draft)) == []
    for model, path in ((Method, "plan"), (Criterion, "method__plan")):
        told = [
            list(model.objects.filter(**{path: plan}).order_by("position").values_list("ksbs", flat=True))
            for plan in (ours, draft)
        ]
        assert told[0] == told[1]
    assert not set(ours.methods.values_list("pk")) & set(draft.methods.values_list("pk"))


def test_figures_are_read_put_and_told_apart(provider, admin, ours):
    draft = saved(
        provider,
        drafted(provider, ours, admin),
        admin,
        methods__shown__weight=70,
        methods__watched__weight=30,
        evidence_rules__oldest_evidence_months=None,
        evidence_rules__methods__watched__allowed_kinds=["photo", "case_study"],
        evidence_rules__resits__within_months=6,
        **{"gateway.minimum-time.parameters.plan_months": 9},
    )
    told = differences(Sheet(ours), Sheet(AssessmentPlan.objects.get(pk=draft.pk)))
    assert [(row.figure.label, row.was, row.will_be) for row in told] == [
        ("Weight", "60 %", "70 %"),
        ("Weight", "40 %", "30 %"),
        ("Evidence may be this old", "24 months", "However old"),
        ("Kinds that count for “Watched” alone", "Photo or screenshot", "Case study, Photo or screenshot"),
        ("A resit has to be within", "12 months", "6 months"),
        ("Months the plan asks for", "12 months", "9 months"),
    ]
    ours.refresh_from_db()
    assert ours.evidence_rules == RULES


@pytest.mark.parametrize(
    ("weights", "rule", "day", "sentence"),
    [
        pytest.param([60, 40], {}, 1, "", id="a hundred"),
        pytest.param([None, None], {}, 1, "", id="no weights"),
        pytest.param([60, 35], {}, 1, "come to 95 %", id="ninety-five"),
        pytest.param([60, None], {}, 1, "Some methods have a weight and others none", id="one without"),
        pytest.param([None, None], {"overall_distinction": "weight-at-distinction"}, 1, "by weight", id="no"),
        pytest.param(
            [60, 40], {"overall_distinction": "weight-at-distinction"}, 1, "Say how much", id="no share"
        ),
        pytest.param([60, 40], {}, -1, "in force from 3 Oct 2018", id="before its source"),
        pytest.param([60, 40], {}, 731, "", id="two years ahead"),
        pytest.param([60, 40], {}, 732, "4 Oct 2020 is more than two years ahead", id="farther ahead"),
    ],
)
def test_problems_name_what_stands_in_the_way(ours, weights, rule, day, sentence):
    sheet = Sheet(ours)
    sheet.plan.overall_grade_rule = rule
    for method, weight in zip(sheet.methods.values(), weights, strict=True):
        method.weight = weight
    first = dt.date(2018, 10, 3)
    found = problems_with(sheet, first + dt.timedelta(days=day), first, today=first)
    assert sentence in " ".join(found)
    assert bool(found) is bool(sentence)


@pytest.mark.parametrize(("floor", "number"), [(278, 0), (279, 1), (None, 0)])
def test_floor_over_the_published_hours_is_a_problem(ours, floor, number):
    GatewayRequirement.objects.create(
        plan=ours,
        rule="off-the-job",
        title="Hours",
        explanation="Enough.",
        parameters={"published_hours": 278, "floor_hours": floor},
        position=2,
    )
    day = ours.in_force_from
    assert len(problems_with(Sheet(ours), day, day, today=day)) == number


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("methods.shown.distinction_threshold", "101", id="a threshold over 100"),
        pytest.param("methods.shown.distinction_threshold", "-1", id="a negative threshold"),
        pytest.param("methods.shown.distinction_threshold", "0", id="a distinction for nothing"),
        pytest.param("methods.shown.weight", "sixty", id="words"),
        pytest.param("methods.shown.weight", "12.5", id="a half"),
        pytest.param("methods.shown.duration_minutes", "0", id="no minutes"),
        pytest.param("gateway.minimum-time.parameters.plan_months", "61", id="too many months"),
        pytest.param("evidence_rules.allowed_kinds", "hearsay", id="an unknown kind"),
        pytest.param("overall_grade_rule.overall_distinction", "two-of-three", id="an unknown rule"),
    ],
)
def test_page_gives_back_figures_that_cannot_be(provider, admin, ours, as_user, name, value):
    draft = drafted(provider, ours, admin)
    answer = as_user(admin).post(url(provider, draft), typed(draft, **{name: value, "why": "Our reason"}))
    body = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing is lost" in body
    assert "Our reason" in body
    draft.refresh_from_db()
    assert draft.saves == 0


# Actions


def test_one_draft_at_a_time(provider, admin, ours):
    assert drafted(provider, ours, admin) == drafted(provider, ours, admin)
    assert acts() == ["drafted plan"]


def test_saving_over_what_was_not_seen_is_stale(provider, admin, ours):
    draft = drafted(provider, ours, admin)
    saved(provider, draft, admin, methods__shown__weight=70)
    with pytest.raises(StaleDraft):
        saved(provider, draft, admin, methods__shown__weight=50)
    saved(provider, draft, admin, methods__shown__weight=70)
    assert Method.objects.get(plan=draft, key="shown").weight == 70


def test_publishing_twice_is_once_and_nobody_is_moved(provider, admin, ours):
    staying = ApprenticeshipFactory(provider=provider, version=ours.version, plan=ours)
    plan = published(provider, ours, admin, methods__shown__weight=70, methods__watched__weight=30)
    publish_plan(provider=provider, plan=plan, saves=plan.saves, by=admin)
    staying.refresh_from_db()
    assert staying.plan == ours
    assert acts() == ["drafted plan", "saved plan", "published plan"]


def test_publishing_refuses_weights_that_do_not_make_a_whole(provider, admin, ours):
    with pytest.raises(Refused, match="come to 110 %"):
        published(provider, ours, admin, methods__shown__weight=70)


def test_published_plan_stays_as_it_is(provider, admin, ours):
    plan = published(provider, ours, admin, why="As we teach")
    with pytest.raises(Refused, match="published and stays as it is"):
        saved(provider, plan, admin, saves=1, methods__shown__weight=50)
    with pytest.raises(Refused, match="published and stays as it is"):
        discard_draft(provider=provider, plan=plan, by=admin)
    with pytest.raises(Refused, match="This plan is shared"):
        discard_draft(provider=provider, plan=ours, by=admin)


def test_publishing_what_is_shared_is_refused_with_the_reason(provider, admin, ours, as_user):
    page = as_user(admin).post(url(provider, ours, "plan-publish"), {"saves": 0})
    assert page.status_code == HTTPStatus.CONFLICT
    assert "This plan is shared" in page.content.decode()
    ours.refresh_from_db()
    assert ours.published_at is None


@pytest.mark.parametrize(
    "act",
    [
        lambda provider, plan, by: publish_plan(provider=provider, plan=plan, saves=0, by=by),
        lambda provider, plan, by: discard_draft(provider=provider, plan=plan, by=by),
        lambda provider, plan, by: saved(provider, plan, by),
        lambda provider, plan, by: draft_plan(provider=provider, source=plan, by=by),
    ],
    ids=["publish", "discard", "save", "draft"],
)
def test_acting_on_a_draft_that_a_colleague_discarded_says_so(provider, admin, ours, act):
    plan = drafted(provider, ours, admin)
    AssessmentPlan.objects.filter(pk=plan.pk).delete()
    with pytest.raises(Refused, match="Somebody removed this"):
        act(provider, plan, admin)
    assert list(AssessmentPlan.objects.all()) == [ours]


def test_discarding_leaves_everything_else(provider, admin, ours):
    discard_draft(provider=provider, plan=drafted(provider, ours, admin), by=admin)
    assert list(AssessmentPlan.objects.all()) == [ours]
    assert Method.objects.count() == 2


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        pytest.param(dt.date(2026, 8, 31), "ours", id="the day before"),
        pytest.param(dt.date(2026, 9, 1), "own", id="the day itself"),
        pytest.param(dt.date(2018, 10, 2), "none", id="before any plan"),
    ],
)
def test_new_start_gets_the_plan_in_force_that_day(provider, admin, ours, started, expected):
    own = published(provider, ours, admin)
    for_start = AssessmentPlan.objects.for_start
    wanted = {"ours": ours, "own": own, "none": None}[expected]
    assert for_start(ours.version, provider.pk, started) == wanted
    assert for_start(ours.version, ProviderFactory().pk, dt.date(2026, 9, 1)) == ours


def test_newest_of_one_day_comes_first_and_drafts_never(provider, admin, ours):
    published(provider, ours, admin)
    second = published(provider, ours, admin, why="Again")
    drafted(provider, ours, admin)
    found = AssessmentPlan.objects.for_start(ours.version, provider.pk, dt.date(2026, 10, 1))
    assert found == second


def test_own_plans_are_seen_at_their_provider_and_drafts_by_administrators(provider, admin, ours):
    own = published(provider, ours, admin)
    draft = drafted(provider, ours, admin)
    assessor = member(provider, Role.ASSESSOR)
    other = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    for user, plans in (
        (admin, {ours, own, draft}),
        (assessor, {ours, own}),
        (other, {ours}),
        (UserFactory(), {ours}),
    ):
        assert set(AssessmentPlan.objects.visible_to(user)) == plans
        assert {row.plan for row in Method.objects.visible_to(user)} == plans
        assert {row.method.plan for row in Criterion.objects.visible_to(user)} == plans
        assert {row.plan for row in GatewayRequirement.objects.visible_to(user)} == plans


# Pages


def url(provider, plan, name="plan-edit"):
    return reverse(f"standards:{name}", args=[provider.pk, plan.pk])


def typed(plan, **more):
    """What a browser would send of the form as it is shown."""
    form = VersionForm(None, sheet=Sheet(plan))
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value is not None and value is not False}
    return {**data, "in_force_from": "2026-09-01", **more}


def test_a_version_is_drafted_saved_read_and_published(provider, admin, ours, as_user):
    client = as_user(admin)
    ApprenticeshipFactory(provider=provider, version=ours.version, plan=ours)
    client.post(url(provider, ours, "plan-draft"))
    draft = AssessmentPlan.objects.get(provider=provider)
    more = {"methods.shown.weight": "70", "methods.watched.weight": "30"}
    assert client.post(url(provider, draft), typed(draft, **more)).url == url(provider, draft, "plan-publish")
    body = client.get(url(provider, draft, "plan-publish")).content.decode()
    assert "1 apprentice</a> stays on Test plan." in body
    assert "start on <time" in body
    assert client.post(url(provider, draft, "plan-publish"), {"saves": 0}).status_code == 409
    assert client.post(url(provider, draft, "plan-publish"), {"saves": 1}).status_code == 302
    assert client.post(url(provider, draft, "plan-publish"), {"saves": 1}).status_code == 302
    assert client.get(url(provider, draft)).status_code == 409
    assert "own version of Test plan" in client.get(draft.get_absolute_url()).content.decode()


def test_review_says_until_when_new_starts_get_it(provider, admin, ours, as_user):
    later = published(provider, ours, admin)
    draft = saved(provider, drafted(provider, ours, admin), admin, day=dt.date(2026, 3, 1))
    body = as_user(admin).get(url(provider, draft, "plan-publish")).content.decode()
    assert "up to the day before" in body
    assert f"From then on they get {later.name}" in body
    found = AssessmentPlan.objects.for_start(ours.version, provider.pk, later.in_force_from)
    assert found == later


def test_page_shows_both_when_somebody_saved_first(provider, admin, ours, as_user):
    draft = drafted(provider, ours, admin)
    mine = typed(draft, **{"methods.shown.weight": "55", "why": "Mine"})
    saved(provider, draft, admin, methods__shown__weight=70)
    answer = as_user(admin).post(url(provider, draft), mine)
    body = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "They saved" in body
    assert "70 %" in body
    assert 'value="55"' in body
    assert "Mine" in body


def test_a_page_that_lost_its_count_says_so_plainly(provider, admin, ours, as_user):
    draft = drafted(provider, ours, admin)
    answer = as_user(admin).post(url(provider, draft), typed(draft, saves="", why="Kept"))
    body = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This page lost something" in body
    assert "Kept" in body


def test_other_providers_plans_are_not_found(provider, admin, ours, as_user):
    own = published(provider, ours, admin)
    draft = drafted(provider, ours, admin)
    other = ProviderFactory()
    client = as_user(member(other, Role.PROVIDER_ADMIN))
    for plan in (own, draft):
        assert client.get(plan.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND
        for name in ("plan-edit", "plan-publish", "plan-check"):
            assert client.get(url(other, plan, name)).status_code == HTTPStatus.NOT_FOUND
        assert client.post(url(other, plan, "plan-draft")).status_code == HTTPStatus.NOT_FOUND
    assert as_user(member(provider, Role.ASSESSOR)).get(draft.get_absolute_url()).status_code == 404


def test_only_administrators_keep_plans(provider, ours, as_user):
    client = as_user(member(provider, Role.IQA))
    for name in ("plan-draft", "plan-discard"):
        assert client.post(url(provider, ours, name)).status_code == HTTPStatus.FORBIDDEN
    for name in ("plan-edit", "plan-publish"):
        assert client.get(url(provider, ours, name)).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_a_draft_ask_the_same(provider, admin, ours, as_user, number, django_assert_num_queries):
    for _ in range(number):
        ApprenticeshipFactory(provider=provider, version=ours.version, plan=ours)
    draft, client = drafted(provider, ours, admin), as_user(admin)
    with django_assert_num_queries(FRAME + 3):
        client.get(url(provider, draft))
    with django_assert_num_queries(FRAME + 6):
        client.get(url(provider, draft, "plan-publish"))


def test_unknown_draft_is_not_found(provider, admin, as_user):
    address = reverse("standards:plan-edit", args=[provider.pk, uuid4()])
    assert as_user(admin).get(address).status_code == HTTPStatus.NOT_FOUND


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_two_who_save_one_draft_at_once_are_not_both_right(provider, admin, ours):
    draft, other = drafted(provider, ours, admin), member(provider, Role.PROVIDER_ADMIN)
    outcomes = together(
        lambda: saved(provider, draft, admin, methods__shown__weight=70),
        lambda: saved(provider, draft, other, methods__shown__weight=50),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleDraft"]
    draft.refresh_from_db()
    assert draft.saves == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_or_draft_at_once_make_one(provider, admin, ours):
    other = member(provider, Role.PROVIDER_ADMIN)
    assert together(*[lambda by=by: drafted(provider, ours, by) for by in (admin, other)]) == [None, None]
    draft = AssessmentPlan.objects.get(provider=provider)
    publish = [
        lambda by=by: publish_plan(provider=provider, plan=draft, saves=0, by=by) for by in (admin, other)
    ]
    assert together(*publish) == [None, None]
    assert acts() == ["drafted plan", "published plan"]
