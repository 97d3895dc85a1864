"""Marking a submitted piece: the page, what is posted from it, and what happens when somebody was first."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.people import signed_in
from assessments.actions import AlreadyMarked, Incomplete, mark_revision
from assessments.desk import claims_up_to, clashes, desk_for, says_the_same
from assessments.forms import MarkingForm
from assessments.models import Marking
from assessments.permissions import can_judge, can_mark, is_marker
from assessments.queue import next_after, waiting_for
from portfolio.forms import as_uuid
from portfolio.models import Evidence, Revision
from portfolio.rules import counted

DONE = {
    Marking.Outcome.ACCEPTED: "“{title}” by {who} is accepted.",
    Marking.Outcome.RETURNED: "“{title}” went back to {who} with your feedback.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = get_object_or_404(Evidence.objects.visible_to(signed_in(request)).for_page(), pk=pk)
    if request.method == "POST":
        can_judge(signed_in(request), evidence.apprenticeship).require()
        return _record(request, evidence)
    can_judge(signed_in(request), evidence.apprenticeship).require()
    waiting = can_mark(signed_in(request), evidence)
    if not waiting or evidence.shown is None:
        messages.info(request, waiting.reason)
        return redirect(evidence)
    claims = claims_up_to(evidence.shown)
    waiting_claims = [claim for claim in claims if claim.revision_id == evidence.shown_id]
    form = MarkingForm(initial={"revision": evidence.shown_id}, claims=waiting_claims)
    desk = desk_for(evidence, evidence.shown, form, claims)
    return render(request, "assessments/evidence_mark.html", {"desk": desk, "form": form})


def _desk_again(
    request: HttpRequest, evidence: Evidence, revision: Revision, form: MarkingForm
) -> HttpResponse:
    """With what was typed, and what is wrong with it."""
    page = {"desk": desk_for(evidence, revision, form, claims_up_to(revision)), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "assessments/evidence_mark.html", page, status=status)


def _record(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    revision = _posted_revision(request, evidence)
    form = MarkingForm(request.POST, claims=list(revision.claims.for_list()))
    if not form.is_valid():
        return _desk_again(request, evidence, revision, form)
    try:
        mark_revision(
            revision=revision,
            judgements=form.judgements(),
            outcome=form.cleaned_data["outcome"],
            feedback=form.cleaned_data["feedback"],
            by=signed_in(request),
        )
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return _desk_again(request, evidence, revision, form)
    except AlreadyMarked as late:
        return _too_late(request, evidence, late.marking, form)
    return _done(request, evidence, revision, form.cleaned_data["outcome"])


def _posted_revision(request: HttpRequest, evidence: Evidence) -> Revision:
    """The version that the form showed; it may not be the one waiting now."""
    pk = as_uuid(request.POST.get("revision"))
    return get_object_or_404(Revision.objects.visible_to(signed_in(request)), pk=pk, evidence=evidence)


def _done(request: HttpRequest, evidence: Evidence, revision: Revision, outcome: str) -> HttpResponse:
    words = DONE[Marking.Outcome(outcome)]
    done = words.format(title=revision.title, who=evidence.apprenticeship.apprentice)
    messages.success(request, f"{done} {_left_to_mark(signed_in(request))}")
    return redirect(next_after(signed_in(request), evidence))


def _left_to_mark(user: User) -> str:
    left = waiting_for(user).count()
    return f"{counted(left, 'piece')} still to mark." if left else "Nothing else waits for you."


def _too_late(request: HttpRequest, evidence: Evidence, marking: Marking, form: MarkingForm) -> HttpResponse:
    """Somebody's marking came first: a second click of one's own is a success, anything else is shown."""
    user = signed_in(request)
    is_own = is_marker(user, marking)
    if is_own and says_the_same(marking, form):
        return _done(request, evidence, marking.revision, marking.outcome)
    is_current = evidence.shown_id == marking.revision_id
    page = {
        "evidence": evidence,
        "marking": marking,
        "is_own": is_own,
        "clashes": clashes(marking, form, correctable=is_current and not hasattr(marking, "reopening")),
        "typed_feedback": form.cleaned_data["feedback"],
        "is_current": is_current,
        "newer_waits": not is_current and can_mark(user, evidence).allowed,
    }
    return render(request, "assessments/evidence_already_marked.html", page, status=HTTPStatus.CONFLICT)
