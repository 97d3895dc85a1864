"""Read, then write, in one transaction, as every action of the product does."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.views import health
from bench.counter.models import Counter


@csrf_exempt
@login_not_required
@transaction.atomic
def add(request: HttpRequest) -> HttpResponse:
    counter = Counter.objects.select_for_update().get()
    counter.value += 1
    counter.save()
    counter.lines.create(value=counter.value)
    return HttpResponse(counter.value)


@login_not_required
def state(request: HttpRequest) -> JsonResponse:
    counter, _ = Counter.objects.get_or_create(pk=1)
    return JsonResponse({"value": counter.value, "lines": counter.lines.count()})


urlpatterns = [path("readyz", health.readyz), path("add", add), path("state", state)]
handler500 = "accounts.views.errors.server_error"
