"""The page to read one piece of evidence."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people import signed_in
from portfolio.addresses import addresses
from portfolio.marked_pages import files_and_sheets
from portfolio.marks import PIECE_MARKS
from portfolio.models import Revision
from portfolio.needed import Need, minimum_of, needs_of
from portfolio.permissions import (
    assures,
    can_add_evidence,
    can_delete,
    can_edit,
    can_revise,
    is_assessor_of,
    is_own,
    is_visiting,
    may_sample,
    sees_showcase_only,
)
from portfolio.piece import ClaimEntry, answers_of, claims_of, file_entry, history_of, versions_of
from portfolio.roles import roles_of
from portfolio.spoken import spoken_at
from portfolio.talk import said_about

MARKED = {Revision.State.ACCEPTED, Revision.State.RETURNED}


@require_safe
def evidence_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A piece is the revisions of it that this person may see; none means that there is no such piece."""
    user = signed_in(request)
    revisions = list(Revision.objects.visible_to(user).filter(evidence=pk).for_page().order_by("-number"))
    here = _asked_for(revisions, request.GET.get("revision", ""))
    apprenticeship = here.evidence.apprenticeship
    if here.evidence.in_inbox:
        return redirect(f"{reverse('portfolio:inbox-finish', args=[apprenticeship.pk])}?item={pk}")
    is_visit = sees_showcase_only(roles_of(request), apprenticeship)
    url_of = addresses("standards:ksb") if is_visit else addresses("portfolio:claims", apprenticeship.pk)
    claims = claims_of(revisions, url_of)
    marked = None if is_visit else _last_marked(revisions, here)
    attachments, sheets = files_and_sheets(here, marked)
    is_from_outside = is_visiting(roles_of(request).memberships, apprenticeship)
    context = {
        "apprenticeship": apprenticeship,
        "here": here,
        "mark": PIECE_MARKS[here.state],
        "marked": marked,
        "spoken": spoken_at(marked.marking.pk, marked.marking.voice) if marked else None,
        "sheets": sheets,
        "is_from_outside": is_from_outside,
        "said": [] if is_from_outside else said_about(marked),
        "needs": [] if is_visit else _needs(user, marked, claims),
        "is_newest": here == revisions[0],
        "is_visit": is_visit,
        "is_own": is_own(user, apprenticeship),
        "answers": answers_of(here),
        "claims": claims[here.pk],
        "files": [file_entry(attachment) for attachment in attachments],
        "versions": versions_of(revisions, here, here.evidence.get_absolute_url()),
        "history": [] if is_visit else history_of(revisions, claims),
        "acts": _acts(user, here, revisions[0], marked),
        "sampled_at": _sampled_at(user, marked, claims) if here == marked else "",
        "signed": import_string(settings.WAYMARK_SIGNED)(here, user, apprenticeship),
    }
    return render(request, "portfolio/evidence_page.html", context)


def _asked_for(revisions: Sequence[Revision], number: str) -> Revision:
    """The newest, or the one with this number."""
    found = [revision for revision in revisions if not number or str(revision.number) == number]
    if not found:
        raise Http404
    return found[0]


def _last_marked(revisions: Sequence[Revision], here: Revision) -> Revision | None:
    """The version whose feedback matters to this one: itself, or the one that it rewrites."""
    earlier = (revision for revision in revisions if revision.number <= here.number)
    return next((revision for revision in earlier if hasattr(revision, "marking")), None)


def _needs(user: User, marked: Revision | None, claims: Mapping[UUID, list[ClaimEntry]]) -> list[Need]:
    """What the marking left open, while no newer version waits to be marked."""
    if marked is None or marked.evidence.shown_id != marked.pk:
        return []
    apprenticeship = marked.evidence.apprenticeship
    may_add = can_add_evidence(user, apprenticeship).allowed
    new_url = reverse("portfolio:evidence-new", args=[apprenticeship.pk]) if may_add else ""
    return needs_of(claims[marked.pk], minimum_of(apprenticeship.plan.evidence_rules), new_url)


def _sampled_at(user: User, marked: Revision, claims: Mapping[UUID, list[ClaimEntry]]) -> str:
    """Where this person takes a sample of the marking; "" when it is not for them."""
    deciders = {judgement.assessor_id for claim in claims[marked.pk] for judgement in claim.judgements}
    if not may_sample(user, marked, deciders):
        return ""
    return reverse("assessments:sample-take", args=[marked.marking.pk])


def _acts(user: User, here: Revision, newest: Revision, marked: Revision | None) -> dict[str, object]:
    """What this person may do next. The judging itself belongs to the app above and asks again there."""
    evidence = here.evidence
    evidence.latest = newest
    assesses = is_assessor_of(user, evidence.apprenticeship)
    return {
        "edit": can_edit(user, evidence),
        "revise": can_revise(user, evidence),
        "delete": can_delete(user, evidence),
        "mark": assesses and newest.state == Revision.State.SUBMITTED,
        "reopen": assesses and newest.state == Revision.State.ACCEPTED,
        "ask_opinions": newest.state in MARKED and assures(user, evidence.apprenticeship),
        "correct": assesses and newest == here,
        "remark": marked and (assesses or is_own(user, evidence.apprenticeship)),
        "ask": here == marked
        and is_own(user, evidence.apprenticeship)
        and evidence.shown_id == here.pk
        and not hasattr(here.marking, "reopening"),
    }
