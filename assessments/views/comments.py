"""The comment bank: its list, and the pages to add, change and remove a comment."""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.comments import Wording, change_comment, keep_comment, remove_comment
from assessments.comment_bank import Shelf, ksbs_for, narrowed, rows_for, shelves_of
from assessments.forms.comments import CommentFilterForm, CommentForm
from assessments.models import Comment
from assessments.permissions.comments import can_change_comment, can_open_bank


@require_safe
def comment_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    can_open_bank(user).require()
    rows = rows_for(user, Comment.objects.visible_to(user).in_use().for_list())
    form = CommentFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "ksb": ""}
    found = narrowed(rows, text=asked["q"], code=asked["ksb"])
    page = {
        "own": [row for row in found if row.is_own],
        "shared": [row for row in found if not row.is_own],
        "total": len(rows),
        "codes": sorted({row.code for row in rows if row.code}, key=lambda code: (code[0], len(code), code)),
        "asked": asked,
    }
    return render(request, "assessments/comment_list.html", page)


@read_or_write
def comment_new(request: HttpRequest) -> HttpResponse:
    """GET may bring the KSB along. The desk asks for JSON and stays where it is."""
    user = signed_in(request)
    can_open_bank(user).require()
    form = CommentForm(
        request.POST or None,
        initial={"comment_id": uuid4(), "ksb": request.GET.get("ksb", "")},
        shelves=shelves_of(user),
        ksbs=ksbs_for(user),
    )
    if not form.is_valid():
        return _answer(request, form)
    comment = keep_comment(
        comment_id=form.cleaned_data["comment_id"] or uuid4(),
        provider=form.chosen_shelf.provider,
        is_shared=form.chosen_shelf.is_shared,
        wording=_wording(form),
        by=user,
    )
    if _wants_json(request):
        code = comment.ksb.code if comment.ksb else ""
        kept = {"name": comment.name, "text": comment.text, "code": code}
        return JsonResponse(kept, status=HTTPStatus.CREATED)
    messages.success(request, f"“{comment}” is in your comment bank.")
    return redirect("assessments:comment-list")


@read_or_write
def comment_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    comment = get_object_or_404(Comment.objects.visible_to(user).select_related("provider", "ksb"), pk=pk)
    can_change_comment(user, comment).require()
    shelf = Shelf(comment.provider, is_shared=comment.owner_id is None)
    initial = {"name": comment.name, "text": comment.text, "ksb": comment.ksb_id}
    form = CommentForm(request.POST or None, initial=initial, shelves=[shelf], ksbs=ksbs_for(user))
    if not form.is_valid():
        return _answer(request, form, comment)
    change_comment(comment=comment, wording=_wording(form), by=user)
    messages.success(request, "The comment is changed. What you inserted from it before stays as it is.")
    return redirect("assessments:comment-list")


@require_POST
def comment_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.visible_to(signed_in(request)), pk=pk)
    remove_comment(comment=comment, by=signed_in(request))
    messages.success(request, f"“{comment}” is out of the bank. Feedback that used it stays as it is.")
    return redirect("assessments:comment-list")


def _wording(form: CommentForm) -> Wording:
    return Wording(form.cleaned_data["name"], form.cleaned_data["text"], form.chosen_ksb)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _answer(request: HttpRequest, form: CommentForm, comment: Comment | None = None) -> HttpResponse:
    """The form, empty or with what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if form.is_bound and _wants_json(request):
        said = " ".join(str(sentence) for errors in form.errors.values() for sentence in errors)
        return JsonResponse({"message": said}, status=status)
    page = {"form": form, "comment": comment}
    return render(request, "assessments/comment_edit.html", page, status=status)
