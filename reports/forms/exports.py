"""What can be chosen for an export: one form for each kind that offers a choice."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.forms.plain import NOT_OFFERED
from accounts.models import Provider, User
from portfolio.models import Apprenticeship
from reports.models import HouseRules
from reports.packs.options import pack_options, why_too_many


class OptionsForm(forms.Form):
    """Nothing to choose. A kind with choices puts a form of its own below this one into `OPTION_FORMS`.

    is_long: its choices have a page of their own; the list of exports offers what is usual.
    """

    is_long = False

    def __init__(
        self, data: QueryDict | None = None, *, subject: Apprenticeship | Provider, user: User
    ) -> None:
        super().__init__(data)
        self.subject, self.user = subject, user

    @property
    def options(self) -> dict[str, object]:
        """What was chosen, as JSON can carry it; the same choice is always the same value."""
        return dict(self.cleaned_data)


class PackForm(OptionsForm):
    """By whose house rules. They go with the order as they are now: changing them changes no order."""

    rules = forms.ChoiceField(
        label="House rules of",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": NOT_OFFERED},
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        provider_id = self.subject.provider_id if isinstance(self.subject, Apprenticeship) else None
        offered = HouseRules.objects.offered_at(provider_id) if provider_id else HouseRules.objects.none()
        self.offered = {str(rules.pk): rules for rules in offered}
        choices = [(pk, rules.name) for pk, rules in self.offered.items()]
        self.fields["rules"].choices = choices  # type: ignore[attr-defined]  # it is a choice field

    def clean_rules(self) -> HouseRules:
        rules = self.offered[self.cleaned_data["rules"]]
        if isinstance(self.subject, Apprenticeship) and (said := why_too_many(rules, self.subject)):
            raise forms.ValidationError(said)
        return rules

    @property
    def options(self) -> dict[str, object]:
        return pack_options(self.cleaned_data["rules"])
