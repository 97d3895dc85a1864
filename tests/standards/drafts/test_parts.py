"""The parts of a draft version: saved, put elsewhere, removed and brought back."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.permissions import Refused
from standards.checks import is_plan_checked
from standards.models import AssessmentPlan, Criterion, Ksb, Method
from standards.own_parts import StalePart, move_part, number_again, remove_part
from standards.own_versions import draft_from, publish_version
from standards.parts import KINDS
from tests.portfolio.test_holding import together
from tests.standards.drafts.asked import TODAY, flaws, ksb_of, new_ksb, order_of, url

pytestmark = pytest.mark.django_db


def test_a_ksb_is_added_once_reworded_and_counted(draft, keep):
    pk = uuid4()
    added = keep("ksb", pk=pk, **new_ksb(draft))
    assert keep("ksb", pk=pk, **new_ksb(draft)) == added
    assert order_of(draft) == ["K1", "K2", "K9", "K3", "K4", "S1", "S2"]
    row = ksb_of(draft, "K1")
    keep("ksb", row, statement="Know it otherwise.")
    draft.refresh_from_db()
    assert (draft.saves, draft.wording) == (2, "provider")
    assert draft.replaces.ksbs.get(code="K1").guid == ksb_of(draft, "K1").guid
    acts = (
        AuditEvent.objects.filter(act="changed version").order_by("number").values_list("detail", flat=True)
    )
    assert [(each["part"], each["what"]) for each in acts] == [("ksb", "added"), ("ksb", "changed")]


def test_saving_over_what_was_not_seen_is_stale(draft, keep):
    before = ksb_of(draft, "K1")
    keep("ksb", before, title="Theirs")
    with pytest.raises(StalePart) as stale:
        keep("ksb", before, title="Mine")
    assert stale.value.newest.title == "Theirs"
    assert keep("ksb", before, title="Theirs").title == "Theirs"
    keep("ksb", ksb_of(draft, "K2"), title="Another part is nobody’s business")


def test_codes_taken_meanwhile_are_refused_with_a_sentence(draft, keep):
    with pytest.raises(Refused, match="the same code or name"):
        keep("ksb", ksb_of(draft, "K1"), code="K2")


def test_a_ksb_takes_its_criteria_to_its_new_area(draft, keep):
    two = draft.areas.get(key="two")
    Criterion.objects.filter(method__plan__version=draft, code="P3").update(code="P1")
    keep("ksb", ksb_of(draft, "K1"), area_id=two.pk)
    moved = Criterion.objects.get(method__plan__version=draft, ksbs__code="K1")
    assert (moved.area, moved.code) == (two, "P5")
    assert order_of(draft) == ["K2", "K1", "K3", "K4", "S1", "S2"]


def test_an_area_of_another_kind_takes_its_ksbs_along(draft, keep):
    keep("area", draft.areas.get(key="one"), kind="B")
    assert list(draft.areas.values_list("key", flat=True)) == ["two", "three", "one"]
    assert order_of(draft) == ["K3", "K4", "S1", "S2", "K1", "K2"]
    assert ksb_of(draft, "K1").kind == "B"


def test_both_halves_of_a_pair_are_set_together(draft, keep):
    one, other = ksb_of(draft, "S1"), ksb_of(draft, "S2")
    keep("ksb", one, partner=other.pk, alternative="pair-1", alternative_channel="remote")
    found = Ksb.objects.filter(version=draft, alternative="pair-1").order_by("code")
    assert list(found.values_list("code", "alternative_channel")) == [
        ("S1", "remote"),
        ("S2", "face_to_face"),
    ]
    assert flaws(draft) == []


def test_parts_are_put_in_order_among_their_like(provider, admin, draft):
    def moved(kind, row, step):
        move_part(
            provider=provider,
            version=draft,
            kind=KINDS[kind],
            pk=row.pk,
            place=row.position,
            step=step,
            by=admin,
        )

    row = ksb_of(draft, "K2")
    moved("ksb", row, -1)
    moved("ksb", row, -1)  # a second click, of a page that shows it where it was
    assert order_of(draft) == ["K2", "K1", "K3", "K4", "S1", "S2"]
    moved("ksb", ksb_of(draft, "K1"), 1)  # the last of its area
    moved("area", draft.areas.get(key="two"), -1)
    assert order_of(draft) == ["K3", "K4", "K2", "K1", "S1", "S2"]
    moved("method", Method.objects.get(plan__version=draft, key="of-s"), -1)
    assert list(Method.objects.filter(plan__version=draft).values_list("key", flat=True)) == ["of-s", "of-k"]
    number_again(provider=provider, version=draft, by=admin)
    assert order_of(draft) == ["K1", "K2", "K3", "K4", "S1", "S2"]


def test_an_area_is_removed_when_it_is_empty(provider, admin, draft):
    act = {"provider": provider, "version": draft, "by": admin}
    area = draft.areas.get(key="three")
    with pytest.raises(Refused, match="still has KSBs"):
        remove_part(kind=KINDS["area"], pk=area.pk, **act)
    for ksb in area.ksbs.all():
        remove_part(kind=KINDS["ksb"], pk=ksb.pk, **act)
    remove_part(kind=KINDS["area"], pk=area.pk, **act)
    remove_part(kind=KINDS["area"], pk=area.pk, **act)
    assert [area.key for area in draft.areas.all()] == ["one", "two"]
    assert Criterion.objects.filter(method__plan__version=draft).count() == 6


def test_parts_belong_to_the_draft_and_nothing_else(draft, ours, keep):
    with pytest.raises(Refused, match="removed what this belongs to"):
        keep("ksb", **new_ksb(draft, area_id=ours.areas.first().pk))
    with pytest.raises(Ksb.DoesNotExist):
        keep("ksb", ksb_of(ours, "K1"), title="Reaching out")
    method = Method.objects.get(plan__version=draft, key="of-k")
    keep("method", method, ksbs=[*method.ksbs.all(), ksb_of(ours, "K1")])
    assert set(method.ksbs.values_list("version", flat=True)) == {draft.pk}


def test_an_id_of_something_else_makes_nothing(provider, admin, draft, ours, as_user):
    client, area = as_user(admin), ours.areas.first()
    part = {"new_id": area.pk, "title": "New", "kind_": "K", "summary": ""}
    answer = client.post(url(provider, draft, "version-part-new", "area"), part)
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (409, True)
    begun = {"new_id": ours.pk, "version": "1.1-9", "starts_from": "2026-09-01", "why": "Ours"}
    assert client.post(url(provider, ours, "version-begin"), begun).status_code == 409
    assert ours.areas.filter(title=area.title).exists()


def test_a_removed_ksb_is_brought_back_as_it_was(provider, admin, draft, ours, as_user):
    act = {"provider": provider, "version": draft, "by": admin}
    remove_part(kind=KINDS["ksb"], pk=ksb_of(draft, "K1").pk, **act)
    assert flaws(draft) == ["P1 of “For K” judges no KSB any more. Tick one, or remove it."]
    client, address = as_user(admin), url(provider, draft, "version-restore")
    for _ in range(2):
        assert client.post(address, {"ksb": ksb_of(ours, "K1").pk}).url == url(
            provider, draft, "version-publish"
        )
    assert flaws(draft) == []
    assert order_of(draft) == ["K1", "K2", "K3", "K4", "S1", "S2"]
    assert ksb_of(draft, "K1").guid == ksb_of(ours, "K1").guid
    for bad in ("", "x", uuid4(), ksb_of(draft, "K2").pk):
        assert client.post(address, {"ksb": bad}).status_code == 404


def test_a_copy_of_a_stamped_plan_is_unstamped_and_is_stamped_when_published(provider, admin, ours, as_user):
    ours.plans.update(checked_by=admin, checked_on=TODAY, check_source="The official plan")
    draft = draft_from(provider=provider, source=ours, by=admin, new_id=uuid4(), starts_from=TODAY)
    plan, client = draft.plans.get(), as_user(admin)
    address = reverse("standards:plan-check", args=[provider.pk, plan.pk])
    sent = {"form_id": str(uuid4()), "seen": "", "checked_on": "2026-09-01", "source": "Our handbook"}
    assert client.post(address, sent).status_code == HTTPStatus.CONFLICT
    publish_version(provider=provider, version=draft, saves=0, by=admin)
    assert not is_plan_checked(AssessmentPlan.objects.get(pk=plan.pk), provider.pk)
    assert client.post(address, sent).status_code == HTTPStatus.FOUND
    body = client.get(draft.get_absolute_url()).content.decode()
    assert "Checked against the official plan for Harbour Training by" in body
    assert "Our handbook" in body


@pytest.mark.django_db(transaction=True)
def test_two_who_save_one_part_at_once_are_not_both_right(draft, keep):
    row = ksb_of(draft, "K1")
    outcomes = together(lambda: keep("ksb", row, title="One"), lambda: keep("ksb", row, title="Other"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StalePart"]
    assert AssessmentPlan.objects.filter(version=draft).count() == 1
