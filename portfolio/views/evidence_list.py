"""The list of evidence: searched, narrowed, and several of its pieces dealt with at once."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from portfolio.bulk_actions import ACTS, Outcome, do_to_each
from portfolio.filters import matching, read_filter
from portfolio.forms import as_uuid
from portfolio.lists import evidence_rows
from portfolio.models import Apprenticeship, Evidence
from portfolio.permissions import can_add_evidence, can_choose_showcase, can_delete
from portfolio.reading import reading_of
from standards.models import Ksb

PAGE_SIZE = 30
MOST_AT_ONCE = 200
NOTHING_CHOSEN = "Tick at least one piece first. Nothing was changed."


@require_safe
def evidence_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    visible = Apprenticeship.objects.read_by(user).with_piece_counts().select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(visible, pk=pk)
    reading = reading_of(apprenticeship, user)
    ksbs = Ksb.objects.visible_to(user).filter(version=apprenticeship.version_id).order_by("position")
    wanted = read_filter(request.GET, reading, ksbs.values_list("code", "title", "area__key", "area__title"))
    page = Paginator(matching(reading, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "apprenticeship": apprenticeship,
        "reading": reading,
        "filter": wanted,
        "page": page,
        "rows": evidence_rows(reading, page.object_list, wanted.asked),
        "can_add": can_add_evidence(user, apprenticeship),
    }
    return render(request, "portfolio/evidence_list.html", context)


@require_POST
def several(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do one thing with all pieces that were ticked; deleting asks first and names them."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.read_by(user).select_related("plan"), pk=pk)
    can_choose_showcase(user, apprenticeship).require()
    ticked = [as_uuid(value) for value in request.POST.getlist("piece")[:MOST_AT_ONCE]]
    own = Evidence.objects.visible_to(user).filter(apprenticeship=apprenticeship, in_inbox=False)
    pieces = list(
        own.filter(pk__in=filter(None, ticked))
        .select_related("apprenticeship", "latest")
        .order_by("-created_at", "pk")
    )
    act = ACTS.get(request.POST.get("act", ""))
    back = _back(request.POST, pk)
    if act is None or not pieces:
        messages.error(request, NOTHING_CHOSEN)
        return redirect(back)
    if act is ACTS["delete"] and "confirmed" not in request.POST:
        return _ask(request, apprenticeship, pieces, back)
    outcome = do_to_each(act=act, pieces=pieces, words=apprenticeship.plan.words, by=user)
    _tell(request, outcome, gone=len(ticked) - len(pieces))
    return redirect(back)


def _back(sent: QueryDict, pk: UUID) -> str:
    """The list as it was narrowed; whatever else was sent along is none of its parameters."""
    query = urlencode(list(QueryDict(sent.get("query", "")[:2000]).lists()), doseq=True)
    address = reverse("portfolio:evidence-list", args=[pk])
    return f"{address}?{query}" if query else address


def _ask(
    request: HttpRequest, apprenticeship: Apprenticeship, pieces: list[Evidence], back: str
) -> HttpResponse:
    answers = [(piece, can_delete(signed_in(request), piece)) for piece in pieces]
    context = {
        "apprenticeship": apprenticeship,
        "pieces": [piece for piece, permission in answers if permission],
        "kept": [(piece, permission.reason) for piece, permission in answers if not permission],
        "query": request.POST.get("query", ""),
        "back": back,
    }
    return render(request, "portfolio/evidence_delete_several.html", context)


def _tell(request: HttpRequest, outcome: Outcome, *, gone: int) -> None:
    if outcome.summary:
        messages.success(request, outcome.summary)
    for sentence in outcome.refused:
        messages.warning(request, sentence)
    if gone > 0:
        messages.warning(request, "What was deleted in another window was left out.")
