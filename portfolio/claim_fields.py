"""The fields beside a claim that say where it is shown: a place in the piece, and a number in that place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from portfolio.anchors import (
    FILE,
    FOREIGN_FILE,
    NOWHERE,
    PARAGRAPH,
    Anchor,
    Place,
    answer_place,
    number_in,
)
from portfolio.models import Attachment
from portfolio.spots import counts_of, file_place
from standards.models import Ksb, Prompt

ANYWHERE = "Anywhere in this piece"
LONGEST_NUMBER = 12

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True)
class Places:
    """Every place in a draft that a claim can be anchored in, by the value that stands for it in a form."""

    prompts: Mapping[str, Prompt]
    files: Mapping[str, Attachment]

    @property
    def choices(self) -> Choices:
        written = [(value, prompt.label) for value, prompt in self.prompts.items()]
        added = [(value, attachment.name) for value, attachment in self.files.items()]
        groups: Choices = [("What you wrote", written), ("Files", added)]
        return [("", ANYWHERE), *(group for group in groups if group[1])]

    @property
    def counts(self) -> dict[str, str]:
        """What a number in each place means."""
        answers = {value: PARAGRAPH for value, prompt in self.prompts.items() if is_text(prompt)}
        return answers | {value: counts_of(attachment.file) for value, attachment in self.files.items()}

    def place(self, where: str, answers: Mapping[str, object]) -> Place | None:
        """answers: as they are typed now, by the key of their prompt."""
        if where in self.files:
            return file_place(self.files[where])
        if where not in self.prompts:
            return None
        prompt = self.prompts[where]
        if not is_text(prompt):
            return Place(prompt.label)
        return answer_place(prompt.label, str(answers.get(prompt.key, "")))

    def anchor(self, where: str, number: str) -> Anchor:
        counts = self.counts.get(where, "")
        at = number_in(number, counts) if counts else None
        if where in self.files:
            return Anchor(FILE if at is None else counts, attachment_id=self.files[where].pk, at=at)
        return Anchor(PARAGRAPH, prompt=self.prompts[where].key, at=at) if where in self.prompts else NOWHERE


def places_of(prompts: Sequence[Prompt], attachments: Sequence[Attachment]) -> Places:
    return Places(
        {f"answer:{prompt.key}": prompt for prompt in prompts},
        {f"file:{attachment.pk}": attachment for attachment in attachments},
    )


def is_text(prompt: Prompt) -> bool:
    return prompt.kind == Prompt.Kind.TEXT


def where_typed(anchor: Anchor) -> str:
    """How the place of an anchor stands in its field."""
    if anchor.attachment_id:
        return f"file:{anchor.attachment_id}"
    return f"answer:{anchor.prompt}" if anchor.prompt else ""


class PlaceSelect(forms.Select):
    """Says of each place what a number in it means, for the script that helps to choose one."""

    def __init__(self, counts: Mapping[str, str]) -> None:
        super().__init__(attrs={"class": "form-select", "autocomplete": "off"})
        self.counts = counts

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-counts"] = self.counts.get(str(value), "")
        return option


def where_field(ksb: Ksb, places: Places) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        label=f"Where is {ksb.code} shown?",
        choices=places.choices,
        widget=PlaceSelect(places.counts),
        error_messages={"invalid_choice": FOREIGN_FILE},
    )


def number_field(ksb: Ksb) -> forms.CharField:
    return forms.CharField(
        required=False,
        label=f"Page, time or paragraph for {ksb.code}",
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
