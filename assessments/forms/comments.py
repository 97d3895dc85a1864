"""What is typed about a comment of the bank, and what its list is narrowed by."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, cast

from django import forms

from accounts.forms.plain import PlainForm
from assessments.comment_bank import Shelf
from assessments.rules import FEEDBACK_LIMIT, REASON_LIMIT
from portfolio.forms import CleanCharField
from portfolio.rules import counted
from standards.models import Ksb

NAME_LIMIT = 80


class CommentForm(PlainForm):
    """comment_id makes a second click keep the same comment."""

    comment_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = CleanCharField(
        label="Name",
        max_length=NAME_LIMIT,
        help_text="Only you see it when you choose, for example “Say how it ended”.",
        error_messages={"required": "Give the comment a short name."},
    )
    text = CleanCharField(
        label="Words",
        max_length=FEEDBACK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Write {name} where the apprentice’s first name belongs.",
        error_messages={"required": "Write the words that the comment inserts."},
    )
    ksb = forms.ChoiceField(label="About a KSB", required=False)
    shelf = forms.ChoiceField(
        label="Who can use it", error_messages={"required": "Choose who can use this comment."}
    )

    def __init__(self, *args: Any, shelves: Sequence[Shelf], ksbs: Sequence[Ksb], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = {shelf.key: shelf for shelf in shelves}
        self.ksbs = {str(ksb.pk): ksb for ksb in ksbs}
        cast("forms.ChoiceField", self.fields["ksb"]).choices = choices_of(ksbs)
        cast("forms.ChoiceField", self.fields["shelf"]).choices = [(s.key, s.label) for s in shelves]
        if len(shelves) < 2:  # nothing to choose
            self.fields["shelf"].widget = forms.HiddenInput()
            self.fields["shelf"].initial = next(iter(self.shelves), "")
        for name in ("name", "text"):
            self.fields[name].widget.attrs["class"] = "form-control"
        for name in ("ksb", "shelf"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["text"].widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        too_long = len(cleaned.get("text", "")) - REASON_LIMIT
        if cleaned.get("ksb") and too_long > 0:
            what = counted(too_long, "character")
            self.add_error("text", f"A reason holds {REASON_LIMIT} characters. Shorten this by {what}.")
        return cleaned

    @property
    def chosen_ksb(self) -> Ksb | None:
        return self.ksbs.get(self.cleaned_data["ksb"])

    @property
    def chosen_shelf(self) -> Shelf:
        return self.shelves[self.cleaned_data["shelf"]]


def choices_of(ksbs: Sequence[Ksb]) -> list[tuple[str, Any]]:
    """By version of the standard where there are several."""
    groups = [
        (str(version), [(str(ksb.pk), str(ksb)) for ksb in same])
        for version, same in groupby(ksbs, lambda ksb: ksb.version)
    ]
    nothing = ("", "Any KSB, or the whole piece")
    return [nothing, *(groups if len(groups) > 1 else [pair for _, pairs in groups for pair in pairs])]


class CommentFilterForm(PlainForm):
    q = forms.CharField(required=False, max_length=100, label="Words in it")
    ksb = forms.CharField(required=False, max_length=6, label="KSB")
