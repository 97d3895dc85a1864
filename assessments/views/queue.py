"""The queue of pieces that wait to be marked."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.asks import ask_rows, asks_for
from assessments.permissions import can_read_queue
from assessments.queue import asked_again_of, queue_rows, waiting_at_providers_of, waiting_for
from portfolio.roles import roles_of

PAGE_LENGTH = 30


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request)
    can_read_queue(roles).require()
    own = roles.is_assessor and not (roles.is_provider_admin and request.GET.get("as") == "provider")
    pieces = waiting_for(signed_in(request)) if own else waiting_at_providers_of(signed_in(request))
    page = Paginator(pieces, PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = queue_rows(page.object_list, timezone.localdate(), to_mark=own)
    context = {
        "page": page,
        "rows": rows,
        "own": own,
        "both": roles.is_assessor and roles.is_provider_admin,
        "again": asked_again_of(signed_in(request)) if own else [],
        "asks": ask_rows(asks_for(signed_in(request)), timezone.localdate()) if own else [],
    }
    return render(request, "assessments/queue.html", context)
