"""A draft version as a whole: its facts, published once, discarded, and a plan begun for it."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Refused
from standards.models import Criterion, Ksb, Method, StandardVersion
from standards.own_versions import (
    StaleVersion,
    begin_plan,
    discard_version,
    facts_print,
    publish_version,
    save_facts,
)
from tests.factories import ApprenticeshipFactory, AreaFactory, KsbFactory, StandardVersionFactory
from tests.standards.drafts.asked import TODAY, ksb_of

pytestmark = pytest.mark.django_db


def test_facts_move_the_plan_along_and_keep_to_free_names(provider, admin, draft):
    values = {name: getattr(draft, name) for name in ("version", "why", "wording", "source", "credit_line")}
    values |= {"typical_months": None, "minimum_otj_hours": None, "starts_from": dt.date(2027, 1, 4)}
    act = {"provider": provider, "version": draft, "by": admin}
    seen = facts_print(draft)
    save_facts(values=values, seen=seen, **act)
    assert draft.plans.get().in_force_from == dt.date(2027, 1, 4)
    save_facts(values=values, seen=seen, **act)
    with pytest.raises(StaleVersion):
        save_facts(values=values | {"why": "Otherwise"}, seen=seen, **act)
    fresh = StandardVersion.objects.get(pk=draft.pk)
    with pytest.raises(Refused, match=r"There is a version 1\.1 already"):
        save_facts(values=values | {"version": "1.1"}, seen=facts_print(fresh), **act)


def test_publishing_is_once_whole_and_moves_nobody(provider, admin, draft, ours, keep):
    staying = ApprenticeshipFactory(provider=provider, version=ours, plan=ours.plans.get())
    keep("ksb", ksb_of(draft, "K1"), title="Otherwise")
    act = {"provider": provider, "version": draft, "by": admin}
    with pytest.raises(StaleVersion):
        publish_version(saves=0, **act)
    publish_version(saves=1, **act)
    publish_version(saves=1, **act)
    staying.refresh_from_db()
    assert staying.version == ours
    assert not draft.plans.get().is_draft
    assert StandardVersion.objects.for_start(ours.standard, provider.pk, TODAY) == draft
    with pytest.raises(Refused, match="published and stays as it is"):
        keep("ksb", ksb_of(draft, "K1"), title="Again")
    with pytest.raises(Refused, match="published and stays as it is"):
        discard_version(**act)
    assert list(AuditEvent.objects.order_by("number").values_list("act", flat=True)) == [
        "drafted version",
        "changed version",
        "published version",
    ]


def test_discarding_leaves_everything_else(provider, admin, draft, ours):
    discard_version(provider=provider, version=draft, by=admin)
    assert list(StandardVersion.objects.all()) == [ours]
    assert (Ksb.objects.count(), Method.objects.count(), Criterion.objects.count()) == (6, 2, 6)


def test_a_plan_is_begun_empty_or_from_another_by_guid(provider, admin, ours):
    version = StandardVersionFactory(provider=provider, version="1.0")
    area = AreaFactory(version=version, key="other")
    for number, guid in enumerate(ours.ksbs.order_by("position").values_list("guid", flat=True)[:2], start=1):
        KsbFactory(area=area, guid=guid, code=f"K{number}", position=number)
    Criterion.objects.filter(code="P2").update(code="P9")
    act = {"provider": provider, "version": version, "by": admin}
    plan = begin_plan(source=ours.plans.get(), **act)
    assert begin_plan(source=None, **act) == plan
    assert list(plan.methods.order_by("position", "ksbs__position").values_list("key", "ksbs__code")) == [
        ("of-k", "K1"),
        ("of-k", "K2"),
        ("of-s", None),
    ]
    criteria = Criterion.objects.filter(method__plan=plan).order_by("position")
    assert list(criteria.values_list("code", "area", "ksbs__code")) == [
        ("P1", None, "K1"),
        ("P9", None, "K2"),
    ]
    plan.delete()
    assert begin_plan(source=None, **act).methods.count() == 0
