"""What forms that judge share: problems put where they belong, an outcome and a reason for each claim."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms

from accounts.forms.plain import PlainForm
from assessments.models import Decision
from assessments.rules import REASON_LIMIT, Judgement, Problem
from portfolio.models import Claim
from portfolio.rules import trimmed

# Given outright: a choice field without a default would render one more, checked, blank button.
OUTCOMES = list(Decision.Outcome.choices)
NEEDS_A_REASON = {Decision.Outcome.NOT_YET, Decision.Outcome.DECLINED}


class ProblemForm(PlainForm):
    """A form to which an action's problems can be added, each at the field it is about.

    status: what the page answers with, once something typed could not be kept.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY.value

    def add_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add_error(self.field_about(problem.about), problem.sentence)

    def field_about(self, about: str) -> str | None:
        return about if about in self.fields else None


class JudgingForm(ProblemForm):
    """An outcome and a reason for each claim."""

    def __init__(self, *args: Any, claims: Sequence[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claims = claims
        for claim in claims:
            self._ask_about(claim)

    def _ask_about(self, claim: Claim) -> None:
        code = claim.ksb.code
        self.fields[f"outcome-{claim.pk}"] = forms.ChoiceField(
            choices=OUTCOMES, widget=forms.RadioSelect, required=False, label=code
        )
        self.fields[f"reason-{claim.pk}"] = forms.CharField(
            required=False,
            max_length=REASON_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
            label=f"Reason for {code}",
        )

    def field_about(self, about: str) -> str | None:
        codes = {claim.ksb.code: self._field_to_fill(claim) for claim in self.claims}
        return codes.get(about) or super().field_about(about)

    def _field_to_fill(self, claim: Claim) -> str:
        """What needs a reason and has none lacks the reason; anything else is about the choice."""
        outcome, reason = f"outcome-{claim.pk}", f"reason-{claim.pk}"
        lacks_reason = self.typed_in(outcome) in NEEDS_A_REASON and not self.typed_in(reason)
        return reason if lacks_reason else outcome

    def judgements(self) -> dict[UUID, Judgement]:
        """By claim, as typed; also of a form that could not be accepted."""
        return {
            claim.pk: Judgement(self.typed_in(f"outcome-{claim.pk}"), self.typed_in(f"reason-{claim.pk}"))
            for claim in self.claims
        }

    def typed_in(self, name: str) -> str:
        """What stands in a field, right or wrong."""
        value = self[name].value()
        return trimmed(str(value)) if value else ""
