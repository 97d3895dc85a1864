"""What an administrator sends as a logo."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portfolio.programme_forms import UnfitForm

ACCEPTED = "image/jpeg,image/png,image/webp"


class LogoForm(UnfitForm):
    file = forms.FileField(
        label="The picture",
        allow_empty_file=True,
        help_text="A JPEG, a PNG or a WebP file of at most 5 MB. What is see-through becomes white.",
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
        error_messages={"required": "Choose the picture first."},
    )

    @property
    def source(self) -> "UploadedFile[bytes]":
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        return found
