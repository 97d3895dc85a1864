"""What is typed about supervision, countersignatures, exercises and second opinions."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from assessments.forms.judging import JudgingForm, ProblemForm
from assessments.models import Exercise
from assessments.rules import FEEDBACK_LIMIT, REASON_LIMIT
from portfolio.forms import DateBox


class PersonField(forms.ChoiceField):
    """One of the people that `offer` was given. They are asked for once, however many fields offer them."""

    def offer(self, people: Sequence[User]) -> None:
        self.people = {str(person.pk): person for person in people}
        self.choices = [("", "Choose somebody"), *((pk, str(person)) for pk, person in self.people.items())]

    def clean(self, value: Any) -> User:
        return self.people[super().clean(value)]


class PersonsField(forms.MultipleChoiceField):
    """Any number of the people that `offer` was given."""

    def offer(self, people: Sequence[User]) -> None:
        self.people = {str(person.pk): person for person in people}
        self.choices = [(pk, str(person)) for pk, person in self.people.items()]

    def clean(self, value: Any) -> list[User]:
        return [self.people[pk] for pk in super().clean(value)]


class SupervisionForm(ProblemForm):
    """assessors: those of the provider."""

    trainee = PersonField(label="Trainee assessor")
    countersigner = PersonField(
        label="Who countersigns", help_text="Naming somebody else for a trainee hands over what waits now."
    )
    until = forms.DateField(
        required=False,
        label="Last day",
        help_text="Leave it empty while nobody knows. You can end it any day.",
        widget=DateBox(),
    )

    def __init__(self, *args: Any, assessors: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, assessors)


class CountersignerForm(ProblemForm):
    countersigner = PersonField(label="Who countersigns instead")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people)


def offer(form: forms.Form, people: Sequence[User]) -> None:
    for field in form.fields.values():
        if isinstance(field, PersonField | PersonsField):
            field.offer(people)


class RefusalForm(ProblemForm):
    reason = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why you do not countersign",
        help_text="The trainee and the apprentice read this.",
    )


class ExerciseForm(ProblemForm):
    """people: the assessors who do not know what was decided."""

    kind = forms.ChoiceField(
        choices=Exercise.Kind.choices, widget=forms.RadioSelect, label="What you ask for"
    )
    assessors = PersonsField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Who is asked",
        help_text="Only assessors who cannot see what was decided on this piece.",
    )
    title = forms.CharField(max_length=200, required=False, label="Title")
    due_on = forms.DateField(label="Wanted by", widget=DateBox())
    note = forms.CharField(
        required=False,
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note",
        help_text="Everybody asked reads it before they judge. Leave out what was decided, and by whom.",
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, people)


class OpinionForm(JudgingForm):
    """A judgement of each claim, and a word on the whole."""

    feedback = forms.CharField(
        required=False,
        max_length=FEEDBACK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What you would say about the whole piece",
    )

    def typed(self) -> dict[str, str]:
        """Everything that was typed, by the name of its field, to be kept as a draft."""
        return {name: value for name in self.fields if (value := self.typed_in(name))}


class OutcomeForm(ProblemForm):
    outcome = forms.CharField(
        required=False,
        max_length=FEEDBACK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What was agreed",
        help_text="What everybody takes from it: how such a piece is judged, and what changes.",
    )
