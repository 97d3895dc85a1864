"""The editor of a draft version: parts saved, put elsewhere and removed, flaws named, and publishing."""

import datetime as dt
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from standards.checks import is_plan_checked
from standards.draft_checks import flaws_in
from standards.draft_forms import FORMS, FactsForm, WordsForm
from standards.models import AssessmentPlan, Criterion, GatewayRequirement, Ksb, Method, StandardVersion
from standards.own_parts import StalePart, move_part, number_again, remove_part, save_part
from standards.own_versions import (
    StaleVersion,
    begin_plan,
    discard_version,
    draft_from,
    facts_print,
    publish_version,
    save_facts,
)
from standards.parts import KINDS, Draft, Wish, part_print, verified_in
from tests.factories import (
    ApprenticeshipFactory,
    AreaFactory,
    KsbFactory,
    ProviderFactory,
    StandardVersionFactory,
    member,
)
from tests.portfolio.test_holding import together
from tests.standards.small import small_version

pytestmark = pytest.mark.django_db
FRAME = 3
TODAY = dt.date(2026, 9, 1)


@pytest.fixture
def provider():
    return ProviderFactory(name="Harbour Training")


@pytest.fixture
def admin(provider):
    return member(provider, Role.PROVIDER_ADMIN)


@pytest.fixture
def ours():
    return small_version()


@pytest.fixture
def draft(provider, admin, ours):
    return draft_from(provider=provider, source=ours, by=admin, new_id=uuid4(), starts_from=TODAY, why="Ours")


@pytest.fixture
def keep(provider, admin, draft):
    """Save a part: of a kind, the row or None, with these values and KSBs."""

    def saved(what, row=None, *, seen=None, ksbs=None, partner=None, pk=None, is_verified=None, **values):
        kind = KINDS[what]
        if row is not None:
            values = {name: getattr(row, name) for name in kind.fields} | values
            seen = part_print(kind, row) if seen is None else seen
            if kind.has_ksbs and ksbs is None:
                ksbs = row.ksbs.all()
        wish = Wish(
            kind,
            row.pk if row else pk or uuid4(),
            values,
            seen or "",
            [ksb.pk for ksb in ksbs or ()],
            partner,
            is_verified,
        )
        return save_part(provider=provider, version=draft, wish=wish, by=admin)

    return saved


def flaws(version):
    return [
        flaw.sentence for flaw in flaws_in(Draft(StandardVersion.objects.get(pk=version.pk)), TODAY, set())
    ]


def ksb_of(version, code):
    return Ksb.objects.get(version=version, code=code)


def order_of(version):
    return list(Ksb.objects.filter(version=version).order_by("position").values_list("code", flat=True))


def new_ksb(draft, area="one", code="K9", **more):
    area = draft.areas.get(key=area)
    words = {"title": "New", "statement": "Know the new thing.", "alternative": "", "alternative_channel": ""}
    return {"version_id": draft.pk, "area_id": area.pk, "code": code, **words, **more}


# What stands in the way


def test_an_unchanged_copy_can_be_published(draft):
    assert flaws(draft) == []


