"""Which sheet or picture to make as a file, of what somebody may take away."""

from typing import Any

from django import forms

from accounts.models import Provider
from portfolio.models import Apprenticeship
from reports.forms.exports import OptionsForm
from reports.pictures.catalogue import PICTURES
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER, Entry

PDF, PNG, WORKBOOK = "pdf", "png", "xlsx"
NOT_MADE = "This is not made in that format. Choose another one."


class SheetForm(OptionsForm):
    """role, query: for a cohort, in which part somebody looks at it, and how it is narrowed."""

    sheet = forms.ChoiceField()
    format = forms.ChoiceField(choices=[(each, each.upper()) for each in (PDF, PNG, WORKBOOK)])
    role = forms.CharField(required=False, max_length=20)
    query = forms.CharField(required=False, max_length=400)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        offered = [(name, name) for name in self._offered()]
        self.fields["sheet"] = forms.ChoiceField(choices=offered)

    def _offered(self) -> list[str]:
        if isinstance(self.subject, Apprenticeship):
            return [*self._allowed(PORTFOLIO, self.subject), *PICTURES]
        return [*self._allowed(COHORT, self.subject), *self._allowed(PROVIDER, self.subject)]

    def _allowed(self, entries: Any, subject: Apprenticeship | Provider) -> list[str]:
        return [name for name, entry in entries.items() if _may(entry, self, subject)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        sheet, wanted = cleaned.get("sheet", ""), cleaned.get("format", "")
        is_picture = isinstance(self.subject, Apprenticeship) and sheet in PICTURES
        if is_picture != (wanted == PNG) or (wanted == WORKBOOK and sheet != "audit-trail"):
            raise forms.ValidationError(NOT_MADE)
        return cleaned


def _may(entry: Entry, form: OptionsForm, subject: Apprenticeship | Provider) -> bool:
    return bool(entry.may(form.user, subject))
