"""Moving apprentices between plans: deliberately, with a reason, never past the gateway."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notification, Role
from accounts.permissions import Refused
from assessments.actions.marking import Incomplete
from assessments.actions.moves import move_to_plan
from assessments.grades import grades_of
from assessments.models import Gateway, MockAssessment, PlanMove, ReadinessStanding
from assessments.moves import for_moving
from assessments.permissions.moves import can_move
from portfolio.models import Apprenticeship
from standards.version_actions import draft_plan, publish_plan, save_draft
from tests.architecture.test_access import PEOPLE, person
from tests.assessments.pieces import accepted
from tests.assessments.practising import finished, practicable
from tests.factories import ApprenticeshipFactory, PlanFactory, ProviderFactory, member
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db
FRAME = 3


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


@pytest.fixture
def admin(apprenticeship):
    return member(apprenticeship.provider, Role.PROVIDER_ADMIN)


@pytest.fixture
def own(apprenticeship, admin):
    return own_version(apprenticeship, admin)


def own_version(apprenticeship, admin, pieces=2):
    """The provider's own, which asks for two accepted pieces where ours asks for one."""
    provider, ours = apprenticeship.provider, apprenticeship.plan
    draft = draft_plan(provider=provider, source=ours, by=admin)
    values = {"evidence_rules.minimum_accepted_pieces_per_ksb": pieces}
    day = ours.in_force_from
    draft = save_draft(
        provider=provider, plan=draft, values=values, in_force_from=day, why="", saves=0, by=admin
    )
    return publish_plan(provider=provider, plan=draft, saves=draft.saves, by=admin)


def moved(row, plan, by, reason="As agreed", seen=None):
    return move_to_plan(
        provider=row.provider, plan=plan, chosen={row.pk: seen or row.plan_id}, reason=reason, by=by
    )


def test_move_changes_the_plan_and_works_out_readiness_anew(apprenticeship, admin, own):
    accepted(apprenticeship)
    before = apprenticeship.plan
    assert moved(apprenticeship, own, admin) == 1
    apprenticeship.refresh_from_db()
    move = PlanMove.objects.get()
    standing = ReadinessStanding.objects.get(apprenticeship=apprenticeship)
    assert apprenticeship.plan == own
    assert (move.left, move.joined, move.reason, move.by) == (before, own, "As agreed", admin)
    assert standing.answer.inputs["rules"]["minimum_accepted_pieces_per_ksb"] == 2
    assert AuditEvent.objects.order_by("number").last().act == "moved to plan"
    told = Notification.objects.filter(text__contains="another assessment plan")
    assert set(told.values_list("user", flat=True)) == {
        apprenticeship.apprentice_id,
        apprenticeship.assessor_id,
    }


def test_apprentice_and_assessor_read_why_they_were_moved(apprenticeship, admin, own, as_user):
    moved(apprenticeship, own, admin, "Two pieces each from now on")
    told = Notification.objects.filter(text__contains="another assessment plan")
    assert told.get(user=apprenticeship.apprentice).text.startswith("You are on another assessment plan now")
    assert told.get(user=apprenticeship.assessor).text.startswith(f"{apprenticeship.apprentice} is on ")
    address = reverse("assessments:readiness", args=[apprenticeship.pk])
    for who in (apprenticeship.apprentice, apprenticeship.assessor):
        assert "Two pieces each from now on" in as_user(who).get(address).content.decode()


def test_moving_back_is_another_move(apprenticeship, admin, own):
    ours = apprenticeship.plan
    moved(apprenticeship, own, admin)
    apprenticeship.refresh_from_db()
    moved(apprenticeship, ours, admin, "By mistake")
    apprenticeship.refresh_from_db()
    assert apprenticeship.plan == ours
    assert list(PlanMove.objects.order_by("at").values_list("reason", flat=True)) == [
        "As agreed",
        "By mistake",
    ]


def test_moving_twice_is_once(apprenticeship, admin, own):
    seen = apprenticeship.plan_id
    assert [moved(apprenticeship, own, admin, seen=seen) for _ in range(2)] == [1, 0]
    assert PlanMove.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   "])
