"""What an administrator types about a template: its name and its questions."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.forms.plain import PlainForm
from standards.models import EvidenceTemplate, TemplateGroup
from standards.rules import MOST_QUESTIONS, Question, Wording, question_of, with_number

NO_QUESTION = "Leave at least one question in, or there is nothing to write."


class QuestionForm(PlainForm):
    """One question. `key` names the one it stems from; an added one has none yet."""

    key = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(label="Question", max_length=200)
    help = forms.CharField(
        label="Help",
        required=False,
        max_length=1000,
        help_text="What makes a good answer? It stands beside the box while they write.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    placeholder = forms.CharField(label="How an answer could begin", required=False, max_length=300)
    is_required = forms.BooleanField(label="Must be answered before submitting", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("label", "help", "placeholder"):
            self.fields[name].widget.attrs["class"] = "form-control"


class QuestionFormSet(forms.BaseFormSet[QuestionForm]):
    """The questions in their order. Those to be removed, and added ones left blank, are no questions."""

    default_error_messages = {
        "missing_management_form": "This page had lost track of its questions. Open it once more.",
        "too_many_forms": "Ask %(num)d questions at most.",
        "too_few_forms": NO_QUESTION,
    }

    def add_fields(self, form: QuestionForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Place"
        form.fields["ORDER"].widget.attrs["class"] = "form-control"
        form.fields["DELETE"].label = "Remove this question"

    def clean(self) -> None:
        if self.management_form.is_valid() and not any(self.errors) and not self.kept():
            raise ValidationError(NO_QUESTION)

    def kept(self) -> list[dict[str, Any]]:
        left = [form for form in self.forms if form not in self.deleted_forms]
        return [form.cleaned_data for form in sorted(left, key=place_of) if form.cleaned_data.get("label")]


def place_of(form: QuestionForm) -> tuple[float, int]:
    """A question that was moved to a place pushes the one there aside, to where it came from."""
    place, before = form.cleaned_data.get("ORDER"), form.fields["ORDER"].initial
    if place is None:
        return float("inf"), 0
    return place, 0 if before is None else (place > before) - (place < before)


Questions = forms.formset_factory(
    QuestionForm,
    formset=QuestionFormSet,
    can_order=True,
    can_delete=True,
    extra=1,
    max_num=MOST_QUESTIONS,
    absolute_max=MOST_QUESTIONS,
    validate_max=True,
)


def questions_from(data: QueryDict | None, rows: Any) -> QuestionFormSet:
    return cast("QuestionFormSet", Questions(data, initial=rows, prefix="question"))


class TemplateForm(PlainForm):
    """A version of a template. `form_id` makes a second click give the same version."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"class": "form-control"}))
    group = forms.ChoiceField(
        label="Where apprentices find it",
        choices=TemplateGroup.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    summary = forms.CharField(
        max_length=500,
        help_text="One or two sentences: what it is good for.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )

    def __init__(self, data: QueryDict | None, *, template: EvidenceTemplate, form_id: UUID) -> None:
        shown = {"name": template.name, "group": template.group, "summary": template.summary}
        super().__init__(data, initial={**shown, "form_id": form_id})
        self.prompts = {prompt.key: question_of(prompt) for prompt in template.prompts.all()}
        rows = [vars(question) for question in self.prompts.values()]
        self.questions = questions_from(data, rows)
        self.template = template

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.questions.is_valid()])

    @property
    def new_id(self) -> UUID:
        return uuid5(self.cleaned_data["form_id"], str(self.template.pk))

    def wording(self) -> Wording:
        """What was typed; an added question is text, the others keep the kind of answer they ask for."""
        kept: list[Question] = []
        taken = set(self.prompts)
        for typed in self.questions.kept():
            words = {name: typed[name] for name in ("label", "help", "placeholder", "is_required")}
            known = self.prompts.get(typed["key"])
            key = (
                known.key
                if known and known.key not in {each.key for each in kept}
                else with_number("question", taken)
            )
            taken.add(key)
            rest = {**vars(known), **words, "key": key} if known else {**words, "key": key}
            kept.append(Question(**rest))
        cleaned = self.cleaned_data
        return Wording(cleaned["name"], cleaned["group"], cleaned["summary"], tuple(kept))

    def with_another_question(self) -> QuestionFormSet:
        """The questions as they were typed, and one more that is blank."""
        data = self.data.copy()  # type: ignore[attr-defined]  # bound: a QueryDict
        total = min(self.questions.total_form_count() + 1, MOST_QUESTIONS)
        data["question-TOTAL_FORMS"] = str(total)
        return questions_from(data, self.questions.initial)
