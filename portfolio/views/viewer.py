"""The viewer: one file, opened at the page, paragraph or second that a link names."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people import signed_in
from portfolio import rules
from portfolio.file_types import BY_MEDIA_TYPE
from portfolio.handing import handed_to
from portfolio.models import Attachment, Claim
from portfolio.permissions import is_withheld
from portfolio.spots import file_place, spot_of
from portfolio.viewing import Sight, sight_of


@require_safe
def view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file that is not known to be safe is looked at by nobody; its owner reads why.

    Who has only the loan of it reads neither whose it is nor anything of the piece around it.
    """
    user = signed_in(request)
    attachment = get_object_or_404(Attachment.objects.visible_to(user).for_viewer().with_loans(user), pk=pk)
    file, revision = attachment.file, attachment.revision
    if is_withheld(user, attachment):
        raise Http404
    handed = handed_to(user, attachment)
    is_lent = vars(attachment)["is_lent"]
    known = BY_MEDIA_TYPE.get(handed.media_type)
    text = file.text.text if hasattr(file, "text") else ""
    context = {
        "attachment": attachment,
        "file": file,
        "type": known.label if known else handed.media_type,
        "size": rules.size_in_words(handed.size),
        "sha256": handed.sha256,
        "is_lent": is_lent,
        "added_by": revision.evidence.apprenticeship.apprentice,
        "piece_title": revision.title or "Untitled",
        "piece_url": f"{revision.evidence.get_absolute_url()}?revision={revision.number}",
        "file_url": attachment.get_absolute_url(),
        "view_url": reverse("portfolio:attachment-view", args=[pk]),
        "sight": sight_of(attachment, request.GET, text) if file.is_safe else Sight(),
        "claims": [] if is_lent else claims_in(attachment, user),
    }
    return render(request, "portfolio/attachment_view.html", context)


def claims_in(attachment: Attachment, user: User) -> list[dict[str, object]]:
    """What is claimed with a spot in this file, in the order of the standard. One query."""
    claims = Claim.objects.visible_to(user).filter(anchor_attachment=attachment).for_list()
    place = file_place(attachment)
    return [{"claim": claim, "spot": spot_of(claim.anchor, place)} for claim in claims]
