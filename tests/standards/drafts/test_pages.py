"""The pages on which a draft version is made, changed and published."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from standards.draft_forms import FORMS, FactsForm, WordsForm
from standards.models import GatewayRequirement, StandardVersion
from standards.parts import KINDS, Draft, part_print
from tests.standards.drafts.asked import ksb_of, new_ksb, order_of, url

pytestmark = pytest.mark.django_db
FRAME = 3


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
    gone = client.post(url(provider, draft, "version-part", "ksb", uuid4()), {"statement": "Know it so."})
    assert (gone.status_code, "Know it so." in gone.content.decode()) == (409, True)
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
