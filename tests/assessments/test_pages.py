"""The queue, corrections, reopening and readiness through the client."""

import pytest
from django.urls import reverse

from accounts.models import Role
from assessments.models import Decision
from portfolio import progress
from portfolio.models import Evidence, Revision
from tests.assessments.pieces import accepted, accepted_for_all, submitted
from tests.factories import (
    ApprenticeshipFactory,
    KsbFactory,
    MembershipFactory,
    MethodFactory,
    evidence,
    member,
    visitor,
)

pytestmark = pytest.mark.django_db
QUEUE = "/marking/"


def test_queue_shows_the_longest_wait_first(as_user):
    apprenticeship = ApprenticeshipFactory()
    submitted(apprenticeship, 2, title="Newer")
    submitted(apprenticeship, 30, title="Older")
    evidence(apprenticeship, title="A draft nobody sees")
    accepted(apprenticeship)
    submitted(ApprenticeshipFactory(), title="Somebody else's")
    response = as_user(apprenticeship.assessor).get(QUEUE)
    rows = response.context["rows"]
    assert [row.title for row in rows] == ["Older", "Newer"]
    assert [row.wait.is_late for row in rows] == [True, False]
    assert rows[0].url == reverse("assessments:mark", args=[Evidence.objects.get(shown__title="Older").pk])
    assert '30 days, <span class="nowrap">since' in response.content.decode()
    assert "Late by" in response.content.decode()


def test_queue_of_an_administrator_leads_to_reading(as_user):
    apprenticeship = ApprenticeshipFactory()
    piece = submitted(apprenticeship)
    submitted(ApprenticeshipFactory(), title="Another provider's")
    response = as_user(member(apprenticeship.provider, Role.PROVIDER_ADMIN)).get(QUEUE)
    assert [row.url for row in response.context["rows"]] == [piece.get_absolute_url()]
    assert str(apprenticeship.assessor) in response.content.decode()


def test_queue_of_somebody_who_is_both_has_two_sides(as_user):
    apprenticeship = ApprenticeshipFactory()
    piece = submitted(apprenticeship)
    theirs = submitted(ApprenticeshipFactory(provider=apprenticeship.provider))
    user = apprenticeship.assessor
    MembershipFactory(user=user, provider=apprenticeship.provider, role=Role.PROVIDER_ADMIN)
    client = as_user(user)
    assert len(client.get(QUEUE).context["rows"]) == 1
    both = client.get(QUEUE, {"as": "provider"}).context["rows"]
    assert {row.url for row in both} == {piece.get_absolute_url(), theirs.get_absolute_url()}


@pytest.mark.parametrize("who", ["apprentice", "line_manager", "iqa"])
def test_queue_is_for_those_who_mark_or_administer(as_user, who):
    assert as_user(getattr(ApprenticeshipFactory(), who)).get(QUEUE).status_code == 403


def test_an_empty_queue_explains_itself(as_user):
    page = as_user(ApprenticeshipFactory().assessor).get(QUEUE).content.decode()
    assert "Nothing waits for you" in page


