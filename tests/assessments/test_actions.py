"""Marking, correcting and opening again: what is recorded, what is refused, what never changes."""

import threading
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from assessments.actions import AlreadyMarked, Incomplete, correct_decision, mark_revision, reopen_evidence
from assessments.models import Decision, Marking
from assessments.rules import Judgement
from portfolio.actions import DraftText, revise_evidence, save_draft, submit_evidence
from portfolio.models import Claim, Evidence, KsbProgress, Revision
from tests.factories import ApprenticeshipFactory, evidence, member

MET = Judgement("met", "Clear and specific.")
NOT_YET = Judgement("not_yet", "Say what you did.")


def submitted(ksbs=1, **fields):
    apprenticeship = ApprenticeshipFactory(ksbs=ksbs)
    claimed = list(apprenticeship.version.ksbs.all())
    return evidence(apprenticeship, Revision.State.SUBMITTED, ksbs=claimed, **fields)


def judged(revision, judgement):
    return {claim.pk: judgement for claim in revision.claims.all()}


def mark(piece, judgement=MET, outcome="accepted", feedback="Well done.", by=None):
    return mark_revision(
        revision=piece.shown,
        judgements=judged(piece.shown, judgement),
        outcome=outcome,
        feedback=feedback,
        by=by or piece.apprenticeship.assessor,
    )


def resubmit(piece):
    owner = piece.apprenticeship.apprentice
    revise_evidence(evidence=piece, by=owner)
    submit_evidence(evidence=piece, by=owner)
    piece.refresh_from_db()


@pytest.mark.django_db
class TestMarking:
    def test_accepting_records_a_decision_for_each_claim(self):
        piece = submitted(ksbs=2)
        marking = mark(piece)
        revision = Revision.objects.get(pk=piece.shown_id)
        assert revision.state == "accepted"
        assert marking.assessor == piece.apprenticeship.assessor
        assert [(d.outcome, d.reason) for d in marking.decisions.all()] == [
            ("met", "Clear and specific.")
        ] * 2
        assert set(revision.claims.values_list("outcome", flat=True)) == {"met"}
        assert set(KsbProgress.objects.values_list("state", "met")) == {("met", 1)}

    def test_returning_keeps_undecided_claims_undecided(self):
        piece = submitted(ksbs=2)
        first = piece.shown.claims.for_list()[0]
        mark_revision(
            revision=piece.shown,
            judgements={first.pk: NOT_YET},
            outcome="returned",
            feedback="More, please.",
            by=piece.apprenticeship.assessor,
        )
        assert Revision.objects.get(pk=piece.shown_id).state == "returned"
        assert list(Claim.objects.order_by("ksb__position").values_list("outcome", flat=True)) == [
            "not_yet",
            "",
        ]
        assert set(KsbProgress.objects.values_list("state", flat=True)) == {"not-yet"}

    def test_marking_writes_to_the_audit_trail(self):
        piece = submitted()
        mark(piece)
        event = AuditEvent.objects.get(act="accepted")
        assert event.by == piece.apprenticeship.assessor
        assert event.detail == {"revision": 1, "decisions": 1}

    @pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u202e", "\x00"])
    def test_blank_reasons_are_no_reasons(self, blank):
        piece = submitted()
        with pytest.raises(Incomplete) as refusal:
            mark(piece, Judgement("not_yet", blank), "returned", blank)
        assert [problem.about for problem in refusal.value.problems] == [f"K{_number(piece)}", "feedback"]
        assert not Marking.objects.exists()

    def test_words_are_kept_without_control_characters(self):
        piece = submitted()
        marking = mark(piece, Judgement("met", " fine\x00\r\nmore "), feedback="\x07Good\u202e.")
        assert marking.feedback == "Good."
        assert marking.decisions.get().reason == "fine\nmore"

    def test_judgements_of_other_claims_are_ignored(self):
        piece, other = submitted(), submitted()
        judgements = judged(piece.shown, MET) | judged(other.shown, NOT_YET) | {uuid4(): MET}
        mark_revision(
            revision=piece.shown,
            judgements=judgements,
            outcome="accepted",
            feedback="",
            by=piece.apprenticeship.assessor,
        )
        assert Decision.objects.get().claim.revision == piece.shown

    def test_only_the_named_assessor_marks(self):
        piece = submitted()
        for role in Role.values:
            with pytest.raises(Refused) as refusal:
                mark(piece, by=member(piece.apprenticeship.provider, role))
            assert refusal.value.status == 403
        assert not Marking.objects.exists()

    def test_an_assessor_replaced_meanwhile_cannot_mark(self):
        piece = submitted()
        before = piece.apprenticeship.assessor
        piece.apprenticeship.assessor = member(piece.apprenticeship.provider, Role.ASSESSOR)
        piece.apprenticeship.save()
        with pytest.raises(Refused) as refusal:
            mark(piece, by=before)
        assert refusal.value.status == 403

    def test_the_second_marking_is_told_of_the_first(self):
        piece = submitted()
        first = mark(piece)
        with pytest.raises(AlreadyMarked) as refusal:
            mark(piece, NOT_YET, "returned")
        assert refusal.value.marking == first
        assert Decision.objects.get().outcome == "met"

    def test_an_old_version_cannot_be_marked_after_a_newer_one_came(self):
        piece = submitted()
        old = piece.shown
        mark(piece, NOT_YET, "returned")
        resubmit(piece)
        piece.shown = old
        with pytest.raises(AlreadyMarked):
            mark(piece)

    def test_a_draft_cannot_be_marked(self):
        piece = evidence()
        with pytest.raises(Refused) as refusal:
            mark_revision(
                revision=piece.latest,
                judgements={},
                outcome="accepted",
                feedback="",
                by=piece.apprenticeship.assessor,
            )
        assert refusal.value.status == 409


