"""Handing out files, after asking each time whether this person may have them."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

import structlog
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.handing import Handed, handed_to
from portfolio.models import Attachment
from portfolio.permissions import is_withheld
from portfolio.ranges import NotSatisfiableError, Part, requested_part

log = structlog.get_logger("waymark.files")

CHUNK_BYTES = 256 * 1024
SIGNED_SECONDS = 60
# Nothing in a stranger's file may act on our address: no script, no form, no other resource.
HARMLESS = "sandbox; default-src 'none'"


@require_safe
def original(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself, or to others the copy of it that says nothing private. `?download=1` saves it."""
    attachment, user = find_attachment(request, pk), signed_in(request)
    file = attachment.file
    if is_withheld(user, attachment):
        raise Http404
    is_played = (
        file.is_safe and BY_MEDIA_TYPE[file.media_type].kind in PLAYED and "download" not in request.GET
    )
    handed = handed_to(user, attachment, to_play=is_played)
    return hand_over(request, handed, to_play=is_played)


def hand_over(request: HttpRequest, handed: Handed, *, to_play: bool) -> HttpResponseBase:
    disposition = content_disposition_header(not to_play, handed.name) or "attachment"
    signed = signed_address(handed.key, handed.media_type, disposition)
    if signed:
        return redirect(signed)
    return serve(request, handed.key, handed.media_type, disposition, etag=handed.sha256)


@require_safe
def picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    file = find_attachment(request, pk, has_picture=True).file
    return serve(request, file.picture_key, "image/jpeg", "inline", etag=f"{file.sha256}-picture")


@require_safe
def thumbnail(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    file = find_attachment(request, pk, has_picture=True).file
    return serve(request, file.thumbnail_key, "image/jpeg", "inline", etag=f"{file.sha256}-thumbnail")


@require_safe
def page(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """One page of a document as a picture, counted from 1."""
    file = find_attachment(request, pk, has_picture=True).file
    if not 1 <= number <= file.page_pictures:
        raise Http404
    return serve(request, file.page_key(number), "image/jpeg", "inline", etag=f"{file.sha256}-page-{number}")


def find_attachment(request: HttpRequest, pk: UUID, *, has_picture: bool = False) -> Attachment:
    attachments = Attachment.objects.visible_to(signed_in(request)).for_serving()
    if has_picture:
        attachments = attachments.with_picture()
    return get_object_or_404(attachments, pk=pk)


def signed_address(key: str, media_type: str, disposition: str) -> str:
    """Where a store elsewhere hands the original out itself, for a minute; "" on our own disk."""
    try:
        default_storage.path(key)
    except NotImplementedError:
        parameters = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
        return str(default_storage.url(key, parameters=parameters, expire=SIGNED_SECONDS))  # type: ignore[call-arg]  # S3's own
    return ""


def serve(
    request: HttpRequest, key: str, media_type: str, disposition: str, *, etag: str
) -> HttpResponseBase:
    """The bytes, or the part of them that was asked for, under headers that keep them harmless."""
    size = size_of(key)
    try:
        part = requested_part(range_header(request, etag), size)
    except NotSatisfiableError:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    answer = stream(key, part or Part(0, size - 1, size), is_head=request.method == "HEAD")
    if part:
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.headers["Content-Range"] = str(part)
    for name, value in (
        ("Content-Type", media_type),
        ("Content-Disposition", disposition),
        ("Content-Security-Policy", HARMLESS),
        ("X-Content-Type-Options", "nosniff"),
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{etag}"'),
        ("Cache-Control", "private, no-store"),
    ):
        answer.headers[name] = value
    return answer


def stream(key: str, part: Part, *, is_head: bool) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(() if is_head else read(key, part))
    answer.headers["Content-Length"] = str(part.length)
    return answer


def size_of(key: str) -> int:
    try:
        return default_storage.size(key)
    except FileNotFoundError as error:
        log.exception("stored file is missing", key=key)
        raise Http404 from error


def range_header(request: HttpRequest, etag: str) -> str:
    """The range asked for, unless it was meant for bytes that are not these."""
    meant_for = request.headers.get("If-Range", "")
    return request.headers.get("Range", "") if meant_for in {"", f'"{etag}"'} else ""


def read(key: str, part: Part) -> Iterator[bytes]:
    with default_storage.open(key) as file:
        file.seek(part.first)
        left = part.length
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
