"""What is typed about an assessment during the programme."""

from uuid import UUID

from django import forms

from assessments.forms.gateway import NoticeForm, grade_field
from assessments.models import Grade
from assessments.rules import REASON_LIMIT
from assessments.rules.on_programme import Entry
from portfolio.programme_forms import day_field, words_field


class OnProgrammeForm(NoticeForm):
    """seen: the id of the result that stood when the page was made. form_id: sending twice is once."""

    held_on = day_field("Day of the assessment", required=False)
    grade = grade_field(list(Grade.choices), "What came of it")
    corrects = forms.BooleanField(label="This corrects the result that stands", required=False)
    reason = words_field(
        "What was wrong with it", required=False, limit=REASON_LIMIT, help_text="Only for a correction."
    )
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    form_id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("held_on", "grade", "told_on", "note", "corrects", "reason", "seen", "form_id")

    def without_corrections(self) -> None:
        """There is nothing to correct yet."""
        del self.fields["corrects"], self.fields["reason"]

    def entry(self) -> Entry:
        typed = self.cleaned_data
        return Entry(
            grade=typed["grade"],
            held_on=typed["held_on"],
            told_on=typed["told_on"],
            note=typed["note"],
            reason=typed.get("reason", ""),
            corrects=typed.get("corrects", False),
        )

    @property
    def row_id(self) -> UUID:
        found: UUID = self.cleaned_data["form_id"]
        return found
