"""What an assessor types to ask for evidence."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from accounts.forms.plain import OnceField
from assessments.forms.judging import ProblemForm
from assessments.rules import REASON_LIMIT
from assessments.rules.requests import TEXT_LIMIT, TITLE_LIMIT
from assessments.wishes import Wish
from portfolio.forms import DateBox
from portfolio.models import Apprenticeship
from standards.models import EvidenceTemplate, Ksb


def due_field() -> forms.DateField:
    return forms.DateField(
        label="Due",
        widget=DateBox({"class": "form-control"}),
        error_messages={"required": "Choose the day by which it should be handed in."},
    )


class RequestForm(ProblemForm):
    """What to show, how, for which KSBs, by when; with `apprenticeships` also by whom."""

    gap: Ksb | None = None  # of the board that this was come from
    batch = OnceField()
    title = forms.CharField(
        required=False,
        max_length=TITLE_LIMIT,
        label="What you ask for",
        help_text="It becomes the title of the piece, and they can change it.",
    )
    text = forms.CharField(
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        label="What it should show",
        help_text="They read this while they write.",
    )
    template = forms.ModelChoiceField(
        EvidenceTemplate.objects.none(),
        label="Template",
        widget=forms.Select(attrs={"class": "form-select"}),
        empty_label=None,
        error_messages={"required": "Choose a template."},
    )
    due_on = due_field()
    everybody = forms.BooleanField(required=False)
    apprentices = forms.MultipleChoiceField(
        required=False, label="Apprentices", widget=forms.CheckboxSelectMultiple
    )
    ksbs = forms.MultipleChoiceField(required=False, label="KSBs", widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        templates: QuerySet[EvidenceTemplate],
        ksbs: Iterable[Ksb],
        apprenticeships: Iterable[Apprenticeship] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.apprenticeships = {str(row.pk): row for row in apprenticeships}
        self.offered = {str(ksb.guid): ksb for ksb in ksbs}
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self._offer("ksbs", {guid: str(ksb) for guid, ksb in self.offered.items()})
        self._offer("apprentices", {pk: str(row.apprentice) for pk, row in self.apprenticeships.items()})

    def _offer(self, name: str, choices: Mapping[str, str]) -> None:
        self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]

    def chosen(self) -> list[Apprenticeship]:
        """Everybody offered, or those ticked."""
        if self.cleaned_data["everybody"]:
            return list(self.apprenticeships.values())
        return [self.apprenticeships[pk] for pk in self.cleaned_data["apprentices"]]

    def wish(self) -> Wish:
        typed = self.cleaned_data
        return Wish(
            title=typed["title"],
            text=typed["text"],
            template=typed["template"],
            due_on=typed["due_on"],
            ksbs={UUID(guid): self.offered[guid].code for guid in typed["ksbs"]},
        )


class DueForm(ProblemForm):
    due_on = due_field()


class WithdrawForm(ProblemForm):
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why you no longer ask for it",
        help_text="The apprentice reads this. What they have started stays theirs as a draft.",
    )
