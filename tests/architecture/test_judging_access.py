"""Who may judge, sign for and assure what: people and acts, in the manner of test_access.py."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Role
from assessments.models import (
    Comment,
    Decision,
    Exercise,
    FindingAnswer,
    Marking,
    Opinion,
    Remark,
    Sample,
    SampleFinding,
    SignKind,
)
from assessments.permissions import can_correct, can_judge, talking
from assessments.permissions.comments import can_change_comment, can_keep_comment
from assessments.permissions.opinions import can_close_exercise, can_give_opinion
from assessments.permissions.sampling import (
    can_answer,
    can_find,
    can_let_in,
    can_plan,
    can_sample,
    can_set_risk,
    can_settle,
)
from assessments.permissions.signing import (
    can_ask,
    can_ask_behaviours,
    can_send_again,
    can_sign,
    can_sign_for,
    can_withdraw,
)
from portfolio.models import Revision
from portfolio.permissions import can_change_provider
from tests.architecture.test_access import PEOPLE, person
from tests.factories import ApprenticeshipFactory, evidence, member
from tests.signatures import asked

pytestmark = pytest.mark.django_db


def marked(apprenticeship):
    piece = evidence(apprenticeship, Revision.State.ACCEPTED)
    return Marking.objects.create(
        revision=piece.shown, assessor=apprenticeship.assessor, outcome=Marking.Outcome.ACCEPTED
    )


def decided(apprenticeship):
    marking = marked(apprenticeship)
    claim = marking.revision.claims.get()
    claim.outcome, claim.decided_on = "met", dt.date(2026, 10, 9)
    claim.save()
    return Decision.objects.create(
        claim=claim, marking=marking, assessor=apprenticeship.assessor, outcome="met"
    )


def sampled(apprenticeship):
    """Taken by the apprenticeship's IQA, and still being looked at."""
    return Sample.objects.create(
        provider=apprenticeship.provider,
        apprenticeship=apprenticeship,
        marking=marked(apprenticeship),
        assessor=apprenticeship.assessor,
        iqa=apprenticeship.iqa,
        stage=Sample.Stage.INTERIM,
        snapshot_hash="0" * 64,
    )


def finding(apprenticeship):
    return SampleFinding.objects.create(
        sample=sampled(apprenticeship),
        kind=SampleFinding.Kind.ACTION,
        text="Say which page shows it.",
        due_on=dt.date(2026, 12, 1),
    )


def comment(apprenticeship, owner=None):
    return Comment.objects.create(
        provider=apprenticeship.provider, owner=owner, name="Clear", text="A clear account."
    )


def exercise(apprenticeship):
    return Exercise.objects.create(
        provider=apprenticeship.provider,
        revision=marked(apprenticeship).revision,
        kind=Exercise.Kind.SECOND,
        title="A second look",
        set_by=apprenticeship.iqa,
        due_on=dt.date(2026, 12, 1),
    )


def answered(found, apprenticeship):
    found.answers.create(by=apprenticeship.assessor, kind=FindingAnswer.Kind.ANSWER, text="On page 2.")
    return found


def asked_again(apprenticeship):
    return Remark.objects.create(
        marking=marked(apprenticeship), by=apprenticeship.apprentice, kind=Remark.Kind.ASK, text="Again."
    )


def opinion(apprenticeship):
    """Asked of an assessor who is named nowhere else."""
    asked_of = member(apprenticeship.provider, Role.ASSESSOR)
    return Opinion.objects.create(exercise=exercise(apprenticeship), assessor=asked_of)


def expired(apprenticeship):
    request = asked(evidence(apprenticeship, Revision.State.SUBMITTED))
    request.expires_at = timezone.now()
    return request


