"""Versions of a standard of a provider's own: copied whole, seen where they belong, got by new starts."""

import datetime as dt
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from reports.archive.matching import _version
from standards.importers import load_packs
from standards.models import (
    Area,
    AssessmentPlan,
    Criterion,
    Ksb,
    KsbCue,
    Method,
    ScenarioCard,
    Standard,
    StandardVersion,
)
from standards.own_versions import DraftBegun, discard_version, draft_from, publish_version
from standards.records.writing import pack_of
from standards.version_actions import discard_draft, publish_plan
from tests.factories import ProviderFactory, StandardFactory, StandardVersionFactory, UserFactory, member
from tests.portfolio.test_holding import together
from tests.shipped import FIXTURES

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 1)


@pytest.fixture
def ours():
    return StandardVersionFactory()


def drafted(provider, source, admin, **more):
    return draft_from(provider=provider, source=source, by=admin, **{"new_id": uuid4(), **more})


def published(provider, source, admin, **more):
    """As publishing leaves it."""
    draft = drafted(provider, source, admin, **{"starts_from": DAY, **more})
    for rows in (StandardVersion.objects.filter(pk=draft.pk), draft.plans.all()):
        rows.update(published_at=timezone.now(), published_by=admin)
    return StandardVersion.objects.get(pk=draft.pk)


def told(version):
    """All that hangs on a version, without ids."""
    plan = version.plans.get()
    criteria = Criterion.objects.filter(method__plan=plan).order_by("position")
    return {
        "areas": list(version.areas.values_list("key", "title", "kind", "position", "summary")),
        "ksbs": list(
            version.ksbs.values_list("guid", "code", "kind", "area__key", "title", "statement", "alternative")
        ),
        "cues": sorted(KsbCue.objects.filter(ksb__version=version).values_list("ksb__code", "reason")),
        "cards": sorted(version.scenarios.values_list("key", "ksbs__code")),
        "methods": sorted(plan.methods.values_list("key", "weight", "ksbs__code")),
        "criteria": sorted(criteria.values_list("area__key", "code", "text", "ksbs__code")),
        "gateway": list(plan.gateway_requirements.values_list("rule", "explanation", "parameters")),
    }


def test_a_draft_copies_all_that_hangs_on_a_version(version, provider, admin):
    draft = drafted(provider, version, admin, why="As we teach")
    assert told(draft) == told(version)
    assert (draft.version, draft.replaces, draft.is_draft, draft.why) == (
        "1.1-1",
        version,
        True,
        "As we teach",
    )
    for model, path in ((Area, "version"), (Ksb, "version"), (Method, "plan__version")):
        both = [set(model.objects.filter(**{path: each}).values_list("pk")) for each in (version, draft)]
        assert not both[0] & both[1]
    plan = draft.plans.get()
    assert set(plan.methods.values_list("ksbs__version", flat=True)) == {draft.pk}
    assert set(Criterion.objects.filter(method__plan=plan).values_list("area__version", flat=True)) == {
        draft.pk
    }
    assert set(ScenarioCard.objects.filter(version=draft).values_list("ksbs__version", flat=True)) == {
        draft.pk
    }
    assert (plan.is_draft, plan.is_checked_for_all, plan.in_force_from) == (True, False, draft.starts_from)


def test_help_stands_beside_a_copied_ksb(version, provider, admin, as_user):
    own = published(provider, version, admin)
    client = as_user(member(provider, Role.APPRENTICE))
    for code in ("K4", "S7"):
        pages = [
            client.get(version_.ksbs.get(code=code).get_absolute_url()).content.decode()
            for version_ in (version, own)
        ]
        found = [page[page.index('<h2 id="criteria"') : page.index("</main>")] for page in pages]
        assert "Worked example" in found[1]
        assert found[0].count("<li") == found[1].count("<li")


def test_loading_packs_again_leaves_own_versions_alone(version, provider, admin):
    own = published(provider, version, admin)
    Ksb.objects.filter(version=own, code="K1").update(statement="In our words")
    load_packs(FIXTURES)
    assert own.ksbs.get(code="K1").statement == "In our words"
    assert [each["version"] for each in pack_of(version.standard)["versions"]] == ["1.0", "1.1"]


def test_asking_twice_makes_one_draft(provider, admin, ours):
    new_id = uuid4()
    assert drafted(provider, ours, admin, new_id=new_id) == drafted(provider, ours, admin, new_id=new_id)
    with pytest.raises(DraftBegun) as begun:
        drafted(provider, ours, admin)
    assert begun.value.draft.pk == new_id
    assert list(AuditEvent.objects.values_list("act", flat=True)) == ["drafted version"]


def test_whoever_comes_after_a_draft_was_discarded_is_told(provider, admin, ours):
    draft = drafted(provider, ours, admin)
    discard_version(provider=provider, version=draft, by=admin)
    late = (
        lambda: discard_version(provider=provider, version=draft, by=admin),
        lambda: publish_version(provider=provider, version=draft, saves=0, by=admin),
        lambda: drafted(provider, draft, admin),
    )
    for act in late:
        with pytest.raises(Refused, match="removed this since") as refused:
            act()
        assert refused.value.status == HTTPStatus.CONFLICT


