"""What an assessor types: a marking, a correction, the reason for opening a piece again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from assessments.forms.judging import OUTCOMES, JudgingForm, ProblemForm
from assessments.forms.page_marks import MarksField, kept_marks, marks_without_script, note_rows
from assessments.models import Marking
from assessments.rules import FEEDBACK_LIMIT, REASON_LIMIT
from assessments.rules.page_marks import MARKS, Drawn
from assessments.rules.voice import VOICE
from portfolio.models import Claim
from standards.models import Ksb

ROWS_TO_ADD = 3
LONGEST_COUNT = 9
ADDED, WHY = "added-", "added-why-"


@dataclass(frozen=True, slots=True)
class RowToAdd:
    """Room for a KSB that the apprentice overlooked, and for a word how the piece shows it."""

    ksb: BoundField
    why: BoundField


@dataclass(frozen=True, slots=True)
class Typed:
    """One thing that was typed: about what, the outcome in words, and the words."""

    about: str
    outcome: str
    words: str


class MarkingForm(JudgingForm):
    """Every claim's outcome and reason, KSBs to add, feedback on the whole, and which button was pressed.

    saves: how often the half-done marking had been saved when this page was made. marks and voice are filled
    in by what is drawn and spoken on the page: a JSON list of marks, and the id of a recording.
    """

    revision = forms.UUIDField(widget=forms.HiddenInput)
    saves = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)
    marks = MarksField(required=False, initial=list)
    voice = forms.UUIDField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(choices=Marking.Outcome.choices, widget=forms.HiddenInput, required=False)
    feedback = forms.CharField(
        required=False,
        max_length=FEEDBACK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Feedback on the whole piece",
    )

    def __init__(
        self,
        *args: Any,
        claims: Sequence[Claim],
        addable: Sequence[Ksb] = (),
        kept: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """addable: the KSBs nobody claimed here. kept: what `half_done` gave, to go on from there."""
        super().__init__(*args, claims=claims, **kwargs)
        self.addable = {str(ksb.pk): f"{ksb.code} {ksb.title}" for ksb in addable}
        choices = [("", "Choose a KSB"), *self.addable.items()]
        for row in range(1, ROWS_TO_ADD + 1):
            self.fields[f"{ADDED}{row}"] = forms.ChoiceField(
                choices=choices, required=False, label=f"KSB to add, {row}"
            )
            self.fields[f"{WHY}{row}"] = forms.CharField(
                required=False,
                max_length=REASON_LIMIT,
                widget=forms.Textarea(attrs={"rows": 2}),
                label="How this piece shows it",
            )
        if kept:
            self.initial = {**self.initial, **self._initial_from(kept)}

    @property
    def rows_to_add(self) -> list[RowToAdd]:
        return [RowToAdd(self[f"{ADDED}{n}"], self[f"{WHY}{n}"]) for n in range(1, ROWS_TO_ADD + 1)]

    @property
    def has_rows_filled(self) -> bool:
        return any(self.typed_in(field.name) for row in self.rows_to_add for field in (row.ksb, row.why))

    def clean(self) -> dict[str, Any] | None:
        chosen: set[str] = set()
        for row in self.rows_to_add:
            ksb = self.typed_in(row.ksb.name)
            if ksb and ksb in chosen:
                self.add_error(row.ksb.name, "You chose this KSB twice. Keep it once.")
            elif not ksb and self.typed_in(row.why.name):
                self.add_error(row.ksb.name, "Choose the KSB that this is about.")
            chosen.add(ksb)
        return self.cleaned_data

    def field_about(self, about: str) -> str | None:
        """What is spoken has no field to lead to; the notes on pages stand at the files."""
        if about in {MARKS, VOICE}:
            return MARKS if about == MARKS else None
        return super().field_about(about) or self._added_about(about)

    def _added_about(self, code: str) -> str | None:
        for row in self.rows_to_add:
            if self._ksb_in_words(row).partition(" ")[0] == code:
                return row.why.name
        return None

    def added(self) -> dict[UUID, str]:
        """By KSB, why it is met. Of a form that was accepted."""
        rows = ((self.typed_in(row.ksb.name), self.typed_in(row.why.name)) for row in self.rows_to_add)
        return {UUID(ksb): why for ksb, why in rows if ksb}

    def added_in_words(self) -> list[tuple[str, str]]:
        """As typed: the KSB as it is offered, and why."""
        rows = [(self._ksb_in_words(row), self.typed_in(row.why.name)) for row in self.rows_to_add]
        return [row for row in rows if any(row)]

    def _ksb_in_words(self, row: RowToAdd) -> str:
        chosen = self.typed_in(row.ksb.name)
        return self.addable.get(chosen, "") if chosen else ""

    @property
    def saves_typed(self) -> int:
        """How often the page that sent this had been saved."""
        typed = self.typed_in("saves")
        return int(typed) if typed.isdecimal() and len(typed) < LONGEST_COUNT else 0

    def count_from(self, saves: int) -> None:
        """Let what is typed here count as the next save after this many."""
        data = cast("QueryDict", self.data).copy()
        data["saves"] = str(saves)
        self.data = data

    def in_words(self, kept: Mapping[str, Any]) -> "list[Typed]":
        """Another half-done marking of the same claims, for somebody to read."""
        judgements = kept.get("judgements", {})
        rows = []
        for claim in self.claims:
            outcome, reason = judgements.get(str(claim.pk), ["", ""])
            rows.append(Typed(claim.ksb.code, dict(OUTCOMES).get(outcome, "Not decided"), reason))
        return [*rows, Typed("Feedback", "", kept.get("feedback", ""))]

    def drawn(self) -> list[Drawn]:
        """Every mark on a page, drawn or written in plain fields; also of a form that was not accepted."""
        typed = cast("QueryDict", self.data).dict()
        return marks_without_script(typed, kept_marks(self.typed_in("marks")))

    @property
    def drawn_before(self) -> list[Drawn]:
        """What the hidden field holds, for whoever has no script to show it."""
        return kept_marks(str(self["marks"].value() or ""))

    @property
    def note_rows(self) -> list[dict[str, object]]:
        return note_rows()

    def half_done(self) -> dict[str, Any]:
        """Everything typed so far, right or wrong, as it is kept until the marking is recorded."""
        judgements = self.judgements()
        added = [[self.typed_in(row.ksb.name), self.typed_in(row.why.name)] for row in self.rows_to_add]
        return {
            "judgements": {str(pk): [said.outcome, said.reason] for pk, said in judgements.items()},
            "added": [row for row in added if any(row)],
            "feedback": self.typed_in("feedback"),
            "marks": [mark.written() for mark in self.drawn()],
            "voice": self.typed_in("voice"),
        }

    def _initial_from(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        initial: dict[str, Any] = {
            name: kept[name] for name in ("feedback", "marks", "voice") if name in kept
        }
        for pk, (outcome, reason) in kept.get("judgements", {}).items():
            initial |= {f"outcome-{pk}": outcome, f"reason-{pk}": reason}
        for row, (ksb, why) in enumerate(kept.get("added", [])[:ROWS_TO_ADD], start=1):
            initial |= {f"{ADDED}{row}": ksb, f"{WHY}{row}": why}
        return initial


class CorrectionForm(ProblemForm):
    outcome = forms.ChoiceField(
        choices=OUTCOMES, widget=forms.RadioSelect, label="What it should say", required=False
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why you are correcting it",
        help_text="The apprentice reads this. The earlier decision stays visible in the history.",
    )


class ReopenForm(ProblemForm):
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why you are opening it again",
        help_text="The apprentice reads this.",
    )
