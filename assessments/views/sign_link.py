"""What stands behind a link: public pages for one person, who has no account, about one thing."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.browsers import network_of, was_logged_in
from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from accounts.typed import typed_words
from assessments.actions.asking import note_opened, refuse_request
from assessments.actions.marking import Incomplete
from assessments.actions.signing import Browser, keep_spoken, sign_by_link
from assessments.forms.signing import NotMeForm, SignForm, sign_form
from assessments.links import read_again, request_behind
from assessments.models import SignRequest
from assessments.permissions.signing import can_answer
from assessments.reading_snapshots import ShownFile, files_in, piece_in
from assessments.showing import files_shown
from assessments.testimonies import signed
from portfolio.handing import handed_to_others
from portfolio.models import Attachment
from portfolio.views.attachments import serve

# The second, which browsers of today understand, never tells an address either; under the first alone they
# would send forms without saying where they come from, and forms of unknown origin are refused.
REFERRER = "no-referrer, strict-origin"
View = Callable[..., HttpResponseBase]


def behind_a_link(view: View) -> View:
    """Public, limited by network address, kept by nobody, found by no search, telling nobody its address."""

    @login_not_required
    @wraps(view)
    def handle(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        rate = {"sign": settings.WAYMARK_SIGN_RATE}
        if not ratelimit.consume(request, app="waymark", action="sign", config=rate, limit_get=True):
            response: HttpResponseBase = render(
                request, "assessments/sign_too_often.html", {"typed": typed_words(request)}, status=429
            )
        else:
            response = view(request, _found(token), **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = REFERRER
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return handle


def _found(token: str) -> SignRequest:
    found = request_behind(token)
    if found is None:
        raise Http404
    return found


@read_or_write
@behind_a_link
def sign(request: HttpRequest, asked: SignRequest) -> HttpResponse:
    """GET and HEAD change nothing, so that a mail scanner cannot use the link up."""
    may = can_answer(_user(request), asked, timezone.now())
    if not may:
        return _closed(request, asked, may.reason, may.status)
    initial = {"name": asked.name, "relationship": asked.relationship}
    if request.method != "POST":
        return _page(request, asked, sign_form(asked.snapshot, initial=initial))
    form = sign_form(asked.snapshot, request.POST, request.FILES)
    try:
        if asked_file := request.FILES.get("recording"):
            asked = keep_spoken(request=asked, source=asked_file, by=_user(request))
        if form.is_valid():
            signature = sign_by_link(request=asked, signing=form.signing(), by=_browser(request, asked))
            page = {"asked": asked, "entry": signed(signature), "signature": signature}
            return render(request, "assessments/sign_receipt.html", {**page, **_shown(request, asked)})
    except Incomplete as incomplete:
        form.is_valid()
        form.add_problems(incomplete.problems)
        form.status = incomplete.status
    except Refused as refusal:
        return _closed(request, read_again(asked), refusal.reason, refusal.status)
    return _page(request, asked, form, form.status)


def _page(
    request: HttpRequest, asked: SignRequest, form: SignForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    page = {"asked": asked, "form": form, "not_me": NotMeForm(), **_shown(request, asked)}
    return render(request, "assessments/sign_link.html", page, status=status)


def _shown(request: HttpRequest, asked: SignRequest) -> dict[str, object]:
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""

    def url_of(attachment_id: UUID, copy: str) -> str:
        if copy:
            return reverse("assessments:sign-picture", args=[token, attachment_id, copy])
        return reverse("assessments:sign-file", args=[token, attachment_id])

    piece = asked.snapshot["piece"]
    files: list[ShownFile] = files_in(piece or {}, asked.files.all(), url_of)
    return {"shown": asked.snapshot, "piece": piece_in(piece, files), "token": token}


def _closed(request: HttpRequest, asked: SignRequest, reason: str, status: int) -> HttpResponse:
    signature = getattr(asked, "signature", None) if status == HTTPStatus.CONFLICT else None
    page = {"asked": asked, "reason": reason, "signature": signature, "typed": typed_words(request)}
    return render(request, "assessments/sign_closed.html", page, status=status)


@require_POST
@behind_a_link
def not_me(request: HttpRequest, asked: SignRequest) -> HttpResponse:
    form = NotMeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        refuse_request(request=asked, reason=reason, by=_user(request))
    except Refused as refusal:
        return _closed(request, read_again(asked), refusal.reason, refusal.status)
    return render(request, "assessments/sign_refused.html", {"asked": asked})


@require_POST
@behind_a_link
def opened(request: HttpRequest, asked: SignRequest) -> HttpResponse:
    """Told by the page when somebody touches it."""
    if can_answer(_user(request), asked, timezone.now()):
        note_opened(request=asked, by=_user(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_safe
@behind_a_link
def file(request: HttpRequest, asked: SignRequest, attachment_id: UUID) -> HttpResponseBase:
    """One of the files shown: the copy that says nothing private, to play or to save."""
    handed = handed_to_others(_attachment(request, asked, attachment_id))
    return serve(request, handed.key, handed.media_type, _disposition(handed.media_type), etag=handed.sha256)


@require_safe
@behind_a_link
def picture(request: HttpRequest, asked: SignRequest, attachment_id: UUID, copy: str) -> HttpResponseBase:
    """A picture of one of the files shown, whole or of one page."""
    kept = _attachment(request, asked, attachment_id).file
    pages = {f"page-{number}": number for number in range(1, kept.page_pictures + 1)}
    if copy not in pages and not (copy == "picture" and kept.has_picture):
        raise Http404
    key = kept.page_key(pages[copy]) if copy in pages else kept.picture_key
    return serve(request, key, "image/jpeg", "inline", etag=f"{kept.sha256}-{copy}")


def _attachment(request: HttpRequest, asked: SignRequest, attachment_id: UUID) -> Attachment:
    """Of the snapshot, and only while the link may be used; not what the piece holds by now."""
    held = {one["attachment"]: one for one in files_shown(asked.snapshot)}.get(str(attachment_id))
    kept = asked.files.filter(sha256=held["sha256"]).first() if held else None
    if held is None or kept is None or not kept.is_safe:
        raise Http404
    if not can_answer(_user(request), asked, timezone.now()):
        raise Http404
    return Attachment(file=kept, name=held["name"])


def _disposition(media_type: str) -> str:
    return "inline" if media_type.startswith(("audio/", "video/")) else "attachment"


def _user(request: HttpRequest) -> User | None:
    return signed_in(request) if request.user.is_authenticated else None


def _browser(request: HttpRequest, asked: SignRequest) -> Browser:
    user = _user(request)
    is_asker = user is not None and user.pk == asked.asked_by_id
    return Browser(
        user=user,
        network=network_of(request),
        apprentices=was_logged_in(request, asked.apprenticeship.apprentice_id),
        askers=is_asker or was_logged_in(request, asked.asked_by_id),
    )
