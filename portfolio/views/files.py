"""Files of a draft: taking them in, showing how they fare, taking them off."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio.file_actions import Arrivals, attach_files, remove_attachment
from portfolio.forms import as_uuid
from portfolio.keeping import FileRefused
from portfolio.models import Attachment, Evidence
from portfolio.permissions import can_edit
from portfolio.rules import named
from portfolio.views.draft_page import draft_form, file_rows, find_evidence, show_draft
from portfolio.views.refusals import in_json

NO_FILE = "No file arrived. Choose at least one and try again."


@read_or_write
def files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST adds files. GET is what the page asks each second while files are being checked."""
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    if request.method != "POST":
        can_edit(user, evidence).require()
        return how_files_fare(request, evidence)
    if "application/json" in request.headers.get("Accept", ""):
        return answer_in_json(request, evidence, user)
    can_edit(user, evidence).require()
    problems = receive(request, evidence, user)
    if not request.FILES:
        problems = [FileRefused("Nothing", NO_FILE)]
    if problems:
        return show_draft(request, evidence, draft_form(evidence), problems=problems)
    return redirect(reverse("portfolio:evidence-edit", args=[pk]) + "#files")


def receive(request: HttpRequest, evidence: Evidence, by: User) -> list[FileRefused]:
    """Attach what was sent along, say what was added, and give back what could not be."""
    arrivals = attach_files(evidence=evidence, uploads=request.FILES.getlist("files"), by=by)
    for attachment in arrivals.attached:
        messages.success(request, f"“{attachment.name}” was added.{notice_for(attachment)}")
    return arrivals.refused


def notice_for(attachment: Attachment) -> str:
    """A hint, not a fault: the same file stands in other pieces too."""
    elsewhere = Attachment.objects.visible_to(attachment.revision.evidence.apprenticeship.apprentice)
    titles = [twin.revision.title for twin in elsewhere.same_file_elsewhere(attachment)]
    return f" You used “{attachment.name}” in {named(titles)} too." if titles else ""


def answer_in_json(request: HttpRequest, evidence: Evidence, by: User) -> JsonResponse:
    """For the script that sends files one at a time and shows how far each has come."""
    try:
        can_edit(by, evidence).require()
        arrivals = attach_files(evidence=evidence, uploads=request.FILES.getlist("files"), by=by)
    except Refused as refusal:
        return in_json(refusal, files=[])
    if not request.FILES:
        return JsonResponse({"message": NO_FILE, "files": []}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status = arrivals.refused[0].status if arrivals.refused else HTTPStatus.CREATED
    message = " ".join(refusal.reason for refusal in arrivals.refused)
    return JsonResponse({"message": message, "files": in_rows(evidence, arrivals)}, status=status)


def in_rows(evidence: Evidence, arrivals: Arrivals) -> list[dict[str, str]]:
    """What the script puts into the list for each file that was added, and says about it."""
    ids = {attachment.pk for attachment in arrivals.attached}
    rows = [row for row in file_rows(draft_form(evidence)) if row.attachment.pk in ids] if ids else []
    notices = {attachment.pk: notice_for(attachment).strip() for attachment in arrivals.attached}
    return [
        {
            "row": render_to_string("portfolio/_draft_file.html", {"file": row}),
            "notice": notices[row.attachment.pk],
        }
        for row in rows
    ]


def how_files_fare(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """The line that asks again, and the rows of those files whose check has ended since it last asked."""
    rows = file_rows(draft_form(evidence))
    asked = {as_uuid(text) for text in request.GET.getlist("waiting")}
    context = {
        "ended": [row for row in rows if row.attachment.pk in asked and not row.is_waiting],
        "waiting": sum(row.is_waiting for row in rows),
        "files_url": request.path,
        "edit_url": reverse("portfolio:evidence-edit", args=[evidence.pk]),
    }
    return render(request, "portfolio/_draft_files_fare.html", context)


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    attachment = get_object_or_404(Attachment.objects.visible_to(user).for_serving(), pk=pk)
    remove_attachment(attachment=attachment, by=user)
    messages.success(request, f"“{attachment.name}” was removed.")
    return redirect(reverse("portfolio:evidence-edit", args=[attachment.revision.evidence_id]) + "#files")
