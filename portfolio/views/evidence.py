"""The page to read one piece of evidence."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people import signed_in
from portfolio.addresses import addresses
from portfolio.marks import PIECE_MARKS
from portfolio.models import Revision
from portfolio.permissions import (
    can_delete,
    can_edit,
    can_revise,
    is_assessor_of,
    is_own,
    is_visiting,
)
from portfolio.piece import answers_of, claims_of, files_of, history_of, versions_of
from portfolio.roles import roles_of


@require_safe
def evidence_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A piece is the revisions of it that this person may see; none means that there is no such piece."""
    user = signed_in(request)
    revisions = list(Revision.objects.visible_to(user).filter(evidence=pk).for_page().order_by("-number"))
    here = _asked_for(revisions, request.GET.get("revision", ""))
    apprenticeship = here.evidence.apprenticeship
    if here.evidence.in_inbox:
        return redirect(f"{reverse('portfolio:inbox-finish', args=[apprenticeship.pk])}?item={pk}")
    is_visit = is_visiting(roles_of(request).memberships, apprenticeship)
    url_of = addresses("standards:ksb") if is_visit else addresses("portfolio:claims", apprenticeship.pk)
    claims = claims_of(revisions, url_of)
    context = {
        "apprenticeship": apprenticeship,
        "here": here,
        "mark": PIECE_MARKS[here.state],
        "marked": _last_marked(revisions, here),
        "is_newest": here == revisions[0],
        "is_visit": is_visit,
        "is_own": is_own(user, apprenticeship),
        "answers": answers_of(here),
        "claims": claims[here.pk],
        "files": files_of(here),
        "versions": versions_of(revisions, here, here.evidence.get_absolute_url()),
        "history": [] if is_visit else history_of(revisions, claims),
        "acts": _acts(user, here, revisions[0]),
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


def _acts(user: User, here: Revision, newest: Revision) -> dict[str, object]:
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
        "correct": assesses and newest == here,
    }
