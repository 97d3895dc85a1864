"""Signing with one's account: testimony, confirmation and behaviours, by those who see the work."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.signing import sign_behaviours, sign_piece
from assessments.forms.signing import SignForm, sign_form
from assessments.models import SignKind
from assessments.permissions.signing import can_sign, can_sign_for
from assessments.reading_snapshots import piece_in
from assessments.showing import behaviours_of, shown_for
from assessments.sign_requests import behaviour_rows
from assessments.views.answering import problems_shown_in
from portfolio.forms import as_uuid
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.rules import clean_text

CHOOSE_AGAIN = "A browser does not keep a recording over a mistake. Choose it, or record it, once more."


@read_or_write
def testimony(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _sign_piece(request, pk, SignKind.TESTIMONY)


@read_or_write
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _sign_piece(request, pk, SignKind.CONFIRMATION)


def _sign_piece(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    user = signed_in(request)
    evidence = get_object_or_404(Evidence.objects.visible_to(user).for_page(), pk=pk)
    can_sign_for(user, evidence, kind).require()
    revision = _revision(request, evidence)
    shown = shown_for(evidence.apprenticeship, kind, revision=revision)
    form = sign_form(shown, request.POST or None, request.FILES or None, signer=user, initial=_initial())
    if request.method == "POST" and form.is_valid():
        with problems_shown_in(form):
            sign_piece(
                evidence=evidence,
                revision=revision,
                signing=form.signing(),
                source=request.FILES.get("recording"),
                by=user,
            )
            messages.success(request, f"You signed “{clean_text(revision.title)}”. Thank you.")
            return redirect(evidence)
    if request.FILES and form.errors and "recording" in form.fields:
        form.add_error("recording", CHOOSE_AGAIN)
    page = {"evidence": evidence, "revision": revision, "piece": piece_in(shown["piece"])}
    return _page(request, evidence.apprenticeship, form, {**page, "shown": shown})


def _revision(request: HttpRequest, evidence: Evidence) -> Revision:
    """The version that the form showed; it may not be the newest now."""
    seen = Revision.objects.visible_to(signed_in(request)).filter(evidence=evidence).for_page()
    pk = as_uuid(request.POST.get("revision")) if request.method == "POST" else evidence.shown_id
    return get_object_or_404(seen, pk=pk)


def _initial() -> dict[str, str]:
    return {"role": "Line manager", "relationship": "I manage them at work"}


@read_or_write
def behaviours_sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    seen = Apprenticeship.objects.worked_on_by(user).for_page()
    apprenticeship = get_object_or_404(seen, pk=pk)
    can_sign(user, apprenticeship, SignKind.BEHAVIOURS).require()
    behaviours = behaviours_of(apprenticeship)
    shown = shown_for(apprenticeship, SignKind.BEHAVIOURS, behaviours=behaviours)
    form = sign_form(shown, request.POST or None, signer=user, initial=_initial())
    if request.method == "POST" and form.is_valid():
        with problems_shown_in(form):
            sign_behaviours(apprenticeship=apprenticeship, signing=form.signing(), by=user)
            messages.success(request, f"You signed what you saw of {apprenticeship.apprentice}. Thank you.")
            return redirect("assessments:behaviours", pk)
    verified = {row.code for row in behaviour_rows(apprenticeship) if row.seen}
    return _page(request, apprenticeship, form, {"shown": shown, "verified": verified})


def _page(
    request: HttpRequest, apprenticeship: Apprenticeship, form: SignForm, page: dict[str, object]
) -> HttpResponse:
    status = form.status if form.errors else HTTPStatus.OK
    context = {**page, "form": form, "apprenticeship": apprenticeship}
    return render(request, "assessments/sign_here.html", context, status=status)
