"""Moving apprentices between versions of a standard: what is carried, what is asked again, and undoing it."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Notification
from accounts.permissions import Refused
from assessments.actions.judging_again import judge_again
from assessments.actions.marking import Incomplete, mark_revision
from assessments.actions.signing import sign_behaviours
from assessments.actions.version_moves import Order, Stale, move_to_version, undo_move
from assessments.models import (
    ClaimMove,
    Decision,
    Gateway,
    MarkingDraft,
    MoveElsewhere,
    ReadinessStanding,
    UndoneMove,
    VersionMove,
)
from assessments.progress import rebuild
from assessments.rules import Judgement
from assessments.rules.carrying import Choice
from assessments.rules.signing import Sighting, Signing
from portfolio import accepted as accepted_words
from portfolio.models import Apprenticeship, Claim, KsbProgress
from standards.models import AssessmentPlan
from tests.assessments.pieces import submitted
from tests.assessments.versions import rows_of, undo
from tests.factories import ApprenticeshipFactory
from tests.portfolio.test_holding import together

pytestmark = pytest.mark.django_db


def kinds(change):
    return {row.old.code: row.kind for row in change.carrying.rows}


def test_rows_say_what_happens_to_each_ksb_with_evidence(there):
    change = there.change()
    assert kinds(change) == {
        "K1": "kept",
        "K5": "reworded",
        "K9": "split",
        "K10": "reworded",
        "K13": "kept",
        "B8": "removed",
    }
    rows = {row.old.code: row for row in change.carrying.rows}
    assert [ksb.code for ksb in rows["K9"].offered] == ["K9", "K16"]
    assert (rows["K5"].usual.stands, rows["K10"].usual.stands) == (True, False)
    assert (rows["K9"].touched.apprentices, rows["K9"].touched.claims, rows["K9"].touched.decided) == (
        2,
        3,
        2,
    )
    assert rows["K13"].usual.to == (there.new("K14").pk,)


def test_move_carries_evidence_as_chosen(there):
    assert there.move() == 2
    assert there.claims(there.one) == {
        ("1.2", "K1", "met"),
        ("1.2", "K14", "met"),  # K13 changed its place alone
        ("1.2", "K5", "met"),  # reworded under one identifier: the decision stands
        ("1.2", "K5", ""),  # not marked yet
        ("1.2", "K10", ""),  # matched by words: asked again
        ("1.2", "K9", ""),  # split: both halves are asked again
        ("1.2", "K16", ""),
        ("1.1", "B8", "aside"),
    }
    states = dict(KsbProgress.objects.filter(apprenticeship=there.one).values_list("ksb__code", "state"))
    assert states == {
        "K1": "met",
        "K14": "met",
        "K5": "met",
        "K10": "submitted",
        "K9": "submitted",
        "K16": "submitted",
    }
    assert there.claims(there.other) == {("1.2", "K9", ""), ("1.2", "K16", ""), ("1.2", "K10", "")}


def test_decisions_are_carried_with_who_and_when_where_so_chosen(there):
    before = list(Decision.objects.order_by("pk").values())
    k10, parts = there.new("K10"), (there.new("K16"), there.new("K9"))
    there.move(K10=Choice((k10.pk,), stands=True), K9=Choice(tuple(ksb.pk for ksb in parts), stands=True))
    assert list(Decision.objects.order_by("pk").values()) == before
    claim = Claim.objects.get(revision__title="Everything at once", ksb=k10)
    assert (claim.outcome, claim.decisions.get().assessor) == ("met", there.one.assessor)
    found = Claim.objects.filter(revision__title="Everything at once", ksb__in=parts)
    assert dict(found.values_list("ksb__code", "outcome")) == {"K16": "met", "K9": ""}


def leave_b7_to_the_employer(there):
    AssessmentPlan.objects.update(evidence_rules={"verified_by_employer": ["B7"]})
    there.plan.refresh_from_db()


def verify_b7(apprenticeship):
    sighting = Sighting("At the desk, when it was full.", timezone.localdate(), is_ticked=True)
    signing = Signing("behaviours", "Dana", "Manager", "I manage them", behaviours={"B7": sighting})
    row = Apprenticeship.objects.select_related("plan", "line_manager").get(pk=apprenticeship.pk)
    sign_behaviours(apprenticeship=row, signing=signing, by=row.line_manager)


def test_preview_gives_what_comes_true_and_writes_nothing(there, as_user):
    leave_b7_to_the_employer(there)
    verify_b7(there.other)
    before = [rows_of(row) for row in (there.one, there.other)]
    choices = there.choices()
    change = there.change()
    assert (change.verified.stay, change.verified.end) == (["B7"], [])
    people = {
        one.apprenticeship.pk: one
        for one in change.people(choices, dict.fromkeys((there.one.pk, there.other.pk)))
    }
    assert [rows_of(row) for row in (there.one, there.other)] == before
    there.move()
    for row in (there.one, there.other):
        standing = ReadinessStanding.objects.get(apprenticeship=row)
        assert people[row.pk].figures["after"] == [standing.ready, standing.asked]
        assert people[row.pk].figures["before"][1] == 35
        assert KsbProgress.objects.filter(apprenticeship=row, verified_on__isnull=False).count() == (
            row == there.other
        )
        assert VersionMove.objects.get(apprenticeship=row).readiness == people[row.pk].figures
    page = as_user(there.other.apprentice).get(reverse("assessments:behaviours", args=[there.other.pk]))
    assert f"for {there.old('B7').version}. Signed" in page.content.decode()


def test_claims_of_a_piece_for_ksbs_that_became_one_are_made_one(there):
    choices = there.choices(K10=Choice((there.new("K5").pk,), stands=True))
    order = Order([there.one.pk], choices, "Merged", there.change(there.one).digest(choices), uuid4())
    [person] = there.change(there.one).people(choices, {there.one.pk: None})
    before = rows_of(there.one)
    move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.admin)
    assert (person.acts["joined"], person.acts["aside"]) == (1, 3)
    joined = ClaimMove.objects.get(act="joined")
    assert (joined.left, joined.joined, joined.outcome) == (there.old("K10"), there.new("K5"), "met")
    assert {("1.2", "K5", "met"), ("1.1", "K10", "aside")} <= there.claims(there.one)
    standing = ReadinessStanding.objects.get(apprenticeship=there.one)
    assert person.figures["after"] == [standing.ready, standing.asked]
    rebuilt = rows_of(there.one)["claims"]
    rebuild(Apprenticeship.objects.get(pk=there.one.pk))
    assert rows_of(there.one)["claims"] == rebuilt
    undo(there.one, there.admin)
    assert differing([before], [rows_of(there.one)]) == []


def differing(before, after):
    return [
        (name, was[name], now[name])
        for was, now in zip(before, after, strict=True)
        for name in was
        if was[name] != now[name]
    ]


@pytest.mark.parametrize("stands", [True, False])
def test_undoing_brings_equal_rows_back(there, stands):
    before = [rows_of(row) for row in (there.one, there.other)]
    to_both = tuple(there.new(code).pk for code in ("K9", "K16"))
    into_k5 = Choice((there.new("K5").pk,), stands=stands)
    there.move(
        B8=Choice((there.new("B7").pk,), stands=stands), K9=Choice(to_both, stands=stands), K10=into_k5
    )
    assert [rows_of(row) for row in (there.one, there.other)] != before
    for row in (there.one, there.other):
        undo(row, there.admin)
    assert differing(before, [rows_of(row) for row in (there.one, there.other)]) == []
    assert there.move() == 2  # and once more, with the usual choices


def stands(there):
    return [
        {name: rows_of(row)[name] for name in ("claims", "progress", "words")}
        for row in (there.one, there.other)
    ]


def test_rebuilding_from_decisions_gives_the_same_after_move_and_after_undoing(there):
    def rebuilt():
        maintained = stands(there)
        for row in (there.one, there.other):
            rebuild(Apprenticeship.objects.get(pk=row.pk))
        for version in there.one.version.standard.versions.all():
            accepted_words.rebuild(there.one.provider, version)
        return maintained, stands(there)

    there.move()
    maintained, again = rebuilt()
    assert maintained == again
    undo(there.one, there.admin)
    undo(there.other, there.admin)
    maintained, again = rebuilt()
    assert maintained == again


def test_assessor_judges_again_what_was_asked_again(there):
    there.move()
    waiting = Claim.objects.asked_again().filter(revision__evidence__apprenticeship=there.one)
    assert set(waiting.values_list("ksb__code", flat=True)) == {"K9", "K10", "K16"}
    by_code = {claim.ksb.code: claim for claim in waiting.select_related("ksb", "revision")}
    judge_again(claim=by_code["K10"], outcome="met", reason="", by=there.one.assessor)
    judge_again(
        claim=by_code["K16"], outcome="not_yet", reason="Nothing on security yet.", by=there.one.assessor
    )
    judged = Decision.objects.filter(claim=by_code["K10"]).order_by("created_at")
    assert [one.outcome for one in judged] == ["met", "met"]
    assert judged[1].supersedes == judged[0]
    assert "version 1.2" in judged[1].reason
    states = dict(KsbProgress.objects.filter(apprenticeship=there.one).values_list("ksb__code", "state"))
    assert (states["K10"], states["K16"], states["K9"]) == ("met", "not-yet", "submitted")
    with pytest.raises(Refused, match="does not wait to be judged again"):
        judge_again(claim=by_code["K10"], outcome="met", reason="", by=there.one.assessor)
    with pytest.raises(Refused, match=r": 2 decisions\."):
        undo(there.one, there.admin)
    before = stands(there)
    rebuild(Apprenticeship.objects.get(pk=there.one.pk))
    assert stands(there) == before


def test_judging_a_claim_that_undoing_took_away_says_so(there):
    there.move(there.one)
    waiting = Claim.objects.asked_again().filter(revision__evidence__apprenticeship=there.one)
    made_anew = waiting.filter(pk__in=ClaimMove.objects.filter(act="copied").values("claim"))
    claim = made_anew.select_related("ksb", "revision").get()
    undo(there.one, there.admin)
    with pytest.raises(Refused, match="Somebody removed this"):
        judge_again(claim=claim, outcome="met", reason="", by=there.one.assessor)


@pytest.mark.parametrize(
    ("outcome", "reason"), [("", ""), ("not_yet", " "), ("declined", ""), ("aside", "x")]
)
def test_judging_again_needs_an_outcome_and_a_reason_for_no(there, outcome, reason):
    there.move()
    claim = Claim.objects.asked_again().select_related("revision").first()
    with pytest.raises(Incomplete):
        judge_again(claim=claim, outcome=outcome, reason=reason, by=there.one.assessor)


def test_piece_that_waited_is_marked_by_the_new_version(there):
    there.move()
    piece = there.one.evidence.select_related("shown").get(latest__title="Waits")
    [claim] = piece.shown.claims.all()
    assert claim.ksb == there.new("K5")
    judged = {claim.pk: Judgement("met", "Good.")}
    mark_revision(
        revision=piece.shown, judgements=judged, outcome="accepted", feedback="", by=there.one.assessor
    )
    assert KsbProgress.objects.get(apprenticeship=there.one, ksb=claim.ksb).met == 2


def test_everybody_moved_and_their_assessor_is_told_and_the_trail_says_so(there):
    there.move()
    told = Notification.objects.filter(text__contains="version 1.2 of ST0072")
    assert told.filter(user=there.one.apprentice).get().text.startswith("You moved from version 1.1")
    assert told.filter(user=there.one.assessor).count() == 2
    assert "Not asked any more: 3." in told.get(user=there.one.apprentice).text
    events = AuditEvent.objects.filter(act="moved to version")
    assert "Judged again: 3." in told.get(user=there.one.apprentice).text
    assert {event.subject_id for event in events} == {str(there.one.pk), str(there.other.pk)}
    undo(there.one, there.admin)
    assert AuditEvent.objects.filter(act="move between versions undone").count() == 1
    assert Notification.objects.get(user=there.one.apprentice, text__contains="undone").text


def test_sending_twice_moves_once(there):
    order = there.order()
    sent = {"provider": there.one.provider, "plan": there.plan, "order": order, "by": there.admin}
    assert [move_to_version(**sent) for _ in range(2)] == [2, 2]
    assert VersionMove.objects.count() == 2


def test_moves_here_and_elsewhere_are_counted_apart(there):
    there.move(there.one)
    undo(there.one, there.admin)
    there.move(there.one)
    for number in range(3):
        MoveElsewhere.objects.create(
            apprenticeship=there.one, left=f"1.{number}", reason="In force", by=there.admin, at=timezone.now()
        )
    found = Apprenticeship.objects.with_moves().get(pk=there.one.pk)
    assert (found.move_count, found.move_elsewhere_count) == (2, 3)


def test_sending_again_what_was_undone_moves_nobody_and_says_so(there):
    order = there.order(there.one)
    sent = {"provider": there.one.provider, "plan": there.plan, "order": order, "by": there.admin}
    move_to_version(**sent)
    undo(there.one, there.admin)
    with pytest.raises(Refused, match="undone since"):
        move_to_version(**sent)
    assert VersionMove.objects.count() == 1


def test_stale_preview_moves_nobody(there):
    order = there.order()
    submitted(there.one, title="New since", ksbs=[there.old("K1")])
    with pytest.raises(Stale):
        move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.admin)
    assert not VersionMove.objects.exists()


def test_what_an_employer_verified_since_the_preview_makes_it_stale(there):
    leave_b7_to_the_employer(there)
    order = there.order(there.one)
    verify_b7(there.one)
    with pytest.raises(Stale):
        move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.admin)


def test_somebody_in_the_middle_of_something_stays_with_the_reason(there):
    piece = there.other.evidence.get()
    MarkingDraft.objects.create(revision=piece.shown, assessor=there.other.assessor)
    with pytest.raises(Refused, match=r"half-way through marking.* Nobody was moved"):
        there.move(there.other)
    MarkingDraft.objects.all().delete()
    Gateway.objects.create(apprenticeship=there.other, number=1, opened_by=there.admin)
    with pytest.raises(Refused, match="attempt at the gateway is open"):
        there.move(there.other)
    assert not VersionMove.objects.exists()


def test_nobody_of_another_provider_is_moved(there):
    stranger = ApprenticeshipFactory(version=there.one.version, plan=there.one.plan)
    order = there.order(there.one)
    order = Order([there.one.pk, stranger.pk], order.choices, order.reason, order.seen, uuid4())
    with pytest.raises(Apprenticeship.DoesNotExist):
        move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.admin)


def test_only_administrators_move_and_undo(there):
    order = there.order()
    with pytest.raises(Refused, match="Only the provider’s administrators"):
        move_to_version(provider=there.one.provider, plan=there.plan, order=order, by=there.one.assessor)
    there.move()
    with pytest.raises(Refused, match="Only the provider’s administrators"):
        undo(there.one, there.one.assessor)


def test_undoing_twice_is_refused_and_needs_a_reason(there):
    there.move(there.one)
    move = VersionMove.objects.get()
    with pytest.raises(Incomplete, match="Say why"):
        undo_move(move=move, reason=" ", by=there.admin)
    undo_move(move=move, reason="Too early", by=there.admin)
    with pytest.raises(Refused, match="undone already"):
        undo_move(move=move, reason="Again", by=there.admin)
    assert UndoneMove.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_moving_at_once_move_once(there):
    orders = [there.order(there.one) for _ in range(2)]

    def act(order):
        return lambda: move_to_version(
            provider=there.one.provider, plan=there.plan, order=order, by=there.admin
        )

    outcomes = together(*map(act, orders))
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "Refused"]
    assert VersionMove.objects.count() == 1
