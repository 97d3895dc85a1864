"""What one is told in the product: the list, opening one, marking all as read."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.notices import NoticeChoicesForm
from accounts.methods import read_or_write
from accounts.models import Channel, Notification
from accounts.notices import by_day
from accounts.people import roles_held, signed_in
from accounts.rules.notices import kinds_for

PAGE_LENGTH = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(signed_in(request)).newest_first()
    page = Paginator(own, PAGE_LENGTH).get_page(request.GET.get("page"))
    days = by_day(page.object_list, timezone.localdate())
    return render(request, "accounts/notice_list.html", {"page": page, "days": days})


@require_POST
def notice_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reading changes something, so it is a POST; a page that is fetched ahead of time reads nothing."""
    own = Notification.objects.visible_to(signed_in(request)).filter(pk=pk)
    notice = get_object_or_404(own)
    own.mark_read(timezone.now())
    return redirect(notice.url)


@read_or_write
def notice_choices(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    kinds = kinds_for(roles_held(user))
    form = NoticeChoicesForm(request.POST or None, user=user, kinds=kinds)
    if form.is_valid():
        form.save()
        messages.success(request, "Your choices are saved.")
        return redirect("accounts:notice-choices")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"form": form, "channels": Channel.choices}
    return render(request, "accounts/notice_choices.html", facts, status=status)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    number = Notification.objects.visible_to(signed_in(request)).mark_read(timezone.now())
    if number:
        messages.success(request, f"{number} notice{'' if number == 1 else 's'} marked as read.")
    return redirect("accounts:notice-list")
