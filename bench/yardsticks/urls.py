"""An empty view, and the smallest honest page: signed in, two queries, a table of sixty rows."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe

from portfolio.models import Evidence

ROWS = 60


@login_not_required
@require_safe
def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing")


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    everything = Evidence.objects.select_related("latest", "apprenticeship__apprentice")
    rows = everything.order_by("-created_at")[:ROWS]
    return render(request, "yardsticks/table.html", {"rows": rows, "total": Evidence.objects.count()})


urlpatterns = [path("bench/empty/", empty), path("bench/table/", table), path("", include("config.urls"))]
handler500 = "accounts.views.errors.server_error"
