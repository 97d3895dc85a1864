"""Before a showcase leaves: what is amiss and where it is mended, and the choice of what is printed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.gateway.facts import for_gateway
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from reports.forms import ShowcaseForm
from reports.models import HouseRules
from reports.permissions import can_export, can_prepare
from reports.preflight import preflight_of
from reports.press import pdf_problem


@require_safe
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = get_object_or_404(for_gateway(Apprenticeship.objects.visible_to(user)), pk=pk)
    can_prepare(user, apprenticeship).require()
    offered = list(HouseRules.objects.visible_to(user).offered_at(apprenticeship.provider_id))
    wanted = request.GET.get("rules", "")
    rules = next((one for one in offered if str(one.pk) == wanted), None)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "offered": offered,
        "rules": rules,
        "preflight": preflight_of(apprenticeship, rules),
        "form": ShowcaseForm(subject=apprenticeship, user=user, rules=rules),
        "permission": can_export(user, apprenticeship, pdf_problem()),
    }
    return render(request, "reports/showcase_prepare.html", context)
