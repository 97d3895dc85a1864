"""Two markings of one version: what is recorded beside what was typed."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.forms import MarkingForm
from assessments.models import Decision, Marking
from portfolio.addresses import addresses
from portfolio.models import Claim
from portfolio.rules import trimmed
from standards.models import Ksb


@dataclass(frozen=True, slots=True)
class Clash:
    """One claim that two markings speak about: what is recorded, and what was typed meanwhile.

    correct_url: where the typed judgement can be recorded as a correction; empty when it cannot.
    """

    ksb: Ksb
    recorded: Decision | None
    typed_outcome: str
    typed_value: str
    typed_reason: str
    is_same: bool
    correct_url: str


def clashes(marking: Marking, form: MarkingForm, *, correctable: bool) -> list[Clash]:
    """The recorded decisions beside the typed ones, claim by claim. One query."""
    recorded = {row.claim_id: row for row in Decision.objects.in_force().filter(marking=marking).for_list()}
    url_of = addresses("assessments:decision-correct") if correctable else None
    return [_clash(claim, recorded.get(claim.pk), form, url_of) for claim in form.claims]


def _clash(
    claim: Claim, recorded: Decision | None, form: MarkingForm, url_of: Callable[[object], str] | None
) -> Clash:
    typed = form.judgements()[claim.pk]
    differs = recorded is not None and typed.outcome and typed.outcome != recorded.outcome
    return Clash(
        ksb=claim.ksb,
        recorded=recorded,
        typed_outcome=dict(Decision.Outcome.choices).get(typed.outcome, "Not decided"),
        typed_value=typed.outcome,
        typed_reason=typed.reason,
        is_same=recorded is not None and (recorded.outcome, recorded.reason) == (typed.outcome, typed.reason),
        correct_url=url_of(recorded.pk) if url_of and recorded and differs else "",
    )


def says_the_same(marking: Marking, form: MarkingForm) -> bool:
    """Whether this marking is what the form says: the second of two clicks, not a second opinion."""
    first = Decision.objects.filter(marking=marking, supersedes__isnull=True).select_related("claim")
    recorded, added = {}, {}
    for row in first:
        if row.claim.added_by_id:
            added[row.claim.ksb_id] = row.claim.justification
        else:
            recorded[row.claim_id] = (row.outcome, row.reason)
    typed = {pk: (said.outcome, said.reason) for pk, said in form.judgements().items() if said.outcome}
    return (
        marking.outcome == form.cleaned_data["outcome"]
        and marking.feedback == trimmed(form.cleaned_data["feedback"])
        and (recorded, added) == (typed, form.added())
    )
