"""The same act on several pieces: each is done, or refused with its reason, on its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from accounts.models import User
from accounts.permissions import Refused
from portfolio.actions import delete_draft
from portfolio.holding import hold_apprenticeship, hold_evidence
from portfolio.models import Evidence, ShowcaseItem
from portfolio.permissions import can_choose_showcase, can_showcase
from portfolio.rules import counted
from standards.words import Words


@transaction.atomic
def add_to_showcase(*, evidence: Evidence, by: User) -> None:
    """Put an accepted piece behind those already chosen. A second time changes nothing."""
    evidence = hold_evidence(evidence.pk, "apprenticeship", "shown")
    apprenticeship = hold_apprenticeship(evidence.apprenticeship_id)
    can_showcase(by, evidence).require()
    chosen = ShowcaseItem.objects.filter(evidence__apprenticeship=apprenticeship)
    if chosen.filter(evidence=evidence).exists():
        return
    last = chosen.aggregate(last=Max("position"))["last"] or 0
    ShowcaseItem.objects.create(evidence=evidence, position=last + 1)
    record(evidence, "added to showcase", provider_id=apprenticeship.provider_id, by=by)


@transaction.atomic
def take_out_of_showcase(*, evidence: Evidence, by: User) -> None:
    """A piece that is not in the showcase stays so."""
    evidence = hold_evidence(evidence.pk, "apprenticeship")
    apprenticeship = hold_apprenticeship(evidence.apprenticeship_id)
    can_choose_showcase(by, apprenticeship).require()
    gone, _ = ShowcaseItem.objects.filter(evidence=evidence).delete()
    if gone:
        record(evidence, "taken out of showcase", provider_id=apprenticeship.provider_id, by=by)


@dataclass(frozen=True)
class Act:
    """One thing to do with several pieces, and how to say that it was done."""

    do: Callable[..., None]
    done: str
    refused: str


ACTS = {
    "add": Act(add_to_showcase, "put into the showcase", "was not put into the showcase"),
    "take-out": Act(take_out_of_showcase, "taken out of the showcase", "stays in the showcase"),
    "delete": Act(delete_draft, "deleted", "was not deleted"),
}


@dataclass
class Outcome:
    """What became of the pieces, a sentence for what was done and one for each that was refused."""

    act: Act
    words: Words
    done: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        return f"{counted(self.done, 'piece')} {self.words.say(self.act.done)}." if self.done else ""


def do_to_each(*, act: Act, pieces: Iterable[Evidence], words: Words, by: User) -> Outcome:
    """One piece refused holds back no other. words: those of the plan that the pieces are for."""
    outcome = Outcome(act, words)
    for piece in pieces:
        try:
            act.do(evidence=piece, by=by)
        except Refused as refusal:
            outcome.refused.append(f"“{piece}” {words.say(act.refused)}. {refusal.reason}")
        else:
            outcome.done += 1
    return outcome
