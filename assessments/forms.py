"""What an assessor types: a marking, a correction, the reason for opening a piece again."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms

from assessments.models import Decision, Marking
from assessments.rules import FEEDBACK_LIMIT, REASON_LIMIT, Judgement, Problem
from portfolio.models import Claim

# Given outright: a choice field without a default would render a third, checked, blank button.
MET_OR_NOT_YET = [(Decision.Outcome.MET.value, "Met"), (Decision.Outcome.NOT_YET.value, "Not yet")]


class ProblemForm(forms.Form):
    """A form to which an action's problems can be added, each at the field it is about."""

    def add_problems(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add_error(self.field_about(problem.about), problem.sentence)

    def field_about(self, about: str) -> str | None:
        return about if about in self.fields else None


class MarkingForm(ProblemForm):
    """Met or not yet with a reason for each claim, feedback on the whole, and which button was pressed."""

    revision = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(choices=Marking.Outcome.choices, widget=forms.HiddenInput, required=False)
    feedback = forms.CharField(
        required=False,
        max_length=FEEDBACK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Feedback on the whole piece",
    )

    def __init__(self, *args: Any, claims: Sequence[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claims = claims
        for claim in claims:
            self.fields[f"outcome-{claim.pk}"] = forms.ChoiceField(
                choices=MET_OR_NOT_YET,
                widget=forms.RadioSelect,
                required=False,
                label=claim.ksb.code,
            )
            self.fields[f"reason-{claim.pk}"] = forms.CharField(
                required=False,
                max_length=REASON_LIMIT,
                widget=forms.Textarea(attrs={"rows": 2}),
                label=f"Reason for {claim.ksb.code}",
            )

    def field_about(self, about: str) -> str | None:
        codes = {claim.ksb.code: self._field_to_fill(claim) for claim in self.claims}
        return codes.get(about) or super().field_about(about)

    def _field_to_fill(self, claim: Claim) -> str:
        """Not yet without its reason lacks the reason; anything else is about the choice."""
        outcome, reason = f"outcome-{claim.pk}", f"reason-{claim.pk}"
        lacks_reason = self._typed(outcome) == Decision.Outcome.NOT_YET and not self._typed(reason)
        return reason if lacks_reason else outcome

    def judgements(self) -> dict[UUID, Judgement]:
        """By claim, as typed; also of a form that could not be accepted."""
        return {
            claim.pk: Judgement(self._typed(f"outcome-{claim.pk}"), self._typed(f"reason-{claim.pk}"))
            for claim in self.claims
        }

    def _typed(self, name: str) -> str:
        return str(self[name].value() or "").strip()


class CorrectionForm(ProblemForm):
    outcome = forms.ChoiceField(
        choices=MET_OR_NOT_YET, widget=forms.RadioSelect, label="What it should say", required=False
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why you are correcting it",
        help_text="The apprentice reads this. The earlier decision stays visible in the history.",
    )


class ReopenForm(ProblemForm):
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why you are opening it again",
        help_text="The apprentice reads this.",
    )


class CohortForm(forms.Form):
    """Search among the apprentices of a provider."""

    q = forms.CharField(required=False, max_length=100, label="Name, employer or assessor")
