"""The maintained columns say what the decisions say, whatever happened in between."""

import random

import pytest

from accounts.permissions import Refused
from assessments.actions import Incomplete, correct_decision, mark_revision, reopen_evidence
from assessments.models import Decision
from assessments.progress import rebuild
from assessments.rules import Judgement
from portfolio.actions import (
    DraftText,
    delete_draft,
    revise_evidence,
    save_draft,
    start_evidence,
    submit_evidence,
)
from portfolio.anchors import ClaimText
from portfolio.models import Claim, Evidence, KsbProgress
from tests.factories import ApprenticeshipFactory, TemplateFactory

pytestmark = pytest.mark.django_db


class Life:
    """An apprentice and an assessor doing one possible thing after another."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.apprenticeship = ApprenticeshipFactory(ksbs=5)
        self.owner, self.assessor = self.apprenticeship.apprentice, self.apprenticeship.assessor
        self.ksbs = list(self.apprenticeship.version.ksbs.values_list("pk", flat=True))
        self.template = TemplateFactory()
        self.acts = [
            self.start,
            self.write,
            self.submit,
            self.mark,
            self.mark,
            self.revise,
            self.correct,
            self.reopen,
            self.delete,
        ]

    def live(self, events):
        done = 0
        for _ in range(events * 20):
            try:
                done += bool(self.random.choice(self.acts)())
            except (Refused, Incomplete):
                continue
            if done == events:
                return

    def piece(self):
        pieces = Evidence.objects.select_related("apprenticeship__version", "latest", "shown")
        return self.random.choice(list(pieces.order_by("created_at")) or [None])

    def start(self):
        count = Evidence.objects.count()
        if count >= 8:
            return False
        pk = f"00000000-0000-4000-8000-{self.random.randrange(10**12):012}"
        start_evidence(
            apprenticeship=self.apprenticeship, template=self.template, evidence_id=pk, by=self.owner
        )
        return True

    def write(self):
        piece = self.piece()
        if piece is None:
            return False
        chosen = self.random.sample(self.ksbs, self.random.randint(1, 3))
        text = DraftText(
            "A day", self.apprenticeship.started_on, {"what": "x"}, dict.fromkeys(chosen, ClaimText("so"))
        )
        save_draft(evidence=piece, text=text, saves=piece.latest.saves, by=self.owner)
        return True

    def submit(self):
        piece = self.piece()
        if piece:
            submit_evidence(evidence=piece, by=self.owner)
        return bool(piece)

    def revise(self):
        piece = self.piece()
        if piece:
            revise_evidence(evidence=piece, by=self.owner)
        return bool(piece)

    def delete(self):
        piece = self.piece()
        if piece and self.random.random() < 0.3:
            delete_draft(evidence=piece, by=self.owner)
            return True
        return False

    def mark(self):
        piece = self.piece()
        if piece is None or piece.shown is None:
            return False
        outcome = self.random.choice(["accepted", "returned"])
        judgements = {
            claim: Judgement(self.random.choice(["met", "not_yet"]), "because")
            for claim in piece.shown.claims.order_by("ksb__position").values_list("pk", flat=True)
        }
        mark_revision(
            revision=piece.shown, judgements=judgements, outcome=outcome, feedback="words", by=self.assessor
        )
        return True

    def correct(self):
        decisions = list(Decision.objects.order_by("created_at"))
        if not decisions:
            return False
        outcome = self.random.choice(["met", "not_yet"])
        correct_decision(
            decision=self.random.choice(decisions), outcome=outcome, reason="on reflection", by=self.assessor
        )
        return True

    def reopen(self):
        piece = self.piece()
        if piece:
            reopen_evidence(evidence=piece, reason="again", by=self.assessor)
        return bool(piece)


def snapshot():
    rows = KsbProgress.objects.order_by("ksb").values_list(
        "ksb", "state", "drafted", "submitted", "not_yet", "met", "met_on"
    )
    claims = Claim.objects.order_by("pk").values_list("pk", "outcome", "decided_on")
    return {row[0]: row[1:] for row in rows}, list(claims)


@pytest.mark.parametrize("seed", range(3))
def test_rebuild_equals_increments(seed):
    life = Life(seed)
    life.live(200)
    maintained, claims = snapshot()
    rebuild(life.apprenticeship)
    rebuilt, claims_again = snapshot()
    nothing = ("not-started", 0, 0, 0, 0, None)
    assert {ksb: maintained.get(ksb, nothing) for ksb in rebuilt} == rebuilt
    assert claims == claims_again
    assert Decision.objects.count() > 20


def test_rebuild_repairs_what_was_spoilt():
    life = Life(1)
    life.live(60)
    before = snapshot()
    KsbProgress.objects.update(state="met", met=9)
    Claim.objects.update(outcome="", decided_on=None)
    rebuild(life.apprenticeship)
    after = snapshot()
    assert after[1] == before[1]
    assert {ksb: after[0][ksb] for ksb in before[0]} == before[0]
