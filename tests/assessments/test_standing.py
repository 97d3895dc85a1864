"""The answers of readiness that are kept: which row when, from which inputs, and what overtakes them."""

import datetime as dt
import io
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from assessments.actions import correct_decision, reopen_evidence
from assessments.models import Decision, ReadinessAnswer, ReadinessStanding
from assessments.progress import rebuild
from assessments.readiness import readiness_of
from assessments.rules.readiness import answer, digest_of, inputs_from, kept_answer
from assessments.standing import overtaken, refresh_standing, sweep_standings
from portfolio.actions import submit_evidence
from portfolio.models import Apprenticeship, Revision
from tests.assessments.pieces import accepted, submitted
from tests.factories import ApprenticeshipFactory, KsbFactory, evidence, member

pytestmark = pytest.mark.django_db
FIGURES = ("asked", "ready", "methods", "methods_ready", "is_ready", "missing", "next_step", "next_code")


def figures():
    return ReadinessStanding.objects.values_list(*FIGURES).get()


def asking(apprenticeship, **rules):
    apprenticeship.plan.evidence_rules = rules
    apprenticeship.plan.save()


def at(day):
    return mock.patch("django.utils.timezone.now", return_value=dt.datetime(*day, 12, tzinfo=dt.UTC))


def test_marking_correcting_and_reopening_keep_the_answer_in_step():
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    ksbs = list(apprenticeship.version.ksbs.order_by("position"))
    code = ksbs[0].code
    marking = accepted(apprenticeship, ksbs=ksbs)
    ready = (2, 2, 1, 1, True, {}, "Choose your showcase", "")
    assert figures() == ready
    decision = correct_decision(
        decision=Decision.objects.get(claim__ksb=ksbs[0]),
        outcome="not_yet",
        reason="Thin.",
        by=apprenticeship.assessor,
    )
    title = f"Add evidence for {code}: Title of {code}"
    assert figures() == (2, 1, 1, 0, False, {"not-yet": [code]}, title, code)
    correct_decision(decision=decision, outcome="met", reason="It is there.", by=apprenticeship.assessor)
    assert figures() == ready
    reopen_evidence(evidence=marking.revision.evidence, reason="See page 2.", by=apprenticeship.assessor)
    assert figures()[:5] == (2, 0, 1, 0, False)


def test_a_row_is_added_only_when_the_answer_changed():
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    accepted(apprenticeship)
    first = ReadinessAnswer.objects.get()
    accepted(apprenticeship)
    assert ReadinessAnswer.objects.get() == first
    assert ReadinessStanding.objects.get().answer == first
    accepted(apprenticeship, ksbs=list(apprenticeship.version.ksbs.all()))
    assert [row.answer["ready"] for row in ReadinessAnswer.objects.all()] == [1, 2]
    assert ReadinessStanding.objects.get().answer.answer["ready"] == 2


def test_every_answer_follows_from_the_inputs_kept_beside_it():
    apprenticeship = ApprenticeshipFactory(ksbs=3, contact_channel="remote")
    asking(
        apprenticeship, minimum_accepted_pieces_per_ksb=2, oldest_evidence_months=6, allowed_kinds=["photo"]
    )
    area = apprenticeship.version.areas.get()
    KsbFactory(area=area, alternative="pair", alternative_channel="face_to_face")
    for ksb in apprenticeship.version.ksbs.all():
        accepted(apprenticeship, ksbs=[ksb])
    evidence(apprenticeship, Revision.State.SUBMITTED)
    asking(apprenticeship)
    refresh_standing(apprenticeship.pk)
    rows = list(ReadinessAnswer.objects.all())
    assert len(rows) > 1
    for row in rows:
        row.refresh_from_db()
        again = kept_answer(answer(inputs_from(row.inputs)))
        assert (again, digest_of([row.inputs, again])) == (row.answer, row.digest)


def test_no_kept_answer_rests_on_a_draft_or_holds_words():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    accepted(apprenticeship, ksbs=[], title="Canary")
    evidence(apprenticeship, title="Canary")
    refresh_standing(apprenticeship.pk)
    row = ReadinessAnswer.objects.get()
    assert row.inputs["standings"] == {}
    assert "Canary" not in str(row.inputs) + str(row.answer)
    assert str(apprenticeship.apprentice) not in str(row.inputs)


@pytest.mark.parametrize("act", ["UPDATE {} SET digest = ''", "DELETE FROM {}"])
def test_answers_are_only_added_to(act):
    accepted(ApprenticeshipFactory())
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format("assessments_readinessanswer"))