def test_what_is_wrong_is_named_and_leads_to_the_part(provider, admin, draft, keep):
    added = keep("ksb", **new_ksb(draft))
    remove_part(provider=provider, version=draft, kind=KINDS["ksb"], pk=ksb_of(draft, "S2").pk, by=admin)
    Ksb.objects.filter(version=draft, code="K1").update(alternative="pair", alternative_channel="remote")
    Ksb.objects.filter(version=draft, code="S1").update(code="K8")
    AreaFactory(version=draft, title="Bare", position=9)
    found = flaws_in(Draft(draft), TODAY, {draft.version})
    assert [flaw.sentence for flaw in found] == [
        "“Bare” has no KSB. Add one to it, or remove the area.",
        "K8 is in “Three”, an area of skills. Give it a code such as S1.",
        (
            "K1 is asked remotely only, and nothing is asked in its place otherwise. Name the other half of "
            "the pair, or ask it of everybody."
        ),
        f"Another version is called {draft.version} by now. Give yours another name.",
        "No method looks at K9 New. Tick it for one.",
        "P6 of “For S” judges no KSB any more. Tick one, or remove it.",
    ]
    assert (found[4].kind, found[4].pk) == ("ksb", added.pk)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(lambda v: v.areas.all().delete(), "It has no area yet.", id="no area"),
        pytest.param(lambda v: v.plans.all().delete(), "It has no assessment plan yet", id="no plan"),
        pytest.param(
            lambda v: Method.objects.filter(plan__version=v).delete(),
            "Its plan has no method.",
            id="no method",
        ),
        pytest.param(
            lambda v: Criterion.objects.filter(method__plan__version=v, code="P1").delete(),
            "No criterion judges K1 K1.",
            id="no criterion",
        ),
        pytest.param(
            lambda v: GatewayRequirement.objects.filter(plan__version=v).delete(),
            "Nothing is asked at the gateway.",
            id="no gateway",
        ),
        pytest.param(
            lambda v: Method.objects.filter(plan__version=v, key="of-k").update(weight=60),
            "Some methods have a weight and others none.",
            id="weights",
        ),
        pytest.param(
            lambda v: Method.objects.get(plan__version=v, key="of-s").ksbs.clear(),
            "“For S” looks at no KSB.",
            id="a method for nothing",
        ),
        pytest.param(
            lambda v: Criterion.objects.filter(method__plan__version=v, code="P1").update(status="official"),
            "P1 of “For K” is called official. Say its source.",
            id="official without a source",
        ),
    ],
)
def test_each_flaw_stops_publishing(provider, admin, draft, change, sentence):
    change(draft)
    assert any(sentence in each for each in flaws(draft))
    with pytest.raises(Refused):
        publish_version(provider=provider, version=draft, saves=0, by=admin)


def test_what_the_employer_verifies_needs_no_method(provider, admin, draft, keep):
    area = AreaFactory(version=draft, key="how", kind="B", position=4)
    row = keep("ksb", **new_ksb(draft, area="how", code="B1", title="Calm"))
    assert flaws(draft) == ["No method looks at B1 Calm. Tick it for one."]
    keep("ksb", row, is_verified=True)
    assert flaws(draft) == []
    keep("ksb", ksb_of(draft, "B1"), code="B7")
    number_again(provider=provider, version=draft, by=admin)
    assert verified_in(draft.plans.get()) == ["B1"]
    remove_part(provider=provider, version=draft, kind=KINDS["ksb"], pk=row.pk, by=admin)
    assert verified_in(draft.plans.get()) == []
    area.delete()
    assert flaws(draft) == []


def test_a_criterion_goes_by_its_outcome_or_by_area(draft, keep):
    row = Criterion.objects.get(method__plan__version=draft, code="P1")
    keep("criterion", row, outcome="Serving")
    row.refresh_from_db()
    assert (row.area, row.heading) == (None, "Serving")
    keep("criterion", row, outcome="")
    assert Criterion.objects.get(pk=row.pk).area.key == "one"


# Parts


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


# The whole


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


# Pages


def url(provider, version, name="version-edit", *more):
    return reverse(f"standards:{name}", args=[provider.pk, version.pk, *more])


def typed(form, **more):
    """What a browser would send of a form as it is shown."""
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value is not None and value is not False}
    return {**data, **more}


def part_form(draft, kind, row, within=None):
    return FORMS[kind](None, draft=Draft(draft), row=row, within=within)


