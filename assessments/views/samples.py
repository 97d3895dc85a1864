"""Samples: taking one, looking at it, findings, the report, and the answers until it is closed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import providers_held, signed_in
from assessments.actions.sampling import (
    add_finding,
    agree_finding,
    answer_finding,
    ask_again,
    change_finding,
    remove_finding,
    report_sample,
    take_over_sample,
    take_sample,
)
from assessments.forms.judging import ProblemForm
from assessments.forms.sampling import AnswerForm, FindingForm, StageForm, SummaryForm
from assessments.models import Marking, Sample, SampleFinding
from assessments.permissions.sampling import can_answer, can_assure, can_find, can_sample, can_settle
from assessments.quality.sheets import findings_sheet
from assessments.sample_page import claim_choices, finding_given, sample_page, taking_over
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Apprenticeship
from portfolio.roles import roles_of
from portfolio.sheet_actions import note_taken
from portfolio.sheets import CSV
from portfolio.views.sheets import handed_out

PAGE_SIZE = 40


@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    can_assure(roles_of(request)).require()
    found = Sample.objects.visible_to(signed_in(request)).for_list()
    state = request.GET.get("state", "")
    shown = found.filter(state=state) if state in Sample.State.values else found
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": Sample.State.choices,
        "state": state,
    }
    return render(request, "assessments/samples.html", context)


@require_safe
def samples_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of one apprentice: for those who assure quality, and for external verifiers."""
    seen = Apprenticeship.objects.read_by(signed_in(request)).select_related("apprentice", "plan")
    apprenticeship = get_object_or_404(seen, pk=pk)
    found = Sample.objects.visible_to(signed_in(request)).filter(apprenticeship=apprenticeship)
    page = Paginator(found.for_list(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "assessments/samples_of.html", {"apprenticeship": apprenticeship, "page": page})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    can_assure(roles_of(request)).require()
    user = signed_in(request)
    found = Sample.objects.visible_to(user).for_list().prefetch_related("findings__answers")
    if request.method == "GET":
        there = {sample.provider_id for sample in found}
        providers = [provider for provider in providers_held(user) if provider.pk in there]
        note_taken(None, "samples", CSV, providers=providers, by=user)
    return handed_out(findings_sheet(found, name="samples"), CSV)


@read_or_write
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = Marking.objects.visible_to(signed_in(request)).select_related(
        "assessor",
        "countersignature",
        "revision__evidence__apprenticeship__apprentice",
    )
    marking = get_object_or_404(found, pk=pk)
    can_sample(signed_in(request), marking).require()
    form = StageForm(posted(request), initial={"stage": Sample.Stage.INTERIM})
    if form.is_valid():
        with problems_shown_in(form):
            sample, is_new = take_sample(marking=marking, by=signed_in(request), **form.cleaned_data)
            words = (
                "The sample is taken, and what is there now is kept."
                if is_new
                else "You took this sample before."
            )
            messages.success(request, words)
            return redirect("assessments:sample", pk=sample.pk)
    taken = Sample.objects.visible_to(signed_in(request)).filter(marking=marking).select_related("iqa")
    context = {"marking": marking, "form": form, "taken": taken}
    return render(request, "assessments/sample_take.html", context, status=status(request))


@require_safe
def sample(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _sample(request, pk))


@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    take_over_sample(sample=_sample(request, pk), by=signed_in(request))
    messages.success(request, "This sample is with you now.")
    return redirect("assessments:sample", pk=pk)


@require_POST
def findings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down one more."""
    found = _sample(request, pk)
    can_find(signed_in(request), found).require()
    form = FindingForm(request.POST, claims=claim_choices(found))
    if form.is_valid():
        with problems_shown_in(form):
            add_finding(sample=found, by=signed_in(request), **finding_given(form.cleaned_data))
            messages.success(request, "The finding is kept. Nobody else sees it before you report.")
            return redirect("assessments:sample", pk=pk)
    return _page(request, found, finding=form)


@require_POST
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _sample(request, pk)
    can_find(signed_in(request), found).require()
    form = SummaryForm(request.POST)
    if form.is_valid():
        with problems_shown_in(form):
            reported = report_sample(sample=found, by=signed_in(request), **form.cleaned_data)
            closed = reported.state == Sample.State.CLOSED
            end = (
                "Nothing has to be answered, so it is closed." if closed else "It stays open until you agree."
            )
            messages.success(request, f"{reported.assessor} can read the report now. {end}")
            return redirect("assessments:sample", pk=pk)
    return _page(request, found, summary=form)


def _sample(request: HttpRequest, pk: UUID) -> Sample:
    found = Sample.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(found, pk=pk)


def _page(request: HttpRequest, found: Sample, **forms: ProblemForm) -> HttpResponse:
    context = sample_page(found, signed_in(request), forms)
    return render(request, "assessments/sample.html", context, status=status(request))


def _finding(request: HttpRequest, pk: UUID) -> SampleFinding:
    found = SampleFinding.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(found, pk=pk)


@read_or_write
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An action with its answers; the button pressed says which of the three acts it is."""
    found = _finding(request, pk)
    user = signed_in(request)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_said(request, found, form):
        return redirect("assessments:finding", pk=pk)
    context = {
        "finding": found,
        "sample": found.sample,
        "answer": can_answer(user, found),
        "settle": can_settle(user, found),
        **taking_over(found.sample, user),
        "form": form,
    }
    return render(request, "assessments/finding.html", context, status=status(request))


ACTS = {"answer": answer_finding, "agree": agree_finding, "ask_again": ask_again}
SAID = {
    "answer": "Your answer is with the internal quality assurer.",
    "agree": "You agreed. The assessor is told.",
    "ask_again": "The assessor is asked again.",
}


def _is_said(request: HttpRequest, found: SampleFinding, form: AnswerForm) -> bool:
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise Http404
    with problems_shown_in(form):
        ACTS[act](finding=found, text=form.cleaned_data["text"], by=signed_in(request))
        messages.success(request, SAID[act])
        return True
    return False


@read_or_write
def finding_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _finding(request, pk)
    can_find(signed_in(request), found.sample).require()
    initial = {"about": found.claim_id or "", "kind": found.kind, "text": found.text, "due_on": found.due_on}
    form = FindingForm(posted(request), initial=initial, claims=claim_choices(found.sample))
    if form.is_valid():
        with problems_shown_in(form):
            change_finding(finding=found, by=signed_in(request), **finding_given(form.cleaned_data))
            return redirect("assessments:sample", pk=found.sample_id)
    context = {"finding": found, "sample": found.sample, "form": form}
    return render(request, "assessments/finding_edit.html", context, status=status(request))


@require_POST
def finding_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _finding(request, pk)
    remove_finding(finding=found, by=signed_in(request))
    messages.success(request, "The finding is removed.")
    return redirect("assessments:sample", pk=found.sample_id)
