"""The history of one piece, for everybody who reads the portfolio."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.history import Past, history_of
from portfolio.models import Evidence, Revision
from portfolio.permissions import is_own


@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    piece = get_object_or_404(Evidence.objects.read_by(user).for_page(), pk=pk)
    revisions = Revision.objects.visible_to(user).filter(evidence=piece).for_page().order_by("-number")
    past = Past(piece, list(revisions))
    page = {
        "past": past,
        "apprenticeship": piece.apprenticeship,
        "is_own": is_own(user, piece.apprenticeship),
        "entries": history_of(past),
    }
    return render(request, "assessments/evidence_history.html", page)
