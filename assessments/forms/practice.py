"""What is tapped and typed while somebody practises: criteria, customers, stories, notes."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from assessments.forms.judging import ProblemForm
from assessments.models import CriterionResult, MockAssessment, MockPhoto
from assessments.models.mocks_around import CAPTION_LIMIT
from assessments.rules.photos import captions_in
from assessments.rules.practice import (
    CUSTOMERS,
    MOST_SECONDS,
    NOTE_LIMIT,
    SECONDS_A_MINUTE,
    STORIES,
    TEXT_LIMIT,
    clock_typed,
    judged_in,
)
from portfolio.forms import CleanCharField
from portfolio.rules import clean_text
from standards.models import Criterion

CUSTOMER = {
    "who": "Who (no names)",
    "need": "What they needed",
    "ended": "How it was met, or why not",
}
STORY = {
    "question": "Question",
    "situation": "Situation",
    "task": "Task",
    "action": "Action",
    "result": "Result",
}
LONGEST_COUNT = 9


def _words(label: str, rows: int, limit: int = NOTE_LIMIT, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return CleanCharField(required=False, max_length=limit, widget=widget, label=label, **more)


def _named(criterion: Criterion) -> str:
    """With its area or outcome: every area has a P1."""
    return f"{criterion.heading} {criterion.code}".strip()


def _caption(photo: MockPhoto) -> forms.CharField:
    return _words(f"What photo {photo.position} shows", 2, CAPTION_LIMIT)


class MockForm(ProblemForm):
    """seconds and since: the clock, as practice.js keeps it. minutes: the same, typed, without a script.

    Only a page without a script sends minutes.
    """

    saves = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)
    seconds = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)
    since = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    minutes = forms.IntegerField(required=False, min_value=0, max_value=600, label="Minutes it took")
    notes = _words("Notes", 5, TEXT_LIMIT)
    strengths = _words("What went well", 4, TEXT_LIMIT)
    next_steps = _words("What to work on next", 4, TEXT_LIMIT)

    def __init__(
        self,
        *args: Any,
        kind: str,
        criteria: Sequence[Criterion],
        content: Mapping[str, Any],
        photos: Sequence[MockPhoto] = (),
        **kwargs: Any,
    ) -> None:
        """content: what was kept so far, to go on from there."""
        super().__init__(*args, **kwargs)
        self.criteria, self.photos = criteria, photos
        for criterion in criteria:
            self._ask_about(criterion)
        self.customer_rows = CUSTOMERS if kind == MockAssessment.Kind.OBSERVATION else 0
        self.story_rows = STORIES if kind == MockAssessment.Kind.DISCUSSION else 0
        self._add_rows(CUSTOMER, self.customer_rows, 2)
        self._add_rows(STORY, self.story_rows, 2)
        for photo in photos:
            self.fields[f"caption-{photo.pk}"] = _caption(photo)
        self.initial = {**self.initial, **_initial(content)}

    def _ask_about(self, criterion: Criterion) -> None:
        self.fields[f"outcome-{criterion.pk}"] = forms.ChoiceField(
            choices=list(CriterionResult.Outcome.choices),
            widget=forms.RadioSelect,
            required=False,
            label=f"{_named(criterion)}: {criterion.text.removesuffix('.')}",
        )
        self.fields[f"note-{criterion.pk}"] = _words(f"Note on {_named(criterion)}", 2)
        self.fields[f"at-{criterion.pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=0
        )

    def _add_rows(self, columns: Mapping[str, str], count: int, lines: int) -> None:
        for number in range(1, count + 1):
            for name, label in columns.items():
                self.fields[f"{name}-{number}"] = _words(f"{label}, {number}", lines)

    @property
    def customers(self) -> list[list[BoundField]]:
        return self._rows(CUSTOMER, self.customer_rows)

    @property
    def stories(self) -> list[list[BoundField]]:
        return self._rows(STORY, self.story_rows)

    def _rows(self, columns: Mapping[str, str], count: int) -> list[list[BoundField]]:
        return [[self[f"{name}-{number}"] for name in columns] for number in range(1, count + 1)]

    def field_about(self, about: str) -> str | None:
        if about == "criteria":
            return f"outcome-{self.criteria[0].pk}" if self.criteria else None
        return super().field_about(about)

    @property
    def saves_typed(self) -> int:
        return self._number("saves") or 0

    def count_from(self, saves: int) -> None:
        """Keeping what stands here is a choice now: it replaces what was saved that often."""
        data = cast("QueryDict", self.data).copy()
        data["saves"] = str(saves)
        self.data = data

    def content(self) -> dict[str, Any]:
        """Everything as typed, also of a form that could not be accepted."""
        minutes = self._number("minutes")
        seconds, since = clock_typed(self._number("seconds") or 0, self._number("since"), minutes)
        return {
            "criteria": {
                str(each.pk): [
                    self._choice(f"outcome-{each.pk}"),
                    self._typed(f"note-{each.pk}"),
                    self._moment(f"at-{each.pk}"),
                ]
                for each in self.criteria
                if self._choice(f"outcome-{each.pk}") or self._typed(f"note-{each.pk}")
            },
            "customers": self._table(CUSTOMER, self.customer_rows),
            "stories": self._table(STORY, self.story_rows),
            **self._captions(),
            **{name: self._typed(name) for name in ("notes", "strengths", "next_steps")},
            "seconds": seconds,
            "since": since,
        }

    def _captions(self) -> dict[str, dict[str, str]]:
        typed = {str(photo.pk): self._typed(f"caption-{photo.pk}") for photo in self.photos}
        found = {photo: caption for photo, caption in typed.items() if caption}
        return {"photos": found} if found else {}

    def _table(self, columns: Mapping[str, str], count: int) -> list[list[str]]:
        rows = [[self._typed(f"{name}-{number}") for name in columns] for number in range(1, count + 1)]
        return [row for row in rows if any(row)]

    def _typed(self, name: str) -> str:
        return clean_text(str(self[name].value() or "")).strip()

    def _choice(self, name: str) -> str:
        typed = self._typed(name)
        return typed if typed in CriterionResult.Outcome.values else ""

    def _moment(self, name: str) -> int | None:
        """Seconds since the start; no mock lasts longer than a day."""
        typed = self._number(name)
        return None if typed is None else min(typed, MOST_SECONDS)

    def _number(self, name: str) -> int | None:
        typed = self._typed(name)
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_COUNT + 1
        return int(typed) if is_number else None


def _initial(content: Mapping[str, Any]) -> dict[str, Any]:
    names = ("notes", "strengths", "next_steps", "seconds", "since")
    found: dict[str, Any] = {name: content[name] for name in names if name in content}
    if content.get("seconds"):
        found["minutes"] = content["seconds"] // SECONDS_A_MINUTE
    for criterion, judged in judged_in(content).items():
        found |= {
            f"outcome-{criterion}": judged.outcome,
            f"note-{criterion}": judged.note,
            f"at-{criterion}": judged.at,
        }
    found |= {f"caption-{photo}": caption for photo, caption in captions_in(content).items()}
    for columns, rows in ((CUSTOMER, "customers"), (STORY, "stories")):
        for number, row in enumerate(content.get(rows, []), start=1):
            found |= {f"{name}-{number}": words for name, words in zip(columns, row, strict=True)}
    return found
