"""Countersigning what a trainee decided: the queue, the page of one, and naming somebody else for it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from assessments.actions.countersigning import countersign, refuse_countersignature
from assessments.actions.supervision import name_countersigner
from assessments.countersigning import countersigning_page, queue_rows
from assessments.forms.opinions import CountersignerForm, RefusalForm
from assessments.models import Countersignature
from assessments.opinion_tabs import opinion_tabs
from assessments.peers import countersigners_for
from assessments.permissions.opinions import can_countersign, can_open_opinions
from assessments.views.answering import posted, problems_shown_in
from portfolio.roles import roles_of

REFUSED = "The decisions no longer count. The trainee and the apprentice are told why."


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request)
    can_open_opinions(roles).require()
    user = signed_in(request)
    seen = Countersignature.objects.visible_to(user)
    own = queue_rows(seen.waiting_for(user))
    trained = queue_rows(seen.waiting().filter(marking__assessor=user))
    page = {"own": own, "trained": trained, "tabs": opinion_tabs(roles)}
    return render(request, "assessments/countersigning.html", page)


@read_or_write
def countersignature(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    if request.method == "POST":
        can_countersign(signed_in(request), found).require()
    form = RefusalForm(posted(request))
    if form.is_valid() and _was_signed(request, found, form):
        return redirect("assessments:countersigning")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return _page(request, found, form, None, status)


def _page(
    request: HttpRequest,
    found: Countersignature,
    form: RefusalForm,
    naming: CountersignerForm | None,
    status: HTTPStatus,
) -> HttpResponse:
    page = countersigning_page(found, signed_in(request))
    if page.name_another and naming is None:
        naming = CountersignerForm(people=_people(found))
    context = {"page": page, "form": form, "naming": naming}
    return render(request, "assessments/countersignature.html", context, status=status)


def _was_signed(request: HttpRequest, found: Countersignature, form: RefusalForm) -> bool:
    if "refuse" not in request.POST:
        signed = countersign(countersignature=found, by=signed_in(request))
        messages.success(request, f"Countersigned. {signed.marking.assessor}’s decisions count now.")
        return True
    with problems_shown_in(form):
        refuse_countersignature(countersignature=found, by=signed_in(request), **form.cleaned_data)
        messages.success(request, REFUSED)
        return True
    return False


@require_POST
def name(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    naming = CountersignerForm(request.POST, people=_people(found))
    if naming.is_valid():
        with problems_shown_in(naming):
            named = name_countersigner(countersignature=found, by=signed_in(request), **naming.cleaned_data)
            messages.success(request, f"{named.countersigner} is asked to countersign this instead.")
            return redirect(named)
    return _page(request, found, RefusalForm(), naming, HTTPStatus.UNPROCESSABLE_ENTITY)


def _find(request: HttpRequest, pk: UUID) -> Countersignature:
    seen = Countersignature.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(seen, pk=pk)


def _people(found: Countersignature) -> list[User]:
    marking = found.marking
    return list(countersigners_for(marking.revision.evidence.apprenticeship, marking.assessor))
