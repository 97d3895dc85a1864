"""Putting right what was decided: correct one decision, open an accepted piece again."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions import correct_decision, reopen_evidence
from assessments.forms import CorrectionForm, ReopenForm
from assessments.models import Decision, Remark
from assessments.models.talking import RemarkQuerySet
from assessments.permissions import can_correct, can_reopen
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Claim, Evidence


@read_or_write
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    decision = get_object_or_404(Decision.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    can_correct(signed_in(request), decision).require()
    form = CorrectionForm(posted(request))
    if form.is_valid() and _was_corrected(request, decision, form):
        return redirect(decision.claim.revision.evidence)
    about = Q(claim=decision.claim_id) | Q(claim__isnull=True)
    page = {
        "decision": decision,
        "form": form,
        "is_only_met": Claim.objects.visible_to(signed_in(request))
        .filter(pk=decision.claim_id)
        .only_met()
        .exists(),
        "history": decision.claim.decisions.for_list(),
        "asks": _open_asks(request).filter(about, marking=decision.marking_id),
    }
    return render(request, "assessments/decision_correct.html", page, status=status(request))


def _was_corrected(request: HttpRequest, decision: Decision, form: CorrectionForm) -> bool:
    with problems_shown_in(form):
        later = correct_decision(decision=decision, by=signed_in(request), **form.cleaned_data)
        messages.success(request, f"{decision.claim.ksb.code} now says: {later.get_outcome_display()}.")
        return True
    return False


@read_or_write
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = get_object_or_404(Evidence.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    can_reopen(signed_in(request), evidence).require()
    form = ReopenForm(posted(request))
    if form.is_valid() and _was_reopened(request, evidence, form):
        return redirect(evidence)
    claims = evidence.shown.claims.for_list() if evidence.shown else []
    asks = _open_asks(request).filter(marking__revision=evidence.shown_id)
    page = {"evidence": evidence, "form": form, "claims": claims, "asks": asks}
    return render(request, "assessments/evidence_reopen.html", page, status=status(request))


def _was_reopened(request: HttpRequest, evidence: Evidence, form: ReopenForm) -> bool:
    with problems_shown_in(form):
        reopen_evidence(evidence=evidence, by=signed_in(request), **form.cleaned_data)
        messages.success(request, "The piece is open again. The apprentice can hand in a new version.")
        return True
    return False


def _open_asks(request: HttpRequest) -> RemarkQuerySet:
    return Remark.objects.visible_to(signed_in(request)).open_asks().for_list()
