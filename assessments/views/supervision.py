"""Who is in supervision, and who countersigns for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import Provider, Role
from accounts.people import signed_in
from assessments.actions.supervision import end_supervision, set_supervision
from assessments.forms.opinions import SupervisionForm
from assessments.models import Supervision
from assessments.opinion_tabs import opinion_tabs
from assessments.peers import assessors_at
from assessments.permissions.opinions import can_read_supervision
from assessments.supervising import supervision_rows, waiting_at
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.roles import roles_of


@read_or_write
def supervision(request: HttpRequest) -> HttpResponse:
    """Somebody who administers several providers works on the first of them."""
    roles = roles_of(request)
    can_read_supervision(roles).require()
    provider = next(m.provider for m in roles.memberships if m.role == Role.PROVIDER_ADMIN)
    form = SupervisionForm(posted(request), assessors=list(assessors_at(provider.pk)))
    if form.is_valid() and _was_set(request, provider, form):
        return redirect("assessments:supervision")
    seen = Supervision.objects.visible_to(signed_in(request)).filter(provider=provider)
    page = {
        "form": form,
        "rows": supervision_rows(seen, timezone.localdate()),
        "waiting": waiting_at(provider.pk),
        "tabs": opinion_tabs(roles),
    }
    return render(request, "assessments/supervision.html", page, status=status(request))


def _was_set(request: HttpRequest, provider: Provider, form: SupervisionForm) -> bool:
    with problems_shown_in(form):
        made = set_supervision(provider=provider, by=signed_in(request), **form.cleaned_data)
        messages.success(
            request, f"From today {made.countersigner} countersigns what {made.trainee} decides."
        )
        return True
    return False


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(
        Supervision.objects.visible_to(signed_in(request)).select_related("trainee"), pk=pk
    )
    end_supervision(supervision=found, by=signed_in(request))
    done = f"Today is the last day of supervision for {found.trainee}. What waits is still countersigned."
    messages.success(request, done)
    return redirect("assessments:supervision")
