"""The inbox of an apprentice: what waits there, and finishing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio import rules
from portfolio.capture_forms import TurnForm
from portfolio.capturing import Finished, add_to_piece, delete_captures, turn_into_piece
from portfolio.forms import as_uuid
from portfolio.inbox import InboxRow, inbox_rows
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.permissions import can_add_evidence, can_open_inbox
from portfolio.quota import limits_at
from standards.models import EvidenceTemplate

NO_PIECE = "Choose the piece that it belongs to."


def own_apprenticeship(user: User, pk: UUID) -> Apprenticeship:
    visible = Apprenticeship.objects.visible_to(user).select_related("provider")
    apprenticeship = get_object_or_404(visible, pk=pk)
    can_open_inbox(user, apprenticeship).require()
    return apprenticeship


@require_safe
def inbox(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = own_apprenticeship(user, pk)
    waiting = Evidence.objects.visible_to(user).filter(apprenticeship=apprenticeship).in_inbox()
    newest_first = waiting.select_related("latest").reverse()
    rows = inbox_rows(list(newest_first), timezone.localdate())
    context = {
        "apprenticeship": apprenticeship,
        "rows": rows,
        "can_add": can_add_evidence(user, apprenticeship).allowed,
        "max_bytes": limits_at(apprenticeship.provider).largest,
    }
    return render(request, "portfolio/inbox.html", context)


@dataclass(frozen=True)
class Desk:
    """What lies on the table: the things chosen, and the drafts that could take them in."""

    items: Sequence[Evidence]
    drafts: Sequence[Evidence]


def desk_of(user: User, apprenticeship: Apprenticeship, ids: set[UUID | None]) -> Desk:
    """One query for both."""
    mine = Evidence.objects.visible_to(user).filter(apprenticeship=apprenticeship)
    wanted = mine.filter(latest__state=Revision.State.DRAFT).filter(
        Q(in_inbox=False) | Q(pk__in=ids - {None})
    )
    found = list(wanted.select_related("latest", "template").order_by("-latest__saved_at", "pk"))
    items = sorted((e for e in found if e.in_inbox), key=lambda item: (item.created_at, item.pk))
    return Desk(items, [each for each in found if not each.in_inbox])


@read_or_write
def finish(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = own_apprenticeship(user, pk)
    asked = request.POST if request.method == "POST" else request.GET
    ids = {as_uuid(text) for text in asked.getlist("item")}
    desk = desk_of(user, apprenticeship, ids)
    if not desk.items:
        return already_finished(request, apprenticeship, desk, ids)
    templates = EvidenceTemplate.objects.visible_to(user).offered_at(apprenticeship.provider_id).for_form()
    rows = inbox_rows(desk.items, timezone.localdate())
    form = TurnForm(request.POST if asked.get("act") == "turn" else None, templates=templates)
    try:
        done = act(request, desk, form, user)
    except Refused as refusal:
        now = desk_of(user, apprenticeship, ids)
        if not now.items:  # the first click was faster
            return already_finished(request, apprenticeship, now, ids)
        return show(request, apprenticeship, desk, form, rows, problem=refusal)
    if done is None:
        return show(request, apprenticeship, desk, form, rows)
    return done


def already_finished(
    request: HttpRequest, apprenticeship: Apprenticeship, desk: Desk, ids: set[UUID | None]
) -> HttpResponse:
    """What a second click finds: the piece that the first one made, or an inbox without the thing."""
    made = [each for each in desk.drafts if each.pk in ids]
    if made:
        return redirect("portfolio:evidence-edit", made[0].pk)
    messages.info(request, "That is no longer in your inbox.")
    return redirect("portfolio:inbox", apprenticeship.pk)


def act(request: HttpRequest, desk: Desk, form: TurnForm, by: User) -> HttpResponse | None:
    """Do what the pressed button says; None when no button was pressed or its form has faults."""
    pressed = request.POST.get("act", "")
    if pressed == "delete":
        delete_captures(items=desk.items, by=by)
        messages.success(request, f"{rules.counted(len(desk.items), 'thing')} deleted from your inbox.")
        return redirect("portfolio:inbox", desk.items[0].apprenticeship_id)
    if pressed == "add":
        chosen = as_uuid(request.POST.get("piece"))
        piece = next((draft for draft in desk.drafts if draft.pk == chosen), None)
        if piece is None:
            raise Refused(NO_PIECE, HTTPStatus.UNPROCESSABLE_ENTITY)
        return finished(request, add_to_piece(items=desk.items, piece=piece, by=by))
    if pressed == "turn" and form.is_valid():
        title = form.cleaned_data["title"]
        done = turn_into_piece(items=desk.items, template=form.chosen, prompt=form.under, title=title, by=by)
        return finished(request, done)
    return None


def finished(request: HttpRequest, done: Finished) -> HttpResponse:
    messages.success(request, "Out of your inbox and into this piece. It is a draft that only you can see.")
    for name in done.skipped:
        messages.info(request, f"“{name}” was left out: this piece held it already.")
    return redirect("portfolio:evidence-edit", done.piece.pk)


def show(
    request: HttpRequest,
    apprenticeship: Apprenticeship,
    desk: Desk,
    form: TurnForm,
    rows: Sequence[InboxRow],
    *,
    problem: Refused | None = None,
) -> HttpResponse:
    title = next((rules.first_words(row.note) for row in rows if row.note), "")
    context = {
        "apprenticeship": apprenticeship,
        "rows": rows,
        "drafts": desk.drafts,
        "form": form,
        "title": form.data.get("title", title),
        "chosen": form.data.get("template") or next(iter(form.templates), ""),
        "templates": form.templates.values(),
        "problem": problem,
        "has_note": bool(title),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(
        request, "portfolio/inbox_finish.html", context, status=problem.status if problem else status
    )
