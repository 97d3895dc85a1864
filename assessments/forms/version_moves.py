"""What becomes of evidence in a move between versions, and why somebody is moved or moved back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from assessments.carrying import CarryRow
from assessments.forms.judging import OUTCOMES, ProblemForm
from assessments.rules import REASON_LIMIT
from assessments.rules.carrying import Choice
from portfolio.forms import as_uuid
from portfolio.programme_forms import words_field
from portfolio.rules import trimmed
from standards.models import AssessmentPlan, Ksb


class UndoForm(ProblemForm):
    reason = words_field(
        "Why it is undone", required=False, limit=REASON_LIMIT, help_text="They and their assessor read it."
    )


class JudgeAgainForm(ProblemForm):
    outcome = forms.ChoiceField(
        choices=OUTCOMES, widget=forms.RadioSelect, label="Is it met?", required=False
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why",
        help_text="The apprentice reads this. It may stay empty for met.",
    )


class ChangeForm(ProblemForm):
    """who: the apprenticeships. seen: the digest of the preview. batch: so that sending twice is once."""

    plan = forms.ChoiceField(widget=forms.RadioSelect, label="By which assessment plan", required=False)
    reason = words_field(
        "Why they are moved",
        required=False,
        limit=REASON_LIMIT,
        help_text="This has to be given. They and their assessor read it.",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput)
    who = forms.CharField(required=False, widget=forms.HiddenInput, label="Whom to move")

    def __init__(self, *args: Any, plans: Sequence[AssessmentPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(plan.pk): plan for plan in plans}
        choices = [(pk, plan.name) for pk, plan in self.plans.items()]
        self.fields["plan"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("plan", choices[0][0])
        self.initial.setdefault("batch", uuid4())
        # Refused by the action, in its own words; the field only says so to whoever listens to the page.
        self.fields["reason"].widget.attrs["required"] = True

    @property
    def has_reason(self) -> bool:
        return bool(trimmed(str(self["reason"].value() or ""), REASON_LIMIT))

    @property
    def chosen_plan(self) -> AssessmentPlan:
        """The first of them, where nothing fitting was chosen."""
        return self.plans.get(str(self["plan"].value()), next(iter(self.plans.values())))

    @property
    def chosen_batch(self) -> UUID:
        return as_uuid(str(self["batch"].value())) or uuid4()

    def choices(self, rows: Iterable[CarryRow], new: Mapping[UUID, Ksb]) -> dict[UUID, Choice]:
        """As ticked; of a row that was not there when the form was made, what is usual."""
        return {row.old.pk: self._choice(row, new) for row in rows}

    def _choice(self, row: CarryRow, new: Mapping[UUID, Ksb]) -> Choice:
        if not self.is_bound or not row.is_asked or f"row-{row.old.pk}" not in self.data:
            return row.usual
        ticked = {as_uuid(value) for value in self.data.getlist(f"to-{row.old.pk}")}  # type: ignore[attr-defined]
        order = [*(ksb.pk for ksb in row.offered), *new]
        to = tuple(pk for pk in dict.fromkeys(order) if pk in ticked)
        return Choice(to, stands=self.data.get(f"stands-{row.old.pk}") == "yes")
