"""Pages on which an apprentice writes a piece: start, write, check and submit, revise, delete."""

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Refused
from portfolio.actions import (
    NotReady,
    StaleDraft,
    decline_suggestion,
    delete_draft,
    revise_evidence,
    save_draft,
    start_evidence,
    submit_evidence,
)
from portfolio.advising import anchor_of
from portfolio.comparing import differences, text_in, text_of
from portfolio.file_actions import describe_attachment, remove_attachment, rename_attachment
from portfolio.forms import ANSWER, DeclarationForm, DraftForm, StartForm, as_uuid, in_one_line
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.permissions import (
    can_add_evidence,
    can_delete,
    can_edit,
    can_revise,
    can_submit,
    can_write,
    is_own,
    state_of,
)
from portfolio.rows import pressed_in
from portfolio.rules import clean_text
from portfolio.versions import latest_of
from portfolio.views.draft_page import (
    draft_context,
    draft_form,
    figures_in,
    find_evidence,
    missing_in,
    show_draft,
)
from portfolio.views.files import receive
from portfolio.views.refusals import in_json
from portfolio.views.suggestions import if_asked_for, place_of_suggestions
from standards.models import EvidenceTemplate, Ksb
from standards.rules import shelves_of


@read_or_write
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    apprenticeship = get_object_or_404(Apprenticeship.objects.visible_to(user).for_page(), pk=pk)
    permission = can_add_evidence(user, apprenticeship)
    if not permission and (request.method == "POST" or permission.status == HTTPStatus.FORBIDDEN):
        permission.require()
    templates = EvidenceTemplate.objects.visible_to(user).offered_at(apprenticeship.provider_id).for_form()
    data = request.POST if request.method == "POST" else None
    ksbs = Ksb.objects.visible_to(user).asked_of(apprenticeship.version, apprenticeship.contact_channel)
    wanted = (
        ksbs.filter(code=clean_text(request.GET.get("ksb", ""))).first() if "ksb" in request.GET else None
    )
    initial = {"form_id": uuid4(), "ksb": wanted and wanted.code}
    form = StartForm(data, templates=templates, ksbs=ksbs, initial=initial)
    if form.is_valid():
        return redirect("portfolio:evidence-edit", _started(form, apprenticeship, user).pk)
    shelves = shelves_of(templates, ksbs, wanted)
    context = {"permission": permission, "form": form, "shelves": shelves, "ksb": wanted}
    return render(request, "portfolio/draft_new.html", context, status=_status_of(request))


def _started(form: StartForm, apprenticeship: Apprenticeship, by: User) -> Evidence:
    """One piece for each form and template: going back and choosing the other one starts another."""
    template = form.cleaned_data["template"]
    return start_evidence(
        apprenticeship=apprenticeship,
        template=template,
        evidence_id=uuid5(form.cleaned_data["form_id"], str(template.pk)),
        by=by,
        ksb=form.cleaned_data["ksb"],
    )