def test_move_needs_somebody_and_a_reason(apprenticeship, admin, own, reason):
    with pytest.raises(Incomplete) as refused:
        move_to_plan(provider=apprenticeship.provider, plan=own, chosen={}, reason=reason, by=admin)
    assert [problem.about for problem in refused.value.problems] == ["chosen", "reason"]


def test_one_who_cannot_be_moved_keeps_everybody_where_they_are(apprenticeship, admin, own):
    other = ApprenticeshipFactory(
        provider=apprenticeship.provider,
        version=apprenticeship.version,
        plan=apprenticeship.plan,
        status=Apprenticeship.Status.IN_GATEWAY,
    )
    chosen = {row.pk: row.plan_id for row in (apprenticeship, other)}
    with pytest.raises(Refused, match=r"Past the gateway.* Nobody was moved"):
        move_to_plan(provider=apprenticeship.provider, plan=own, chosen=chosen, reason="Why", by=admin)
    assert PlanMove.objects.count() == 0


def test_move_of_somebody_who_was_moved_meanwhile_is_stale(apprenticeship, admin, own):
    seen = apprenticeship.plan_id
    third = own_version(apprenticeship, admin, pieces=3)
    moved(apprenticeship, own, admin)
    with pytest.raises(Refused, match="to another plan meanwhile"):
        moved(apprenticeship, third, admin, seen=seen)


def allowed(apprenticeship, plan, user):
    return can_move(user, for_moving(Apprenticeship.objects).get(pk=apprenticeship.pk), plan)


def test_nobody_moves_with_a_gateway_open_or_practice_begun(apprenticeship, admin, own):
    gateway = Gateway.objects.create(apprenticeship=apprenticeship, number=1, opened_by=admin)
    assert "attempt at the gateway is open" in allowed(apprenticeship, own, admin).reason
    gateway.withdrawn_at, gateway.withdrawn_by, gateway.withdrawn_because = timezone.now(), admin, "Early"
    gateway.save()
    mock = MockAssessment.objects.create(
        apprenticeship=apprenticeship,
        kind="showcase",
        method=apprenticeship.plan.methods.first(),
        begun_by=apprenticeship.assessor,
    )
    assert "Practice is begun" in allowed(apprenticeship, own, admin).reason
    mock.delete()
    assert allowed(apprenticeship, own, admin)


def test_nobody_is_moved_to_a_draft_or_to_another_version_or_provider(apprenticeship, admin, own):
    draft = draft_plan(provider=apprenticeship.provider, source=own, by=admin)
    theirs = ApprenticeshipFactory(version=apprenticeship.version, plan=apprenticeship.plan)
    foreign = own_version(theirs, member(theirs.provider, Role.PROVIDER_ADMIN))
    for plan in (draft, foreign, PlanFactory()):
        assert "Nobody can be on this plan" in allowed(apprenticeship, plan, admin).reason


@pytest.mark.parametrize("who", PEOPLE)
def test_only_administrators_move(apprenticeship, own, who):
    answer = allowed(apprenticeship, own, person(who, apprenticeship))
    assert bool(answer) is (who == "administrator")
    assert bool(answer) or (answer.status == 403 and answer.reason)


def test_what_was_practised_stays_to_be_read(apprenticeship, admin, own, as_user):
    mock = MockAssessment.objects.create(
        apprenticeship=apprenticeship,
        kind="showcase",
        method=apprenticeship.plan.methods.first(),
        begun_by=apprenticeship.assessor,
        finished_by=apprenticeship.assessor,
        finished_at=timezone.now(),
        strengths="Calm",
        next_steps="Summarise",
    )
    moved(apprenticeship, own, admin)
    client = as_user(apprenticeship.apprentice)
    pages = [mock.get_absolute_url()]
    names = ("practice", "readiness", "coverage", "gateway", "results")
    pages += [reverse(f"assessments:{name}", args=[apprenticeship.pk]) for name in names]
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


