"""The gateway with its rows: opened, signed by three, confirmed, withdrawn, and what is refused."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import broken_links
from accounts.models import Notification, Role
from accounts.permissions import Refused
from assessments.actions import correct_decision, reopen_evidence
from assessments.actions.countersigning import countersign, refuse_countersignature
from assessments.actions.gateway import confirm_gateway, open_gateway, sign_gateway, withdraw_gateway
from assessments.actions.marking import Incomplete
from assessments.actions.supervision import set_supervision
from assessments.gateway import facts_of, for_gateway
from assessments.models import Countersignature, Declaration, Gateway
from assessments.permissions.gateway import AFTER_GATEWAY, Standing, can_sign_gateway
from assessments.rules.gateway import PART_WORDS, STATEMENTS
from assessments.snapshots import digest
from portfolio.actions import choose_showcase
from portfolio.models import Apprenticeship, Evidence, Revision, TrainingPlan
from portfolio.permissions import FROZEN
from standards.models import AssessmentPlan, GatewayRequirement
from tests.assessments.pieces import accepted
from tests.assessments.roads import (
    TODAY,
    administrator,
    asks,
    confirmed,
    declared,
    facts,
    ready,
    sign,
    trained,
)
from tests.factories import ApprenticeshipFactory, chosen, member, verifier, visitor

pytestmark = pytest.mark.django_db


def page_of(apprenticeship):
    return reverse("assessments:gateway", args=[apprenticeship.pk])


def act(name, apprenticeship):
    return reverse(f"assessments:gateway-{name}", args=[apprenticeship.pk])


def checks(apprenticeship):
    return {row.check.rule: row.check for row in facts(apprenticeship).rows}


def refusal(action, **given):
    with pytest.raises(Refused) as refused:
        action(**given)
    return refused.value


def test_everything_but_signatures_is_there():
    found = checks(ready())
    assert [rule for rule, check in found.items() if not check.is_met] == [
        "employer-confirmation",
        "declarations",
    ]
    assert found["every-ksb-met"].says == "2 of 2 KSBs are ready."
    assert (
        found["off-the-job"].says
        == "2 h 30 min of 2 hours entered: 2 hours are published for this version of the standard."
    )


def test_what_is_missing_keeps_the_gateway_shut():
    apprenticeship = ready()
    TrainingPlan.objects.update(maths="in_progress")
    refused = refusal(open_gateway, apprenticeship=apprenticeship, by=apprenticeship.assessor)
    assert refused.status == 409
    assert refused.reason == "1 requirement still stands in the way. Each is explained on this page."
    assert not Gateway.objects.exists()


def test_a_plan_without_requirements_opens_and_confirms_nothing(as_user):
    apprenticeship = ready()
    GatewayRequirement.objects.all().delete()
    why = "The plan names no requirement, so nothing can be confirmed."
    assert refusal(open_gateway, apprenticeship=apprenticeship, by=apprenticeship.assessor).reason == why
    page = as_user(apprenticeship.assessor).get(page_of(apprenticeship)).content.decode()
    assert why in page
    assert "Ready to be opened" not in page


def test_requirements_that_went_since_confirm_nothing():
    apprenticeship = declared()
    GatewayRequirement.objects.all().delete()
    refused = refusal(confirm_gateway, apprenticeship=apprenticeship, by=administrator(apprenticeship))
    assert refused.reason == "The plan names no requirement, so nothing can be confirmed."


ODD_ASKS = {
    "minimum-time": {"plan_months": "x", "funding_months_for_starts_from": "2026-02-31"},
    "employer-confirmation": {"signed_by": None, "together_with": 5},
    "english-maths": {"statuses_that_pass": 5, "optional_from_age_at_start": []},
    "off-the-job": {"published_hours": "many", "floor_hours": -1},
    "every-ksb-met": [],
    "declarations": "x",
}


@pytest.mark.parametrize("evidence_rules", [["x"], {"resits": {"within_months": "x"}, "methods": 5}], ids=str)
def test_odd_plan_data_is_answered_with_pages(as_user, evidence_rules):
    apprenticeship = confirmed()
    for rule, odd in ODD_ASKS.items():
        GatewayRequirement.objects.filter(rule=rule).update(parameters=odd)
    AssessmentPlan.objects.update(evidence_rules=evidence_rules, overall_grade_rule=["x"])
    client = as_user(administrator(apprenticeship))
    for name in ("gateway", "results", "readiness", "coverage", "grades"):
        assert client.get(reverse(f"assessments:{name}", args=[apprenticeship.pk])).status_code == 200
    withdraw_gateway(apprenticeship=apprenticeship, reason="Odd.", by=administrator(apprenticeship))
    for name in ("assessments:gateway", "portfolio:hours", "portfolio:apprenticeship"):
        assert client.get(reverse(name, args=[apprenticeship.pk])).status_code == 200
    shown = client.get(page_of(apprenticeship)).content.decode()
    assert "What the plan says of its months and the day from which the funding rules hold" in shown
    assert "What the plan says of its hours cannot be read" in shown


def test_opening_asks_the_three_to_sign():
    apprenticeship = ready()
    admin = administrator(apprenticeship)
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    told = set(Notification.objects.filter(kind="gateway").values_list("user", flat=True))
    assert told == {apprenticeship.apprentice_id, apprenticeship.line_manager_id, admin.pk}
    assert refusal(open_gateway, apprenticeship=apprenticeship, by=admin).status == 409


def test_three_sign_what_they_were_shown_and_an_administrator_confirms():
    apprenticeship = declared()
    found = facts(apprenticeship)
    assert found.standing.state == "declared"
    assert all(check.is_met for check in checks(apprenticeship).values())
    for declaration in Declaration.objects.all():
        assert digest(declaration.snapshot) == declaration.snapshot_hash
        assert declaration.snapshot["statements"] == list(STATEMENTS[declaration.part])
        assert declaration.about_hash == found.about_hash
    gateway = confirm_gateway(apprenticeship=apprenticeship, by=administrator(apprenticeship))
    assert digest(gateway.snapshot) == gateway.snapshot_hash
    assert [piece["title"] for piece in gateway.snapshot["about"]["showcase"]] == ["A refund put right"]
    assert len(gateway.snapshot["declarations"]) == 3
    assert Apprenticeship.objects.get(pk=apprenticeship.pk).status == "in_gateway"
    assert broken_links(apprenticeship.provider) == []


def test_a_declaration_lapses_when_the_showcase_changes_and_is_kept():
    apprenticeship = declared(ready(pieces=2))
    first = list(Evidence.objects.order_by("showcase_item__position").values_list("pk", flat=True))[:1]
    choose_showcase(apprenticeship=apprenticeship, evidence_ids=first, by=apprenticeship.apprentice)
    found = facts(apprenticeship)
    assert (found.standing.state, found.signed) == ("open", frozenset())
    assert Declaration.objects.count() == 3
    refused = refusal(confirm_gateway, apprenticeship=apprenticeship, by=administrator(apprenticeship))
    assert refused.reason == "All three have to sign before the gateway can be confirmed."
    sign(apprenticeship, apprenticeship.apprentice)
    assert facts(apprenticeship).signed == {"apprentice"}


def test_a_declaration_lapses_when_somebody_else_signs_for_the_employer(as_user):
    apprenticeship = declared()
    former, admin = apprenticeship.line_manager, administrator(apprenticeship)
    Apprenticeship.objects.update(line_manager=member(apprenticeship.provider, Role.LINE_MANAGER))
    assert (facts(apprenticeship).standing.state, facts(apprenticeship).signed) == ("open", frozenset())
    assert refusal(confirm_gateway, apprenticeship=apprenticeship, by=admin).status == 409
    page = as_user(admin).get(page_of(apprenticeship)).content.decode()
    assert "or who signs for the employer changed since" in page
    Apprenticeship.objects.update(line_manager=former)
    assert facts(apprenticeship).standing.state == "declared"


def test_nobody_signs_for_two_one_after_the_other(as_user):
    apprenticeship = ready()
    admin = administrator(apprenticeship)
    open_gateway(apprenticeship=apprenticeship, by=admin)
    sign(apprenticeship, admin)
    Apprenticeship.objects.update(line_manager=admin)
    apprenticeship.refresh_from_db()
    sign(apprenticeship, admin)
    assert facts(apprenticeship).signed == {"employer"}


@pytest.mark.parametrize("held", ["provider", "apprentice"])
def test_whoever_signed_already_signs_for_nobody_else(held):
    apprenticeship = ready()
    manager = apprenticeship.line_manager
    standing = Standing("open", frozenset({held}), signers={manager.pk: held})
    answer = can_sign_gateway(manager, apprenticeship, standing)
    assert (bool(answer), answer.status) == (False, 409)
    assert answer.reason.startswith(f"You signed for {PART_WORDS[held]}, and that signature stands.")


def test_the_database_keeps_one_signature_each():
    apprenticeship = ready()
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    sign(apprenticeship, apprenticeship.apprentice)
    given = Declaration.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.create(
            gateway=given.gateway,
            part="employer",
            user=given.user,
            name="Twice",
            about_hash=given.about_hash,
            snapshot_hash=given.snapshot_hash,
        )


def test_more_hours_let_no_signature_lapse():
    apprenticeship = declared()

    trained(apprenticeship, 30)
    assert facts(apprenticeship).standing.state == "declared"


def test_reopening_before_the_confirmation_takes_the_signatures_with_it():
    apprenticeship = declared()
    reopen_evidence(evidence=Evidence.objects.get(), reason="A name shows.", by=apprenticeship.assessor)
    found = facts(apprenticeship)
    assert found.standing.state == "open"
    assert found.standing.why_not.startswith("2 requirements still stand in the way.")


def test_evidence_is_not_reopened_after_the_gateway():
    apprenticeship = confirmed()
    piece = Evidence.objects.select_related("shown").get()
    refused = refusal(reopen_evidence, evidence=piece, reason="A name shows.", by=apprenticeship.assessor)
    assert (refused.status, refused.reason) == (409, AFTER_GATEWAY.reason)
    decision = piece.shown.marking.decisions.first()
    refused = refusal(
        correct_decision, decision=decision, outcome="not_yet", reason="Old.", by=apprenticeship.assessor
    )
    assert refused.status == 409
    refused = refusal(
        choose_showcase, apprenticeship=apprenticeship, evidence_ids=[], by=apprenticeship.apprentice
    )
    assert refused.reason == FROZEN.reason
    assert facts(apprenticeship).standing.state == "confirmed"


def test_what_changed_meanwhile_is_not_signed():
    apprenticeship = ready()
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    shown = facts(apprenticeship).about_hash
    TrainingPlan.objects.update(prior_learning_hours=1, prior_learning_evidence="A course")
    refused = refusal(
        sign_gateway,
        apprenticeship=apprenticeship,
        ticked=range(3),
        about_hash=shown,
        by=apprenticeship.apprentice,
    )
    assert refused.status == 409
    assert "Nothing was signed." in refused.reason
    assert not Declaration.objects.exists()


def test_nobody_signs_half_or_twice_or_for_others():
    apprenticeship = ready()
    admin = administrator(apprenticeship)
    shown = facts(apprenticeship).about_hash
    given = {"apprenticeship": apprenticeship, "about_hash": shown}
    assert refusal(sign_gateway, **given, ticked=range(3), by=apprenticeship.apprentice).status == 409
    open_gateway(apprenticeship=apprenticeship, by=admin)
    with pytest.raises(Incomplete) as incomplete:
        sign_gateway(**given, ticked=[0, 1], by=apprenticeship.apprentice)
    assert [(problem.sentence, problem.about) for problem in incomplete.value.problems] == [
        (f"Tick “{STATEMENTS['apprentice'][2][:-1]}”, or do not sign yet.", "statement-2")
    ]
    sign(apprenticeship, apprenticeship.apprentice)
    again = refusal(sign_gateway, **given, ticked=range(3), by=apprenticeship.apprentice)
    assert again.reason == "This is signed for the apprentice already, and the signature stands."
    sign(apprenticeship, admin)
    other = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    assert refusal(sign_gateway, **given, ticked=range(3), by=other).status == 409
    assert refusal(sign_gateway, **given, ticked=range(3), by=apprenticeship.assessor).status == 403


def test_withdrawing_leads_back_to_learning_and_numbers_the_next_attempt():
    apprenticeship = confirmed()
    admin = administrator(apprenticeship)
    with pytest.raises(Incomplete):
        withdraw_gateway(apprenticeship=apprenticeship, reason=" ", by=admin)
    withdraw_gateway(apprenticeship=apprenticeship, reason="Another piece is better.", by=admin)
    apprenticeship.refresh_from_db()
    assert apprenticeship.status == "on_programme"
    found = facts(apprenticeship)
    assert (found.standing.state, found.about["attempt"]) == ("", 2)
    again = open_gateway(apprenticeship=apprenticeship, by=admin)
    assert again.number == 2
    assert found.attempts[0].withdrawn_because == "Another piece is better."
    assert facts(apprenticeship).signed == frozenset()


def provisional(apprenticeship, *, is_chosen=True):
    """One more piece, which the assessor marked while in supervision."""
    countersigner = member(apprenticeship.provider, Role.ASSESSOR, name="Countersigner Carla")
    set_supervision(
        provider=apprenticeship.provider,
        trainee=apprenticeship.assessor,
        countersigner=countersigner,
        by=administrator(apprenticeship),
    )
    marking = accepted(apprenticeship, title="A call put through")
    if is_chosen:
        chosen(marking.revision.evidence, 2)
    return marking.countersignature


def test_a_chosen_piece_that_waits_for_a_countersignature_keeps_the_gateway_shut(as_user):
    apprenticeship = ready()
    waiting = provisional(apprenticeship)
    check = checks(apprenticeship)["showcase-complete"]
    assert (check.is_met, check.says) == (
        False,
        "2 pieces chosen. “A call put through” waits for Countersigner Carla’s countersignature.",
    )
    page = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert f'<a href="{waiting.marking.revision.evidence.get_absolute_url()}">' in page
    assert refusal(open_gateway, apprenticeship=apprenticeship, by=apprenticeship.assessor).status == 409
    countersign(countersignature=waiting, by=waiting.countersigner)
    assert checks(apprenticeship)["showcase-complete"].is_met
    assert open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)


def test_a_piece_that_begins_to_wait_lets_nobody_sign_or_confirm():
    apprenticeship = declared()
    row = provisional(apprenticeship, is_chosen=False)
    assert facts(apprenticeship).standing.state == "declared"
    Evidence.objects.exclude(pk=row.marking.revision.evidence_id).get().showcase_item.delete()
    chosen(row.marking.revision.evidence)
    refused = refusal(confirm_gateway, apprenticeship=apprenticeship, by=administrator(apprenticeship))
    assert refused.status == 409


def test_a_chosen_piece_that_was_not_declared_keeps_the_gateway_shut(as_user):
    apprenticeship = ready()
    piece = Evidence.objects.get()
    Revision.objects.update(declared=["own_work"])
    check = checks(apprenticeship)["showcase-complete"]
    assert check.says.startswith(f"1 piece chosen. “{piece.shown.title}” was handed in without declaring")
    page = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert f'<a href="{piece.get_absolute_url()}">' in page
    assert refusal(open_gateway, apprenticeship=apprenticeship, by=apprenticeship.assessor).status == 409


def test_every_answer_is_frozen_in_its_words(as_user):
    apprenticeship = declared()
    asked = facts(apprenticeship).rows
    confirm_gateway(apprenticeship=apprenticeship, by=administrator(apprenticeship))
    GatewayRequirement.objects.update(explanation="Other words.")
    kept = facts(apprenticeship).rows
    assert [(row.title, row.explanation, row.check) for row in kept] == [
        (row.title, row.explanation, row.check) for row in asked
    ]


@pytest.mark.parametrize("is_completed", [False, True])
def test_what_was_confirmed_and_does_not_match_its_hash_is_told(as_user, is_completed):
    apprenticeship = confirmed()
    client = as_user(apprenticeship.apprentice)
    if is_completed:
        Gateway.objects.update(completed_at=timezone.now(), grade="pass", graded_on=TODAY)
        Apprenticeship.objects.update(status="completed")
    assert "This is no longer what was confirmed" not in client.get(page_of(apprenticeship)).content.decode()
    Gateway.objects.update(snapshot_hash="0" * 64)
    assert "This is no longer what was confirmed" in client.get(page_of(apprenticeship)).content.decode()


@pytest.mark.parametrize("state", ["", "declared", "confirmed"])
def test_no_id_stands_twice_on_the_pages_of_the_road(as_user, state):
    apprenticeship = {"": ready, "declared": declared, "confirmed": confirmed}[state]()
    client = as_user(administrator(apprenticeship))
    for route in ("assessments:gateway", "assessments:results", "portfolio:training-plan", "portfolio:hours"):
        page = client.get(reverse(route, args=[apprenticeship.pk])).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids)), route


def test_readiness_and_the_gateway_agree_on_what_is_provisional():
    apprenticeship = ready()
    Countersignature.objects.create(
        marking=Evidence.objects.get().shown.marking, countersigner=administrator(apprenticeship)
    )
    found = checks(apprenticeship)
    assert [found[rule].is_met for rule in ("every-ksb-met", "showcase-complete")] == [False, False]


def test_what_went_through_the_gateway_is_countersigned_but_not_refused(as_user):
    """Rows as a gateway could leave them that was confirmed before countersignatures were asked for."""
    apprenticeship = confirmed()
    waiting = provisional(apprenticeship)
    refused = refusal(
        refuse_countersignature, countersignature=waiting, reason="No.", by=waiting.countersigner
    )
    assert (refused.status, refused.reason) == (409, AFTER_GATEWAY.reason)
    page = as_user(waiting.countersigner).get(waiting.get_absolute_url()).content.decode()
    assert AFTER_GATEWAY.reason in page
    assert 'name="refuse"' not in page
    assert countersign(countersignature=waiting, by=waiting.countersigner).state == "agreed"


def test_what_did_not_go_through_the_gateway_can_still_be_refused():
    apprenticeship = confirmed()
    waiting = provisional(apprenticeship, is_chosen=False)
    refuse_countersignature(countersignature=waiting, reason="K1 is not shown.", by=waiting.countersigner)
    waiting.marking.revision.refresh_from_db()
    assert waiting.marking.revision.state == "returned"
    assert facts(apprenticeship).standing.state == "confirmed"


def test_declarations_are_only_added_to():
    declared()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Declaration.objects.update(name="Somebody else")


def test_page_says_where_each_requirement_is_put_right(as_user):
    apprenticeship = ready()
    page = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert "Everything but the signatures is there." in page
    assert reverse("portfolio:training-plan", args=[apprenticeship.pk]) + "#english-maths" in page
    assert "Open the gateway and ask for signatures" not in page
    page = as_user(apprenticeship.assessor).get(page_of(apprenticeship)).content.decode()
    assert "Open the gateway and ask for signatures" in page


def test_signing_on_the_page(as_user):
    apprenticeship = ready()
    admin = administrator(apprenticeship)
    assert as_user(admin).post(act("open", apprenticeship)).url == page_of(apprenticeship)
    client = as_user(apprenticeship.apprentice)
    shown = facts(apprenticeship).about_hash
    half = client.post(act("sign", apprenticeship), {"about_hash": shown, "statement-0": "on"})
    assert half.status_code == 422
    assert "or do not sign yet." in half.content.decode()
    ticks = {f"statement-{number}": "on" for number in range(3)}
    lost = client.post(act("sign", apprenticeship), ticks)
    assert lost.status_code == 422
    assert "This page lost something" in lost.content.decode()
    assert "About hash" not in lost.content.decode()
    stale = client.post(act("sign", apprenticeship), {"about_hash": "0" * 64, **ticks})
    assert stale.status_code == 409
    assert client.post(act("sign", apprenticeship), {"about_hash": shown, **ticks}).status_code == 302
    assert client.post(act("sign", apprenticeship), {"about_hash": shown, **ticks}).status_code == 409
    assert as_user(apprenticeship.iqa).post(act("sign", apprenticeship), {}).status_code == 403
    assert as_user(admin).post(act("confirm", apprenticeship)).status_code == 409


def test_page_says_whom_an_open_gateway_waits_for(as_user):
    apprenticeship = ready()
    as_user(administrator(apprenticeship)).post(act("open", apprenticeship))
    before = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert "Not signed yet by the apprentice, the employer and the training provider. Read" in before
    assert 'href="#declare-apprentice"' in before
    assert 'id="declare-apprentice"' in before
    sign(apprenticeship, apprenticeship.apprentice)
    after = as_user(apprenticeship.apprentice).get(page_of(apprenticeship)).content.decode()
    assert "It waits for signatures" in after
    assert 'href="#declare-' not in after


def test_withdrawing_on_the_page_needs_a_reason(as_user):
    apprenticeship = declared()
    client = as_user(administrator(apprenticeship))
    silent = client.post(act("withdraw", apprenticeship), {"reason": ""})
    assert silent.status_code == 422
    assert '<a href="#id_reason">Say why the gateway is withdrawn.' in silent.content.decode()
    assert client.post(act("withdraw", apprenticeship), {"reason": "Too early."}).status_code == 302
    assert client.post(act("withdraw", apprenticeship), {"reason": "Too early."}).status_code == 409
    assert "Too early." in client.get(page_of(apprenticeship)).content.decode()


def test_an_external_verifier_reads_and_an_assessment_visitor_does_not(as_user):
    apprenticeship = declared()
    page = as_user(verifier(apprenticeship)).get(page_of(apprenticeship))
    assert page.status_code == 200
    assert reverse("portfolio:training-plan", args=[apprenticeship.pk]) not in page.content.decode()
    assert as_user(visitor(apprenticeship)).get(page_of(apprenticeship)).status_code == 404


@pytest.mark.parametrize(("made", "queries"), [(ready, 6), (declared, 7), (confirmed, 2)])
def test_what_is_there_is_looked_at_in_few_questions(made, queries, django_assert_num_queries):
    row = for_gateway(Apprenticeship.objects.filter(pk=made().pk))[0]
    with django_assert_num_queries(queries):
        facts_of(row)


@pytest.mark.parametrize("pieces", [1, 3])
def test_page_asks_the_same_number_of_questions(as_user, pieces, django_assert_num_queries):
    """Up to twelve: everything that the gateway asks for is counted anew."""
    apprenticeship = declared(ready(pieces))
    client = as_user(apprenticeship.line_manager)
    client.get(page_of(apprenticeship))
    with django_assert_num_queries(12):
        client.get(page_of(apprenticeship))


HOME_TASKS = {
    "apprentice": ["Read and sign your gateway"],
    "line_manager": ["Read and sign {}’s gateway"],
    "admin": ["Read and sign {}’s gateway"],
}


def tasks_on(client):
    context = client.get("/").context
    if "home" in context:
        return [context["home"].step.title] if context["home"].step.button == "Read and sign" else []
    return [task.words for task in context["tasks"]]


@pytest.mark.parametrize("who", HOME_TASKS)
def test_a_home_says_when_the_gateway_waits_for_that_persons_signature(as_user, who):
    apprenticeship = ready()
    people = {"admin": administrator(apprenticeship)}
    user = people.get(who) or getattr(apprenticeship, who)
    client = as_user(user)
    assert tasks_on(client) == []
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    assert tasks_on(client) == [words.format(apprenticeship.apprentice) for words in HOME_TASKS[who]]
    assert f'href="{page_of(apprenticeship)}"' in client.get("/").content.decode()
    sign(apprenticeship, user)
    assert tasks_on(client) == []


def test_a_home_asks_nobody_to_sign_what_cannot_be_signed(as_user):
    apprenticeship = ready()
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    reopen_evidence(evidence=Evidence.objects.get(), reason="A name shows.", by=apprenticeship.assessor)
    for user in (apprenticeship.apprentice, apprenticeship.line_manager, administrator(apprenticeship)):
        assert tasks_on(as_user(user)) == []


def test_administrators_are_told_at_home_when_all_three_have_signed(as_user):
    apprenticeship = declared()
    client = as_user(administrator(apprenticeship))
    assert tasks_on(client) == [f"Confirm {apprenticeship.apprentice}’s gateway: all three have signed"]
    confirm_gateway(apprenticeship=apprenticeship, by=administrator(apprenticeship))
    assert tasks_on(client) == []


@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("apprentice", 11), ("line_manager", 9), ("admin", 12)])
def test_homes_with_an_open_gateway_ask_a_few_questions_more(
    as_user, django_assert_num_queries, who, queries, pieces
):
    apprenticeship = ready(pieces)
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    client = as_user(administrator(apprenticeship) if who == "admin" else getattr(apprenticeship, who))
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")


def test_a_start_in_the_future_is_answered_with_a_sentence():
    apprenticeship = ApprenticeshipFactory(
        started_on=TODAY + dt.timedelta(days=9), gateway_planned_on=TODAY + dt.timedelta(days=400)
    )

    asks(apprenticeship)
    assert not checks(apprenticeship)["minimum-time"].is_met