def _number(piece):
    return piece.shown.claims.get().ksb.position


@pytest.mark.django_db
class TestCorrecting:
    def correct(self, decision, outcome="not_yet", reason="Last year's policy.", by=None):
        return correct_decision(decision=decision, outcome=outcome, reason=reason, by=by or decision.assessor)

    def test_a_correction_supersedes_and_the_chain_stays(self):
        first = mark(submitted(ksbs=2)).decisions.first()
        second = self.correct(first)
        third = self.correct(second, "met", "I misread the date.")
        assert (second.supersedes, third.supersedes) == (first, second)
        assert list(first.claim.decisions.in_force()) == [third]
        assert list(first.claim.decisions.for_list()) == [first, second, third]
        assert Claim.objects.get(pk=first.claim_id).outcome == "met"

    def test_progress_follows_the_correction(self):
        decision = mark(submitted(ksbs=2)).decisions.first()
        self.correct(decision)
        row = KsbProgress.objects.get(ksb=decision.claim.ksb)
        assert (row.state, row.met, row.not_yet) == ("not-yet", 0, 1)

    def test_a_superseded_decision_is_not_corrected_again(self):
        first = mark(submitted(ksbs=2)).decisions.first()
        self.correct(first)
        with pytest.raises(Refused) as refusal:
            self.correct(first, "met")
        assert refusal.value.status == 409

    def test_a_decision_on_an_older_version_is_not_corrected(self):
        piece = submitted()
        decision = mark(piece, NOT_YET, "returned").decisions.get()
        resubmit(piece)
        with pytest.raises(Refused) as refusal:
            self.correct(decision, "met")
        assert refusal.value.status == 409

    @pytest.mark.parametrize("outcome", ["not_yet", "declined"])
    def test_an_accepted_piece_keeps_something_that_is_met(self, outcome):
        first, last = mark(submitted(ksbs=2)).decisions.all()
        self.correct(first, outcome)
        with pytest.raises(Incomplete, match="Open the piece again") as refusal:
            self.correct(last, outcome)
        assert [problem.about for problem in refusal.value.problems] == ["outcome"]
        assert self.correct(last, "met", "The second page.").outcome == "met"

    def test_a_returned_piece_may_have_nothing_that_is_met(self):
        decision = mark(submitted(), MET, "returned").decisions.get()
        assert self.correct(decision).outcome == "not_yet"

    @pytest.mark.parametrize(
        ("outcome", "reason", "about"),
        [("not_yet", "  ", "reason"), ("not_yet", "\u202e", "reason"), ("maybe", "Why.", "outcome")],
    )
    def test_a_correction_needs_an_outcome_and_a_reason(self, outcome, reason, about):
        decision = mark(submitted()).decisions.get()
        with pytest.raises(Incomplete) as refusal:
            self.correct(decision, outcome, reason)
        assert [problem.about for problem in refusal.value.problems] == [about]

    def test_only_the_assessor_corrects(self):
        piece = submitted()
        decision = mark(piece).decisions.get()
        for person in (piece.apprenticeship.apprentice, piece.apprenticeship.iqa):
            with pytest.raises(Refused) as refusal:
                self.correct(decision, by=person)
            assert refusal.value.status == 403


