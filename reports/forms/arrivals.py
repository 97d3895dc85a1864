"""What people fill in to bring a portfolio in: the file, and then whose it becomes."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms.plain import PlainForm
from accounts.models import Employer, Provider, Role, User
from accounts.people import holders_of
from portfolio.forms import CleanCharField
from reports.archive.people import apprentices_at, known_at

NEW = "new"
ASKED_OF_NEW = {"name": "Say what they are called.", "email": "Say where they get their mail."}


class ArchiveFileForm(PlainForm):
    file = forms.FileField(
        label="The ZIP file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".zip,application/zip"}),
        error_messages={"required": "Choose the ZIP file first."},
    )

    @property
    def source(self) -> "UploadedFile[bytes]":
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        return found


class ConfirmForm(PlainForm):
    """Whose portfolio it becomes. Only the provider's own people and employers are offered."""

    person = forms.ChoiceField(
        label="Whose portfolio is it?", widget=forms.Select(attrs={"class": "form-select"})
    )
    name = CleanCharField(
        label="Name of somebody new",
        max_length=200,
        required=False,
        help_text="Not used for somebody who is here already.",
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail address of somebody new",
        max_length=254,
        required=False,
        help_text="They set a password with “Forgotten your password?” when they first log in.",
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    employer = CleanCharField(
        label="Employer",
        max_length=200,
        help_text="One that you do not have yet is added.",
        widget=forms.TextInput(attrs={"class": "form-control", "list": "employers", "autocomplete": "off"}),
    )
    assessor = forms.ChoiceField(
        label="Assessor from now on",
        required=False,
        help_text="Decisions made elsewhere count; this assessor can confirm or correct each of them.",
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, provider: Provider, preview: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, known = apprentices_at(provider), known_at(provider, preview["email"])
        self.fields["person"].choices = [  # type: ignore[attr-defined]  # a choice field
            (NEW, "Somebody new"),
            *((str(user.pk), label_of(user)) for user in people),
        ]
        self.fields["assessor"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Nobody yet"),
            *((str(user.pk), user.name) for user in holders_of(Role.ASSESSOR, provider.pk)),
        ]
        self.initial = {
            "person": str(known.pk) if known else NEW,
            "name": preview["name"],
            "email": preview["email"],
            "employer": preview["employer"],
        }
        self.employers = list(Employer.objects.filter(provider=provider).order_by("name"))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        if chosen.get("person") == NEW:
            for name, words in ASKED_OF_NEW.items():
                if not chosen.get(name) and name not in self.errors:
                    self.add_error(name, words)
        elif chosen.get("person") and chosen.get("person") == chosen.get("assessor"):
            self.add_error("assessor", "Nobody assesses themselves. Choose somebody else.")
        return chosen

    @property
    def choices(self) -> dict[str, str]:
        chosen = {name: str(value) for name, value in self.cleaned_data.items()}
        return chosen | {"person": "" if chosen["person"] == NEW else chosen["person"]}


def label_of(user: User) -> str:
    return f"{user.name}, {user.email}"


class NothingToChoose(PlainForm):
    """Leap2A files go into the sender's own inbox: there is nothing to decide."""

    choices: dict[str, str] = {}
