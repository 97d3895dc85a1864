"""Talking about a marking: comments, asks for another look, and what answers them."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import AuditEvent, Notification
from accounts.permissions import Refused
from assessments.actions import correct_decision, mark_revision, reopen_evidence
from assessments.actions.marking import Incomplete
from assessments.actions.talking import answer_ask, ask_again, remark
from assessments.models import Remark
from assessments.rules import Judgement
from assessments.rules.talking import ASK_STATES, CORRECTED, OPEN, OVERTAKEN, REOPENED, STOOD, ask_state
from assessments.talk import state_of
from portfolio.actions import revise_evidence, submit_evidence
from portfolio.models import Apprenticeship
from tests.assessments.pieces import accepted, accepted_for_all, submitted
from tests.factories import ApprenticeshipFactory, chosen, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def marking():
    return accepted(ApprenticeshipFactory())


def returned(apprenticeship, **fields):
    piece = submitted(apprenticeship, **fields)
    return mark_revision(
        revision=piece.shown,
        judgements={claim.pk: Judgement("not_yet", "Say who.") for claim in piece.shown.claims.all()},
        outcome="returned",
        feedback="Say who did it.",
        by=apprenticeship.assessor,
    )


def apprentice_of(marking):
    return marking.revision.evidence.apprenticeship.apprentice


def claim_of(marking):
    return marking.revision.claims.get()


def asked(marking, claim=None, text="Page two says who."):
    return ask_again(marking=marking, claim=claim, text=text, by=apprentice_of(marking))


def stands(ask):
    again = Remark.objects.for_page().get(pk=ask.pk)
    revision = again.marking.revision
    return state_of(again, is_current=revision.evidence.shown_id == revision.pk)


def talk_url(marking):
    return reverse("assessments:talk", args=[marking.revision.evidence_id])


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ((False, False, False, True), OPEN),
        ((False, False, False, False), OVERTAKEN),
        ((True, False, False, True), STOOD),
        ((True, True, False, False), CORRECTED),
        ((True, False, True, True), REOPENED),
    ],
    ids=["open", "overtaken", "stood", "corrected", "reopened"],
)
def test_ask_state_follows_what_happened(facts, state):
    is_answered, was_corrected, was_reopened, is_current = facts
    assert state == ask_state(
        is_answered=is_answered,
        was_corrected=was_corrected,
        was_reopened=was_reopened,
        is_current=is_current,
    )
    assert state == OPEN or state in ASK_STATES.values()


def test_a_comment_is_told_to_the_other_and_recorded(marking):
    apprenticeship = marking.revision.evidence.apprenticeship
    said = remark(marking=marking, claim=None, text="  Thank you.\x00 ", by=apprentice_of(marking))
    back = remark(marking=marking, claim=claim_of(marking), text="Well done.", by=apprenticeship.assessor)
    assert (said.text, said.kind, back.claim) == ("Thank you.", "comment", claim_of(marking))
    told = Notification.objects.filter(subject_id__in=[str(said.pk), str(back.pk)]).order_by("created_at")
    assert [note.user for note in told] == [apprenticeship.assessor, apprenticeship.apprentice]
    assert AuditEvent.objects.filter(act="remarked").count() == 2


def test_a_comment_sent_twice_is_said_once_and_may_be_said_again_later(marking):
    by, other = apprentice_of(marking), marking.revision.evidence.apprenticeship.assessor
    said = [remark(marking=marking, claim=None, text="Thank you.", by=by) for _ in range(2)]
    assert said[0] == said[1]
    remark(marking=marking, claim=claim_of(marking), text="Thank you.", by=by)
    remark(marking=marking, claim=None, text="Which one?", by=other)
    remark(marking=marking, claim=None, text="Thank you.", by=by)
    assert AuditEvent.objects.filter(act="remarked").count() == 4


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"], ids=["nothing", "spaces", "control"])
def test_a_remark_says_something(marking, text):
    with pytest.raises(Incomplete, match="Write a sentence first"):
        asked(marking, text=text)


def test_asking_twice_waits_for_the_answer(marking):
    first = asked(marking, claim_of(marking))
    with pytest.raises(Refused, match="You asked this on") as refusal:
        asked(marking, claim_of(marking))
    assert refusal.value.status == 409
    asked(marking)  # the whole is another matter
    assessor = marking.assessor
    answer_ask(ask=first, text="It stands: page two is about a colleague.", by=assessor)
    assert stands(first) == STOOD
    with pytest.raises(Refused, match="answered already"):
        answer_ask(ask=first, text="Again.", by=assessor)
    assert stands(asked(marking, claim_of(marking))) == OPEN


def test_a_correction_answers_the_ask_about_its_claim_before_the_one_about_the_whole():
    marking = accepted_for_all(ApprenticeshipFactory())
    decision = marking.decisions.first()
    whole, single = asked(marking), asked(marking, decision.claim)
    later = correct_decision(
        decision=decision, outcome="not_yet", reason="You are right.", by=marking.assessor
    )
    assert (stands(single), stands(whole)) == (CORRECTED, OPEN)
    reply = Remark.objects.get(answers=single)
    assert (reply.decision, reply.text, reply.by) == (later, "You are right.", marking.assessor)
    correct_decision(decision=later, outcome="met", reason="Both pages.", by=marking.assessor)
    assert stands(whole) == CORRECTED


def test_opening_again_answers_every_ask(marking):
    asks = [asked(marking), asked(marking, claim_of(marking))]
    reopening = reopen_evidence(evidence=marking.revision.evidence, reason="Cover it.", by=marking.assessor)
    assert [stands(ask) for ask in asks] == [REOPENED, REOPENED]
    assert set(Remark.objects.filter(kind="reply").values_list("reopening", flat=True)) == {reopening.pk}
    with pytest.raises(Refused, match="opened again already"):
        asked(marking)


def test_a_newer_version_overtakes_an_ask():
    marking = returned(ApprenticeshipFactory())
    ask, piece = asked(marking), marking.revision.evidence
    revise_evidence(evidence=piece, by=apprentice_of(marking))
    assert stands(ask) == OPEN
    submit_evidence(evidence=piece, by=apprentice_of(marking))
    assert stands(ask) == OVERTAKEN
    with pytest.raises(Refused, match="newer version"):
        asked(marking)
    with pytest.raises(Refused, match="answered already, or a newer version"):
        answer_ask(ask=ask, text="Late.", by=marking.assessor)


def test_rows_are_only_added(marking):
    said = asked(marking)
    for change in (lambda: said.delete(), lambda: Remark.objects.update(text="Changed.")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_talk_is_read_by_those_who_work_here_and_not_by_visitors(as_user, marking):
    asked(marking, text="Canary words")
    apprenticeship = marking.revision.evidence.apprenticeship
    chosen(marking.revision.evidence)
    for person in (apprenticeship.iqa, apprenticeship.line_manager):
        client = as_user(person)
        page = client.get(talk_url(marking))
        assert ("Canary words" in page.content.decode(), "Send" in page.content.decode()) == (True, False)
        assert client.post(talk_url(marking), {"text": "Me too.", "about": ""}).status_code == 403
    client = as_user(visitor(apprenticeship))
    assert client.get(talk_url(marking)).status_code == 404
    assert "Canary words" not in client.get(marking.revision.evidence.get_absolute_url()).content.decode()


def test_the_apprentice_asks_on_the_page_and_finds_the_button_explained(as_user, marking):
    client = as_user(apprentice_of(marking))
    about = str(claim_of(marking).pk)
    empty = client.post(talk_url(marking), {"text": " ", "about": about, "act": "ask"})
    assert (empty.status_code, "Write a sentence first." in empty.content.decode()) == (422, True)
    said = {"text": "Look at page two.", "about": about, "act": "ask"}
    assert client.post(talk_url(marking), said).status_code == 302
    assert client.post(talk_url(marking), said).status_code == 409
    assert client.post(talk_url(marking), {**said, "about": "nonsense"}).status_code == 422
    page = client.get(talk_url(marking)).content.decode()
    assert ("Look at page two." in page, "not answered yet" in page) == (True, True)
    evidence_page = client.get(marking.revision.evidence.get_absolute_url()).content.decode()
    assert f"asked for another look at {claim_of(marking).ksb.code}" in evidence_page


def test_the_assessor_answers_on_a_page_of_its_own(as_user, marking):
    ask = asked(marking, claim_of(marking))
    url = reverse("assessments:ask-answer", args=[ask.pk])
    client = as_user(marking.assessor)
    page = client.get(url).content.decode()
    decision = claim_of(marking).decisions.get()
    assert reverse("assessments:decision-correct", args=[decision.pk]) in page
    assert client.post(url, {"text": "  "}).status_code == 422
    assert client.post(url, {"text": "It stands."}).url == talk_url(marking)
    assert client.get(url).url == talk_url(marking)
    assert client.post(url, {"text": "It stands."}).status_code == 409
    for person in (apprentice_of(marking), marking.revision.evidence.apprenticeship.iqa):
        assert as_user(person).get(url).status_code == 403


def test_the_page_to_correct_shows_the_ask(as_user, marking):
    asked(marking, claim_of(marking), text="Page two, please.")
    decision = claim_of(marking).decisions.get()
    client = as_user(marking.assessor)
    for url in (
        reverse("assessments:decision-correct", args=[decision.pk]),
        reverse("assessments:reopen", args=[marking.revision.evidence_id]),
    ):
        assert "Page two, please." in client.get(url).content.decode()


def test_asks_wait_in_the_queue_oldest_first_and_are_counted_at_home(as_user):
    first = accepted(ApprenticeshipFactory())
    apprenticeship = first.revision.evidence.apprenticeship
    second = accepted(apprenticeship, title="The other")
    asked(second, text="First words"), asked(first, claim_of(first), text="Second words")
    asked(accepted(ApprenticeshipFactory(provider=apprenticeship.provider)), text="Not theirs")
    client = as_user(apprenticeship.assessor)
    rows = client.get(reverse("assessments:queue")).context["asks"]
    assert [(row.text, row.about) for row in rows] == [
        ("First words", ""),
        ("Second words", claim_of(first).ksb.code),
    ]
    home = client.get("/")
    assert home.context["home"].asks == 2
    assert "2 asked for another look" in home.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_talk_asks_seven_queries(as_user, django_assert_num_queries, number):
    marking = returned(ApprenticeshipFactory(ksbs=number), ksbs=None)
    for _ in range(number):
        remark(marking=marking, claim=None, text="Words.", by=apprentice_of(marking))
    client = as_user(apprentice_of(marking))
    with django_assert_num_queries(7):
        client.get(talk_url(marking))


def test_a_talk_before_any_marking_says_so(as_user):
    piece = submitted(ApprenticeshipFactory())
    apprenticeship = Apprenticeship.objects.get(pk=piece.apprenticeship_id)
    client = as_user(apprenticeship.apprentice)
    url = reverse("assessments:talk", args=[piece.pk])
    assert "Nothing to talk about yet" in client.get(url).content.decode()
    assert client.post(url, {"text": "Hello", "act": "ask"}).status_code == 422
