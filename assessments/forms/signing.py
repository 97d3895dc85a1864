"""What is typed to ask somebody to sign, and what they type above their name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.forms.plain import PlainForm
from accounts.models import User
from assessments.forms.judging import ProblemForm
from assessments.models import SignKind
from assessments.rules.signing import (
    NAME_LIMIT,
    REFUSED_LIMIT,
    TEXT_LIMIT,
    WHERE_LIMIT,
    Invited,
    Sighting,
    Signing,
)
from portfolio.forms import CleanCharField, DateBox

MESSAGE_LIMIT = 2000
PIECE_KINDS = [
    (SignKind.TESTIMONY.value, "A witness: they say what they saw"),
    (SignKind.CONFIRMATION.value, "The employer: they confirm that it is true and my own work"),
]


class AskForm(ProblemForm):
    """Whom to ask, and with which words. `kind` is chosen only for a piece."""

    kind = forms.ChoiceField(choices=PIECE_KINDS, widget=forms.RadioSelect, label="What you ask for")
    name = CleanCharField(max_length=NAME_LIMIT, label="Their name")
    email = forms.EmailField(label="Their e-mail address", help_text="Their own, not yours or a shared one.")
    relationship = CleanCharField(
        max_length=NAME_LIMIT, label="How they know the apprentice", help_text="Such as “shift leader”."
    )
    message = CleanCharField(
        max_length=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="A few words to them",
        help_text="Remind them of the day. They read this in the e-mail and on the page.",
    )

    def __init__(self, *args: Any, for_piece: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_piece:
            del self.fields["kind"]

    def invited(self) -> Invited:
        typed = self.cleaned_data
        return Invited(typed["name"], typed["email"], typed["relationship"], typed["message"])


class SignForm(ProblemForm):
    """Everything above the signature. What is missing is said by the rules, so that nothing typed is lost.

    codes: KSBs that a witness may tick, code -> title. behaviours: the same, each with where and when.
    """

    text = CleanCharField(
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        label="What you saw, in your own words",
    )
    recording = forms.FileField(required=False, label="Or a recording of you saying it")
    name = CleanCharField(required=False, max_length=NAME_LIMIT, label="Your name")
    role = CleanCharField(
        required=False, max_length=NAME_LIMIT, label="Your role", help_text="Such as “shift leader”."
    )
    relationship = CleanCharField(required=False, max_length=NAME_LIMIT, label="How you know the apprentice")

    def __init__(
        self,
        *args: Any,
        kind: str,
        codes: Mapping[str, str] | None = None,
        behaviours: Sequence[Mapping[str, str]] = (),
        signer: User | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.codes, self.behaviours = kind, codes or {}, behaviours
        if kind != SignKind.TESTIMONY:
            del self.fields["recording"]
        if kind == SignKind.CONFIRMATION:
            self.fields["text"].label = "Anything you want to add"
            self.fields["text"].widget.attrs["rows"] = 4
        if kind == SignKind.BEHAVIOURS:
            del self.fields["text"]
        if signer is not None:
            del self.fields["name"]
        for code, title in self.codes.items():
            self.fields[f"ksb-{code}"] = forms.BooleanField(required=False, label=f"{code} {title}")
        for one in behaviours:
            self._add_behaviour(one["code"], one["title"])

    def _add_behaviour(self, code: str, title: str) -> None:
        self.fields[f"ksb-{code}"] = forms.BooleanField(required=False, label=f"{code} {title}")
        self.fields[f"where-{code}"] = CleanCharField(
            required=False,
            max_length=WHERE_LIMIT,
            widget=forms.Textarea(attrs={"rows": 2}),
            label=f"Where, and what you saw of {code}",
        )
        self.fields[f"seen-{code}"] = forms.DateField(
            required=False,
            widget=DateBox(),
            label=f"The day you saw {code}",
        )

    def field_about(self, about: str) -> str | None:
        first = next((name for name in self.fields if name.startswith("ksb-")), None)
        return first if about in {"ksbs", "behaviours"} else super().field_about(about)

    @property
    def ticks(self) -> list[forms.BoundField]:
        return [self[f"ksb-{code}"] for code in self.codes]

    @property
    def sightings(self) -> list[dict[str, Any]]:
        """For each behaviour: its words and its three fields."""
        return [
            {
                **one,
                "tick": self[f"ksb-{one['code']}"],
                "where_field": self[f"where-{one['code']}"],
                "seen_field": self[f"seen-{one['code']}"],
            }
            for one in self.behaviours
        ]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "role", "relationship") if name in self.fields]

    def signing(self) -> Signing:
        """As typed; to be asked for only of a form that is valid."""
        typed = self.cleaned_data
        seen = {
            one["code"]: Sighting(
                where=typed[f"where-{one['code']}"],
                day=typed[f"seen-{one['code']}"],
                is_ticked=typed[f"ksb-{one['code']}"],
            )
            for one in self.behaviours
        }
        return Signing(
            kind=self.kind,
            name=typed.get("name", ""),
            role=typed["role"],
            relationship=typed["relationship"],
            text=typed.get("text", ""),
            codes=[code for code in self.codes if typed[f"ksb-{code}"]],
            behaviours=seen,
        )


class NotMeForm(PlainForm):
    reason = CleanCharField(
        required=False,
        max_length=REFUSED_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Why",
    )


def sign_form(shown: Mapping[str, Any], *args: Any, signer: User | None = None, **kwargs: Any) -> SignForm:
    """The form that fits what is shown."""
    kind, piece = shown["kind"], shown["piece"] or {}
    claims = piece.get("claims", []) if kind == SignKind.TESTIMONY else []
    codes = {claim["code"]: claim["title"] for claim in claims}
    behaviours = shown["behaviours"] if kind == SignKind.BEHAVIOURS else []
    return SignForm(*args, kind=kind, codes=codes, behaviours=behaviours, signer=signer, **kwargs)
