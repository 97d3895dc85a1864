"""One piece of evidence and everything that happens to it, each step through the product's own actions."""

import datetime as dt
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.holidays import bank_holidays
from assessments.actions import correct_decision, keep_marking_draft, mark_revision, reopen_evidence
from assessments.actions.requests import ask_for_evidence, start_requested
from assessments.actions.talking import ask_again
from assessments.models import Decision, EvidenceRequest, Marking
from assessments.rules import ACCEPTED, MET, NOT_YET, RETURNED, Judgement
from assessments.rules.requests import usual_due
from assessments.wishes import Wish
from portfolio.actions import DraftText, revise_evidence, save_draft, start_evidence, submit_evidence
from portfolio.anchors import NOWHERE, ClaimText
from portfolio.answering import Answer
from portfolio.file_actions import attach_file, describe_attachment
from portfolio.models import Attachment, Evidence, Revision
from portfolio.rules import DECLINED
from reports.demo.desk import SPOKEN, marks_for, speak
from reports.demo.files import Recipe, upload_of
from reports.demo.library import Account, feedback, talking
from reports.demo.people import FIRST_ADDRESS, Enrolment
from reports.demo.places import anchors_for
from standards.models import EvidenceTemplate, Ksb, StandardVersion

DECLARED = ("own_work", "personal_data")


@dataclass
class Stock:
    """What every piece on one standard draws on: its KSBs by code, the templates by key, the drawn files.

    verified: the codes that the employer verifies, so that no piece is asked to show them.
    """

    version: StandardVersion
    ksbs: Mapping[str, Ksb]
    templates: Mapping[str, EvidenceTemplate]
    verified: frozenset[str] = frozenset()
    bodies: dict[Recipe, bytes] = field(default_factory=dict)


