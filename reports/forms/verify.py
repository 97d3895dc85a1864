"""What somebody types who wants to know whether a file is genuine, and why an issue is withdrawn."""

import re
from typing import Any

from django import forms

from accounts.forms.plain import PlainForm
from portfolio.forms import CleanCharField
from reports.seals.serials import tidied

HASH = re.compile(r"[0-9a-f]{64}")
LONGEST_TYPED = 200


class VerifyForm(forms.Form):
    """Either is enough; neither says anything about who asks."""

    serial = forms.CharField(
        label="Serial",
        required=False,
        max_length=LONGEST_TYPED,
        help_text="Twelve letters and digits on the first page, such as 7K3P-9QXD-42HM.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    sha256 = forms.CharField(
        label="SHA-256 of the file",
        required=False,
        max_length=LONGEST_TYPED,
        help_text="64 letters and digits. Choosing the file fills it in; other programs can tell it too.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_serial(self) -> str:
        typed = self.cleaned_data["serial"].strip()
        if typed and not tidied(typed):
            raise forms.ValidationError(
                "There is a mistake in this serial: compare it with the paper, letter by letter."
            )
        return tidied(typed)

    def clean_sha256(self) -> str:
        typed = re.sub(r"\s", "", self.cleaned_data["sha256"]).lower()
        if typed and not HASH.fullmatch(typed):
            raise forms.ValidationError("A SHA-256 has 64 characters: the digits and the letters a to f.")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("serial") and not cleaned.get("sha256"):
            raise forms.ValidationError("Type the serial, or choose the file.")
        return cleaned


class WithdrawForm(PlainForm):
    reason = CleanCharField(
        label="Why it is withdrawn",
        max_length=400,
        error_messages={"required": "Say why it no longer counts."},
        help_text="Everybody who checks the file reads this sentence.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
