"""What an apprentice types: the start of a piece, a draft with its claims, what is declared on submitting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Self, cast
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string

from accounts.forms.plain import OnceField, PlainForm
from portfolio import rules
from portfolio.anchors import ClaimText, fault_in_number, number_typed
from portfolio.answering import Answer, saved_answer, shape_of_prompt
from portfolio.claim_fields import Choices, Places, number_field, places_of, where_field, where_typed
from portfolio.file_types import LONGEST_NAME_BYTES, ending_of, stem_of
from portfolio.models import Attachment, Revision
from portfolio.rows import RowsField, rows_field
from portfolio.spots import RevisionPlaces
from standards.models import EvidenceTemplate, Ksb, Prompt
from standards.models.ksb import KsbQuerySet
from standards.models.template import EvidenceTemplateQuerySet

CLAIM, ANSWER, CAPTION, NAME = "claim-", "answer-", "caption-", "name-"
WHERE, AT = "where-", "at-"  # the place where a claim is shown, and the page, time or paragraph in it
LOST_COUNT = "This page had lost track of what was saved. Read your text through and save once more."
TOO_MANY_CLAIMS = (
    f"One piece can claim {rules.CLAIM_LIMIT} KSBs at most. Choose those that it shows best, "
    "or split it into two pieces."
)


class DateBox(forms.DateInput):
    """The browser's own way of choosing a day, which understands a value in this one format alone."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CleanCharField(forms.CharField):
    """Text without control characters: what nobody can see is not kept."""

    def to_python(self, value: Any) -> str:
        return super().to_python(rules.clean_text(value) if isinstance(value, str) else value) or ""