def test_rebuilding_gives_what_the_actions_kept_up():
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    accepted(apprenticeship)
    before = figures()
    rebuild(apprenticeship)
    assert figures() == before
    assert ReadinessAnswer.objects.count() == 1


def test_the_sweep_answers_for_those_nobody_marked_yet():
    ApprenticeshipFactory(ksbs=2)
    assert sweep_standings(timezone.now(), dry_run=True) == 1
    assert not ReadinessStanding.objects.exists()
    assert sweep_standings(timezone.now()) == 1
    assert figures()[:5] == (2, 0, 1, 0, False)
    assert sweep_standings(timezone.now()) == 0


def test_the_sweep_sees_that_evidence_grew_too_old():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    asking(apprenticeship, oldest_evidence_months=3)
    with at((2026, 12, 1)):
        accepted(apprenticeship)  # of 5 October 2026
        assert ReadinessStanding.objects.get().turns_on == dt.date(2027, 1, 6)
    with at((2027, 1, 5)):
        assert sweep_standings(timezone.now()) == 0
        assert figures()[4]
    with at((2027, 1, 6)):
        assert sweep_standings(timezone.now()) == 1
        assert figures()[:5] == (1, 0, 1, 0, False)
        assert ReadinessStanding.objects.get().next_why == "1 accepted piece is older than 3 months"


def test_the_sweep_sees_what_the_plan_asks_now_and_how_customers_are_met():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    area = apprenticeship.version.areas.get()
    KsbFactory(area=area, alternative="pair", alternative_channel="remote")
    accepted(apprenticeship)
    assert figures()[:2] == (2, 1)
    asking(apprenticeship, minimum_accepted_pieces_per_ksb=2)
    assert list(overtaken(timezone.localdate())) == [apprenticeship]
    sweep_standings(timezone.now())
    assert figures()[:2] == (2, 0)
    Apprenticeship.objects.update(contact_channel="face_to_face")
    sweep_standings(timezone.now())
    assert figures()[:2] == (1, 0)


def test_the_sweep_sees_what_was_handed_in():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    refresh_standing(apprenticeship.pk)
    piece = evidence(apprenticeship)
    submit_evidence(evidence=piece, by=apprenticeship.apprentice, declared=["own_work"])
    assert Revision.objects.get().declared == ["own_work"]
    assert sweep_standings(timezone.now()) == 1
    assert ReadinessStanding.objects.get().next_why == "1 KSB waits to be marked by the assessor"


def test_what_has_ended_keeps_its_last_answer():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    accepted(apprenticeship)
    Apprenticeship.objects.update(status=Apprenticeship.Status.COMPLETED)
    asking(apprenticeship, minimum_accepted_pieces_per_ksb=2)
    assert not overtaken(timezone.localdate()).exists()


def test_sweep_says_how_many_answers_it_worked_out():
    ApprenticeshipFactory()
    said = io.StringIO()
    call_command("sweep", stdout=said)
    assert "1 answers of readiness" in said.getvalue()


def test_undeclared_evidence_does_not_count_where_the_plan_asks():
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    asking(apprenticeship, is_declaration_asked=True)
    marking = accepted(apprenticeship)
    Revision.objects.filter(pk=marking.revision_id).update(declared=[])
    why = "1 accepted piece is not declared to be the apprentice’s own work"
    assert [ksb.why_not for ksb in readiness_of(apprenticeship).ksbs] == [why]
    Revision.objects.filter(pk=marking.revision_id).update(declared=["own_work"])
    assert readiness_of(apprenticeship).is_ready


def test_a_standing_is_for_those_who_read_the_portfolio():
    apprenticeship = ApprenticeshipFactory()
    refresh_standing(apprenticeship.pk)
    outsider = member(ApprenticeshipFactory().provider, Role.ASSESSOR)
    for rows in (ReadinessStanding.objects, ReadinessAnswer.objects):
        assert rows.visible_to(apprenticeship.line_manager).count() == 1
        assert not rows.visible_to(outsider).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_refreshing_asks_the_same_number_of_questions(number, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory(ksbs=number)
    for ksb in apprenticeship.version.ksbs.all():
        submitted(apprenticeship, ksbs=[ksb])
        accepted(apprenticeship, ksbs=[ksb])
    with django_assert_num_queries(6):
        refresh_standing(apprenticeship.pk)