@dataclass
class Piece:
    enrolment: Enrolment
    account: Account
    recipes: Sequence[Recipe]
    happened_on: dt.date
    chance: random.Random
    stock: Stock
    number: int
    is_first_try_weak: bool = False
    asked: EvidenceRequest | None = None
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.id = UUID(int=self.chance.getrandbits(128), version=4)

    @property
    def evidence(self) -> Evidence:
        return Evidence.objects.select_related("shown").get(pk=self.id)

    @property
    def feedback(self) -> dict[str, Any]:
        return feedback(self.enrolment.workplace)

    @property
    def first_name(self) -> str:
        return self.enrolment.apprentice.name.split()[0]

    def start(self) -> None:
        """Everything written and every file added in one sitting."""
        evidence = self._start()
        for recipe in self.recipes:
            self._attach(evidence, recipe)
        self._save(evidence, self._first_answers(), self.account.claims)

    def start_only(self) -> None:
        """A draft that somebody left half-way."""
        evidence = self._start()
        written = dict(list(self.account.answers.items())[: self.chance.randint(1, 3)])
        claimed = dict.fromkeys(list(self.account.claims)[: self.chance.randint(0, 2)], "")
        for recipe in self.recipes[:1]:
            self._attach(evidence, recipe)
        self._save(evidence, written, claimed)

    def ask_for(self) -> None:
        """The assessor asks for this very piece."""
        codes = list(self.account.claims)[:1]
        wish = Wish(
            title=self.account.title,
            text=talking(self.enrolment.workplace)["requests"]["answered"],
            template=self.stock.templates[self.account.template],
            due_on=usual_due(timezone.localdate(), bank_holidays(self.enrolment.provider.nation)),
            ksbs={self.stock.ksbs[code].guid: code for code in codes},
        )
        apprenticeship, by = self.enrolment.apprenticeship, self.enrolment.assessor
        outcomes = ask_for_evidence(apprenticeships=[apprenticeship], wish=wish, batch=self.id, by=by)
        self.asked = outcomes[0].request

    def ask_again(self, code: str) -> None:
        marking = Marking.objects.get(revision=self.evidence.shown_id)
        claim = marking.revision.claims.get(ksb=self.stock.ksbs[code])
        words = talking(self.enrolment.workplace)["corrected_ask"]
        ask_again(marking=marking, claim=claim, text=words, by=self.enrolment.apprentice)

    def _start(self) -> Evidence:
        if self.asked is not None:
            evidence = start_requested(request=self.asked, by=self.enrolment.apprentice)
            self.id = evidence.pk
            return evidence
        return start_evidence(
            apprenticeship=self.enrolment.apprenticeship,
            template=self.stock.templates[self.account.template],
            evidence_id=self.id,
            by=self.enrolment.apprentice,
        )

    def _save(self, evidence: Evidence, answers: Mapping[str, Answer], claims: Mapping[str, str]) -> None:
        attachments = list(Attachment.objects.filter(revision__latest_of=evidence).for_list())
        anchors = anchors_for(list(claims), attachments, answers, self.number)
        text = DraftText(
            title=self.account.title,
            happened_on=self.happened_on,
            answers=answers,
            claims={
                self.stock.ksbs[code].pk: ClaimText(sentence, anchors.get(code, NOWHERE))
                for code, sentence in claims.items()
            },
        )
        saves = Revision.objects.get(latest_of=evidence).saves
        save_draft(evidence=evidence, text=text, saves=saves, by=self.enrolment.apprentice)

    def _attach(self, evidence: Evidence, recipe: Recipe) -> None:
        upload = upload_of(recipe, self.stock.bodies[recipe])
        by = self.enrolment.apprentice
        attachment = attach_file(evidence=evidence, upload=upload, by=by)
        if recipe.caption:
            describe_attachment(attachment=attachment, caption=recipe.caption, by=by)

    def submit(self) -> None:
        submit_evidence(evidence=self.evidence, by=self.enrolment.apprentice, declared=DECLARED)

    def _returning(self) -> dict[str, Any]:
        """Why it comes back, when it does, and what the first try was like."""
        reasons = self.feedback["returned"]
        return dict(reasons[self.number % len(reasons)])

    def _first_answers(self) -> Mapping[str, Answer]:
        if not self.is_first_try_weak:
            return self.account.answers
        weak = self._returning()
        prompt = list(self.account.answers)[weak["prompt"]]
        return {**self.account.answers, prompt: weak["first_try"]}

    def revise(self, added: str = "") -> None:
        """Open a new version and write what the assessor had asked for."""
        evidence = self.evidence
        revise_evidence(evidence=evidence, by=self.enrolment.apprentice)
        last = list(self.account.answers)[-1]
        answers = {**self.account.answers, last: f"{self.account.answers[last]} {added}".strip()}
        self._save(evidence, answers, self.account.claims)

    def revise_reopened(self) -> None:
        self.revise(self.feedback["reopened"]["added"])

    def give_back(self) -> None:
        text = self._returning()["says"].format(first=self.first_name)
        self._mark(RETURNED, text, not_yet=set(list(self.account.claims)[-1:]))

    def accept(self, not_yet: set[str]) -> None:
        chosen = "partly" if not_yet else "accepted"
        codes = " and ".join(sorted(not_yet))
        text = self.chance.choice(self.feedback[chosen]).format(first=self.first_name, codes=codes)
        self._mark(ACCEPTED, text, not_yet)

    def accept_without(self, declined: set[str]) -> None:
        """Claims that are shown elsewhere and do not belong here."""
        text = self.chance.choice(self.feedback["accepted"]).format(first=self.first_name)
        self._mark(ACCEPTED, text, set(), declined)

    def accept_with_more(self) -> None:
        """The assessor saw something that the apprentice had not thought of claiming."""
        text = self.chance.choice(self.feedback["accepted"]).format(first=self.first_name)
        overlooked = {
            code: why for code, why in self.feedback["added"].items() if code not in self.account.claims
        }
        code, why = next(iter(overlooked.items()))
        self._mark(ACCEPTED, text, set(), added={self.stock.ksbs[code].pk: why})

    def begin_marking(self) -> None:
        """Left half done: the first claim is decided, and a thought is written down."""
        revision = Revision.objects.get(shown_of=self.id)
        first = revision.claims.for_list()[0]
        content = {
            "judgements": {str(first.pk): [MET, ""]},
            "added": [],
            "feedback": self.feedback["half_done"].format(first=self.first_name),
            "marks": [],
            "voice": "",
        }
        keep_marking_draft(revision=revision, content=content, saves=0, by=self.enrolment.assessor)

    def _mark(
        self,
        outcome: str,
        text: str,
        not_yet: set[str],
        declined: Collection[str] = (),
        added: Mapping[UUID, str] | None = None,
    ) -> None:
        revision = Revision.objects.get(shown_of=self.id)
        judgements = {
            claim.pk: self._judgement(claim.ksb.code, not_yet, declined)
            for claim in revision.claims.for_list()
        }
        mark_revision(
            revision=revision,
            judgements=judgements,
            outcome=outcome,
            feedback=text,
            added=added,
            marks=marks_for(revision, self.number),
            voice=self._spoken(revision),
            by=self.enrolment.assessor,
        )

    def _spoken(self, revision: Revision) -> UUID | None:
        """Where feedback was recorded for somebody, one piece in thirteen has some."""
        body = self.stock.bodies.get(SPOKEN)
        is_heard = body and self.number % 13 == 3 and self.enrolment.apprentice.email == FIRST_ADDRESS
        return speak(revision, body, self.enrolment.assessor) if body and is_heard else None

    def _judgement(self, code: str, not_yet: set[str], declined: Collection[str]) -> Judgement:
        if code in declined:
            return Judgement(DECLINED, self.chance.choice(self.feedback["declined"]))
        if code in not_yet:
            return Judgement(NOT_YET, self.feedback["not_yet"][code])
        reason = self.chance.choice(self.feedback["met"]) if self.chance.random() < 0.4 else ""
        return Judgement(MET, reason)

    def reopen(self) -> None:
        reason = self.feedback["reopened"]["says"]
        reopen_evidence(evidence=self.evidence, reason=reason, by=self.enrolment.assessor)

    def correct(self, code: str, outcome: str) -> None:
        decision = Decision.objects.in_force().get(
            claim__revision=self.evidence.shown_id, claim__ksb=self.stock.ksbs[code]
        )
        reason = self.feedback["corrected_up" if outcome == MET else "corrected_down"]
        correct_decision(decision=decision, outcome=outcome, reason=reason, by=self.enrolment.assessor)