@pytest.mark.parametrize("pieces", [1, 3])
def test_queue_asks_the_same_number_of_questions(as_user, pieces, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory()
    for _ in range(pieces):
        submitted(apprenticeship)
    client = as_user(apprenticeship.assessor)
    client.get(QUEUE)
    with django_assert_num_queries(8):
        client.get(QUEUE)


def test_queue_has_pages_of_thirty(as_user):
    apprenticeship = ApprenticeshipFactory()
    for number in range(31):
        submitted(apprenticeship, title=f"Piece {number}")
    client = as_user(apprenticeship.assessor)
    assert len(client.get(QUEUE).context["rows"]) == 30
    assert len(client.get(QUEUE, {"page": 2}).context["rows"]) == 1
    assert len(client.get(QUEUE, {"page": "x"}).context["rows"]) == 30


def correct_url(decision):
    return reverse("assessments:decision-correct", args=[decision.pk])


def test_correcting_shows_the_history_and_records(as_user):
    decision = accepted_for_all(ApprenticeshipFactory()).decisions.first()
    client = as_user(decision.assessor)
    page = client.get(correct_url(decision)).content.decode()
    assert "Good." in page
    assert [f'value="{outcome}"' in page for outcome in Decision.Outcome.values] == [True, True, True]
    response = client.post(correct_url(decision), {"outcome": "not_yet", "reason": "Last year's."})
    assert response.url == decision.claim.revision.evidence.get_absolute_url()
    assert client.get(correct_url(decision)).status_code == 409
    assert "superseded by the next" in client.get(correct_url(decision.superseded_by)).content.decode()


def test_the_only_decision_that_an_accepted_piece_is_met_for_stays_met(as_user):
    decision = accepted(ApprenticeshipFactory()).decisions.get()
    client, form = as_user(decision.assessor), {"outcome": "not_yet", "reason": "Last year's."}
    reopen = reverse("assessments:reopen", args=[decision.claim.revision.evidence_id])
    assert reopen in client.get(correct_url(decision)).content.decode()
    response = client.post(correct_url(decision), form)
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("Open the piece again to return it.", reopen, "Last year&#x27;s."):
        assert words in page
    assert client.post(correct_url(decision), form | {"outcome": "met"}).status_code == 302


@pytest.mark.parametrize(
    "form", [{}, {"outcome": "met", "reason": " "}, {"outcome": "so-so", "reason": "Kept words."}]
)
def test_correcting_without_outcome_or_reason_comes_back(as_user, form):
    decision = accepted(ApprenticeshipFactory()).decisions.get()
    response = as_user(decision.assessor).post(correct_url(decision), form)
    assert response.status_code == 422
    assert form.get("reason", "").strip() in response.content.decode()
    assert "Nothing is lost." in response.content.decode()


def test_correcting_is_for_the_assessor(as_user):
    apprenticeship = ApprenticeshipFactory()
    url = correct_url(accepted(apprenticeship).decisions.get())
    for user, status in (
        (apprenticeship.apprentice, 403),
        (apprenticeship.iqa, 403),
        (member(apprenticeship.provider, Role.ASSESSOR), 404),
    ):
        assert as_user(user).get(url).status_code == status
        assert as_user(user).post(url, {"outcome": "not_yet", "reason": "x"}).status_code == status


def test_reopening_asks_why_and_gives_the_piece_back(as_user):
    apprenticeship = ApprenticeshipFactory()
    piece = accepted(apprenticeship).revision.evidence
    client, url = as_user(apprenticeship.assessor), reverse("assessments:reopen", args=[piece.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": "  "}).status_code == 422
    assert client.post(url, {"reason": "A name shows."}).url == piece.get_absolute_url()
    assert Revision.objects.get(pk=piece.shown_id).state == "returned"
    assert client.get(url).status_code == 409
    assert as_user(apprenticeship.line_manager).get(url).status_code == 403
    assert as_user(member(apprenticeship.provider, Role.ASSESSOR)).get(url).status_code == 404


def readiness_url(apprenticeship):
    return reverse("assessments:readiness", args=[apprenticeship.pk])


def test_readiness_names_every_ksb_that_is_missing(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    accepted(apprenticeship)
    missing = apprenticeship.version.ksbs.last()
    response = as_user(apprenticeship.apprentice).get(readiness_url(apprenticeship))
    page, shown = response.content.decode(), response.context["readiness"]
    assert (shown.met, shown.total, shown.is_ready) == (1, 2, False)
    assert [(r.why, [row.code for row in r.ksbs]) for r in shown.cards[0].reasons] == [
        ("nothing claimed yet", [missing.code])
    ]
    assert reverse("portfolio:claims", args=[apprenticeship.pk, missing.pk]) in page
    assert "Not yet checked against the official plan" in page
    assert shown.step.title == f"Add evidence for {missing.code}: {missing.title}"


def test_readiness_says_ready_when_all_is_met(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    accepted(apprenticeship)
    shown = as_user(apprenticeship.apprentice).get(readiness_url(apprenticeship)).context["readiness"]
    assert shown.is_ready
    assert shown.step.title == "Choose your showcase"


def test_readiness_wants_as_many_pieces_as_the_plan(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    apprenticeship.plan.evidence_rules = {"minimum_accepted_pieces_per_ksb": 2}
    apprenticeship.plan.save()
    accepted(apprenticeship)
    shown = as_user(apprenticeship.apprentice).get(readiness_url(apprenticeship)).context["readiness"]
    assert [r.why for r in shown.cards[0].reasons] == ["1 of 2 pieces met"]


@pytest.mark.parametrize("who", ["assessor", "line_manager", "iqa"])
def test_readiness_tells_nobody_else_of_drafts(as_user, who):
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    piece = evidence(apprenticeship, title="My secret draft")
    progress.rebuild(apprenticeship)
    own = as_user(apprenticeship.apprentice).get(readiness_url(apprenticeship))
    assert [r.why for r in own.context["readiness"].cards[0].reasons] == ["drafted, not submitted"]
    assert "My secret draft" in own.content.decode()
    theirs = as_user(getattr(apprenticeship, who)).get(readiness_url(apprenticeship))
    assert [r.why for r in theirs.context["readiness"].cards[0].reasons] == ["nothing claimed yet"]
    assert "rafted" not in theirs.content.decode().replace("mark-drafted", "")
    assert "My secret draft" not in theirs.content.decode()
    assert str(piece.pk) not in theirs.content.decode()


def test_readiness_explains_the_half_that_is_spared(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=1, contact_channel="face_to_face")
    area = apprenticeship.version.areas.get()
    here = KsbFactory(area=area, alternative="pair", alternative_channel="face_to_face")
    there = KsbFactory(area=area, alternative="pair", alternative_channel="remote")
    MethodFactory(plan=apprenticeship.plan, name="Observation", position=2).ksbs.set([here, there])
    shown = as_user(apprenticeship.apprentice).get(readiness_url(apprenticeship)).context["readiness"]
    assert [row.code for row in shown.spared] == [there.code]
    assert [row.code for row in shown.cards[1].rows] == [here.code]


def test_readiness_is_not_for_visitors(as_user):
    apprenticeship = ApprenticeshipFactory()
    assert as_user(visitor(apprenticeship)).get(readiness_url(apprenticeship)).status_code == 404


@pytest.mark.parametrize("ksbs", [1, 3])
def test_readiness_asks_the_same_number_of_questions(as_user, ksbs, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory(ksbs=ksbs)
    for ksb in apprenticeship.version.ksbs.all():
        evidence(apprenticeship, ksbs=[ksb])
        evidence(apprenticeship, Revision.State.RETURNED, ksbs=[ksb])
    client = as_user(apprenticeship.apprentice)
    client.get(readiness_url(apprenticeship))
    with django_assert_num_queries(9):
        client.get(readiness_url(apprenticeship))