class SelectOrPress(forms.Select):
    """A list to choose from, and elsewhere in the form buttons of the same name: what was pressed counts."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # noqa: ARG002  # Django's interface
        return first_said(data, name)


def first_said(data: Any, name: str) -> str:
    """The first answer to this name that is not blank. A button pressed stands before the list below it."""
    return next(filter(None, data.getlist(name)), "")


class StartForm(PlainForm):
    """Which template to write with. `form_id` makes a second click give the same piece."""

    template = forms.ModelChoiceField[EvidenceTemplate](
        queryset=None, error_messages={"required": "Choose how you want to write."}
    )
    form_id = OnceField()
    ksb = forms.ModelChoiceField[Ksb](
        queryset=None,
        required=False,
        to_field_name="code",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": rules.FOREIGN_KSB},
    )

    def __init__(
        self, *args: Any, templates: EvidenceTemplateQuerySet, ksbs: KsbQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["ksb"].queryset = ksbs  # type: ignore[attr-defined]  # a ModelChoiceField


@dataclass(frozen=True)
class DraftShape:
    """What a draft may hold: its prompts, the KSBs of its standard, its files, and how it stands now."""

    revision: Revision
    prompts: list[Prompt]
    ksbs: Mapping[UUID, Ksb]
    attachments: list[Attachment]
    claims: Mapping[UUID, ClaimText]
    applicable: frozenset[str] = field(default_factory=frozenset)

    def saved(self, revision: Revision, claims: Mapping[UUID, ClaimText]) -> Self:
        """The same draft after a save, without asking the database again."""
        left = [attachment for attachment in self.attachments if attachment.pk]
        return replace(self, revision=revision, claims=claims, attachments=left)

    @property
    def places(self) -> Places:
        return places_of(self.prompts, self.attachments)

    @property
    def saved_places(self) -> RevisionPlaces:
        return RevisionPlaces(self.prompts, self.attachments, self.revision.answers)

    def offers(self, ksb: Ksb) -> bool:
        """Whether the apprentice may add it: not the half of an either-or pair that their work spares."""
        return ksb.alternative_channel in self.applicable

    def initial(self) -> dict[str, Any]:
        revision = self.revision
        return {
            "title": revision.title,
            "happened_on": revision.happened_on,
            "saves": revision.saves,
            **{f"{ANSWER}{p.key}": saved_answer(p, revision.answers) for p in self.prompts},
            **{f"{CLAIM}{ksb_id}": claim.sentence for ksb_id, claim in self.claims.items()},
            **{f"{WHERE}{ksb_id}": where_typed(claim.anchor) for ksb_id, claim in self.claims.items()},
            **{f"{AT}{ksb_id}": number_typed(claim.anchor) for ksb_id, claim in self.claims.items()},
            **{f"{CAPTION}{attachment.pk}": attachment.caption for attachment in self.attachments},
            **{f"{NAME}{attachment.pk}": stem_of(attachment.name) for attachment in self.attachments},
        }


class DraftForm(PlainForm):
    """A draft as its apprentice types it. Everything may be empty: a draft is saved as it is."""

    title = CleanCharField(
        required=False,
        max_length=rules.TITLE_LIMIT,
        help_text="A few words that tell this piece from the others. Leave out customers’ names.",
    )
    happened_on = forms.DateField(
        required=False,
        label="When did it happen?",
        widget=DateBox(),
        error_messages={"invalid": "Write the date as day, month and year, such as 24/11/2026."},
    )
    saves = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), LOST_COUNT),
    )
    add_ksb = forms.ChoiceField(
        required=False,
        label="Add a KSB",
        error_messages={"invalid_choice": rules.FOREIGN_KSB},
        widget=SelectOrPress(attrs={"class": "form-select", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, shape: DraftShape) -> None:
        super().__init__(data, initial=shape.initial())
        self.shape = shape
        self.claimed, self.has_foreign_claim = self._claimed(data)
        self.fields |= {f"{ANSWER}{prompt.key}": answer_field(prompt) for prompt in shape.prompts}
        self.fields |= {f"{CLAIM}{ksb.pk}": claim_field(ksb) for ksb in self.claimed}
        self.fields |= {f"{WHERE}{ksb.pk}": where_field(ksb, shape.places) for ksb in self.claimed}
        self.fields |= {f"{AT}{ksb.pk}": number_field(ksb) for ksb in self.claimed}
        self.fields |= {f"{CAPTION}{a.pk}": caption_field(a) for a in shape.attachments if a.file.has_picture}
        self.fields |= {f"{NAME}{a.pk}": name_field(a) for a in shape.attachments}
        self.fields["add_ksb"].choices = self._choices()  # type: ignore[attr-defined]  # a ChoiceField

    def _claimed(self, data: QueryDict | None) -> tuple[list[Ksb], bool]:
        """The KSBs that this form claims, and whether it names one that the standard does not have."""
        if data is None:
            ids: set[UUID | None] = set(self.shape.claims)
        else:
            removed = f"{CLAIM}{data.get('remove', '')}"
            keys = {key for key in data if key.startswith(CLAIM) and key != removed}
            ids = {as_uuid(key.removeprefix(CLAIM)) for key in keys}
        return [ksb for pk, ksb in self.shape.ksbs.items() if pk in ids], not ids <= set(self.shape.ksbs)

    def left_to_claim(self) -> list[Ksb]:
        return [ksb for ksb in self.shape.ksbs.values() if self.shape.offers(ksb) and ksb not in self.claimed]

    def _choices(self) -> Choices:
        left = self.left_to_claim()
        chosen = as_uuid(first_said(self.data, "add_ksb")) if self.is_bound else None
        left += [ksb for ksb in self.claimed if ksb.pk == chosen]  # added twice by a second click
        return [("", "Choose a KSB"), *grouped(left)]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = helper.include_media = False
        helper.disable_csrf = True
        helper.layout = Layout("title", "happened_on", *map(answer_box, self.shape.prompts))
        return helper

    def clean(self) -> dict[str, Any]:
        if self.has_foreign_claim:
            raise ValidationError(rules.FOREIGN_KSB)
        # A move to another version may have left more: those can be saved, but none be added.
        if len(self.claims()) > max(rules.CLAIM_LIMIT, len(self.shape.claims)):
            self.add_error("add_ksb", TOO_MANY_CLAIMS)
        for ksb in self.claimed:
            self._check_number(ksb)
        return self.cleaned_data

    def _claim(self, ksb: Ksb) -> ClaimText:
        """A form that does not ask where the claim is shown leaves that as it is."""
        sentence = self.cleaned_data.get(f"{CLAIM}{ksb.pk}", "")
        if f"{WHERE}{ksb.pk}" not in self.data:
            return ClaimText(sentence, self.shape.claims.get(ksb.pk, ClaimText()).anchor)
        return ClaimText(sentence, self.shape.places.anchor(*self._where(ksb)))

    def _check_number(self, ksb: Ksb) -> None:
        """What was chosen now must be there. An older choice stays, even when its paragraph was cut out."""
        where, number = self._where(ksb)
        before = self.shape.claims.get(ksb.pk, ClaimText()).anchor
        place = self.shape.places.place(where, self._answers_typed())
        if place is None or (where, number) == (where_typed(before), number_typed(before)):
            return
        fault = fault_in_number(number, place)
        if fault:
            self.add_error(f"{AT}{ksb.pk}", fault)

    def _where(self, ksb: Ksb) -> tuple[str, str]:
        """The place and the number in it, as typed."""
        typed = self.cleaned_data
        return typed.get(f"{WHERE}{ksb.pk}", ""), typed.get(f"{AT}{ksb.pk}", "")

    def _answers_typed(self) -> dict[str, Answer]:
        return {p.key: self.cleaned_data.get(f"{ANSWER}{p.key}", "") for p in self.shape.prompts}

    @property
    def added(self) -> UUID | None:
        return as_uuid(self.cleaned_data.get("add_ksb", ""))

    def claims(self) -> dict[UUID, ClaimText]:
        typed = {ksb.pk: self._claim(ksb) for ksb in self.claimed}
        return {self.added: ClaimText(), **typed} if self.added else typed

    def answers(self) -> dict[str, Answer]:
        return {prompt.key: self.cleaned_data[f"{ANSWER}{prompt.key}"] for prompt in self.shape.prompts}

    def captions(self) -> list[tuple[Attachment, str]]:
        """The pictures whose description was changed, with the new one."""
        return self._changed(CAPTION)

    def names(self) -> list[tuple[Attachment, str]]:
        """The files that were given another name, with the new one; blank keeps the old."""
        return [(attachment, name) for attachment, name in self._changed(NAME) if name]

    def _changed(self, prefix: str) -> list[tuple[Attachment, str]]:
        fields = [(a, f"{prefix}{a.pk}") for a in self.shape.attachments]
        return [
            (attachment, self.cleaned_data[name])
            for attachment, name in fields
            if name in self.data and name in self.fields and self.cleaned_data[name] != self.initial[name]
        ]

    def count_from(self, saves: int) -> None:
        """Let the next save of what stands in this form be made over the draft as it is now."""
        data = cast("QueryDict", self.data).copy()
        data["saves"] = str(saves)
        self.data = data


def answer_box(prompt: Prompt) -> Div:
    """Where the answer stands on the page, with guidance to fold out below it; rows bring their own frame."""
    name = f"{ANSWER}{prompt.key}"
    field = Field(name, template="portfolio/figures/field.html") if shape_of_prompt(prompt) else name
    return Div(field, PromptHelp(prompt), css_class="prompt-box")


class PromptHelp:
    """The fold-out. What it says is asked for once somebody opens it."""

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:  # noqa: ARG002  # crispy's interface
        page = {"prompt_id": self.prompt.pk, "label": self.prompt.label}
        return render_to_string("standards/_prompt_help.html", page)


def answer_field(prompt: Prompt) -> CleanCharField | RowsField:
    shape = shape_of_prompt(prompt)
    if shape is not None:
        return rows_field(prompt, shape)
    widget = forms.Textarea(attrs={"rows": prompt.rows, "placeholder": prompt.placeholder})
    return CleanCharField(
        required=False,
        strip=False,
        label=prompt.label if prompt.is_required else f"{prompt.label} (if you like)",
        help_text=prompt.help,
        max_length=prompt.maximum_characters,
        widget=widget,
    )


def claim_field(ksb: Ksb) -> CleanCharField:
    return CleanCharField(
        required=False,
        label=f"How does this piece show {ksb.code}?",
        max_length=rules.JUSTIFICATION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )


def caption_field(attachment: Attachment) -> CleanCharField:
    return CleanCharField(
        required=False,
        label=f"What does {attachment.name} show?",
        max_length=Attachment._meta.get_field("caption").max_length,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


def name_field(attachment: Attachment) -> CleanCharField:
    """Without its extension, which says what the file is and stays."""
    return CleanCharField(
        required=False,
        label=f"New name for {attachment.name}",
        max_length=LONGEST_NAME_BYTES,
        widget=forms.TextInput(attrs={"class": "form-control", "data-file-name": ending_of(attachment.name)}),
    )


def in_one_line(form: forms.Form) -> str:
    """Everything that is wrong in it, for a script that has one line to say it in."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def grouped(ksbs: Iterable[Ksb]) -> Choices:
    """By area, in the standard's order: what a select shows as groups."""
    in_order = sorted(ksbs, key=lambda ksb: ksb.position)
    return [
        (area, [(str(ksb.pk), f"{ksb.code} {ksb.title}") for ksb in group])
        for area, group in groupby(in_order, lambda ksb: ksb.area.title)
    ]


def as_uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


class DeclarationForm(PlainForm):
    """What an apprentice states with every piece that goes to the assessor."""

    personal_data = forms.BooleanField(
        label="I have looked for other people’s details, and covered or removed what need not be there.",
        error_messages={"required": "Look for other people’s details first, then tick this."},
    )
    own_work = forms.BooleanField(
        label="This is my own work, and it happened as I describe it.",
        error_messages={"required": "Tick this when it is your own work."},
    )
