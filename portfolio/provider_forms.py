"""What an administrator may set for the whole provider."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.forms.plain import PlainForm
from accounts.models import Nation, Provider
from portfolio.rules import size_in_words

MEGABYTE = 1_000_000


class ProviderForm(PlainForm):
    """Sizes are typed in megabytes, as phones and shops count them."""

    nation = forms.ChoiceField(
        label="Bank holidays of",
        choices=Nation.choices,
        help_text="They are left out when working days are counted: until marking is due, and for reminders.",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    largest_megabytes = forms.IntegerField(
        label="Largest file, in MB",
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, most = provider.largest_file_bytes, settings.WAYMARK_MAX_FILE_BYTES
        self.fields["nation"].initial = provider.nation
        size = self.fields["largest_megabytes"]
        size.initial = now and max(1, now // MEGABYTE)
        size.help_text = f"Leave it empty for {size_in_words(most)}, the most that this site takes."

    def clean_largest_megabytes(self) -> int | None:
        typed: int | None = self.cleaned_data["largest_megabytes"]
        most = settings.WAYMARK_MAX_FILE_BYTES
        if typed and typed * MEGABYTE > most:
            raise forms.ValidationError(
                f"This site takes at most {size_in_words(most)}. Choose less, or leave it empty."
            )
        return typed

    @property
    def largest_file_bytes(self) -> int | None:
        typed: int | None = self.cleaned_data["largest_megabytes"]
        return typed and typed * MEGABYTE
