"""What is typed about time on programme: training, why an entry is struck out, the training plan, breaks."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms

from accounts.forms.plain import OnceField, PlainForm
from portfolio.forms import CleanCharField
from portfolio.models import TrainingEntry, TrainingPlan
from portfolio.programme_rules import LEARNED_LIMIT, PLAN_FIELDS, REASON_LIMIT, Training
from portfolio.spans import MINUTES_PER_HOUR
from standards.models import Ksb

LONGEST_HOURS = 24


def day_field(label: str, **more: Any) -> forms.DateField:
    day = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    errors = {"required": "Choose a day.", "invalid": "Write the day as 2026-11-24."}
    return forms.DateField(label=label, widget=day, error_messages=errors, **more)


def words_field(label: str, *, rows: int = 3, limit: int = REASON_LIMIT, **more: Any) -> CleanCharField:
    area = forms.Textarea(attrs={"rows": rows, "class": "form-control"})
    errors = {"required": "Write a sentence here."}
    return CleanCharField(label=label, max_length=limit, widget=area, error_messages=errors, **more)


def number_field(label: str, most: int, **more: Any) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=most, widget=box, **more)


class UnfitForm(PlainForm):
    """A form to which an action's problems can be added, each at the field it is about.

    status: what the page answers with, once something typed could not be kept.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY.value

    def add_unfit(self, problems: Mapping[str, str], status: int) -> None:
        self.status = status
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class TrainingForm(UnfitForm):
    """form_id makes a second click give the same entry."""

    form_id = OnceField()
    trained_on = day_field("When")
    hours = number_field("Hours", LONGEST_HOURS, required=False)
    minutes = number_field("and minutes", MINUTES_PER_HOUR - 1, required=False)
    kind = forms.ChoiceField(
        label="What sort of training",
        choices=TrainingEntry.Kind.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    learned = words_field(
        "What was learned",
        limit=LEARNED_LIMIT,
        help_text="In a sentence or two, so that it can be seen later.",
    )
    ksbs = forms.MultipleChoiceField(
        required=False, label="KSBs it was for", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, ksbs: Iterable[Ksb], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(ksb.pk), f"{ksb.code} {ksb.title}") for ksb in ksbs]
        self.fields["ksbs"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField

    def training(self) -> Training:
        typed = self.cleaned_data
        minutes = (typed["hours"] or 0) * MINUTES_PER_HOUR + (typed["minutes"] or 0)
        ksbs = [UUID(pk) for pk in typed["ksbs"]]
        return Training(typed["trained_on"], minutes, typed["kind"], typed["learned"], ksbs)


class StrikeForm(UnfitForm):
    reason = words_field("Why this entry does not count")


class PlanForm(UnfitForm):
    """seen: the version of the plan that this person was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    age_at_start = number_field(
        "Age on the first day",
        199,
        required=False,
        help_text="Decides whether English and maths are compulsory. No date of birth is kept.",
    )
    english = forms.ChoiceField(
        label="English",
        required=False,
        choices=TrainingPlan.Status.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    maths = forms.ChoiceField(
        label="Maths",
        required=False,
        choices=TrainingPlan.Status.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    english_maths_evidence = words_field(
        "What shows it",
        required=False,
        help_text="Such as the certificates seen, when, and where they are kept.",
    )
    weekly_hours = forms.DecimalField(
        label="Normal hours a week",
        required=False,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "0.5"}),
    )
    prior_learning_hours = number_field(
        "Hours less for prior learning", 2000, required=False, help_text="Only what is evidenced counts."
    )
    prior_learning_evidence = words_field("What evidences the prior learning", required=False)

    def typed(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in PLAN_FIELDS}
        return {**typed, "prior_learning_hours": typed["prior_learning_hours"] or 0}

    def differences(self, plan: TrainingPlan) -> list[tuple[str, str, str]]:
        """Where the plan now says something else: the label, what it says, and what was typed."""
        return [
            (str(self.fields[name].label), _in_words(getattr(plan, name)), _in_words(typed))
            for name, typed in self.typed().items()
            if getattr(plan, name) != typed
        ]


def _in_words(value: Any) -> str:
    return dict(TrainingPlan.Status.choices).get(value) or f"{'' if value is None else value}" or "nothing"


class BreakForm(UnfitForm):
    began_on = day_field("First day of the break")
    back_on = day_field("First day back", required=False, help_text="Leave it empty while the break lasts.")
    reason = words_field("Why")


class BackForm(UnfitForm):
    back_on = day_field("First day back")


class MistakenForm(UnfitForm):
    reason = words_field("Why this break does not count")
