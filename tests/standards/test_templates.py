"""Templates of a provider: worded anew, hidden, offered again; never changed under what was written."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from standards.actions import (
    StaleTemplate,
    hide_template,
    offer_template,
    replace_template,
    restore_template,
)
from standards.catalogues import catalogue_of
from standards.importers import load_packs
from standards.models import EvidenceTemplate, HiddenTemplate, Prompt
from standards.rules import Question, Wording, with_number, wording_of
from tests.factories import ApprenticeshipFactory, ProviderFactory, TemplateFactory, evidence, member
from tests.shipped import FIXTURES

pytestmark = pytest.mark.django_db
FRAME = 3
WORDING = Wording("Our account", "known", "As we teach it.", (Question("what", "What did you see?"),))


@pytest.fixture
def ours():
    return TemplateFactory(name="Short account", fits=["S7"])


@pytest.fixture
def other():
    return TemplateFactory(name="Another account")


def offered(provider):
    return list(EvidenceTemplate.objects.offered_at(provider.pk).values_list("name", flat=True))


def reworded(provider, template, by, wording=WORDING, new_id=None):
    return replace_template(
        provider=provider, template=template, wording=wording, new_id=new_id or uuid4(), by=by
    )


def acts():
    return list(AuditEvent.objects.order_by("number").values_list("act", flat=True))


# Actions


def test_replace_offers_a_version_of_ours_to_that_provider_alone(provider, admin, ours):
    version = reworded(provider, ours, admin)
    assert offered(provider) == ["Our account"]
    assert offered(ProviderFactory()) == ["Short account"]
    assert (version.replaces, version.fits, version.evidence_kind) == (ours, ["S7"], ours.evidence_kind)
    assert wording_of(version, version.prompts.all()) == WORDING
    assert AuditEvent.objects.get().detail == {"replaces": str(ours.pk)}


def test_replace_leaves_what_was_written_with_its_questions(provider, admin, ours):
    piece = evidence(ApprenticeshipFactory(provider=provider), template=ours)
    own = reworded(provider, ours, admin)
    second = evidence(piece.apprenticeship, template=own)
    reworded(provider, own, admin, Wording("Third", "known", "Again.", (Question("what", "And now?"),)))
    piece.refresh_from_db()
    second.refresh_from_db()
    assert [prompt.label for prompt in piece.template.prompts.all()] == ["The what?", "The result?"]
    assert [prompt.label for prompt in second.template.prompts.all()] == ["What did you see?"]
    assert offered(provider) == ["Third"]


def test_replace_twice_with_one_id_is_one_version(provider, admin, ours):
    new_id = uuid4()
    assert reworded(provider, ours, admin, new_id=new_id) == reworded(provider, ours, admin, new_id=new_id)
    assert acts() == ["replaced"]


def test_replace_refuses_what_somebody_else_has_replaced(provider, admin, ours):
    first = reworded(provider, ours, admin)
    newest = reworded(provider, first, admin)
    for stale in (ours, first):
        with pytest.raises(StaleTemplate) as refused:
            reworded(provider, stale, admin)
        assert refused.value.newest == newest
    assert offered(provider) == ["Our account"]


def test_restore_offers_ours_in_place_of_the_newest_version(provider, admin, ours):
    newest = reworded(provider, reworded(provider, ours, admin), admin)
    assert restore_template(provider=provider, template=newest, by=admin) == ours
    assert offered(provider) == ["Short account"]
    again = reworded(provider, ours, admin)
    assert EvidenceTemplate.objects.offered_at(provider.pk).get() == again


def test_restore_needs_something_of_ours_behind_it(provider, admin, ours):
    alone = TemplateFactory(provider=provider)
    for template in (ours, alone):
        with pytest.raises(Refused, match="There is no Waymark template behind this one"):
            restore_template(provider=provider, template=template, by=admin)


def test_hide_and_offer_count_once(provider, admin, ours, other):
    for _ in range(2):
        hide_template(provider=provider, template=ours, by=admin)
    assert offered(provider) == ["Another account"]
    for _ in range(2):
        offer_template(provider=provider, template=ours, by=admin)
    assert offered(provider) == ["Short account", "Another account"]
    assert acts() == ["hidden", "offered"]


def test_hide_keeps_the_last_template(provider, admin, ours):
    with pytest.raises(Refused, match="the only template you offer"):
        hide_template(provider=provider, template=ours, by=admin)
    assert offered(provider) == ["Short account"]


def test_offer_refuses_an_old_version(provider, admin, ours):
    first = reworded(provider, ours, admin)
    reworded(provider, first, admin)
    for old in (ours, first):
        with pytest.raises(Refused, match="A newer version"):
            offer_template(provider=provider, template=old, by=admin)


@pytest.mark.parametrize("act", [hide_template, offer_template, restore_template])
def test_only_an_administrator_acts_and_only_on_what_is_theirs(act, provider, admin, ours):
    foreign = TemplateFactory(provider=ProviderFactory())
    stranger = member(provider, Role.ASSESSOR)
    for template, by in (
        (ours, stranger),
        (foreign, admin),
        (ours, member(ProviderFactory(), Role.PROVIDER_ADMIN)),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            act(provider=provider, template=template, by=by)
    assert acts() == []


def test_catalogue_puts_away_only_what_can_come_back(provider, admin, ours, other):
    own = reworded(provider, ours, admin)
    hide_template(provider=provider, template=other, by=admin)
    catalogue = catalogue_of(provider)
    assert (catalogue.offered, catalogue.put_away) == ([own], [other])
    assert catalogue.original_of(own) == ours


@pytest.mark.parametrize(
    ("taken", "key"), [([], "question-1"), (["what"], "question-1"), (["question-1"], "question-2")]
)
def test_key_of_an_added_question_is_never_one_that_is_taken(taken, key):
    assert with_number("question", taken) == key


# The database, and the packs


def test_two_providers_may_use_one_key_and_ours_may_not(ours):
    for _ in range(2):
        TemplateFactory(provider=ProviderFactory(), key=ours.key)
    with pytest.raises(IntegrityError, match=r"key|our_templates_have_each_key_once"), transaction.atomic():
        TemplateFactory(key=ours.key)


def test_load_leaves_a_providers_rows_alone(provider):
    load_packs(FIXTURES)
    [shipped] = EvidenceTemplate.objects.filter(key="star-account")
    own = TemplateFactory(provider=provider, key="star-account", name="Ours", replaces=shipped)
    HiddenTemplate.objects.create(provider=provider, template=shipped)
    assert load_packs(FIXTURES).lines == []
    own.refresh_from_db()
    assert (own.name, own.prompts.count()) == ("Ours", 2)
    assert HiddenTemplate.objects.count() == 1


def test_visible_to_is_ours_and_the_own_providers(provider, ours):
    TemplateFactory(provider=ProviderFactory())
    own = TemplateFactory(provider=provider)
    user = member(provider, Role.APPRENTICE)
    assert set(EvidenceTemplate.objects.visible_to(user)) == {ours, own}
    user.memberships.update(ended_at=user.date_joined)
    assert set(EvidenceTemplate.objects.visible_to(user)) == {ours}


def test_an_apprentice_cannot_start_with_what_is_hidden_or_foreign(provider, admin, ours, other, as_user):
    apprenticeship = ApprenticeshipFactory(provider=provider)
    hide_template(provider=provider, template=ours, by=admin)
    client, address = (
        as_user(apprenticeship.apprentice),
        reverse("portfolio:evidence-new", args=[apprenticeship.pk]),
    )
    for template in (ours, TemplateFactory(provider=ProviderFactory())):
        answer = client.post(address, {"template": template.pk, "form_id": uuid4()})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


# Pages


@pytest.fixture
def desk(admin, as_user):
    return as_user(admin)


def address(name, provider, template=None):
    return reverse(f"standards:template-{name}", args=[provider.pk, *([template.pk] if template else [])])


def typed(template, **changes):
    """The form of this template as a browser sends it, with some fields typed over."""
    prompts = list(template.prompts.all())
    fields = {
        "form_id": str(uuid4()),
        "name": template.name,
        "group": template.group,
        "summary": template.summary,
        "question-TOTAL_FORMS": str(len(prompts) + 1),
        "question-INITIAL_FORMS": str(len(prompts)),
    }
    for number, prompt in enumerate(prompts):
        fields |= {
            f"question-{number}-key": prompt.key,
            f"question-{number}-label": prompt.label,
            f"question-{number}-help": prompt.help,
            f"question-{number}-ORDER": str(number + 1),
        }
    return {**fields, **changes}


@pytest.mark.parametrize("templates", [1, 3, 40])
def test_list_takes_as_many_queries_for_every_number(templates, desk, provider, django_assert_num_queries):
    for template in TemplateFactory.create_batch(templates):
        TemplateFactory(provider=provider, replaces=template)
    with django_assert_num_queries(FRAME + 5):
        desk.get(address("list", provider))


def test_list_tells_ours_from_own_and_hidden(desk, provider, admin, ours, other):
    reworded(provider, ours, admin)
    text = desk.get(address("list", provider)).content.decode()
    assert "Go back to Waymark’s" in text
    hide_template(provider=provider, template=other, by=admin)
    text = desk.get(address("list", provider)).content.decode()
    assert text.index("Our account") < text.index('id="hidden"') < text.index("Another account")


def test_index_leads_to_the_only_provider(desk, provider):
    assert desk.get(reverse("standards:template-index")).headers["Location"] == address("list", provider)


def test_index_of_several_providers_asks_which(desk, admin, provider):
    second = ProviderFactory(name="Second provider")
    member_of_both = admin.memberships.get()
    member_of_both.pk, member_of_both.provider = None, second
    member_of_both.save()
    assert "Second provider" in desk.get(reverse("standards:template-index")).content.decode()


def test_edit_takes_seven_queries(desk, provider, ours, django_assert_num_queries):
    with django_assert_num_queries(FRAME + 3):
        desk.get(address("edit", provider, ours))


def test_edit_words_removes_adds_and_moves_questions(desk, provider, ours):
    changes = {
        "name": "Our account",
        "question-0-label": "What did you see?",
        "question-0-ORDER": "2",
        "question-1-DELETE": "on",
        "question-2-label": "Who was there?",
        "question-2-ORDER": "1",
        "question-2-is_required": "on",
    }
    answer = desk.post(address("edit", provider, ours), typed(ours, **changes))
    assert answer.headers["Location"] == address("list", provider)
    own = EvidenceTemplate.objects.get(provider=provider)
    assert list(own.prompts.values_list("key", "label", "is_required")) == [
        ("question-1", "Who was there?", True),
        ("what", "What did you see?", False),
    ]


def test_edit_moves_a_question_to_the_place_that_was_typed(desk, provider):
    load_packs(FIXTURES)
    star = EvidenceTemplate.objects.get(key="star-account")
    for start, end, expected in (
        (4, 2, "situation reflection task action result"),
        (0, 3, "task action situation result reflection"),
    ):
        EvidenceTemplate.objects.filter(provider=provider).delete()
        desk.post(address("edit", provider, star), typed(star, **{f"question-{start}-ORDER": str(end)}))
        own = EvidenceTemplate.objects.get(provider=provider)
        assert " ".join(own.prompts.values_list("key", flat=True)) == expected


def test_edit_keeps_the_kind_of_a_question_and_adds_only_text(desk, provider, ours):
    Prompt.objects.filter(template=ours, key="what").update(kind="kpi", rows=9)
    desk.post(
        address("edit", provider, ours),
        typed(
            ours, **{"question-2-label": "More?", "question-2-kind": "journey", "question-2-key": "made-up"}
        ),
    )
    own = EvidenceTemplate.objects.get(provider=provider)
    assert list(own.prompts.values_list("key", "kind", "rows")) == [
        ("what", "kpi", 9),
        ("result", "text", 4),
        ("question-1", "text", 4),
    ]


def test_edit_offers_one_more_blank_question_and_keeps_what_was_typed(desk, provider, ours):
    answer = desk.post(address("edit", provider, ours), typed(ours, name="Half typed", act="add"))
    text = answer.content.decode()
    assert 'name="question-3-label"' in text
    assert "Half typed" in text
    assert not EvidenceTemplate.objects.filter(provider=provider).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Name: This field is required."),
        ({"group": "cake"}, "That is not offered here, or not any more. Choose again."),
        ({"question-0-label": " "}, "Please put right what is marked below"),
        ({"question-0-label": "x" * 201}, "at most 200 characters"),
        ({"question-0-help": "a\x00b"}, "Null characters are not allowed"),
        ({"question-0-DELETE": "on", "question-1-DELETE": "on"}, "Leave at least one question in"),
        ({"question-TOTAL_FORMS": "x"}, "This page had lost track of its questions."),
        ({"question-TOTAL_FORMS": "999"}, "Ask 30 questions at most."),
        ({"form_id": "x"}, "This page lost something that it keeps for itself."),
    ],
)
def test_edit_keeps_what_was_typed_when_something_is_wrong(changes, words, desk, provider, ours):
    answer = desk.post(address("edit", provider, ours), typed(ours, summary="Typed anew", **changes))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert words in text
    assert "Typed anew" in text
    assert not EvidenceTemplate.objects.filter(provider=provider).exists()


def test_edit_of_a_replaced_template_keeps_what_was_typed_and_may_replace_the_newest(
    desk, provider, admin, ours
):
    newest = reworded(provider, ours, admin)
    sent = typed(ours, name="Typed meanwhile")
    answer = desk.post(address("edit", provider, ours), sent)
    assert answer.status_code == HTTPStatus.CONFLICT
    text = answer.content.decode()
    assert "Typed meanwhile" in text
    assert f'action="{address("edit", provider, newest)}"' in text
    desk.post(address("edit", provider, newest), sent)
    assert offered(provider) == ["Typed meanwhile"]


def test_edit_saved_twice_is_one_version(desk, provider, ours):
    sent = typed(ours, name="Once")
    for _ in range(2):
        assert desk.post(address("edit", provider, ours), sent).status_code == HTTPStatus.FOUND
    assert EvidenceTemplate.objects.filter(provider=provider).count() == 1


def test_buttons_hide_offer_and_restore(desk, provider, ours, other):
    desk.post(address("hide", provider, other))
    assert offered(provider) == ["Short account"]
    desk.post(address("offer", provider, other))
    desk.post(address("edit", provider, ours), typed(ours, name="Our account"))
    own = EvidenceTemplate.objects.get(provider=provider)
    assert desk.post(address("restore", provider, own)).status_code == HTTPStatus.FOUND
    assert offered(provider) == ["Short account", "Another account"]


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.PROVIDER_ADMIN])
def test_others_of_the_provider_are_told_why_not(role, provider, ours, as_user):
    answer = as_user(member(provider, role)).get(address("edit", provider, ours))
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Only an administrator of your provider" in answer.content.decode()


def test_another_provider_is_not_found_nor_its_templates(desk, provider, ours):
    foreign = ProviderFactory()
    theirs = TemplateFactory(provider=foreign)
    assert desk.get(address("list", foreign)).status_code == HTTPStatus.NOT_FOUND
    for name, ask in (
        ("edit", desk.get),
        ("edit", desk.post),
        ("hide", desk.post),
        ("offer", desk.post),
        ("restore", desk.post),
    ):
        for whose, template in ((foreign, ours), (foreign, theirs), (provider, theirs)):
            assert ask(address(name, whose, template)).status_code == HTTPStatus.NOT_FOUND
    assert acts() == []


def test_every_button_of_the_list_carries_its_token(desk, provider, ours, other):
    desk.post(address("hide", provider, other))
    text = desk.get(address("list", provider)).content.decode()
    assert text.count('method="post"') == text.count("csrfmiddlewaretoken")


def test_edit_does_not_know_what_is_offered_to_nobody(desk, provider):
    unseen = TemplateFactory(is_offered=False)
    assert desk.get(address("edit", provider, unseen)).status_code == HTTPStatus.NOT_FOUND
