"""What an apprentice fills in to catch something, and to make a piece of it later."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from accounts.forms.plain import PlainForm
from portfolio import rules
from portfolio.claim_fields import Choices
from portfolio.forms import CleanCharField
from portfolio.models import Apprenticeship
from standards.models import EvidenceTemplate, Prompt

NOT_YOURS = "That apprenticeship takes no evidence from you now. Choose another."


class CaptureForm(PlainForm):
    """Something caught in a hurry: a few words, beside the files that come with it."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    apprenticeship = forms.ChoiceField(
        required=False, label="For which apprenticeship?", error_messages={"invalid_choice": NOT_YOURS}
    )
    note = CleanCharField(
        required=False,
        strip=False,
        label="A few words",
        max_length=20_000,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "form-control", "placeholder": "What was it about? Leave out names."}
        ),
    )

    def __init__(self, *args: Any, own: Sequence[Apprenticeship], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(each.pk): each for each in own}
        choices = [(pk, f"{each.version} at {each.employer}") for pk, each in self.own.items()]
        self.fields["apprenticeship"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> Apprenticeship:
        """The newest that takes evidence, when none was chosen."""
        return self.own.get(self.cleaned_data["apprenticeship"]) or next(iter(self.own.values()))


class TurnForm(PlainForm):
    """How what was captured becomes a piece: with which template, under which title, its words where."""

    title = CleanCharField(required=False, max_length=rules.TITLE_LIMIT)
    template = forms.ChoiceField(error_messages={"required": "Choose how you want to write it."})
    prompt = forms.ChoiceField(
        required=False,
        label="Where do your words go?",
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, templates: Iterable[EvidenceTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {str(template.pk): template for template in templates}
        self.prompts = {str(p.pk): p for each in self.templates.values() for p in each.prompts.all()}
        offers: Choices = [
            (each.name, [(str(p.pk), p.label) for p in each.prompts.all() if p.kind == Prompt.Kind.TEXT])
            for each in self.templates.values()
        ]
        names = [(pk, each.name) for pk, each in self.templates.items()]
        self.fields["template"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["prompt"].choices = [("", "Under its first question"), *offers]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> EvidenceTemplate:
        return self.templates[self.cleaned_data["template"]]

    @property
    def under(self) -> Prompt | None:
        return self.prompts.get(self.cleaned_data["prompt"])

    def clean(self) -> dict[str, Any]:
        prompt = self.prompts.get(self.cleaned_data.get("prompt", ""))
        if prompt and str(prompt.template_id) != self.cleaned_data.get("template"):
            owner = self.templates[str(prompt.template_id)].name
            self.add_error("prompt", f"That question belongs to “{owner}”. Choose one of your template’s.")
        return self.cleaned_data
