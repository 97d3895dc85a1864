"""The table behind a figure, as a file."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.answering import is_rows, shape_of_answer
from portfolio.figures.table import table_of
from portfolio.models import Revision
from portfolio.sheets import CSV
from portfolio.views.sheets import handed_out


@require_safe
def table(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Of the newest version that this person may see, or of the one with this number."""
    revisions = Revision.objects.visible_to(signed_in(request)).filter(evidence=pk).order_by("-number")
    wanted = as_number(request.GET.get("revision", ""))
    revision = get_object_or_404(revisions.filter(number=wanted) if wanted else revisions[:1])
    rows = revision.answers.get(key)
    shape = shape_of_answer(rows)
    if shape is None or not is_rows(rows):
        raise Http404
    return handed_out(table_of(key, shape, rows), CSV)


def as_number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else None
