"""The page of one signature: what was signed, whether it still is, and what was said."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from assessments.models import Signature
from assessments.permissions.signing import sees_what_was_noticed
from assessments.reading_snapshots import piece_in
from assessments.testimonies import signed
from assessments.verifying import broken_parts
from portfolio.file_types import BY_MEDIA_TYPE
from portfolio.handing import handed_to_others
from portfolio.models import Attachment
from portfolio.permissions import is_own
from portfolio.views.attachments import serve
from standards.said import mapping


@require_safe
def signature(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    found = get_object_or_404(Signature.objects.visible_to(user).for_page(), pk=pk)
    shown = mapping(found.snapshot.get("shown"))
    context = {
        "signature": found,
        "apprenticeship": found.apprenticeship,
        "is_own": is_own(user, found.apprenticeship),
        "entry": signed(found),
        "shown": shown,
        "piece": piece_in(shown.get("piece")),
        "behaviours": found.behaviours.for_list(),
        "broken": broken_parts(found),
        "sees_noticed": sees_what_was_noticed(user, found.apprenticeship),
    }
    return render(request, "assessments/signature.html", context)


@require_safe
def recording(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What a witness said, once its check found it safe: the copy that plays everywhere."""
    found = get_object_or_404(Signature.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    testimony = getattr(found, "testimony", None)
    file = testimony.recording if testimony else None
    if file is None or not file.is_safe:
        raise Http404
    ending = BY_MEDIA_TYPE[file.media_type].extensions[0]
    handed = handed_to_others(Attachment(file=file, name=f"testimony.{ending}"))
    return serve(request, handed.key, handed.media_type, "inline", etag=handed.sha256)
