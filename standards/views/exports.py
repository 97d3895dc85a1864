"""Taking a version of a standard away as a file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.people import signed_in
from standards.exporting import Format, take_version
from standards.models import StandardVersion


@require_POST
def version_take(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Whoever sees a version may have it; that they took it is written down."""
    version = get_object_or_404(StandardVersion.objects.visible_to(request.user).for_pack(), pk=version_id)
    form = request.POST.get("format", "")
    if form not in set(Format):
        raise Http404
    taken = take_version(version=version, form=Format(form), by=signed_in(request))
    disposition = content_disposition_header(as_attachment=True, filename=taken.name) or "attachment"
    return HttpResponse(
        taken.text,
        content_type=f"{taken.media_type}; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )
