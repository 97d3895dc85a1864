"""KSBs suggested for a draft, on the page where it is written."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.methods import read_or_write
from accounts.people import signed_in
from portfolio.actions import decline_suggestion
from portfolio.forms import DraftForm, as_uuid
from portfolio.models import Evidence
from portfolio.permissions import can_write
from portfolio.suggestions import suggestions_for
from portfolio.versions import latest_of
from portfolio.views.draft_page import find_evidence
from standards.models import Ksb


@read_or_write
def suggestions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The block alone, for the script that asks after each save. POST puts one suggestion aside."""
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    can_write(user, evidence).require()
    draft = latest_of(evidence)
    if request.method == "POST":
        draft = decline_suggestion(evidence=evidence, ksb_id=as_uuid(request.POST.get("decline")), by=user)
    elif "HX-Request" not in request.headers:
        return redirect(place_of_suggestions(pk))
    apprenticeship = evidence.apprenticeship
    asked = Ksb.objects.visible_to(user).asked_of(apprenticeship.version, apprenticeship.contact_channel)
    found = suggestions_for(evidence, draft, asked.exclude(claims__revision=draft))
    if request.method != "POST" and request.GET.get("shown") == found.digest:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {"evidence": evidence, "suggestions": found, "is_answer": request.method == "POST"}
    return render(request, "portfolio/_suggestions.html", context)


def place_of_suggestions(pk: UUID) -> str:
    return reverse("portfolio:evidence-edit", args=[pk]) + "?suggest=1#suggestions"


def if_asked_for(request: HttpRequest, evidence: Evidence, form: DraftForm) -> dict[str, Any]:
    """For the page without a script: the suggestions, where its address asks for them."""
    if "suggest" not in request.GET:
        return {}
    return {"suggestions": suggestions_for(evidence, latest_of(evidence), form.left_to_claim())}
