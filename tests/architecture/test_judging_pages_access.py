"""Who gets through to what judging does: people and pages, each tried on the whole portfolio."""

import datetime as dt
from html import unescape

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Role
from assessments.actions.sampling import answer_finding
from assessments.models import Opinion, SignRequest
from assessments.permissions import opinions, requests, sampling, signing, talking
from portfolio.permissions import ONLY_THE_APPRENTICE
from tests.again import again
from tests.architecture.records import address, whole_portfolio
from tests.architecture.test_access import PEOPLE, person
from tests.factories import member

pytestmark = pytest.mark.django_db

# Of the same provider, and named nowhere in the portfolio; who was asked for an opinion is named only there.
EVERYBODY = [*PEOPLE, "other assessor", "other IQA", "who was asked"]
WORK_ON_IT = {"apprentice", "assessor", "line manager", "IQA", "administrator"}
ASSURE = {"IQA", "other IQA", "administrator"}


def somebody(who, portfolio):
    if who == "other assessor":
        return member(portfolio.provider, Role.ASSESSOR)
    if who == "other IQA":
        return member(portfolio.provider, Role.IQA)
    return portfolio.opinion.assessor if who == "who was asked" else person(who, portfolio.apprenticeship)


def nothing(portfolio):
    """Is there before."""


def answered(portfolio):
    answer_finding(finding=portfolio.finding, text="Done on page 2.", by=portfolio.assessor)


def iqa_gone(portfolio):
    portfolio.sample.iqa.memberships.update(ended_at=timezone.now())


def expired(portfolio):
    at = timezone.now() - dt.timedelta(days=1)
    requests_to_sign = SignRequest.objects.filter(pk=portfolio.request.pk)
    requests_to_sign.update(created_at=at - dt.timedelta(days=2), sent_at=at, expires_at=at)


def opinion_given(portfolio):
    Opinion.objects.filter(pk=portfolio.opinion.pk).update(given_at=timezone.now())


def tomorrow():
    return timezone.localdate() + dt.timedelta(days=1)


# What is done: the address, what stands before, what is sent (None: the page is only looked at), who may,
# who sees it and may not, and the reason they are given. Nobody else is told that it is there.
ACTS = {
    "remark": (
        "talk",
        nothing,
        {"text": "So."},
        {"apprentice", "assessor"},
        WORK_ON_IT,
        talking.ONLY_THE_TWO,
    ),
    "ask for another look": (
        "talk",
        nothing,
        {"text": "Page 2.", "act": "ask"},
        {"apprentice"},
        WORK_ON_IT,
        None,
    ),
    "let a decision stand": (
        "ask-answer",
        nothing,
        {"text": "It stands."},
        {"assessor"},
        WORK_ON_IT | {"verifier"},
        talking.ONLY_THE_ASSESSOR,
    ),
    "ask for evidence": (
        "request-new",
        nothing,
        None,
        {"assessor", "administrator"},
        WORK_ON_IT | {"visitor", "verifier"},
        requests.ONLY_THE_ASSESSOR,
    ),
    "read a request for evidence": ("request", nothing, None, WORK_ON_IT, set(), None),
    "start what was asked for": (
        "request-start",
        nothing,
        {},
        {"apprentice"},
        WORK_ON_IT,
        ONLY_THE_APPRENTICE,
    ),
    "move a due date": (
        "request-due",
        nothing,
        {"due_on": tomorrow},
        {"assessor", "administrator"},
        WORK_ON_IT,
        requests.ONLY_THE_ASSESSOR,
    ),
    "withdraw a request for evidence": (
        "request-withdraw",
        nothing,
        {"reason": "No longer needed."},
        {"assessor", "administrator"},
        WORK_ON_IT,
        requests.ONLY_THE_ASSESSOR,
    ),
    "answer a finding": (
        "finding",
        nothing,
        {"text": "Done.", "act": "answer"},
        {"assessor"},
        ASSURE | {"verifier"},
        sampling.NOT_THE_ASSESSOR,
    ),
    "agree to an answer": (
        "finding",
        answered,
        {"act": "agree"},
        {"IQA"},
        ASSURE | {"assessor", "verifier"},
        sampling.NOT_THE_TAKER,
    ),
    "ask about a finding again": (
        "finding",
        answered,
        {"text": "Which page?", "act": "ask_again"},
        {"IQA"},
        ASSURE | {"assessor", "verifier"},
        sampling.NOT_THE_TAKER,
    ),
    "go on with a sample": (
        "sample-take-over",
        iqa_gone,
        {},
        {"other IQA"},
        ASSURE - {"IQA"} | {"assessor", "verifier"},
        sampling.NOT_AN_IQA,
    ),
    "withdraw a link to sign": (
        "sign-withdraw",
        nothing,
        {},
        {"apprentice", "assessor"},
        WORK_ON_IT,
        signing.ONLY_WHO_WORKS_ON_IT,
    ),
    "send a link to sign again": (
        "sign-again",
        expired,
        {},
        {"apprentice", "assessor"},
        WORK_ON_IT,
        signing.ONLY_WHO_WORKS_ON_IT,
    ),
    "give a blind opinion": ("opinion", nothing, {"save": "yes"}, {"who was asked"}, set(), None),
    "close an exercise": (
        "exercise",
        opinion_given,
        {"outcome": "We agree."},
        {"IQA", "administrator"},
        {"who was asked"},
        opinions.ONLY_WHO_ASSURES,
    ),
}


def expected(who, may, sees, is_read):
    if who in may:
        return 200 if is_read else 302
    return 403 if who in sees else 404


@pytest.mark.parametrize("act", ACTS)
def test_pages_of_judging_follow_the_table(act, as_user):
    name, before, sent, may, sees, reason = ACTS[act]
    portfolio = again(whole_portfolio)
    before(portfolio)
    url, found = address(f"assessments:{name}", portfolio), {}
    data = {key: value() if callable(value) else value for key, value in (sent or {}).items()}
    for who in EVERYBODY:
        with transaction.atomic():
            client = as_user(somebody(who, portfolio))
            answer = client.get(url) if sent is None else client.post(url, data)
            found[who] = answer.status_code
            if answer.status_code == 403 and reason:
                assert reason.reason in unescape(answer.content.decode()), who
            transaction.set_rollback(True)
    assert found == {who: expected(who, may, sees, sent is None) for who in EVERYBODY}
