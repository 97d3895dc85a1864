"""Training hours, the training plan and breaks, through actions and pages."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.permissions import Refused
from portfolio.models import Apprenticeship, BreakInLearning, TrainingEntry, TrainingPlan
from portfolio.models.programme import breaks_of
from portfolio.programme_actions import (
    Unfit,
    end_break,
    log_training,
    record_break,
    strike_training,
    withdraw_break,
)
from portfolio.programme_rules import Training
from portfolio.spans import Break
from standards.models import GatewayRequirement
from tests.factories import ApprenticeshipFactory, KsbFactory, member, visitor

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATER = TODAY + dt.timedelta(days=2)  # still to come when midnight passes meanwhile
STARTED = TODAY - dt.timedelta(days=200)


@pytest.fixture
def apprenticeship():
    made = ApprenticeshipFactory(started_on=STARTED, gateway_planned_on=TODAY + dt.timedelta(days=200))
    GatewayRequirement.objects.create(
        plan=made.plan,
        rule="off-the-job",
        title="Hours",
        explanation="Hours.",
        parameters={"published_hours": 10},
        position=1,
    )
    return made


def page(name, apprenticeship):
    return reverse(f"portfolio:{name}", args=[apprenticeship.pk])


def entry(apprenticeship, minutes=90, **fields):
    defaults = {"trained_on": TODAY, "kind": "theory", "learned": "Calm openings."}
    return TrainingEntry.objects.create(
        apprenticeship=apprenticeship, minutes=minutes, by=apprenticeship.apprentice, **{**defaults, **fields}
    )


def typed(**fields):
    return {
        "form_id": str(uuid4()),
        "trained_on": TODAY.isoformat(),
        "hours": "1",
        "minutes": "30",
        "kind": "mentoring",
        "learned": "How to close a call.",
        **fields,
    }


def test_entering_training_twice_with_one_form_is_one_entry(as_user, apprenticeship):
    client, sent = (
        as_user(apprenticeship.apprentice),
        typed(ksbs=[str(apprenticeship.version.ksbs.first().pk)]),
    )
    for _ in range(2):
        assert client.post(page("hours", apprenticeship), sent).url == page("hours", apprenticeship)
    found = TrainingEntry.objects.get()
    assert (found.minutes, found.ksbs.count()) == (90, 1)
    shown = client.get(page("hours", apprenticeship)).content.decode()
    assert "1 h 30 min of 10 h" in shown
    assert "8 h 30 min to go." in shown


def test_one_form_with_other_ksbs_enters_nothing_and_says_so(as_user, apprenticeship):
    client, sent = as_user(apprenticeship.apprentice), typed()
    client.post(page("hours", apprenticeship), sent)
    ksb = apprenticeship.version.ksbs.first()
    again = client.post(page("hours", apprenticeship), {**sent, "ksbs": [str(ksb.pk)]})
    assert again.status_code == 409
    assert "This was entered already, for other KSBs. Nothing was changed." in again.content.decode()
    assert TrainingEntry.objects.get().ksbs.count() == 0


def test_one_form_after_its_entry_was_struck_out_does_not_claim_to_enter(as_user, apprenticeship):
    client, sent = as_user(apprenticeship.apprentice), typed()
    client.post(page("hours", apprenticeship), sent, follow=True)
    strike_training(entry=TrainingEntry.objects.get(), reason="Unpaid.", by=apprenticeship.assessor)
    again = client.post(page("hours", apprenticeship), sent)
    assert again.status_code == 409
    shown = again.content.decode()
    assert "struck it out on" in shown
    assert "How to close a call." in shown
    assert " are entered." not in shown


def test_one_form_with_other_words_is_another_entry(as_user, apprenticeship):
    client, sent = as_user(apprenticeship.apprentice), typed()
    for words in ("How to close a call.", " How to close a call.  ", "How to open one."):
        client.post(page("hours", apprenticeship), {**sent, "learned": words})
    found = TrainingEntry.objects.order_by("created_at").values_list("learned", flat=True)
    assert list(found) == ["How to close a call.", "How to open one."]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"trained_on": LATER.isoformat()}, "That day is in the future."),
        ({"trained_on": (STARTED - dt.timedelta(days=1)).isoformat()}, "before the apprenticeship began"),
        ({"hours": "0", "minutes": "0"}, "Say how long it took."),
        ({"hours": "17"}, "More than 16 hours"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(as_user, apprenticeship, fields, says):
    answer = as_user(apprenticeship.apprentice).post(page("hours", apprenticeship), typed(**fields))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "How to close a call." in answer.content.decode()
    assert not TrainingEntry.objects.exists()


def test_a_ksb_of_another_standard_is_refused(apprenticeship):
    training = Training(TODAY, 60, "theory", "Something.", [KsbFactory().pk])
    with pytest.raises(Unfit, match="does not belong to your standard"):
        log_training(
            apprenticeship=apprenticeship, entry_id=uuid4(), training=training, by=apprenticeship.apprentice
        )


def test_an_entry_is_struck_out_once_and_stays(as_user, apprenticeship):
    found = entry(apprenticeship)
    client, url = as_user(apprenticeship.assessor), reverse("portfolio:training-strike", args=[found.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Unpaid time."}).url == page("hours", apprenticeship)
    assert client.post(url, {"reason": "Again."}).status_code == 409
    shown = client.get(page("hours", apprenticeship)).content.decode()
    assert "Unpaid time." in shown
    assert "0 h of 10 h" in shown
    assert as_user(apprenticeship.line_manager).get(url).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_hours_ask_the_same_number_of_questions(as_user, apprenticeship, number, django_assert_num_queries):
    """Up to twelve: what is asked for, what was entered, and the KSBs to choose from."""
    for _ in range(number):
        entry(apprenticeship).ksbs.set(apprenticeship.version.ksbs.all())
    client = as_user(apprenticeship.apprentice)
    client.get(page("hours", apprenticeship))
    with django_assert_num_queries(10):
        client.get(page("hours", apprenticeship))


def plan(**fields):
    """As the page would send it now."""
    kept = TrainingPlan.objects.first()
    seen = kept.version if kept else ""
    return {"age_at_start": "18", "english": "complete", "maths": "in_progress", "seen": seen, **fields}


def test_a_colleagues_training_plan_is_not_overwritten_unseen(as_user, apprenticeship):
    url = page("training-plan", apprenticeship)
    assessor, admin = apprenticeship.assessor, member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    mine = plan(english_maths_evidence="Certificates seen")
    assert as_user(assessor).post(url, plan(maths="complete", weekly_hours="37.5")).status_code == 302
    clash = as_user(admin).post(url, mine)
    shown = clash.content.decode()
    assert clash.status_code == 409
    assert f"{assessor} changed this plan on" in shown.replace("&#x27;", "'")
    for words in (
        "Certificates seen",
        "37.5",
        '<td data-label="Typed by you" class="keep-lines" dir="auto">',
    ):
        assert words in shown
    kept = TrainingPlan.objects.get()
    assert (kept.maths, kept.changed_by) == ("complete", assessor)
    assert f'name="seen" value="{kept.version}"' in shown
    assert as_user(admin).post(url, {**mine, "seen": kept.version}).status_code == 302
    assert TrainingPlan.objects.get().english_maths_evidence == "Certificates seen"


def test_a_training_plan_sent_twice_is_kept_once(as_user, apprenticeship):
    url, sent = page("training-plan", apprenticeship), plan()
    client = as_user(apprenticeship.assessor)
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]


def test_what_cannot_be_kept_does_not_hide_a_clash(as_user, apprenticeship):
    url, first = page("training-plan", apprenticeship), plan(prior_learning_hours="20")
    as_user(apprenticeship.assessor).post(url, plan(maths="complete"))
    admin = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    unproved = admin.post(url, first)
    assert unproved.status_code == 422
    assert 'name="seen" value=""' in unproved.content.decode()


def test_the_training_plan_is_kept_by_those_who_teach(as_user, apprenticeship):
    url = page("training-plan", apprenticeship)
    assert as_user(apprenticeship.assessor).post(url, plan()).url == url
    kept = TrainingPlan.objects.get()
    assert (kept.age_at_start, kept.english, kept.maths) == (18, "complete", "in_progress")
    admin = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    unproved = admin.post(url, plan(prior_learning_hours="20"))
    assert unproved.status_code == 422
    assert "Prior learning takes hours off only when it is evidenced" in unproved.content.decode()
    assert admin.post(url, plan(prior_learning_hours="2", prior_learning_evidence="Scan")).status_code == 302
    assert "8 h" in admin.get(page("hours", apprenticeship)).content.decode()
    for who in (apprenticeship.apprentice, apprenticeship.line_manager, apprenticeship.iqa):
        assert as_user(who).get(url).status_code == 200
        assert as_user(who).post(url, plan()).status_code == 403
    assert as_user(visitor(apprenticeship)).get(url).status_code == 404


def test_the_training_plan_stays_after_the_gateway(as_user, apprenticeship):
    Apprenticeship.objects.update(status="in_gateway")
    answer = as_user(apprenticeship.assessor).post(page("training-plan", apprenticeship), plan())
    assert answer.status_code == 409
    refused = as_user(apprenticeship.apprentice).post(page("hours", apprenticeship), typed())
    assert refused.status_code == 409
    assert "Training is entered while on programme" in refused.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_training_plan_asks_the_same_number_of_questions(
    as_user, apprenticeship, number, django_assert_num_queries
):
    for ago in range(number):
        day = STARTED + dt.timedelta(days=20 * ago)
        BreakInLearning.objects.create(
            apprenticeship=apprenticeship,
            began_on=day,
            back_on=day + dt.timedelta(days=5),
            reason="Away.",
            recorded_by=apprenticeship.assessor,
        )
    client = as_user(apprenticeship.apprentice)
    client.get(page("training-plan", apprenticeship))
    with django_assert_num_queries(5):
        client.get(page("training-plan", apprenticeship))


def test_a_break_begins_ends_and_moves_the_gateway(as_user, apprenticeship):
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    began, back = TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=2)
    new, end = page("break-new", apprenticeship), page("break-end", apprenticeship)
    assert client.post(end, {"back_on": back}).status_code == 409
    nameless = client.post(new, {"began_on": began, "reason": ""})
    assert nameless.status_code == 422
    assert '<a href="#break_reason">Why: ' in nameless.content.decode()
    assert 'id="break_reason"' in nameless.content.decode()
    assert client.post(new, {"began_on": began, "reason": "Ill."}).status_code == 302
    assert client.post(new, {"began_on": began, "reason": "Ill."}).status_code == 422
    assert Apprenticeship.objects.get().status == "break"
    assert client.post(end, {"back_on": began}).status_code == 422
    assert client.post(end, {"back_on": back}).status_code == 302
    after = Apprenticeship.objects.get()
    assert after.status == "on_programme"
    assert after.gateway_planned_on == apprenticeship.gateway_planned_on + dt.timedelta(days=28)
    shown = client.get(page("training-plan", apprenticeship)).content.decode()
    assert "Ill." in shown


def test_a_break_is_recorded_by_administrators_alone(apprenticeship):
    wanted = Break(TODAY - dt.timedelta(days=9), TODAY)
    with pytest.raises(Refused) as refused:
        record_break(apprenticeship=apprenticeship, wanted=wanted, reason="Away.", by=apprenticeship.assessor)
    assert refused.value.status == 403
    with pytest.raises(Refused):
        end_break(apprenticeship=apprenticeship, back_on=TODAY, by=apprenticeship.apprentice)


def test_a_break_is_not_recorded_over_training_that_counts(as_user, apprenticeship):
    found = entry(apprenticeship, trained_on=TODAY - dt.timedelta(days=3))
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    sent = {"began_on": TODAY - dt.timedelta(days=9), "back_on": TODAY, "reason": "Ill."}
    answer = client.post(page("break-new", apprenticeship), sent)
    assert answer.status_code == 422
    assert f"Training is entered for {found.trained_on:%-d %b %Y}" in answer.content.decode()
    strike_training(entry=found, reason="Ill that day.", by=apprenticeship.apprentice)
    assert client.post(page("break-new", apprenticeship), sent).status_code == 302


def test_a_break_recorded_by_mistake_is_withdrawn(as_user, apprenticeship):
    client = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    sent = {"began_on": TODAY - dt.timedelta(days=9), "back_on": TODAY, "reason": "Ill."}
    client.post(page("break-new", apprenticeship), sent)
    assert Apprenticeship.objects.get().gateway_planned_on > apprenticeship.gateway_planned_on
    out = reverse("portfolio:break-withdraw", args=[BreakInLearning.objects.get().pk])
    assert out in client.get(page("training-plan", apprenticeship)).content.decode()
    assert client.get(out).status_code == 200
    assert client.post(out, {"reason": " "}).status_code == 422
    assert client.post(out, {"reason": "Another apprentice."}).url == page("training-plan", apprenticeship)
    assert client.post(out, {"reason": "Again."}).status_code == 409
    after = Apprenticeship.objects.get()
    assert after.gateway_planned_on == apprenticeship.gateway_planned_on
    assert breaks_of(after) == []
    shown = client.get(page("training-plan", apprenticeship)).content.decode()
    assert "Another apprentice." in shown
    assert as_user(apprenticeship.assessor).get(out).status_code == 403
    assert client.post(page("break-new", apprenticeship), sent).status_code == 302


def test_withdrawing_a_break_that_lasts_leads_back_to_learning(apprenticeship):
    admin = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    given = {"apprenticeship": apprenticeship, "wanted": Break(TODAY), "reason": "Ill.", "by": admin}
    withdraw_break(pause=record_break(**given), reason="Not ill.", by=admin)
    after = Apprenticeship.objects.get()
    assert (after.status, after.gateway_planned_on) == ("on_programme", apprenticeship.gateway_planned_on)
    record_break(**given)
    assert Apprenticeship.objects.get().status == "break"


def test_training_in_a_break_does_not_count(as_user, apprenticeship):
    record_break(
        apprenticeship=apprenticeship,
        wanted=Break(TODAY - dt.timedelta(days=9), TODAY),
        reason="Away.",
        by=member(apprenticeship.provider, Role.PROVIDER_ADMIN),
    )
    sent = typed(trained_on=(TODAY - dt.timedelta(days=3)).isoformat())
    answer = as_user(apprenticeship.apprentice).post(page("hours", apprenticeship), sent)
    assert answer.status_code == 422
    assert "falls into a break in learning" in answer.content.decode()
