"""What can be chosen for a showcase PDF: its parts and their order, its originals, whose rules it follows."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from accounts.models import Provider, User
from portfolio.models import Apprenticeship
from reports.choices import USUAL
from reports.forms.exports import OptionsForm
from reports.models import HouseRules
from reports.models.house import Originals, Section

NOTHING_PRINTED = "Tick at least one part. A PDF of the cover alone would show nothing."
LAST = 99


class ShowcaseForm(OptionsForm):
    """is_chosen: sent by the page with all the choices; without it, everything is as usual."""

    is_long = True
    is_chosen = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)
    rules = forms.ModelChoiceField(HouseRules.objects.none(), required=False, widget=forms.HiddenInput)
    originals = forms.ChoiceField(label="Original files inside the PDF", choices=Originals, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        subject: Apprenticeship | Provider,
        user: User,
        rules: HouseRules | None = None,
    ) -> None:
        super().__init__(data, subject=subject, user=user)
        provider_id = subject.pk if isinstance(subject, Provider) else subject.provider_id
        known = cast("forms.ModelChoiceField[HouseRules]", self.fields["rules"])
        known.queryset = HouseRules.objects.offered_at(provider_id)
        sections = list(rules.sections) if rules else list(USUAL.sections)
        self.fields["originals"].initial = rules.originals if rules else USUAL.originals
        known.initial = rules
        for section in Section:
            is_in = section.value in sections
            self.fields[f"show_{section.value}"] = forms.BooleanField(
                label=section.label, required=False, initial=is_in
            )
            self.fields[f"place_{section.value}"] = forms.IntegerField(
                label=f"Place of “{section.label}”",
                required=False,
                min_value=1,
                max_value=LAST,
                initial=sections.index(section.value) + 1 if is_in else None,
            )

    @property
    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each part with its place, those wanted first, in their order."""
        pairs = [(self[f"show_{key}"], self[f"place_{key}"]) for key in Section.values]
        return sorted(pairs, key=lambda pair: _number(pair[1].value()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_chosen") and not self._sections(cleaned):
            raise forms.ValidationError(NOTHING_PRINTED)
        return cleaned

    @property
    def options(self) -> dict[str, object]:
        """Only what differs from the usual, so that the same PDF is not made twice."""
        if not self.cleaned_data.get("is_chosen"):
            return {}
        rules: HouseRules | None = self.cleaned_data["rules"]
        chosen: dict[str, object] = {
            "sections": self._sections(self.cleaned_data),
            "originals": self.cleaned_data["originals"] or USUAL.originals,
            "pdf_name": rules.pdf_name if rules else USUAL.pdf_name,
            "house": rules.name if rules else USUAL.house,
        }
        usual = {"sections": list(USUAL.sections), "originals": USUAL.originals, "pdf_name": "", "house": ""}
        return {key: value for key, value in chosen.items() if value != usual[key]}

    def _sections(self, cleaned: dict[str, Any]) -> list[str]:
        """Those ticked by their place; of the same place in the usual order, and without one last."""
        ticked = [key for key in Section.values if cleaned.get(f"show_{key}")]
        return sorted(ticked, key=lambda key: cleaned.get(f"place_{key}") or LAST + 1)


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST)) else LAST + 1