def test_what_was_practised_still_counts_for_predicted_grades():
    apprenticeship = practicable()
    admin = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    finished(apprenticeship, "observation")

    def predicted():
        row = Apprenticeship.objects.select_related("plan").get(pk=apprenticeship.pk)
        return [each.grade for each in grades_of(row, row.apprentice).methods]

    before = predicted()
    assert before[1] == "distinction"
    moved(apprenticeship, own_version(apprenticeship, admin), admin)
    assert predicted() == before


def test_moves_cannot_be_rewritten(apprenticeship, admin, own):
    moved(apprenticeship, own, admin)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PlanMove.objects.update(reason="Another")


# The page


def url(provider, plan):
    return reverse("assessments:plan-apprentices", args=[provider.pk, plan.pk])


def test_page_shows_what_changes_and_moves_those_ticked(apprenticeship, admin, own, as_user):
    client, address = as_user(admin), url(apprenticeship.provider, own)
    past = ApprenticeshipFactory(
        provider=apprenticeship.provider,
        version=apprenticeship.version,
        plan=apprenticeship.plan,
        status=Apprenticeship.Status.COMPLETED,
    )
    body = client.get(address).content.decode()
    for words in ("Accepted pieces for each KSB", "Past the gateway", str(past.apprentice)):
        assert words in body
    assert " checked>" not in body
    chosen = f"{apprenticeship.pk}.{apprenticeship.plan_id}"
    refused = client.post(address, {"chosen": chosen, "reason": " "})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert " checked>" in refused.content.decode()
    stale = client.post(address, {"chosen": f"{apprenticeship.pk}.{uuid4()}", "reason": "Our reason"})
    assert stale.status_code == HTTPStatus.CONFLICT
    assert "Our reason" in stale.content.decode()
    assert client.post(address, {"chosen": chosen, "reason": "Our reason"}).status_code == HTTPStatus.FOUND
    assert "Our reason" in client.get(address).content.decode()


def test_page_takes_a_name_that_nobody_can_type(apprenticeship, admin, own, as_user):
    page = as_user(admin).get(url(apprenticeship.provider, own), {"name": "\0"})
    assert page.status_code == HTTPStatus.OK
    assert str(apprenticeship.apprentice) in page.content.decode()


def test_page_says_so_when_nobody_had_to_be_moved(apprenticeship, admin, own, as_user):
    typed = {"chosen": [f"{apprenticeship.pk}.{apprenticeship.plan_id}"], "reason": "As agreed"}
    client = as_user(admin)
    client.post(url(apprenticeship.provider, own), typed, follow=True)
    again = client.post(url(apprenticeship.provider, own), typed, follow=True).content.decode()
    assert "Nobody had to be moved" in again


def test_page_knows_nobody_of_another_provider(apprenticeship, admin, own, as_user):
    theirs = ApprenticeshipFactory(version=apprenticeship.version, plan=apprenticeship.plan)
    address = url(apprenticeship.provider, own)
    chosen = {"chosen": f"{theirs.pk}.{theirs.plan_id}", "reason": "Why"}
    assert as_user(admin).post(address, chosen).status_code == HTTPStatus.NOT_FOUND
    assert str(theirs.apprentice) not in as_user(admin).get(address).content.decode()
    other = ProviderFactory()
    client = as_user(member(other, Role.PROVIDER_ADMIN))
    assert client.get(url(other, own)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_for_one_and_for_three(
    apprenticeship, admin, own, as_user, number, django_assert_num_queries
):
    for _ in range(number - 1):
        ApprenticeshipFactory(
            provider=apprenticeship.provider, version=apprenticeship.version, plan=apprenticeship.plan
        )
    client = as_user(admin)
    with django_assert_num_queries(FRAME + 7):
        client.get(url(apprenticeship.provider, own))


@pytest.mark.django_db(transaction=True)
def test_two_who_move_one_person_at_once_move_them_once(apprenticeship, admin, own):
    seen, other = apprenticeship.plan_id, member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    outcomes = together(*[lambda by=by: moved(apprenticeship, own, by, seen=seen) for by in (admin, other)])
    assert outcomes == [None, None]
    assert PlanMove.objects.count() == 1
