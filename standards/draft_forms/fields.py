"""Fields that the forms of a draft version are made of, and how what they hold is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict

from accounts.forms.plain import PlainForm
from standards.models import Ksb
from standards.own_versions import LONGEST_NAME
from standards.plan_forms import CONTROL, PlainTextField

SELECT = {"class": "form-select"}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
STATEMENT_LIMIT, SUMMARY_LIMIT = 20_000, 2000
SOURCE_MISSING = "Say where the official words stand: the document, its version, where you found it."


def line(label: str, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.TextInput(attrs=CONTROL), **more)


def text(label: str, limit: int, rows: int = 3, **more: Any) -> PlainTextField:
    area = forms.Textarea(attrs={"rows": rows, **CONTROL})
    return PlainTextField(label=label, max_length=limit, widget=area, **more)


def choice(label: str, choices: Sequence[tuple[Any, Any]], **more: Any) -> forms.ChoiceField:
    """Something is always chosen, if only that it does not apply."""
    field = forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs=SELECT), **more)
    field.is_asked = True  # type: ignore[attr-defined]  # read by the template of a field
    return field


def ticks(label: str, ksbs: Sequence[Ksb], **more: Any) -> forms.MultipleChoiceField:
    choices = [(str(ksb.pk), str(ksb)) for ksb in ksbs]
    box = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, widget=box, required=False, **more)


def number(label: str, most: int, **more: Any) -> forms.IntegerField:
    box = forms.NumberInput(attrs={**CONTROL, "inputmode": "numeric", "min": 1, "max": most})
    said = f"Give a whole number from 1 to {most}."
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), said)
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, widget=box, required=False, error_messages=errors, **more
    )


def version_name_field() -> forms.CharField:
    return line(
        "What it is called", LONGEST_NAME, help_text="Short, such as 1.1-1. No two have the same name."
    )


class SeenForm(PlainForm):
    """`seen`: the print of what was shown, so that nobody saves over what they have not read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def beside(self, theirs: Self) -> list[Otherwise]:
        """What somebody else saved otherwise. Saving what stands here once more replaces it."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = str(theirs["seen"].value())
        self.data = data
        return otherwise(self, theirs)


@dataclass(frozen=True)
class Otherwise:
    """One field of a form that two people filled in otherwise, in words."""

    label: str
    mine: str
    theirs: str


def otherwise(mine: forms.Form, theirs: forms.Form) -> list[Otherwise]:
    found = []
    for field in mine.visible_fields():
        typed = in_words(field, field.value())
        saved = in_words(field, theirs[field.name].value()) if field.name in theirs.fields else ""
        if typed.replace("\r\n", "\n") != saved:
            found.append(Otherwise(str(field.label), typed, saved))
    return found


def in_words(field: forms.BoundField, value: Any) -> str:
    """What a field holds, as a person reads it."""
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        labels = {str(key): str(label) for key, label in choices}
        held = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in held if each not in (None, ""))
    return "" if value is None else str(value)
