"""Pages about Waymark itself: status, privacy, accessibility, the choice of colours, the gallery of parts."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST, require_safe

from accounts.context import THEMES
from accounts.gallery import gallery_parts
from accounts.holidays import known_until, runs_out
from accounts.views.health import database_answers, files_answer
from accounts.work import post_now, work_now

A_YEAR = 60 * 60 * 24 * 365


@require_safe
@login_not_required
def status(request: HttpRequest) -> HttpResponse:
    if not database_answers():
        return render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    files = files_answer()
    facts = {
        "files": files,
        "version": settings.WAYMARK_VERSION,
        "work": work_now(),
        "post": post_now(),
        "holidays_until": known_until(),
        "holidays_run_out": runs_out(timezone.localdate()),
        "pdf_problem": import_string(settings.WAYMARK_PDF_PROBLEM)(),
        "clip_problem": import_string(settings.WAYMARK_CLIP_PROBLEM)(),
    }
    return render(
        request,
        "accounts/status.html",
        facts,
        status=HTTPStatus.OK if files else HTTPStatus.SERVICE_UNAVAILABLE,
    )


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/accessibility.html")


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def safe_next(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of this site; otherwise home."""
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(target, allowed_hosts=hosts, require_https=request.is_secure()):
        return target
    return "/"


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return render(request, "accounts/gallery.html", gallery_parts())
