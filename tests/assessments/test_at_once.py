"""Ten sessions that mark one version at once, and desks of two hundred apprentices."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role
from assessments.models import Decision, Marking
from portfolio import progress
from portfolio.models import Revision
from tests.assessments.pieces import submitted
from tests.factories import ApprenticeshipFactory, ProviderFactory, UserFactory, evidence, member

SESSIONS = 10


def all_at_once(posts):
    """Each in a session of its own, begun together; the answers, in order."""
    barrier, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def run(place, client, address, typed):
        barrier.wait()
        try:
            answers[place] = client.post(address, typed)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, *post)) for place, post in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_ten_sessions_that_mark_one_version_one_wins_and_nine_lose_nothing():
    piece = submitted(ApprenticeshipFactory())
    claim = piece.shown.claims.get()
    posts = []
    for number in range(SESSIONS):
        client = Client()
        client.force_login(piece.apprenticeship.assessor)
        typed = {
            "revision": piece.shown_id,
            "outcome": "accepted" if number % 2 else "returned",
            "feedback": f"Feedback of session {number}.",
            f"outcome-{claim.pk}": "met" if number % 2 else "not_yet",
            f"reason-{claim.pk}": f"Reason of session {number}.",
        }
        posts.append((client, f"/evidence/{piece.pk}/mark/", typed))

    answers = all_at_once(posts)

    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: SESSIONS - 1}
    (won,) = [place for place, answer in enumerate(answers) if answer.status_code == 302]
    marking, decision = Marking.objects.get(), Decision.objects.get()
    assert (marking.feedback, decision.reason) == (f"Feedback of session {won}.", f"Reason of session {won}.")
    for place, answer in enumerate(answers):
        page = answer.content.decode()
        assert place == won or f"Feedback of session {place}." in page
        assert place == won or f"Reason of session {place}." in page


@pytest.fixture
def two_hundred(db):
    """An assessor with two hundred apprentices; each has a piece to be marked, and a draft."""
    provider = ProviderFactory()
    assessor = member(provider, Role.ASSESSOR)
    first = ApprenticeshipFactory(provider=provider, assessor=assessor)
    shared = {
        "provider": provider,
        "assessor": assessor,
        "employer": first.employer,
        "line_manager": first.line_manager,
        "iqa": first.iqa,
        "version": first.version,
        "plan": first.plan,
    }
    others = [ApprenticeshipFactory(apprentice=UserFactory(), **shared) for _ in range(199)]
    for apprenticeship in [first, *others]:
        evidence(apprenticeship, Revision.State.SUBMITTED)
        progress.rebuild(apprenticeship)
    return assessor


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/marking/", 8), ("/", 9), ("/apprenticeships/", 8)],
    ids=["queue", "home", "caseload"],
)
def test_desks_of_two_hundred_apprentices_ask_few_questions(
    as_user, two_hundred, django_assert_num_queries, path, queries
):
    client = as_user(two_hundred)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