@pytest.mark.django_db
class TestReopening:
    def test_an_accepted_piece_goes_back_and_stops_counting(self):
        piece = submitted()
        mark(piece)
        reopening = reopen_evidence(
            evidence=piece, reason="A name is visible.", by=piece.apprenticeship.assessor
        )
        assert Revision.objects.get(pk=piece.shown_id).state == "returned"
        assert reopening.reason == "A name is visible."
        assert Claim.objects.get().outcome == ""
        row = KsbProgress.objects.get(ksb=Claim.objects.get().ksb)
        assert (row.state, row.met, row.met_on) == ("not-yet", 0, None)
        assert Decision.objects.count() == 1

    def test_its_decisions_can_no_longer_be_corrected(self):
        piece = submitted()
        decision = mark(piece).decisions.get()
        reopen_evidence(evidence=piece, reason="Again.", by=piece.apprenticeship.assessor)
        with pytest.raises(Refused) as refusal:
            correct_decision(decision=decision, outcome="not_yet", reason="x", by=decision.assessor)
        assert refusal.value.status == 409

    def test_it_can_be_handed_in_and_accepted_again(self):
        piece = submitted()
        mark(piece)
        reopen_evidence(evidence=piece, reason="Again.", by=piece.apprenticeship.assessor)
        piece = Evidence.objects.select_related("apprenticeship", "shown", "latest").get(pk=piece.pk)
        resubmit(piece)
        mark(piece)
        assert KsbProgress.objects.get(met=1).state == "met"

    @pytest.mark.parametrize("reason", ["", "  ", "\x00"])
    def test_a_reason_is_needed(self, reason):
        piece = submitted()
        mark(piece)
        with pytest.raises(Incomplete):
            reopen_evidence(evidence=piece, reason=reason, by=piece.apprenticeship.assessor)

    @pytest.mark.parametrize("state", [Revision.State.SUBMITTED, Revision.State.RETURNED])
    def test_only_an_accepted_piece_is_opened_again(self, state):
        piece = evidence(state=state)
        with pytest.raises(Refused) as refusal:
            reopen_evidence(evidence=piece, reason="Again.", by=piece.apprenticeship.assessor)
        assert refusal.value.status == 409

    def test_a_draft_was_never_there_to_open(self):
        piece = evidence()
        with pytest.raises(Incomplete):
            reopen_evidence(evidence=piece, reason="Again.", by=piece.apprenticeship.assessor)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["UPDATE assessments_decision SET outcome = 'met'", "DELETE FROM assessments_decision"]
)
def test_decisions_are_never_changed_in_the_database(sql):
    mark(submitted(), NOT_YET, "returned")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Decision.objects.get().outcome == "not_yet"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_markings_at_once_have_one_winner(attempt):
    piece = submitted()
    barrier, answers = threading.Barrier(2), []

    def judge(outcome, judgement):
        try:
            barrier.wait()
            mark(piece, judgement, outcome)
            answers.append("won")
        except AlreadyMarked as late:
            answers.append(late.marking.outcome)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=judge, args=("accepted", MET)),
        threading.Thread(target=judge, args=("returned", NOT_YET)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    marking = Marking.objects.get()
    assert sorted(answers) == sorted(["won", marking.outcome])
    assert Decision.objects.count() == 1
    assert Revision.objects.get(pk=piece.shown_id).state == marking.outcome


@pytest.mark.django_db
def test_saving_a_new_version_leaves_what_was_marked_untouched():
    piece = submitted()
    mark(piece, NOT_YET, "returned")
    owner = piece.apprenticeship.apprentice
    draft = revise_evidence(evidence=piece, by=owner)
    text = DraftText("Rewritten", draft.happened_on, {"what": "New."}, {})
    save_draft(evidence=piece, text=text, saves=draft.saves, by=owner)
    assert Revision.objects.get(number=1).title == "A refund put right"
    assert Decision.objects.get().claim.revision.number == 1
