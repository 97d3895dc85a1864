"""What apprentice and assessor type to each other."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.forms.judging import ProblemForm
from assessments.rules.talking import REMARK_LIMIT
from portfolio.models import Claim

WHOLE = "The piece as a whole"


def words(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=REMARK_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        label=label,
        **options,
    )


class TalkForm(ProblemForm):
    """About which claim, or the whole, and in which words. Which button was pressed is the view's matter."""

    about = forms.ChoiceField(required=False, label="What it is about")
    text = words("Your words")

    def __init__(self, *args: Any, claims: Iterable[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claims = {str(claim.pk): claim for claim in claims}
        named = [(pk, f"{claim.ksb.code} {claim.ksb.title}") for pk, claim in self.claims.items()]
        self.fields["about"].choices = [("", WHOLE), *named]  # type: ignore[attr-defined]
        self.fields["about"].widget.attrs["class"] = "form-select"
        self.fields["text"].required = False

    def claim(self) -> Claim | None:
        return self.claims.get(self.cleaned_data["about"])


class AnswerForm(ProblemForm):
    text = words("It stands, because …", help_text="The apprentice reads this. The decision stays as it is.")
