"""What was recorded during a mock: sending it, removing it, listening to it."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions.mocks_held import require_running
from assessments.actions.practice import keep_mock_recording, remove_mock_recording
from assessments.mock_page import spoken_in
from assessments.models import MockAssessment
from assessments.views.mock_answers import answer, find_mock, keep_the_rest, posted_mock, wants_json
from portfolio.handing import clean
from portfolio.views.attachments import hand_over
from portfolio.views.refusals import in_json

NAME = "Recording of practice"
Change = Callable[[HttpRequest, MockAssessment], MockAssessment]
NO_FILE = "No recording arrived. Record it or choose a file, then try once more."


@read_or_write
def recording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST sends one; GET is what the page asks while it is checked."""
    if request.method != "POST":
        return render(request, "assessments/_mock_voice_kept.html", _panel(find_mock(request, pk)))
    return _answer(request, pk, _send, "The recording is kept with this practice.")


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, _take_off, "The recording is removed.")


@require_safe
def listen(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    found = find_mock(request, pk)
    if found.recording is None or not found.recording.is_safe:
        raise Http404
    return hand_over(request, clean(found.recording, NAME), to_play="download" not in request.GET)


def _send(request: HttpRequest, found: MockAssessment) -> MockAssessment:
    require_running(found, signed_in(request))
    upload = request.FILES.get("recording")
    if upload is None:
        raise Refused(NO_FILE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return keep_mock_recording(mock=found, source=upload, by=signed_in(request))


def _take_off(request: HttpRequest, found: MockAssessment) -> MockAssessment:
    return remove_mock_recording(mock=found, by=signed_in(request))


def _answer(request: HttpRequest, pk: UUID, change: Change, said: str) -> HttpResponse:
    if not wants_json(request):
        return answer(
            request, pk, lambda request, found: keep_the_rest(request, change(request, found), said)
        )
    try:
        kept = change(request, posted_mock(request, pk))
    except Refused as refusal:
        return in_json(refusal)
    return JsonResponse(
        {"panel": render_to_string("assessments/_mock_voice_kept.html", _panel(kept), request)}
    )


def _panel(found: MockAssessment) -> dict[str, object]:
    return {"mock": found, "spoken": spoken_in(found)}
