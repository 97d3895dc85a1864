"""Entering what came of an assessment during the programme."""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.marking import Incomplete
from assessments.actions.on_programme import enter_on_programme
from assessments.forms.on_programme import OnProgrammeForm
from assessments.on_programme import OnProgramme, on_programme_of
from assessments.permissions.on_programme import can_enter_on_programme
from assessments.views.answering import posted
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from standards.models import Method


@read_or_write
def on_programme(request: HttpRequest, pk: UUID, method: str) -> HttpResponse:
    """method: its key, which is the same in every version of the plan."""
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.worked_on_by(user).for_page(), pk=pk)
    asked = Method.objects.visible_to(user).filter(plan=apprenticeship.plan_id, key=method)
    found = next(iter(on_programme_of(apprenticeship, asked)), None)
    if found is None:
        raise Http404
    can_enter_on_programme(user, apprenticeship).require()
    form = _form(request, found)
    if request.method == "POST" and form.is_valid() and _is_entered(request, apprenticeship, found, form):
        return redirect("assessments:results", pk)
    context = {
        "apprenticeship": apprenticeship,
        "is_own": is_own(user, apprenticeship),
        "found": found,
        "form": form,
    }
    status = HTTPStatus.OK if posted(request) is None else form.status
    return render(request, "assessments/on_programme.html", context, status=status)


def _form(request: HttpRequest, found: OnProgramme) -> OnProgrammeForm:
    seen = str(found.last.pk) if found.last else ""
    form = OnProgrammeForm(posted(request), initial={"seen": seen, "form_id": uuid4()})
    if not found.last:
        form.without_corrections()
    return form


def _is_entered(
    request: HttpRequest, apprenticeship: Apprenticeship, found: OnProgramme, form: OnProgrammeForm
) -> bool:
    """Whether what was typed was kept; if not, the form says why."""
    try:
        result = enter_on_programme(
            apprenticeship=apprenticeship,
            method=found.method,
            entry=form.entry(),
            seen=form.cleaned_data["seen"],
            form_id=form.row_id,
            by=signed_in(request),
        )
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        form.status = incomplete.status
        return False
    said = result.get_grade_display().lower()
    messages.success(request, f"{found.method}: {said} is entered. Everybody concerned is told.")
    return True
