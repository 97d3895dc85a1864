"""What is typed at the gateway and after it: ticks and signatures, bookings, results, resits, reasons."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from assessments.forms.judging import ProblemForm
from assessments.models import Grade, Resit
from assessments.rules import REASON_LIMIT
from assessments.rules.gateway import statements_of
from assessments.rules.results import FAIL, NOTE_LIMIT, PASSED, PLACE_LIMIT, PLAN_LIMIT, Day, Notice
from portfolio.forms import CleanCharField
from portfolio.programme_forms import day_field, words_field
from standards.models import Method
from standards.words import Words

BLANK = ("", "Choose")


class SignGatewayForm(ProblemForm):
    """Every statement of one part, and the hash of what it is about as it was shown."""

    about_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, part: str, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = statements_of(part, words)
        for number, statement in enumerate(self.statements):
            self.fields[f"statement-{number}"] = forms.BooleanField(required=False, label=statement)

    @property
    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("statement-")]

    def ticked(self) -> set[int]:
        every = range(len(self.statements))
        return {number for number in every if self.cleaned_data[f"statement-{number}"]}


class WhyForm(ProblemForm):
    """A reason, for whatever is withdrawn, cancelled or taken back."""

    reason = words_field(
        "Why", required=False, limit=REASON_LIMIT, help_text="Everybody concerned reads this."
    )


class BookingForm(ProblemForm):
    method = forms.ModelChoiceField[Method](queryset=None, widget=forms.HiddenInput)
    booked_for = day_field("Day")
    at = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    place = CleanCharField(
        label="Where",
        required=False,
        max_length=PLACE_LIMIT,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text="A room, or how to join.",
    )

    def __init__(self, *args: Any, methods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].queryset = methods  # type: ignore[attr-defined]  # a ModelChoiceField

    def day(self) -> Day:
        typed = self.cleaned_data
        return Day(typed["booked_for"], typed["at"], typed["place"])


def grade_field(choices: list[tuple[str, str]], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[BLANK, *choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class NoticeForm(ProblemForm):
    """What the assessment organisation's notice says. What is missing is said by the rules."""

    told_on = day_field("Date of the notice", required=False)
    note = words_field("Anything worth keeping (if you like)", required=False, limit=NOTE_LIMIT)

    def notice(self) -> Notice:
        typed = self.cleaned_data
        return Notice(typed["grade"], typed["told_on"], typed.get("note", ""))


class ResultForm(NoticeForm):
    grade = grade_field(list(Grade.choices), "What the notice says")
    field_order = ("grade", "told_on", "note")


class CorrectionOfResultForm(ResultForm):
    reason = words_field("What was wrong with it", required=False, limit=REASON_LIMIT)


class FinalForm(NoticeForm):
    grade = grade_field(
        [(value, label) for value, label in Grade.choices if value in {*PASSED, FAIL}], "Final result"
    )
    field_order = ("grade", "told_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]


class ResitForm(ProblemForm):
    """seen: the edition of the plan that was shown, blank where there was none."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    kind = forms.ChoiceField(
        label="What it is", choices=Resit.Kind.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    action_plan = words_field(
        "Action plan",
        rows=5,
        required=False,
        limit=PLAN_LIMIT,
        help_text="What will be done so that it goes better. The apprentice and the line manager read this.",
    )

    def count_from(self, planned: Resit | None) -> None:
        """Sending what stands here once more is a choice now: it replaces this plan."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = planned.edition if planned else ""
        self.data = data


def kept(planned: Resit | None) -> dict[str, str]:
    """What stands in the form for a resit, to go on from there."""
    if planned is None:
        return {}
    return {"kind": planned.kind, "action_plan": planned.action_plan, "seen": planned.edition}
