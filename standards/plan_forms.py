"""What an administrator types about an assessment plan: its stamp, and the figures of an own version."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from uuid import UUID, uuid5

from django import forms
from django.http import QueryDict

from accounts.forms.plain import PlainForm
from standards.figures import CHOICE, KINDS, OVERALL, TEXT, TEXT_LIMIT, YES, Figure, Sheet
from standards.models import AssessmentPlan, EvidenceKind, PlanCheck
from standards.models.check import CHECK_REASON_LIMIT, SOURCE_LIMIT
from standards.models.version import WHY_LIMIT
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


class VersionForm(PlainForm):
    """Every figure of a draft, from when it holds, and why it is made. saves: as it was shown."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    in_force_from = day_field("For starts from", "New apprenticeships that start on this day or later.")
    why = words_field(
        "Why this version is made",
        WHY_LIMIT,
        required=False,
        help_text="Stands on the plan's page, for everybody at your provider.",
    )

    def __init__(self, data: QueryDict | None, *, sheet: Sheet) -> None:
        plan = sheet.plan
        shown = {"saves": plan.saves, "in_force_from": plan.in_force_from, "why": plan.why}
        super().__init__(data, initial={**shown, **sheet.values()})
        self.sheet = sheet
        if plan.version.is_draft:  # which has a day and a reason itself
            del self.fields["in_force_from"], self.fields["why"]
        for figure in sheet.figures:
            self.fields[figure.name] = field_for(figure)

    @property
    def day(self) -> dt.date:
        found: dt.date = self.cleaned_data.get("in_force_from", self.sheet.plan.in_force_from)
        return found

    @property
    def reason(self) -> str:
        return str(self.cleaned_data.get("why", self.sheet.plan.why))

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The figures under the headings of the plan's page."""
        groups = groupby(self.sheet.figures, attrgetter("section"))
        return [(title, [self[figure.name] for figure in figures]) for title, figures in groups]

    def values(self) -> dict[str, Any]:
        return {figure.name: self.cleaned_data[figure.name] for figure in self.sheet.figures}

    def counted_from(self, newest: AssessmentPlan) -> VersionForm:
        """The same words; saving them once more replaces what somebody else saved."""
        data = cast("QueryDict", self.data).copy()
        data["saves"] = str(newest.saves)
        return VersionForm(data, sheet=self.sheet)


class PublishForm(PlainForm):
    """saves: of the draft as it was read before it is published."""

    saves = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def field_for(figure: Figure) -> forms.Field:
    more: dict[str, Any] = {"label": figure.label, "required": False, "help_text": figure.help}
    if figure.kind == YES:
        return forms.BooleanField(**more)
    if figure.kind == CHOICE:
        choices = [("", "Not said"), *OVERALL.items()]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **more)
    if figure.kind == KINDS:
        return KindsField(choices=EvidenceKind.choices, widget=forms.CheckboxSelectMultiple, **more)
    if figure.kind == TEXT:
        return PlainTextField(
            max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3, **CONTROL}), **more
        )
    return number_field(figure, **more)


def number_field(figure: Figure, **more: Any) -> forms.IntegerField:
    span = f"from {figure.low} to {figure.high}"
    unit = figure.unit.replace("%", "percent")
    said = f"{figure.section}: give a whole number {span}" + (f" ({unit})." if unit else ".")
    number = forms.NumberInput(
        attrs={**CONTROL, "inputmode": "numeric", "min": figure.low, "max": figure.high}
    )
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), said)
    hint = f"In {unit}. Blank: {figure.blank}." if unit else f"Blank: {figure.blank}."
    more["help_text"] = f"{figure.help} {hint}".strip()
    return forms.IntegerField(
        min_value=figure.low, max_value=figure.high, widget=number, error_messages=errors, **more
    )


class KindsField(forms.MultipleChoiceField):
    """The kinds in the order of the choices, so that ticking the same again changes nothing."""

    def clean(self, value: Any) -> Any:
        ticked = super().clean(value)
        return [key for key, _ in EvidenceKind.choices if key in ticked]


class PlainTextField(forms.CharField):
    """Text whose lines end as they were kept, not as browsers send them."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")
