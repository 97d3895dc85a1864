"""What people fill in about themselves and their provider, and allauth's forms made to bear more.

The passkey forms are named here because the settings name them here.
"""

from accounts.forms.passkeys import (
    AddPasskeyForm,
    AuthenticatePasskeyForm,
    LoginPasskeyForm,
    PasskeyField,
    ReauthenticatePasskeyForm,
)

__all__ = [
    "AddPasskeyForm",
    "AuthenticatePasskeyForm",
    "LoginPasskeyForm",
    "PasskeyField",
    "ReauthenticatePasskeyForm",
]
