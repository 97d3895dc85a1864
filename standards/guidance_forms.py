"""What is typed about guidance: a provider's own words and links, and whether an entry was of use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from accounts.forms.plain import PlainForm
from standards.library import LABELS, OwnWords
from standards.models import ProviderGuidance
from standards.models.own_guidance import SYNOPSIS, WORDS_LIMIT

SECTION_LIMIT = 3000
LINKS = 4
CONTROL = {"class": "form-control"}
NOTHING_OF_YOURS = "Write something of your own first, or your apprentices would find nothing here."
BOTH = "Give both: what it is called and where it is."
LOST_COUNT = "This page had lost track of what was saved. Look at it once more, then save again."


class OwnGuidanceForm(PlainForm):
    hides_ours = forms.BooleanField(
        label="Show our own words only, and hide Waymark’s",
        required=False,
        help_text="Waymark’s stay in the library and come back as soon as you untick this.",
    )
    saves = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), LOST_COUNT),
    )

    def __init__(self, data: QueryDict | None = None, *, own: ProviderGuidance | None) -> None:
        super().__init__(data, initial=_shown(own))
        for key, label in {SYNOPSIS: "In short", **LABELS}.items():
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                max_length=SECTION_LIMIT,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", **CONTROL}),
            )
        for number in range(1, LINKS + 1):
            self.fields[f"title-{number}"] = forms.CharField(
                label=f"What link {number} is called",
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"dir": "auto", **CONTROL}),
            )
            self.fields[f"url-{number}"] = forms.URLField(
                label=f"Where link {number} leads",
                required=False,
                max_length=500,
                assume_scheme="https",
                error_messages={"invalid": "Give a whole address, such as https://example.org/policy."},
                widget=forms.TextInput(attrs={"inputmode": "url", **CONTROL}),
            )
            self.fields[f"url-{number}"].validators.append(_is_of_the_web)

    @property
    def sections(self) -> Iterator[BoundField]:
        return (self[key] for key in (SYNOPSIS, *LABELS))

    @property
    def link_rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"title-{number}"], self[f"url-{number}"]) for number in range(1, LINKS + 1)]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for number in range(1, LINKS + 1):
            names = (f"title-{number}", f"url-{number}")
            given = [bool(typed.get(name)) for name in names]
            if any(given) and not all(given) and not any(name in self.errors for name in names):
                self.add_error(names[given.index(False)], BOTH)
        if typed.get("hides_ours") and not any(typed.get(key) for key in (SYNOPSIS, *LABELS)):
            self.add_error("hides_ours", NOTHING_OF_YOURS)
        return typed

    def words(self) -> OwnWords:
        typed = self.cleaned_data
        rows = [(typed[f"title-{n}"], typed[f"url-{n}"]) for n in range(1, LINKS + 1)]
        return OwnWords(
            {key: typed[key].strip() for key in (SYNOPSIS, *LABELS) if typed[key].strip()},
            [{"title": title, "url": url} for title, url in rows if title],
            typed["hides_ours"],
        )

    def count_from(self, saves: int) -> None:
        """Let the next save of what stands in this form be made over what is there now."""
        data = cast("QueryDict", self.data).copy()
        data["saves"] = str(saves)
        self.data = data


def _is_of_the_web(url: str) -> None:
    if not url.lower().startswith(("https://", "http://")):
        raise forms.ValidationError("Give an address that begins with https://.")


def _shown(own: ProviderGuidance | None) -> dict[str, Any]:
    if own is None:
        return {"saves": 0}
    links = {
        f"{name}-{number}": link[name]
        for number, link in enumerate(own.links, start=1)
        for name in ("title", "url")
    }
    return {**own.additions, **links, "hides_ours": own.hides_ours, "saves": own.saves}


class UsefulForm(PlainForm):
    is_useful = forms.TypedChoiceField(
        label="Was this useful?",
        choices=[("yes", "Yes"), ("no", "Not really")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or not really."},
    )
    words = forms.CharField(
        label="What helped, or what was missing?",
        required=False,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", **CONTROL}),
    )
