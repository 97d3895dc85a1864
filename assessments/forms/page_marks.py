"""Marks on pages as the marking form carries them: hidden and drawn, or written without any script."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from assessments.models import WHOLE_PAGE
from assessments.rules.page_marks import UNREADABLE, Drawn, UnreadableMarksError, marks_in
from portfolio.forms import as_uuid
from portfolio.rules import trimmed

NOTES_AT_ONCE = 2
LONGEST_PAGE_NUMBER = 6
THIRD = WHOLE_PAGE // 3
# Where on a page a note without a drawing lies: left, top, width, height.
REGIONS = {
    "whole": ("The whole page", (0, 0, WHOLE_PAGE, WHOLE_PAGE)),
    "top": ("The top third", (0, 0, WHOLE_PAGE, THIRD)),
    "middle": ("The middle", (0, THIRD, WHOLE_PAGE, THIRD)),
    "bottom": ("The bottom third", (0, 2 * THIRD, WHOLE_PAGE, THIRD)),
    "left": ("The left half", (0, 0, WHOLE_PAGE // 2, WHOLE_PAGE)),
    "right": ("The right half", (WHOLE_PAGE // 2, 0, WHOLE_PAGE // 2, WHOLE_PAGE)),
}


class MarksField(forms.CharField):
    """The list of marks as JSON; anything that no page of ours sends is answered with a sentence."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return marks_in(str(value or ""))
        except UnreadableMarksError as error:
            raise ValidationError(UNREADABLE) from error

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value or [])


def kept_marks(typed: str) -> list[Drawn]:
    """What a half-done marking keeps: nothing of what cannot be read."""
    try:
        return marks_in(typed)
    except UnreadableMarksError:
        return []


def note_rows() -> list[dict[str, object]]:
    """Room for notes without a script: the number of each, and where on a page it can lie."""
    regions = [(key, label) for key, (label, _) in REGIONS.items()]
    return [{"number": number, "regions": regions} for number in range(1, NOTES_AT_ONCE + 1)]


def marks_without_script(typed: Mapping[str, Any], drawn: list[Drawn]) -> list[Drawn]:
    """Those drawn before, less the ones ticked to go, and the notes written in the plain fields."""
    left = [mark for number, mark in enumerate(drawn, start=1) if f"mark-drop-{number}" not in typed]
    written = [_written(typed, row) for row in range(1, NOTES_AT_ONCE + 1)]
    return left + [mark for mark in written if mark is not None]


def _written(typed: Mapping[str, Any], row: int) -> Drawn | None:
    """place: the attachment's id and the number of the page, parted by a colon."""
    note = trimmed(typed.get(f"mark-note-{row}", ""))
    attachment, _, page = typed.get(f"mark-place-{row}", "").partition(":")
    if not note or not attachment:
        return None
    _, box = REGIONS.get(typed.get(f"mark-region-{row}", ""), REGIONS["whole"])
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < LONGEST_PAGE_NUMBER else 0
    return Drawn(as_uuid(attachment) or UUID(int=0), number, *box, note)
