"""What is typed in quality assurance: strategy, risk, findings, answers, and who is let in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.models import User
from assessments.forms.judging import ProblemForm
from assessments.models import AssessorRisk, Sample, SampleFinding, Strategy
from assessments.rules.sampling import FINDING_LIMIT, NO_ORGANISATION
from portfolio.forms import DateBox
from portfolio.models import Apprenticeship

LONG = {"rows": 4, "dir": "auto"}


class StrategyForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Strategy
        fields = [
            "new_percent",
            "new_months",
            "high_percent",
            "medium_percent",
            "low_percent",
            "least_per_assessor",
            "summative_percent",
            "period_months",
            "each_kind",
            "note",
        ]
        labels = {
            "new_percent": "Of a new assessor’s markings, percent",
            "new_months": "An assessor is new for, months",
            "high_percent": "At high risk, percent",
            "medium_percent": "At medium risk, percent",
            "low_percent": "At low risk, percent",
            "least_per_assessor": "At least this many from each assessor",
            "summative_percent": "Apprentices coming to their gateway, percent",
            "period_months": "A period lasts, months",
            "each_kind": "Sample each kind of evidence at least once in a period",
            "note": "Why it is so",
        }
        help_texts = {
            "period_months": "From 1 to 12. With 3, periods are the quarters of the year.",
            "each_kind": "",
            "note": "Everybody who assures quality here reads this beside the figures.",
        }
        widgets = {"note": forms.Textarea(attrs=LONG)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                least, most = LIMITS.get(name, (0, 100))
                field.min_value, field.max_value = least, most
                words = f"Type a number from {least} to {most}."
                field.validators = [MinValueValidator(least, words), MaxValueValidator(most, words)]
                field.widget.attrs.update({"min": least, "max": most, "class": "form-control"})


LIMITS = {"new_months": (0, 24), "least_per_assessor": (0, 50), "period_months": (1, 12)}


class RiskForm(ProblemForm):
    level = forms.ChoiceField(
        choices=AssessorRisk.Level.choices, widget=forms.RadioSelect, required=False, label="How closely"
    )
    reason = forms.CharField(
        required=False,
        max_length=FINDING_LIMIT,
        widget=forms.Textarea(attrs=LONG),
        label="Why",
        help_text="What you saw: experience, earlier samples, agreement. The assessor is not told.",
    )


class StageForm(ProblemForm):
    stage = forms.ChoiceField(
        choices=Sample.Stage.choices, widget=forms.RadioSelect, required=False, label="Which sample this is"
    )


class FindingForm(ProblemForm):
    """about: a claim of the piece, or blank for the marking as a whole."""

    about = forms.ChoiceField(required=False, label="What it is about")
    kind = forms.ChoiceField(
        choices=SampleFinding.Kind.choices, widget=forms.RadioSelect, required=False, label="Kind"
    )
    text = forms.CharField(
        required=False,
        max_length=FINDING_LIMIT,
        widget=forms.Textarea(attrs=LONG),
        label="What you found",
    )
    due_on = forms.DateField(
        required=False,
        widget=DateBox({"class": "form-control"}),
        label="To be answered by",
        help_text="Only for an action.",
    )

    def __init__(self, *args: Any, claims: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "The marking as a whole"), *claims]
        self.fields["about"] = forms.ChoiceField(choices=choices, required=False, label="What it is about")


class SummaryForm(ProblemForm):
    summary = forms.CharField(
        required=False,
        max_length=FINDING_LIMIT,
        widget=forms.Textarea(attrs=LONG),
        label="What the sample shows",
        help_text="The assessor reads this first.",
    )


class AnswerForm(ProblemForm):
    text = forms.CharField(
        required=False, max_length=FINDING_LIMIT, widget=forms.Textarea(attrs=LONG), label="Your words"
    )


class PortfoliosField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes none when it runs
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.apprentice)


class VerifierForm(ProblemForm):
    """people: the visitors at the provider. portfolios: those that may be opened."""

    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Who", empty_label="Choose a visitor")
    organisation = forms.CharField(
        max_length=200,
        label="From which organisation",
        error_messages={"required": NO_ORGANISATION},
    )
    until = forms.DateField(
        label="Until, that day included",
        widget=DateBox({"class": "form-control"}),
    )
    apprenticeships = PortfoliosField(
        queryset=Apprenticeship.objects.none(),
        label="Whose portfolios",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, people: Sequence[User], portfolios: Sequence[Apprenticeship], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        who, whose = self.fields["user"], self.fields["apprenticeships"]
        assert isinstance(who, forms.ModelChoiceField)  # noqa: S101  # nosec B101  # for the type checker
        assert isinstance(whose, PortfoliosField)  # noqa: S101  # nosec B101  # as above
        who.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk")
        whose.queryset = (
            Apprenticeship.objects.filter(pk__in=[portfolio.pk for portfolio in portfolios])
            .select_related("apprentice", "version__standard")
            .order_by("apprentice__name", "pk")
        )