ACTS = {
    "judge": can_judge,
    "correct": lambda user, a: can_correct(user, decided(a)),
    "keep own comment": lambda user, a: can_keep_comment(user, a.provider_id, is_shared=False),
    "keep shared comment": lambda user, a: can_keep_comment(user, a.provider_id, is_shared=True),
    "change assessor's comment": lambda user, a: can_change_comment(user, comment(a, a.assessor)),
    "change shared comment": lambda user, a: can_change_comment(user, comment(a)),
    "close exercise": lambda user, a: can_close_exercise(user, exercise(a)),
    "ask for a signature": lambda user, a: can_ask(user, evidence(a, Revision.State.SUBMITTED)),
    "ask for behaviours": can_ask_behaviours,
    "verify behaviours": lambda user, a: can_sign(user, a, SignKind.BEHAVIOURS),
    "give testimony": lambda user, a: can_sign_for(
        user, evidence(a, Revision.State.SUBMITTED), SignKind.TESTIMONY
    ),
    "confirm": lambda user, a: can_sign_for(
        user, evidence(a, Revision.State.SUBMITTED), SignKind.CONFIRMATION
    ),
    "plan sampling": lambda user, a: can_plan(user, a.provider_id),
    "set risk": lambda user, a: can_set_risk(user, a.provider, a.assessor),
    "sample": lambda user, a: can_sample(user, marked(a)),
    "write findings": lambda user, a: can_find(user, sampled(a)),
    "answer a finding": lambda user, a: can_answer(user, finding(a)),
    "settle a finding": lambda user, a: can_settle(user, answered(finding(a), a)),
    "answer an ask": lambda user, a: talking.can_answer(user, asked_again(a), is_open=True),
    "give an opinion": lambda user, a: can_give_opinion(user, opinion(a)),
    "withdraw a link": lambda user, a: can_withdraw(user, asked(evidence(a, "submitted")), timezone.now()),
    "send a link again": lambda user, a: can_send_again(user, expired(a), timezone.now()),
    "let a verifier in": can_let_in,
    "change provider": lambda user, a: can_change_provider(user, a.provider),
}
MAY = {
    "apprentice": {"ask for a signature", "ask for behaviours", "withdraw a link", "send a link again"},
    "assessor": {
        "judge",
        "correct",
        "keep own comment",
        "change assessor's comment",
        "ask for a signature",
        "ask for behaviours",
        "answer a finding",
        "answer an ask",
        "withdraw a link",
        "send a link again",
    },
    "line manager": {"verify behaviours", "give testimony", "confirm"},
    "IQA": {
        "close exercise",
        "plan sampling",
        "set risk",
        "sample",
        "write findings",
        "settle a finding",
        "let a verifier in",
    },
    "administrator": {
        "keep shared comment",
        "change shared comment",
        "close exercise",
        "verify behaviours",
        "give testimony",
        "plan sampling",
        "set risk",
        "let a verifier in",
        "change provider",
    },
}


def test_only_who_was_asked_gives_a_blind_opinion():
    own = opinion(ApprenticeshipFactory())
    assert can_give_opinion(own.assessor, own)
    own.exercise.closed_at = timezone.now()
    assert can_give_opinion(own.assessor, own).status == 409


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_permissions_of_judging_follow_the_table(who, act):
    apprenticeship = ApprenticeshipFactory()
    answer = ACTS[act](person(who, apprenticeship), apprenticeship)
    assert bool(answer) is (act in MAY.get(who, set()))
    assert bool(answer) or (answer.status == 403 and answer.reason)


def test_nobody_samples_or_rates_their_own_work():
    """Somebody who marked it, and assures the apprenticeship since."""
    apprenticeship = ApprenticeshipFactory()
    both, marking = apprenticeship.assessor, marked(apprenticeship)
    both.memberships.create(provider=apprenticeship.provider, role=Role.IQA)
    other = member(apprenticeship.provider, Role.ASSESSOR)
    apprenticeship.assessor, apprenticeship.iqa = other, both
    apprenticeship.save()
    marking.revision.evidence.apprenticeship.refresh_from_db()
    assert not can_sample(both, marking)
    assert not can_set_risk(both, apprenticeship.provider, both)
    assert can_set_risk(both, apprenticeship.provider, other)
