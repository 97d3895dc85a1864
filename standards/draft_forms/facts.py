"""What is typed about a draft as a whole: its facts, its plan, the plan's own words."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from accounts.forms.plain import OnceField, PlainForm
from standards.models import AssessmentPlan, StandardVersion
from standards.models.version import WHY_LIMIT
from standards.own_versions import FACTS, facts_print, words_print
from standards.plan_forms import day_field
from standards.words import Words

from .fields import NAME, SELECT, SOURCE_MISSING, SeenForm, choice, line, number, text, version_name_field

WORDS = {
    "assessment": "The assessment at the end",
    "assessment_short": "The same, in short",
    "organisation": "The organisation that assesses",
    "organisation_short": "The same, in short",
    "assessor": "Its assessor",
    "gateway": "The gateway",
    "showcase": "The showcase",
    "outcome": "An outcome",
}


class BeginForm(PlainForm):
    """A version of the provider's own: what it is called, from when it holds, and why it is made."""

    new_id = OnceField()
    version = version_name_field()
    starts_from = day_field("For starts from", "New apprenticeships that start on this day or later get it.")
    why = text("Why you make it", WHY_LIMIT, help_text="Stands on its page, for everybody at your provider.")

    def clean_version(self) -> str:
        return checked_name(self.cleaned_data["version"])


def checked_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise forms.ValidationError("Use letters, figures, full stops and hyphens, such as 1.1-1.")
    return name


class FactsForm(SeenForm):
    version = version_name_field()
    starts_from = day_field("For starts from", "New apprenticeships that start on this day or later get it.")
    why = text("Why you make it", WHY_LIMIT, help_text="Stands on its page, for everybody at your provider.")
    typical_months = number("Typical length, in months", 120)
    minimum_otj_hours = number("Published off-the-job hours", 5000)
    wording = choice("Whose words its KSBs are in", StandardVersion.Wording.choices)
    source = line("Where the words come from", 300, required=False, help_text="The document and its version.")
    credit_line = line(
        "Credit line",
        300,
        required=False,
        help_text="What the licence of the official words asks to be said.",
    )

    def __init__(self, data: QueryDict | None, *, version: StandardVersion) -> None:
        shown = {name: getattr(version, name) for name in FACTS}
        super().__init__(data, initial={**shown, "seen": facts_print(version)})

    def clean_version(self) -> str:
        return checked_name(self.cleaned_data["version"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("wording") == StandardVersion.Wording.OFFICIAL and not found.get("source"):
            self.add_error("source", SOURCE_MISSING)
        return found

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


class WordsForm(SeenForm):
    """What the plan is called, and what it calls things; blank: as most plans do."""

    name = line("What the plan is called", 160)

    def __init__(self, data: QueryDict | None, *, plan: AssessmentPlan) -> None:
        words = {key: value for key, value in plan.vocabulary.items() if isinstance(value, str)}
        shown = {f"words.{key}": value for key, value in words.items()}
        super().__init__(data, initial={**shown, "name": plan.name, "seen": words_print(plan)})
        self.plan = plan
        for key in dict.fromkeys((*WORDS, *words)):
            label = WORDS.get(key) or key.replace("_", " ").capitalize()
            usual = getattr(Words, key, "")
            hint = f"In small letters, without an article. Blank: {usual}." if usual else ""
            self.fields[f"words.{key}"] = line(label, 80, required=False, help_text=hint)

    def words(self) -> dict[str, str]:
        typed = {
            name.partition(".")[2]: value
            for name, value in self.cleaned_data.items()
            if "." in name and value
        }
        return {**{key: v for key, v in self.plan.vocabulary.items() if not isinstance(v, str)}, **typed}


class PlanChoiceForm(PlainForm):
    """From which plan the draft's own is begun; blank: an empty one."""

    source = forms.ModelChoiceField(
        AssessmentPlan.objects.none(),
        label="Begin from",
        required=False,
        empty_label="An empty plan",
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, data: QueryDict | None, *, plans: Any) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[AssessmentPlan]", self.fields["source"]).queryset = plans
