"""allauth's forms for passkeys, made to bear an answer that no browser gives."""

from typing import Any

from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

UNREADABLE = "The answer of your passkey could not be read. Please try again."


class PasskeyField(forms.JSONField):
    """JSON that has the shape of a passkey's answer; anything else is a wrong answer, not our failure."""

    def __init__(self, shape: type[AuthenticationResponse | RegistrationResponse]) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.shape = shape

    def to_python(self, value: Any) -> Any:
        try:
            answer = super().to_python(value)
            if answer is not None:
                self.shape.from_dict(answer)
        except (RecursionError, LookupError, AttributeError, TypeError, ValueError) as error:
            raise ValidationError(UNREADABLE) from error
        return answer

    def bound_data(self, _data: Any, _initial: Any) -> None:
        """Each attempt is answered anew; what came last time is not even read again."""
        return


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no type hints
    credential = PasskeyField(RegistrationResponse)


class LoginPasskeyForm(passkeys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no type hints
    credential = PasskeyField(AuthenticationResponse)


class AuthenticatePasskeyForm(passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    credential = PasskeyField(AuthenticationResponse)


class ReauthenticatePasskeyForm(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    credential = PasskeyField(AuthenticationResponse)