def test_a_version_is_made_changed_and_published_through_its_pages(provider, admin, ours, as_user):
    client = as_user(admin)
    begin = url(provider, ours, "version-begin")
    assert begin in client.get(ours.get_absolute_url()).content.decode()
    sent = {"new_id": str(uuid4()), "version": "1.1-a", "starts_from": "2026-09-01", "why": "As we teach"}
    for _ in range(2):
        answer = client.post(begin, sent)
    draft = StandardVersion.objects.get(provider=provider)
    assert answer.url == url(provider, draft)
    assert client.get(begin).status_code == HTTPStatus.OK
    row = ksb_of(draft, "K1")
    address = url(provider, draft, "version-part", "ksb", row.pk)
    answer = client.post(address, typed(part_form(draft, "ksb", row), statement="Know it in our words."))
    assert answer.url == f"{url(provider, draft)}#part-{row.pk}"
    body = client.get(url(provider, draft, "version-publish")).content.decode()
    assert "<ins>" in body
    assert "1 KSB reworded" in body
    assert client.post(url(provider, draft, "version-publish"), {"saves": 0}).status_code == 409
    assert client.post(url(provider, draft, "version-publish"), {"saves": 1}).url == draft.get_absolute_url()
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Harbour Training’s own" in page
    assert "Not yet checked against the official plan" in page
    assert client.get(url(provider, draft)).status_code == HTTPStatus.CONFLICT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_part_is_shown_added_and_given_back_when_it_cannot_be(
    provider, admin, draft, as_user, kind
):
    client = as_user(admin)
    GatewayRequirement.objects.filter(plan__version=draft).update(rule="declarations")
    method = Draft(draft).methods[0]
    within = f"?in={draft.areas.first().pk}" if kind == "ksb" else f"?in={method.pk}"
    address = url(provider, draft, "version-part-new", kind) + within
    shown = client.get(address)
    new_id = str(uuid4())
    data = {
        "area": {"title": "New", "kind_": "S", "summary": ""},
        "ksb": {"area": draft.areas.first().pk, "code": "k9", "title": "New", "statement": "Know it."},
        "method": {
            "name": "New",
            "kind_": "discussion",
            "moment": "after-gateway",
            "ksbs": [ksb_of(draft, "K1").pk],
        },
        "criterion": {"code": "D1", "grade": "distinction", "text": "New", "status": "indicative"},
        "gateway": {"rule": "minimum-time", "title": "New", "explanation": "Twelve months."},
    }[kind] | {"new_id": new_id, "seen": ""}
    wrong = client.post(address, {**data, "title": "", "name": "", "text": "", "code": "Kept"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing is lost" in wrong.content.decode()
    assert client.post(address, data).status_code == client.post(address, data).status_code == 302
    row = KINDS[kind].model.objects.get(pk=new_id)
    assert "New" in client.get(url(provider, draft, "version-part", kind, row.pk)).content.decode()
    assert shown.status_code == HTTPStatus.OK
    removed = client.post(url(provider, draft, "version-part-remove", kind, row.pk))
    assert removed.status_code == 302
    assert not KINDS[kind].model.objects.filter(pk=new_id).exists()


def test_page_shows_both_when_somebody_saved_first(provider, admin, draft, keep, as_user):
    row = ksb_of(draft, "K1")
    mine = typed(part_form(draft, "ksb", row), statement="Mine\r\nin two lines")
    keep("ksb", row, statement="Theirs")
    address = url(provider, draft, "version-part", "ksb", row.pk)
    answer = as_user(admin).post(address, mine)
    body = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "They saved" in body
    assert "Theirs" in body
    assert "in two lines" in body
    again = dict(mine, seen=part_print(KINDS["ksb"], ksb_of(draft, "K1")))
    assert as_user(admin).post(address, again).status_code == 302
    assert ksb_of(draft, "K1").statement == "Mine\nin two lines"


def test_figures_of_a_gateway_item_are_set_on_its_page(provider, admin, draft, as_user):
    row = GatewayRequirement.objects.get(plan__version=draft)
    address = url(provider, draft, "version-part", "gateway", row.pk)
    as_user(admin).post(address, typed(part_form(draft, "gateway", row), **{"figure.plan_months": "9"}))
    row.refresh_from_db()
    assert row.parameters == {"plan_months": 9, "funding_months": 8}


def test_words_facts_and_figures_of_a_draft_are_saved(provider, admin, draft, as_user):
    client, plan = as_user(admin), draft.plans.get()
    words = typed(WordsForm(None, plan=plan), **{"words.gateway": "gateway to completion"})
    assert client.post(url(provider, draft, "version-words"), words).url == url(provider, draft)
    facts = typed(FactsForm(None, version=draft), wording="official", source="")
    assert client.post(url(provider, draft, "version-facts"), facts).status_code == 422
    assert (
        client.post(url(provider, draft, "version-facts"), {**facts, "source": "The record"}).status_code
        == 302
    )
    figures = reverse("standards:plan-edit", args=[provider.pk, plan.pk])
    assert client.get(reverse("standards:plan-publish", args=[provider.pk, plan.pk])).status_code == 302
    sent = {"saves": 0, "methods.of-k.weight": "60", "methods.of-s.weight": "40"}
    assert client.post(figures, sent).url == url(provider, draft)
    draft.refresh_from_db()
    assert (draft.saves, draft.wording, draft.plans.get().vocabulary) == (
        3,
        "official",
        {"gateway": "gateway to completion"},
    )


def test_order_is_changed_by_buttons(provider, admin, draft, as_user):
    row = ksb_of(draft, "K2")
    client, address = as_user(admin), url(provider, draft, "version-move")
    assert client.post(address, {"up": f"ksb.{row.pk}.{row.position}"}).status_code == 302
    assert order_of(draft)[:2] == ["K2", "K1"]
    for bad in ("", "ksb", "ksb.x.1", f"ksb.{uuid4()}.1", f"prompt.{row.pk}.1", f"ksb.{row.pk}.x"):
        assert client.post(address, {"down": bad}).status_code == 404


def test_unknown_parts_and_kinds_are_not_found(provider, admin, draft, ours, as_user):
    client = as_user(admin)
    for kind, pk in (("area", uuid4()), ("prompt", uuid4()), ("ksb", ksb_of(ours, "K1").pk)):
        assert client.get(url(provider, draft, "version-part", kind, pk)).status_code == 404
    for kind in ("prompt", "criterion"):
        assert client.get(url(provider, draft, "version-part-new", kind)).status_code == 404
    assert client.get(url(provider, ours)).status_code == HTTPStatus.CONFLICT


def test_pages_ask_a_fixed_number_of_queries(
    provider, admin, draft, keep, as_user, django_assert_num_queries
):
    client = as_user(admin)
    row = ksb_of(draft, "K1")
    with django_assert_num_queries(FRAME + 9):
        client.get(url(provider, draft))
    with django_assert_num_queries(FRAME + 4):
        client.get(url(provider, draft, "version-part", "ksb", row.pk))
    with django_assert_num_queries(FRAME + 10):  # two versions of everything, side by side
        client.get(url(provider, draft, "version-publish"))
    for number in range(3):
        keep("ksb", **new_ksb(draft, code=f"K{20 + number}"))
    with django_assert_num_queries(FRAME + 9):
        client.get(url(provider, draft))
    with django_assert_num_queries(FRAME + 10):
        client.get(url(provider, draft, "version-publish"))


@pytest.mark.django_db(transaction=True)
def test_two_who_save_one_part_at_once_are_not_both_right(draft, keep):
    row = ksb_of(draft, "K1")
    outcomes = together(lambda: keep("ksb", row, title="One"), lambda: keep("ksb", row, title="Other"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StalePart"]
    assert AssessmentPlan.objects.filter(version=draft).count() == 1


@pytest.mark.parametrize("code", ["K", "9", "Kx", "K²", "S99"])
def test_code_of_a_ksb_is_its_kind_and_a_number(provider, admin, draft, as_user, code):
    area = draft.areas.filter(kind="K").first()
    data = {
        "area": area.pk,
        "code": code,
        "title": "New",
        "statement": "Know it.",
        "new_id": uuid4(),
        "seen": "",
    }
    answer = as_user(admin).post(url(provider, draft, "version-part-new", "ksb") + f"?in={area.pk}", data)
    assert (answer.status_code, "a code is K and a number" in answer.content.decode()) == (422, True)
