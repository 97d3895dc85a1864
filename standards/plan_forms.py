"""What an administrator types about an assessment plan: its stamp, and why that is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from uuid import UUID, uuid5

from django import forms
from django.http import QueryDict

from accounts.forms.plain import PlainForm
from standards.models import AssessmentPlan, PlanCheck
from standards.models.check import CHECK_REASON_LIMIT, SOURCE_LIMIT
from standards.plan_rules import Comparison, problems_with_comparison

CONTROL = {"class": "form-control"}
NOT_A_DAY = {"invalid": "Give a day, such as 24/11/2026.", "required": "Give the day."}


def day_field(label: str, help_text: str = "") -> forms.DateField:
    day = forms.DateInput(attrs={"type": "date", **CONTROL}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=day, error_messages=NOT_A_DAY, help_text=help_text)


def words_field(label: str, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": 2, **CONTROL}), **more
    )


class StampForm(PlainForm):
    """`form_id` makes a second click give the same stamp; `seen` is the one that was shown with it."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    checked_on = day_field("Compared on")
    source = words_field(
        "Compared with",
        SOURCE_LIMIT,
        error_messages={"required": "Say what it was compared with: the document, its version, where it is."},
        help_text="The document, its version and where you found it.",
    )
    reason = words_field(
        "Why the stamp is corrected",
        CHECK_REASON_LIMIT,
        required=False,
        help_text="Stays in the history beside the stamp that was there.",
    )

    def __init__(self, *args: Any, plan: AssessmentPlan, newest: PlanCheck | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.is_correction = newest is not None and newest.act == PlanCheck.Act.CHECKED
        if not self.is_correction:
            del self.fields["reason"]

    def said(self) -> Comparison:
        typed = self.cleaned_data
        return Comparison(typed["checked_on"], typed["source"], typed.get("reason", ""))

    @property
    def new_id(self) -> UUID:
        """One for each form and what stands in it, so that a second click is no second stamp."""
        typed = [self.typed(name) for name in ("form_id", "seen", "checked_on", "source", "reason")]
        return uuid5(self.plan.pk, "|".join(typed))

    def typed(self, name: str) -> str:
        return str(self.data.get(name) or "").strip()

    def is_stale(self, newest: PlanCheck | None) -> bool:
        return self.typed("seen") != str(newest.pk if newest else "")

    def counted_from(self, newest: PlanCheck | None) -> StampForm:
        """The same words; saving them once more is a choice now, for it replaces what others said."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(newest.pk if newest else "")
        return StampForm(data, plan=self.plan, newest=newest)

    def check(self, today: dt.date) -> bool:
        """Whether it can be stamped as it stands; what cannot be is said at its field."""
        if self.is_valid():
            found = problems_with_comparison(self.said(), today=today, is_correction=self.is_correction)
            for name, sentence in found.items():
                self.add_error(name, sentence)
        return not self.errors


class TakeBackForm(PlainForm):
    """Why a stamp is taken back; `seen` is the one that was shown."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = words_field(
        "Why it is taken back",
        CHECK_REASON_LIMIT,
        error_messages={"required": "Say why it is taken back."},
    )
