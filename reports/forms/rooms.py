"""What is typed about reading rooms: for whom a link is, until when, with a PIN or not; and that PIN."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms.plain import OnceField
from portfolio.forms import CleanCharField
from portfolio.models import Apprenticeship
from portfolio.programme_forms import UnfitForm, day_field
from reports.models import HouseRules, ReadingLink
from reports.packs.options import why_too_many
from reports.rooms.secrets import PIN_DIGITS
from standards.words import capitalised

USUAL_DAYS = 30
LAST_MOMENT = dt.time(23, 59, 59)


def line_field(label: str, *, limit: int, **more: Any) -> CleanCharField:
    box = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return CleanCharField(label=label, max_length=limit, widget=box, **more)


class ReadingLinkForm(UnfitForm):
    link_id = OnceField()
    organisation = line_field(
        "Assessment organisation",
        limit=120,
        error_messages={"required": "Write the name of the organisation."},
    )
    reader = line_field(
        "Who is going to read",
        limit=120,
        required=False,
        help_text="A person or a team. It stands beside everything they open.",
    )
    until = day_field(
        "They can read until the end of", help_text=f"At most {ReadingLink.MOST_DAYS} days from today."
    )
    most_browsers = forms.TypedChoiceField(
        label="In how many browsers the link opens",
        coerce=int,
        initial=1,
        choices=[(number, str(number)) for number in range(1, ReadingLink.MOST_BROWSERS + 1)],
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="One is safest: whoever finds the link later finds it used up. You can let in more later.",
    )
    has_pin = forms.BooleanField(
        label="Ask for a PIN too",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text="You get six digits to pass on by another way, such as the telephone.",
    )

    rules = forms.ModelChoiceField(
        HouseRules.objects.none(),
        label="Pack by the house rules of",
        required=False,
        empty_label="No pack, the PDF alone",
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="A ZIP for them to download, with a mapping sheet and the originals that they want.",
    )

    def __init__(self, *args: Any, apprenticeship: Apprenticeship, **given: Any) -> None:
        super().__init__(*args, **given)
        self.apprenticeship = apprenticeship
        self.fields["organisation"].label = capitalised(apprenticeship.plan.words.organisation)
        field: Any = self.fields["rules"]
        field.queryset = HouseRules.objects.offered_at(apprenticeship.provider_id)

    def clean_rules(self) -> HouseRules | None:
        rules: HouseRules | None = self.cleaned_data["rules"]
        if rules is not None and (said := why_too_many(rules, self.apprenticeship)):
            raise forms.ValidationError(said)
        return rules

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until < today:
            raise forms.ValidationError("Choose today or a later day.")
        if until > today + dt.timedelta(days=ReadingLink.MOST_DAYS):
            raise forms.ValidationError(f"Choose a day within {ReadingLink.MOST_DAYS} days.")
        return until

    @property
    def last_moment(self) -> dt.datetime:
        """Of the day that was chosen."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["until"], LAST_MOMENT))


class PinForm(UnfitForm):
    """Spaces are no mistake: people read PINs out in groups."""

    pin = forms.CharField(
        label="PIN",
        max_length=20,
        strip=True,
        widget=forms.TextInput(
            attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        help_text=f"The {PIN_DIGITS} digits that you were told apart from the link.",
        error_messages={"required": "Type the PIN."},
    )

    def clean_pin(self) -> str:
        return "".join(self.cleaned_data["pin"].split())
