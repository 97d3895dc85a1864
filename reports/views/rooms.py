"""The reading room itself: public pages for whoever holds a link, who has no account, and nobody else."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from portfolio import rules
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.handing import handed_to_others
from portfolio.models import Attachment
from portfolio.viewing import sight_of
from portfolio.views.attachments import serve
from reports.actions.rooms import Outcome, open_reading_link
from reports.forms.rooms import PinForm
from reports.models import Export, ReadingLink, RoomPiece, RoomReading
from reports.rooms.access import Visit, head_of, link_behind, piece_of, visit_behind, write_down
from reports.rooms.secrets import cookie_in, give_cookie
from reports.rooms.shown import Addresses, attachment_in, index_in, picture_address, piece_in

View = Callable[..., HttpResponseBase]
What = RoomReading.What
# The second, which browsers of today understand, never tells an address either; under the first alone they
# would send the form without saying where it comes from, and forms of unknown origin are refused.
REFERRER_OF_A_FORM = "no-referrer, strict-origin"
BY = {"ksb": "By KSB", "piece": "By piece"}
BY_CRITERION = "By criterion"


def _public(view: View, rate: str, referrer: str) -> View:
    """Limited by network address, kept by nobody, found by no search, telling nobody its address."""

    @login_not_required
    @wraps(view)
    def handle(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        if ratelimit.consume(request, app="waymark", action=rate, config=_rates(), limit_get=True):
            try:
                response = view(request, pk, **kwargs)
            except Http404:
                response = render(request, "reports/room_closed.html", status=HTTPStatus.NOT_FOUND)
        else:
            response = render(request, "reports/room_too_often.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = referrer
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return handle


def _rates() -> dict[str, str]:
    return {"room_open": settings.WAYMARK_ROOM_OPEN_RATE, "room": settings.WAYMARK_ROOM_RATE}


def inside(view: View) -> View:
    """Only with the cookie of this very link, which is asked about at every request."""

    @wraps(view)
    def handle(request: HttpRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        visit = visit_behind(pk, cookie_in(request))
        if visit is None:
            raise Http404
        return view(request, visit, **kwargs)

    return _public(handle, "room", "no-referrer")


def at_the_door(view: View) -> View:
    return _public(view, "room_open", REFERRER_OF_A_FORM)


@read_or_write
@at_the_door
def enter(request: HttpRequest, pk: UUID, token: str) -> HttpResponse:
    """GET and HEAD change nothing, so that a mail scanner cannot use the link up. POST swaps it."""
    link = link_behind(pk, token)
    if link is None:
        raise Http404
    if visit_behind(pk, cookie_in(request)):
        return redirect("reports:room", pk)
    form = PinForm(request.POST or None) if link.has_pin else None
    if request.method != "POST" or (form is not None and not form.is_valid()):
        return _door(request, link, form, HTTPStatus.OK if request.method != "POST" else _UNFIT)
    opening = open_reading_link(link=link, pin=form.cleaned_data["pin"] if form else "")
    if opening.outcome == Outcome.OPENED:
        response = redirect("reports:room", pk)
        give_cookie(response, link, opening.secret)
        return response
    if opening.outcome == Outcome.ENDED:
        raise Http404
    if form is not None and opening.outcome in WHY:
        form.add_error("pin", WHY[opening.outcome])
    return _door(request, link, form, STATUS[opening.outcome], is_full=opening.outcome == Outcome.FULL)


_UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY
STATUS = {
    Outcome.WRONG_PIN: _UNFIT,
    Outcome.TOO_OFTEN: HTTPStatus.TOO_MANY_REQUESTS,
    Outcome.FULL: HTTPStatus.CONFLICT,
}
WHY = {
    Outcome.WRONG_PIN: "That is not the PIN of this link. Check it and type it again.",
    Outcome.TOO_OFTEN: "The PIN was typed wrongly several times. Wait a quarter of an hour and try again.",
}


def _door(
    request: HttpRequest, link: ReadingLink, form: PinForm | None, status: int, *, is_full: bool = False
) -> HttpResponse:
    called = link.apprenticeship.plan.words.say("A showcase for you to read")
    page = {"link": link, "called": called, "form": form, "is_full": is_full}
    return render(request, "reports/room_door.html", page, status=status)


@require_safe
@inside
def room(request: HttpRequest, visit: Visit) -> HttpResponse:
    write_down(visit, What.ROOM)
    by = request.GET.get("by", "")
    head = head_of(visit.link)
    here = request.path
    page = {
        "link": visit.link,
        "head": head,
        "index": index_in(head, visit.link.pk),
        "by": by if by in BY else "criterion",
        "tabs": [{"url": here, "label": BY_CRITERION}]
        + [{"url": f"{here}?by={key}", "label": label} for key, label in BY.items()],
        "here": f"{here}?by={by}" if by in BY else here,
        "pdf": _ready(visit.link.pdf),
        "pack": _ready(visit.link.pack),
    }
    return render(request, "reports/room_index.html", page)


def _ready(export: Export | None) -> Export | None:
    return export if export is not None and export.state == Export.State.READY else None


@require_safe
@inside
def piece(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    content = _piece(visit, number).content
    write_down(visit, What.PIECE, number=number, name=content["title"])
    last = visit.link.pieces.count()
    page = {
        "link": visit.link,
        "piece": piece_in(content, visit.link.pk, visit.link.files.all()),
        "before": Addresses(visit.link.pk).piece(number - 1) if number > 1 else "",
        "after": Addresses(visit.link.pk).piece(number + 1) if number < last else "",
        "last": last,
    }
    return render(request, "reports/room_piece.html", page)


@require_safe
@inside
def view(request: HttpRequest, visit: Visit, number: int, place: int) -> HttpResponse:
    """One file, opened at the page, paragraph or second that a link names."""
    content, attachment = _file(visit, number, place)
    write_down(visit, What.FILE, number=number, place=place, name=attachment.name)
    handed, to = handed_to_others(attachment), Addresses(visit.link.pk)
    known = BY_MEDIA_TYPE.get(handed.media_type)
    text = attachment.file.text.text if hasattr(attachment.file, "text") else ""
    page = {
        "link": visit.link,
        "attachment": attachment,
        "file": attachment.file,
        "type": known.label if known else handed.media_type,
        "size": rules.size_in_words(handed.size),
        "sha256": handed.sha256,
        "piece": content,
        "piece_url": to.piece(number),
        "file_url": to.file(number, place),
        "view_url": to.view(number, place),
        "sight": sight_of(attachment, request.GET, text, picture_address(number, place, to)),
        "claims": [claim for claim in content["claims"] if claim["spot"]["place"] == place],
    }
    return render(request, "reports/room_view.html", page)


@require_safe
@inside
def file(request: HttpRequest, visit: Visit, number: int, place: int) -> HttpResponseBase:
    """The copy that says nothing private, to play or to save; in parts too, as players ask for it."""
    _content, attachment = _file(visit, number, place)
    write_down(visit, What.FILE, number=number, place=place, name=attachment.name)
    handed = handed_to_others(attachment)
    is_played = BY_MEDIA_TYPE[handed.media_type].kind in PLAYED and "download" not in request.GET
    disposition = content_disposition_header(not is_played, handed.name) or "attachment"
    return serve(request, handed.key, handed.media_type, disposition, etag=handed.sha256)


@require_safe
@inside
def picture(request: HttpRequest, visit: Visit, number: int, place: int, page: int) -> HttpResponseBase:
    """The picture of one page, counted from 1; 0 for that of the whole."""
    _content, attachment = _file(visit, number, place)
    kept = attachment.file
    if not kept.has_picture or page > kept.page_pictures:
        raise Http404
    key = kept.page_key(page) if page else kept.picture_key
    return serve(request, key, "image/jpeg", "inline", etag=f"{kept.sha256}-page-{page}")


@require_safe
@inside
def pdf(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    return _export(request, visit, visit.link.pdf, What.PDF)


@require_safe
@inside
def pack(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    return _export(request, visit, visit.link.pack, What.PACK)


def _export(request: HttpRequest, visit: Visit, export: Export | None, what: str) -> HttpResponseBase:
    found = _ready(export)
    if found is None:
        raise Http404
    write_down(visit, what, name=found.filename)
    disposition = content_disposition_header(as_attachment=True, filename=found.filename) or "attachment"
    return serve(request, found.key, found.media_type, disposition, etag=found.sha256)


def _piece(visit: Visit, number: int) -> RoomPiece:
    found = piece_of(visit.link, number)
    if found is None:
        raise Http404
    return found


def _file(visit: Visit, number: int, place: int) -> tuple[dict[str, Any], Attachment]:
    """Of what the link froze, by its place there: no id of a file is ever asked for."""
    content = _piece(visit, number).content
    held = next((held for held in content["files"] if held["place"] == place), None)
    files = visit.link.files.select_related("text")
    kept = files.filter(sha256=held["sha256"]).first() if held else None
    if held is None or kept is None or not kept.is_safe:
        raise Http404
    return content, attachment_in(held, kept)
