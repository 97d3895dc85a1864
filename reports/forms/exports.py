"""What can be chosen for an export: one form for each kind that offers a choice."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from accounts.models import Provider, User
from portfolio.models import Apprenticeship


class OptionsForm(forms.Form):
    """Nothing to choose. A kind with choices puts a form of its own below this one into `OPTION_FORMS`."""

    def __init__(
        self, data: QueryDict | None = None, *, subject: Apprenticeship | Provider, user: User
    ) -> None:
        super().__init__(data)
        self.subject, self.user = subject, user

    @property
    def options(self) -> dict[str, object]:
        """What was chosen, as JSON can carry it; the same choice is always the same value."""
        return dict(self.cleaned_data)


OPTION_FORMS: Mapping[str, type[OptionsForm]] = {}


def options_form(
    kind: str, data: QueryDict | None = None, *, subject: Apprenticeship | Provider, user: User
) -> OptionsForm:
    return OPTION_FORMS.get(kind, OptionsForm)(data, subject=subject, user=user)
