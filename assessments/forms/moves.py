"""Whom to move to another plan, and why."""

from uuid import UUID

from django import forms

from assessments.forms.judging import ProblemForm
from assessments.rules import REASON_LIMIT
from portfolio.forms import as_uuid
from portfolio.programme_forms import words_field


class MoveForm(ProblemForm):
    """chosen: of each the apprenticeship and, after a point, the plan it was shown to be on."""

    reason = words_field(
        "Why they are moved", required=False, limit=REASON_LIMIT, help_text="Stays on record with each move."
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput, label="Whom to move")

    @property
    def ticked(self) -> set[str]:
        return set(self.data.getlist("chosen")) if self.is_bound else set()  # type: ignore[attr-defined]

    def pairs(self) -> dict[UUID, UUID]:
        """What nobody could have ticked is left out."""
        found = {}
        for value in self.ticked:
            whom, _, seen = value.partition(".")
            first, second = as_uuid(whom), as_uuid(seen)
            if first and second:
                found[first] = second
        return found