def _status_of(request: HttpRequest) -> int:
    """A form that comes back after it was sent has something wrong in it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


@read_or_write
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    can_edit(user, evidence).require()
    if evidence.in_inbox:
        return to_inbox(evidence)
    if request.method != "POST":
        form = draft_form(evidence)
        return show_draft(request, evidence, form, more=if_asked_for(request, evidence, form))
    problems = receive(request, evidence, user)
    form = draft_form(evidence, request.POST)
    if not form.is_valid():
        if "saves" in form.errors:
            form.count_from(latest_of(evidence).saves)
        return show_draft(request, evidence, form, problems=problems, status=_status_of(request))
    try:
        draft = keep(form, evidence, user)
    except StaleDraft as stale:
        return show_both(request, evidence, form, stale.current, problems)
    take_off(form, as_uuid(request.POST.get("remove-file")), user)
    if "decline" in request.POST:
        decline_suggestion(evidence=evidence, ksb_id=as_uuid(request.POST["decline"]), by=user)
    if problems:
        again = DraftForm(shape=form.shape.saved(draft, form.claims()))
        return show_draft(request, evidence, again, problems=problems)
    return redirect(where_next(request, evidence, form))


def to_inbox(evidence: Evidence) -> HttpResponse:
    """What was only captured is finished there, before it is written as a piece."""
    page = reverse("portfolio:inbox-finish", args=[evidence.apprenticeship_id])
    return redirect(f"{page}?item={evidence.pk}")


def keep(form: DraftForm, evidence: Evidence, by: User) -> Revision:
    """Save all that stands in the form. A save of what is already saved is no conflict: a second click."""
    try:
        draft = save_draft(evidence=evidence, text=text_in(form), saves=form.cleaned_data["saves"], by=by)
    except StaleDraft as stale:
        if text_of(stale.current, form.shape.prompts) != text_in(form):
            raise
        draft = stale.current
    for attachment, caption in form.captions():
        describe_attachment(attachment=attachment, caption=caption, by=by)
    for attachment, name in form.names():
        rename_attachment(attachment=attachment, name=name, by=by)
    return draft


def show_both(
    request: HttpRequest,
    evidence: Evidence,
    form: DraftForm,
    current: Revision,
    problems: Iterable[Refused],
) -> HttpResponse:
    """Both versions side by side; what was typed stays in the form, and saving it again is a choice."""
    saved = text_of(current, form.shape.prompts)
    both = differences(saved, text_in(form), shape=form.shape)
    form.count_from(current.saves)
    more = {"both": both, "current": current, "problems": problems}
    return show_draft(request, evidence, form, status=HTTPStatus.CONFLICT, more=more)


def where_next(request: HttpRequest, evidence: Evidence, form: DraftForm) -> str:
    """Back to the place on the page where the button was pressed, or on to the check."""
    act = request.POST.get("act")
    if act == "check":
        return reverse("portfolio:evidence-submit", args=[evidence.pk])
    if act == "suggest" or "decline" in request.POST:
        return place_of_suggestions(evidence.pk)
    place = place_pressed(request, form)
    if not place:
        messages.success(request, f"Saved at {timezone.localtime():%H:%M}.")
    return reverse("portfolio:evidence-edit", args=[evidence.pk]) + place


def place_pressed(request: HttpRequest, form: DraftForm) -> str:
    """The part of the page that a button changed; blank after a plain save."""
    if form.added:
        return f"#claim-{form.shape.ksbs[form.added].code}"
    if "remove" in request.POST:
        return "#claims"
    if rows := pressed_in(request.POST, form.shape.prompts, ANSWER):
        return f"#id_{ANSWER}{rows}"
    is_about_files = request.FILES or request.POST.get("act") == "attach" or "remove-file" in request.POST
    return "#files" if is_about_files else ""


def take_off(form: DraftForm, pressed: UUID | None, by: User) -> None:
    """Remove the file whose button was pressed; a second press finds it gone."""
    for attachment in form.shape.attachments:
        if attachment.pk == pressed:
            remove_attachment(attachment=attachment, by=by)


@require_POST
def autosave(request: HttpRequest, pk: UUID) -> JsonResponse:
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    try:
        can_write(user, evidence).require()
        form = draft_form(evidence, request.POST)
        if not form.is_valid():
            return JsonResponse({"message": in_one_line(form)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        draft = keep(form, evidence, user)
    except Refused as refusal:
        return in_json(refusal)
    return JsonResponse({"saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}", "saves": draft.saves})


@read_or_write
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    if is_handed_in(evidence, user):
        return handed_in(request, evidence)
    can_submit(user, evidence).require()
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show_check(request, evidence, form, status=_status_of(request))
    try:
        submit_evidence(evidence=evidence, by=user, declared=sorted(form.cleaned_data))
    except NotReady:
        return show_check(request, evidence, form, status=HTTPStatus.CONFLICT)
    except Refused:
        if not is_handed_in(find_evidence(user, pk), user):
            raise
    return handed_in(request, evidence)


def is_handed_in(evidence: Evidence, user: User) -> bool:
    """Their own piece lies with the assessor: what a second click finds."""
    return is_own(user, evidence.apprenticeship) and state_of(evidence) == Revision.State.SUBMITTED


def handed_in(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    messages.success(request, "Submitted. Your assessor can see it now; you will find their answer here.")
    return redirect("portfolio:evidence", evidence.pk)


def show_check(
    request: HttpRequest, evidence: Evidence, form: DeclarationForm, *, status: int
) -> HttpResponse:
    draft = draft_form(evidence)
    missing = missing_in(draft.shape)
    blocking = {gap.field for gap in missing}
    context = draft_context(evidence, draft)
    context["advice"] = [each for each in context["advice"] if each[0].field not in blocking]
    context |= {"declaration": form, "missing": [(gap, anchor_of(gap)) for gap in missing]}
    context["figures"] = figures_in(draft.shape)
    return render(request, "portfolio/draft_submit.html", context, status=status)


@require_POST
def revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    if not can_edit(user, evidence):
        can_revise(user, evidence).require()
        start_again(evidence, user)
    return redirect("portfolio:evidence-edit", pk)


def start_again(evidence: Evidence, by: User) -> None:
    """A second click, made while the first was being answered, finds the new version there."""
    try:
        revise_evidence(evidence=evidence, by=by)
    except Refused:
        if not can_edit(by, find_evidence(by, evidence.pk)):
            raise


@read_or_write
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    evidence = find_evidence(user, pk)
    can_delete(user, evidence).require()
    if request.method != "POST":
        return render(request, "portfolio/draft_delete.html", {"evidence": evidence})
    delete_draft(evidence=evidence, by=user)
    messages.success(request, f"“{evidence}” was deleted.")
    return redirect("portfolio:evidence-list", evidence.apprenticeship_id)
