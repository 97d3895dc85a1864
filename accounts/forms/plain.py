"""What every form says of what its page could not have sent: no names of fields, no ids."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

NOT_OFFERED = "That is not offered here, or not any more. Choose again."
LOST = "This page lost something that it keeps for itself. Nothing was changed. Please send it once more."
CHOICE_ERRORS = ("invalid_choice", "invalid_list", "invalid_pk_value")
HIDDEN_ERRORS = ("required", "invalid")


class PlainForm(forms.Form):
    """A form whose own words replace those that Django has for developers."""

    def full_clean(self) -> None:
        for field in self.fields.values():
            _speak_plainly(field)
        super().full_clean()


def _speak_plainly(field: forms.Field) -> None:
    """Where nobody has said it better. A field's messages are its own, so no other form is touched."""
    words = dict.fromkeys(CHOICE_ERRORS, NOT_OFFERED)
    if field.widget.is_hidden:
        words |= dict.fromkeys(HIDDEN_ERRORS, LOST)
    usual: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        usual |= getattr(kind, "default_error_messages", {})
    for code in words.keys() & usual.keys():
        if field.error_messages.get(code) == usual[code]:
            field.error_messages[code] = words[code]


class OnceField(forms.UUIDField):
    """Hidden: makes a second click the same act as the first. A page that lost it acts as a new one."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(super().clean(value)))
        except ValidationError:
            return uuid4()
