"""Searching everything that was handed in and that this person may see, across apprentices."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.filters import read_text
from portfolio.lists import piece_rows
from portfolio.models import Evidence
from portfolio.permissions import can_search
from portfolio.roles import roles_of
from portfolio.search import best_matches
from portfolio.words import read_words

PAGE_SIZE = 30
MOST_FOUND = 500


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """No more than the best five hundred are listed: whoever finds more asks for too little."""
    can_search(roles_of(request)).require()
    text = read_text(request.GET)
    asked = read_words(text)
    ids = []
    if asked:
        pieces = Evidence.objects.worked_on_by(signed_in(request)).filter(shown__isnull=False)
        ids = best_matches(pieces, "shown", asked, MOST_FOUND + 1)
    page = Paginator(ids[:MOST_FOUND], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "asked": asked,
        "page": page,
        "rows": piece_rows("shown", page.object_list, asked) if ids else [],
        "more": len(ids) > MOST_FOUND,
        "query": urlencode({"q": text}),
        "own": roles_of(request).apprenticeship_id,
    }
    return render(request, "portfolio/search.html", context)
