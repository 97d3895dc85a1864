"""One mock: running it, keeping it half done, finishing it, its result, and what was recorded."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.practice import (
    StaleMock,
    finish_mock,
    keep_mock,
    keep_mock_recording,
    remove_mock_recording,
    throw_away_mock,
)
from assessments.forms.practice import MockForm
from assessments.mock_criteria import criteria_of
from assessments.mock_page import in_words, mock_desk, mock_result, spoken_in
from assessments.models import CriterionResult, MockAssessment
from assessments.permissions.practice import can_go_on
from portfolio.handing import clean
from portfolio.views.attachments import hand_over
from portfolio.views.refusals import in_json

NAME = "Recording of practice"
NO_FILE = "No recording arrived. Record it or choose a file, then try once more."


@require_http_methods(["GET", "HEAD", "POST"])
def mock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The result, or while it is open the page on which it is run; POST finishes it."""
    found = _mock(request, pk)
    if request.method != "POST":
        return _show_desk(request, found, _form(request, found)) if found.is_open else _result(request, found)
    can_go_on(signed_in(request), found).require()
    form = _form(request, found)
    if not form.is_valid():
        return _show_desk(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = finish_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return _show_desk(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except StaleMock as stale:
        return _show_both(request, form, stale)
    messages.success(request, "Finished. What was shown stays as it is; practise again whenever you like.")
    return redirect(done)


@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By itself while it is run, answered in JSON; or by the button, which leads back to the list."""
    found = _mock(request, pk)
    by_button = "later" in request.POST
    form = _form(request, found)
    try:
        kept = keep_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))
    except StaleMock as stale:
        return _show_both(request, form, stale) if by_button else in_json(stale)
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        if by_button:
            return _show_desk(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return in_json(Refused(str(incomplete.problems[0]), HTTPStatus.UNPROCESSABLE_ENTITY))
    except Refused as refusal:
        if by_button:
            raise
        return in_json(refusal)
    if not by_button:
        return JsonResponse({"saves": kept.saves, "saved_at": f"{timezone.localtime(kept.saved_at):%H:%M}"})
    messages.success(request, "Kept for later. Go on with it from here.")
    return redirect("assessments:practice", found.apprenticeship_id)


@require_POST
def throw_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _mock(request, pk)
    throw_away_mock(mock=found, by=signed_in(request))
    messages.success(request, f"Thrown away: {found.get_kind_display().lower()}. Nothing of it is kept.")
    return redirect("assessments:practice", found.apprenticeship_id)


@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST sends one; GET is what the page asks while it is checked."""
    found = _mock(request, pk)
    if request.method != "POST":
        return render(
            request, "assessments/_mock_voice_kept.html", {"mock": found, "spoken": spoken_in(found)}
        )
    try:
        kept = keep_mock_recording(mock=found, source=_upload(request), by=signed_in(request))
    except Refused as refusal:
        return _said(request, found, refusal.reason, refusal)
    return _said(request, kept, "The recording is kept with this practice.")


@require_POST
def recording_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _mock(request, pk)
    try:
        kept = remove_mock_recording(mock=found, by=signed_in(request))
    except Refused as refusal:
        return _said(request, found, refusal.reason, refusal)
    return _said(request, kept, "The recording is removed.")


@require_safe
def listen(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    found = _mock(request, pk)
    if found.recording is None or not found.recording.is_safe:
        raise Http404
    return hand_over(request, clean(found.recording, NAME), to_play="download" not in request.GET)


def _upload(request: HttpRequest) -> "File[bytes]":
    upload = request.FILES.get("recording")
    if upload is None:
        raise Refused(NO_FILE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return upload


def _said(
    request: HttpRequest, found: MockAssessment, words: str, refusal: Refused | None = None
) -> HttpResponse:
    """In JSON to a script. Without one, everything else that was typed came along and is kept."""
    if "application/json" in request.headers.get("Accept", ""):
        if refusal:
            return in_json(refusal)
        panel = {"mock": found, "spoken": spoken_in(found)}
        return JsonResponse({"panel": render_to_string("assessments/_mock_voice_kept.html", panel, request)})
    form = _form(request, found)
    try:
        keep_mock(mock=found, content=form.content(), saves=form.saves_typed, by=signed_in(request))
    except StaleMock as stale:
        return _show_both(request, form, stale)
    messages.info(request, words)
    return redirect(found)


def _mock(request: HttpRequest, pk: UUID) -> MockAssessment:
    return get_object_or_404(MockAssessment.objects.visible_to(signed_in(request)).for_page(), pk=pk)


def _form(request: HttpRequest, found: MockAssessment) -> MockForm:
    return MockForm(
        request.POST if request.method == "POST" else None,
        kind=found.kind,
        criteria=criteria_of(found),
        content=found.content,
        initial={"saves": found.saves},
    )


def _show_desk(
    request: HttpRequest,
    found: MockAssessment,
    form: MockForm,
    status: HTTPStatus = HTTPStatus.OK,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    page = {"desk": mock_desk(found, form), "form": form} | (more or {})
    return render(request, "assessments/mock_run.html", page, status=status)


def _show_both(request: HttpRequest, form: MockForm, stale: StaleMock) -> HttpResponse:
    """What was typed stays in the form, and keeping it is a choice: the form now counts from the other."""
    form.count_from(stale.kept.saves)
    other = in_words(stale.kept.content, form.criteria)
    more: dict[str, object] = {"stale": stale.reason, "other": other}
    return _show_desk(request, stale.kept, form, HTTPStatus.CONFLICT, more)


def _result(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    seen = CriterionResult.objects.visible_to(signed_in(request))
    results = list(seen.filter(mock=found).for_page())
    return render(request, "assessments/mock_result.html", {"page": mock_result(found, results)})
