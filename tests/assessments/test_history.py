"""The history of a piece: everything, in order, for whoever works on it."""

import pytest
from django.urls import reverse

from accounts.models import Role
from assessments.actions import correct_decision, reopen_evidence
from assessments.history import SOURCES, Past, history_of
from assessments.models import Remark
from portfolio.actions import revise_evidence
from portfolio.models import Revision
from tests.assessments.pieces import accepted, accepted_for_all
from tests.factories import ApprenticeshipFactory, chosen, evidence, member, visitor

pytestmark = pytest.mark.django_db


def history_url(piece):
    return reverse("assessments:history", args=[piece.pk])


def told_of(piece):
    revisions = Revision.objects.filter(evidence=piece).for_page().order_by("-number")
    return history_of(Past(piece, list(revisions)))


def eventful(number=1):
    """A piece of one KSB more, all but the last of them corrected, talked about and then opened again."""
    marking = accepted_for_all(ApprenticeshipFactory(ksbs=number + 1))
    piece, assessor = marking.revision.evidence, marking.assessor
    for decision in marking.decisions.order_by("claim__ksb__position")[:number]:
        correct_decision(decision=decision, outcome="not_yet", reason="Last year’s policy.", by=assessor)
    apprentice = piece.apprenticeship.apprentice
    Remark.objects.create(marking=marking, by=apprentice, kind="comment", text="I used the new one.")
    reopen_evidence(evidence=piece, reason="A customer is named.", by=assessor)
    revise_evidence(evidence=piece, by=apprentice)
    piece.refresh_from_db()
    return piece


def test_history_tells_everything_newest_first_and_says_what_no_longer_counts():
    piece = eventful()
    code, other = [claim.ksb.code for claim in piece.shown.claims.for_list()]
    entries = told_of(piece)
    assert [(entry.what, entry.detail, entry.is_superseded) for entry in entries] == [
        ("Version 2 started", "", False),
        ("Opened again; its decisions no longer count", "A customer is named.", False),
        ("Said about the feedback", "I used the new one.", False),
        (f"Decision on {code} corrected from Met to Not yet", "Last year’s policy.", False),
        ("Version 1 accepted", "A clear account.", True),
        ("Version 1 handed in", "", False),
    ]
    assert [(p.name, p.mark.label, p.text, p.is_superseded) for p in entries[4].points] == [
        (code, "Met", "Good.", True),
        (other, "Met", "Good.", True),
    ]


def test_a_correction_that_keeps_the_outcome_says_so():
    marking = accepted(ApprenticeshipFactory())
    decision = marking.decisions.get()
    correct_decision(decision=decision, outcome="met", reason="The second page.", by=marking.assessor)
    code = decision.claim.ksb.code
    assert told_of(marking.revision.evidence)[0].what == f"Decision on {code} stays Met, for another reason"


@pytest.mark.parametrize(
    ("who", "status"),
    [("apprentice", 200), ("assessor", 200), ("line_manager", 200), ("iqa", 200), ("visitor", 404)],
)
def test_history_is_read_by_those_who_work_on_the_portfolio(as_user, who, status):
    marking = accepted(ApprenticeshipFactory())
    piece = marking.revision.evidence
    chosen(piece)
    apprenticeship = piece.apprenticeship
    person = visitor(apprenticeship) if who == "visitor" else getattr(apprenticeship, who)
    assert as_user(person).get(history_url(piece)).status_code == status
    admin = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    assert as_user(admin).get(history_url(piece)).status_code == 200


def test_others_read_nothing_of_a_new_draft(as_user):
    piece = eventful()
    Revision.objects.filter(pk=piece.latest_id).update(title="Secret words")
    text = as_user(piece.apprenticeship.assessor).get(history_url(piece)).content.decode()
    assert ("Secret words" in text, "Version 2" in text, "Version 1 handed in" in text) == (
        False,
        False,
        True,
    )
    assert "Secret words" in as_user(piece.apprenticeship.apprentice).get(history_url(piece)).content.decode()
    assert as_user(piece.apprenticeship.iqa).get(history_url(evidence())).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_history_asks_one_question_a_source_at_most(as_user, django_assert_num_queries, number):
    piece = eventful(number)
    client = as_user(piece.apprenticeship.iqa)
    with django_assert_num_queries(7):
        client.get(history_url(piece))
    with django_assert_num_queries(len(SOURCES) - 1):
        history_of(Past(piece, list(piece.revisions.none())))
