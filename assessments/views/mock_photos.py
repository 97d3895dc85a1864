"""Photos of a mock: sending them, how they fare, looking at them, taking one off."""

from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from accounts.people import signed_in
from accounts.permissions import Refused
from assessments.actions.mock_photos import add_mock_photo, remove_mock_photo
from assessments.actions.mocks_held import require_running
from assessments.models import MockAssessment, MockPhoto
from assessments.photos import photo_on_page
from assessments.views.mock_answers import (
    answer,
    keep_the_rest,
    kept_form,
    posted_mock,
    show_refused,
    wants_json,
)
from portfolio.keeping import FileRefused
from portfolio.views.attachments import serve
from portfolio.views.refusals import in_json

NO_FILE = "No photo arrived. Take or choose one, then send it once more."
HERE = "The photo is here. Say what it shows."
GONE = "The photo is removed."


@require_POST
def photos(request: HttpRequest, pk: UUID) -> HttpResponse:
    if not wants_json(request):
        return answer(request, pk, _add_with_the_rest)
    try:
        found = posted_mock(request, pk)
        added, refused = _add(request, found)
    except Refused as refusal:
        return in_json(refusal)
    said = {"message": " ".join(refusal.reason for refusal in refused), "rows": _rows(request, found, added)}
    return JsonResponse(said, status=refused[0].status if refused else HTTPStatus.CREATED)


def _add(request: HttpRequest, found: MockAssessment) -> tuple[list[MockPhoto], list[FileRefused]]:
    """A bad one takes no good one down with it."""
    require_running(found, signed_in(request))
    added, refused = [], []
    for upload in request.FILES.getlist("photos"):
        try:
            added.append(add_mock_photo(mock=found, source=upload, by=signed_in(request)))
        except FileRefused as refusal:
            refused.append(refusal)
    if not added and not refused:
        raise Refused(NO_FILE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return added, refused


def _add_with_the_rest(request: HttpRequest, found: MockAssessment) -> HttpResponse:
    _, refused = _add(request, found)
    return show_refused(request, found, refused) if refused else keep_the_rest(request, found, HERE)


def _rows(request: HttpRequest, found: MockAssessment, added: list[MockPhoto]) -> list[str]:
    form = kept_form(found)
    ids = {photo.pk for photo in added}
    shown = [photo_on_page(photo, form[f"caption-{photo.pk}"]) for photo in form.photos if photo.pk in ids]
    return [render_to_string("assessments/_mock_photo.html", {"photo": photo}, request) for photo in shown]


@require_POST
def remove(request: HttpRequest, pk: UUID, photo_id: UUID) -> HttpResponse:
    """A second time does nothing, so that what was typed beside it is never answered with a blank page."""
    if not wants_json(request):
        return answer(request, pk, partial(_remove_with_the_rest, photo_id))
    try:
        _remove(photo_id, request, posted_mock(request, pk))
    except Refused as refusal:
        return in_json(refusal)
    return JsonResponse({"message": GONE})


def _remove(photo_id: UUID, request: HttpRequest, found: MockAssessment) -> None:
    photo = MockPhoto.objects.visible_to(signed_in(request)).filter(pk=photo_id, mock=found).first()
    if photo is not None:
        remove_mock_photo(photo=photo, by=signed_in(request))


def _remove_with_the_rest(photo_id: UUID, request: HttpRequest, found: MockAssessment) -> HttpResponse:
    _remove(photo_id, request, found)
    return keep_the_rest(request, found, GONE)


@require_safe
def photo(request: HttpRequest, pk: UUID, photo_id: UUID) -> HttpResponse:
    """How one fares: what the page asks while it is checked."""
    shown = photo_on_page(_photo(request, pk, photo_id))
    return render(request, "assessments/_mock_photo_picture.html", {"photo": shown})


@require_safe
def look(request: HttpRequest, pk: UUID, photo_id: UUID, copy: str) -> HttpResponseBase:
    """One of the copies that say nothing but what is to be seen; what was sent is never handed out."""
    file = _photo(request, pk, photo_id).file
    keys = {"picture": file.picture_key, "thumbnail": file.thumbnail_key}
    if copy not in keys or not file.is_safe or not file.has_picture:
        raise Http404
    return serve(request, keys[copy], "image/jpeg", "inline", etag=f"{file.sha256}-{copy}")


def _photo(request: HttpRequest, pk: UUID, photo_id: UUID) -> MockPhoto:
    seen = MockPhoto.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(seen, pk=photo_id, mock=pk)