def test_names_of_versions_are_not_given_twice(provider, admin, ours):
    published(provider, ours, admin)
    with pytest.raises(Refused, match=r"There is a version 1\.1 already"):
        drafted(provider, ours, admin, version="1.1")
    assert drafted(provider, ours, admin).version == "1.1-2"


def test_only_administrators_make_versions_and_only_of_what_they_can_use(provider, admin, ours):
    with pytest.raises(Refused, match="Only an administrator"):
        drafted(provider, ours, member(provider, Role.ASSESSOR))
    other = ProviderFactory()
    foreign = published(other, ours, member(other, Role.PROVIDER_ADMIN))
    with pytest.raises(Refused, match="removed this since"):
        drafted(provider, foreign, admin)


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        pytest.param(dt.date(2026, 8, 31), "ours", id="the day before"),
        pytest.param(DAY, "own", id="the day itself"),
        pytest.param(dt.date(2018, 10, 2), "none", id="before any version"),
    ],
)
def test_new_start_gets_the_version_open_that_day(provider, admin, ours, started, expected):
    own = published(provider, ours, admin)
    for_start = StandardVersion.objects.for_start
    wanted = {"ours": ours, "own": own, "none": None}[expected]
    assert for_start(ours.standard, provider.pk, started) == wanted
    assert for_start(ours.standard, ProviderFactory().pk, DAY) == ours


def test_of_one_day_the_newest_of_the_providers_own_comes_first_and_drafts_never(provider, admin, ours):
    day = {"starts_from": ours.starts_from}
    first = published(provider, ours, admin, **day)
    assert StandardVersion.objects.for_start(ours.standard, provider.pk, DAY) == first
    second = published(provider, ours, admin, **day)
    drafted(provider, ours, admin, **day)
    assert StandardVersion.objects.for_start(ours.standard, provider.pk, DAY) == second


def test_own_versions_are_seen_at_their_provider_and_drafts_by_administrators(provider, admin, version):
    own = published(provider, version, admin)
    draft = drafted(provider, version, admin)
    ours = set(StandardVersion.objects.ours())
    other = member(ProviderFactory(), Role.PROVIDER_ADMIN)
    for user, versions in (
        (admin, {own, draft}),
        (member(provider, Role.LINE_MANAGER), {own}),
        (member(provider, Role.VISITOR), {own}),
        (other, set()),
        (UserFactory(), set()),
    ):
        seen = {each.pk for each in ours | versions}
        assert set(StandardVersion.objects.visible_to(user).values_list("pk", flat=True)) == seen
        hanging = seen - {each.pk for each in ours if not each.has_structured_ksbs}
        for model, path in (
            (Area, "version"),
            (Ksb, "version"),
            (KsbCue, "ksb__version"),
            (ScenarioCard, "version"),
            (AssessmentPlan, "version"),
            (Method, "plan__version"),
            (Criterion, "method__plan__version"),
        ):
            rows = model.objects.visible_to(user).order_by().values_list(path, flat=True)
            assert set(rows.distinct()) == hanging


def test_an_own_standard_is_seen_there_once_a_version_is_published(provider, admin):
    standard = StandardFactory(provider=provider)
    version = StandardVersionFactory(standard=standard, provider=provider)
    assessor = member(provider, Role.ASSESSOR)
    assert list(Standard.objects.visible_to(admin)) == [standard]
    assert list(Standard.objects.visible_to(assessor)) == []
    StandardVersion.objects.filter(pk=version.pk).update(published_at=timezone.now(), published_by=admin)
    assert list(Standard.objects.visible_to(assessor)) == [standard]
    assert list(Standard.objects.visible_to(member(ProviderFactory(), Role.PROVIDER_ADMIN))) == []


def test_list_and_page_show_drafts_to_administrators_alone(provider, admin, ours, as_user):
    draft = drafted(provider, ours, admin)
    assessor = member(provider, Role.ASSESSOR)
    for user, status in ((admin, HTTPStatus.OK), (assessor, HTTPStatus.NOT_FOUND)):
        assert as_user(user).get(draft.get_absolute_url()).status_code == status
        listed = as_user(user).get(reverse("standards:list")).content.decode()
        assert (draft.get_absolute_url() in listed) is (status == HTTPStatus.OK)


def test_a_plan_in_a_draft_version_is_published_and_discarded_with_it(version, provider, admin):
    plan = drafted(provider, version, admin).plans.get()
    for act in (discard_draft, lambda **kw: publish_plan(saves=0, **kw)):
        with pytest.raises(Refused, match="published or discarded with it"):
            act(provider=provider, plan=plan, by=admin)


def test_an_archive_finds_the_own_version_of_its_provider_alone(provider, admin, ours):
    own = published(provider, ours, admin)
    about = {"standard": {"reference": ours.standard.reference, "version": own.version}}
    assert _version(about, provider) == own
    with pytest.raises(Exception, match="does not hold"):
        _version(about, ProviderFactory())


def test_shared_rows_stem_from_no_providers(provider, admin, ours):
    own = published(provider, ours, admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardVersion.objects.filter(pk=own.pk).update(provider=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardFactory(reference=ours.standard.reference)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_a_draft_at_once_make_one(provider, admin, ours):
    other = member(provider, Role.PROVIDER_ADMIN)
    outcomes = together(*[lambda by=by: drafted(provider, ours, by) for by in (admin, other)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DraftBegun", "NoneType"]
    assert StandardVersion.objects.filter(provider=provider).count() == 1
