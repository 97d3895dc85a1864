"""What an administrator says of a file of standards, and of the draft that becomes of one record."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone

from accounts.forms.plain import OnceField, PlainForm
from accounts.models import Provider
from standards.belonging_actions import GUIDANCE, TEMPLATES
from standards.belongings import Belongings
from standards.draft_forms.facts import checked_name
from standards.draft_forms.fields import line
from standards.import_drafts import Asked
from standards.import_preview import Preview
from standards.models.version import WHY_LIMIT
from standards.own_versions import LONGEST_NAME, free_name, names_taken
from standards.plan_forms import CONTROL, day_field, words_field
from standards.records.files import Dialect

DIALECTS = [
    ("", "Told by the file itself"),
    (Dialect.OFFICIAL, "The official record: one standard, or the whole list (JSON)"),
    (Dialect.PACK, "A Waymark pack (YAML or JSON)"),
    (Dialect.CASE, "A CASE 1.1 package (JSON)"),
    (Dialect.MOODLE, "A competency framework of Moodle (CSV)"),
    (Dialect.MAHARA, "A SmartEvidence framework of Mahara (.matrix)"),
    (Dialect.SHEET, "A spreadsheet of KSBs (XLSX or CSV)"),
]
ACCEPTED = ".json,.yaml,.yml,.csv,.tsv,.txt,.xlsx,.matrix"
LOWEST, HIGHEST = 1, 8


def level_field(**more: Any) -> forms.IntegerField:
    number = forms.NumberInput(attrs=CONTROL)
    return forms.IntegerField(label="Level", widget=number, min_value=LOWEST, max_value=HIGHEST, **more)


class ImportForm(PlainForm):
    """`form_id` makes a second click send the same file. What the file says itself is believed."""

    form_id = OnceField()
    file = forms.FileField(
        label="The file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED, **CONTROL}),
        error_messages={"required": "Choose the file first."},
    )
    dialect = forms.ChoiceField(
        label="What kind of file it is",
        choices=DIALECTS,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reference = line("Reference", 12, required=False, help_text="Such as AB0123.")
    title = line("Title", 200, required=False)
    version = line("Version", LONGEST_NAME, required=False, help_text="Such as 1.1.")
    level = level_field(required=False)
    starts_from = day_field("First day for starts")

    SAID = ("reference", "title", "version", "level", "starts_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_from"].required = False

    @property
    def source(self) -> UploadedFile[bytes]:
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        return found

    @property
    def said(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in self.SAID}
        day = typed["starts_from"]
        return typed | {
            "reference": typed["reference"].upper(),
            "starts_from": day.isoformat() if day else "",
        }


class BringForm(PlainForm):
    """`seen`: the print of what was shown, so that nobody writes over what they have not read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    templates = forms.BooleanField(
        label="The evidence templates",
        required=False,
        help_text="Your apprentices are offered them at once. What was written with the old ones stays.",
    )
    guidance = forms.BooleanField(
        label="The words on guidance",
        required=False,
        help_text="Your people read them at once, under your name and beside Waymark’s.",
    )

    def __init__(self, data: QueryDict | None, *, belongings: Belongings) -> None:
        super().__init__(data, initial={"seen": belongings.print, "templates": True, "guidance": True})
        if not belongings.new_templates:
            del self.fields["templates"]
        if not belongings.new_words:
            del self.fields["guidance"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not any(found.get(kind) for kind in (TEMPLATES, GUIDANCE)):
            raise forms.ValidationError("Tick what to bring in.")
        return found

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in (TEMPLATES, GUIDANCE) if self.cleaned_data.get(kind)]


class DraftForm(PlainForm):
    """`form_id` makes a second click the same draft. level: asked of a standard that is new here."""

    form_id = OnceField()
    version = line(
        "What your version is called",
        LONGEST_NAME,
        help_text="No two versions of a standard are called the same.",
    )
    starts_from = day_field("In force for starts from", "Whoever starts before that day is not touched.")
    level = level_field(error_messages={"required": "Say the level: the file does not."})
    why = words_field("Why you make it", WHY_LIMIT, required=False)

    def __init__(self, *args: Any, asks_level: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_level:
            del self.fields["level"]

    def clean_version(self) -> str:
        return checked_name(self.cleaned_data["version"])

    @classmethod
    def for_preview(cls, preview: Preview, provider: Provider) -> DraftForm:
        """Filled in as far as the record says it. Two queries at most."""
        record, base = preview.record, preview.base
        name = record.version if record else ""
        standard = base.standard if base else next((each.standard for each in preview.bases), None)
        taken = names_taken(provider, standard) if standard else set()
        today = timezone.localdate()
        shown = {
            "form_id": uuid4(),
            "version": free_name(name, taken) if name in taken else name,
            "starts_from": preview.first_day(today),
        }
        form = cls(initial=shown, asks_level=preview.asks_level)
        day = form.fields["starts_from"]
        day.help_text = f"{day.help_text} {preview.why_not_its_day(today)}".strip()
        return form

    @property
    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(
            new_id=typed["form_id"],
            version=typed["version"],
            starts_from=typed["starts_from"],
            why=typed["why"],
            level=typed.get("level"),
        )
