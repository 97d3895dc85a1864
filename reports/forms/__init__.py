"""What people fill in when they ask for something to go out, one module a noun."""

from collections.abc import Mapping

from django.http import QueryDict

from accounts.models import Provider, User
from portfolio.models import Apprenticeship
from reports.forms.exports import OptionsForm, PackForm
from reports.forms.showcase import ShowcaseForm
from reports.models import Export

__all__ = ["OPTION_FORMS", "OptionsForm", "PackForm", "ShowcaseForm", "options_form"]

OPTION_FORMS: Mapping[str, type[OptionsForm]] = {
    Export.Kind.SHOWCASE: ShowcaseForm,
    Export.Kind.PACK: PackForm,
}


def options_form(
    kind: str, data: QueryDict | None = None, *, subject: Apprenticeship | Provider, user: User
) -> OptionsForm:
    return OPTION_FORMS.get(kind, OptionsForm)(data, subject=subject, user=user)
