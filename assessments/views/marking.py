"""Marking a submitted piece: the page, what is posted from it, and what happens when somebody was first."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.models import User
from accounts.people import signed_in
from accounts.permissions import Permission
from assessments.actions import AlreadyMarked, Incomplete, mark_revision
from assessments.clashes import clashes, says_the_same
from assessments.desk import Opened, desk_for, open_revision
from assessments.forms import MarkingForm
from assessments.half_done import with_half_done
from assessments.models import Marking
from assessments.permissions import can_judge, can_mark, is_marker
from assessments.queue import next_after, waiting_for
from assessments.testimonies import with_signed
from portfolio.forms import as_uuid
from portfolio.models import Evidence, Revision
from portfolio.models.evidence import EvidenceQuerySet
from portfolio.rules import counted

# The same whether a piece is there and not theirs, or not there at all.
GONE = Permission(
    allowed=False,
    reason="You cannot mark this piece. If you could until now, somebody else has become its assessor.",
    status=HTTPStatus.NOT_FOUND,
)
DONE = {
    Marking.Outcome.ACCEPTED: "“{title}” by {who} is accepted.",
    Marking.Outcome.RETURNED: "“{title}” went back to {who} with your feedback.",
}


@read_or_write
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    evidence = see_piece(signed_in(request), pk)
    may = can_judge(signed_in(request), evidence.apprenticeship) if evidence else GONE
    if request.method == "POST" and not may:
        return _give_back(request, may)
    if evidence is None:
        raise Http404
    may.require()
    if request.method == "POST":
        return _record(request, evidence)
    waiting = can_mark(signed_in(request), evidence)
    if not waiting or evidence.shown is None:
        messages.info(request, waiting.reason)
        return redirect(evidence)
    return show_desk(request, open_revision(evidence, evidence.shown))


def see_piece(user: User, pk: UUID) -> Evidence | None:
    return _for_desk(Evidence.objects.visible_to(user), user).filter(pk=pk).first()


def find_piece(user: User, pk: UUID) -> Evidence:
    return get_object_or_404(_for_desk(Evidence.objects.visible_to(user), user), pk=pk)


def _for_desk(pieces: EvidenceQuerySet, user: User) -> EvidenceQuerySet:
    return with_signed(with_half_done(pieces.for_page(), user))


def _give_back(request: HttpRequest, refusal: Permission) -> HttpResponse:
    """What was typed by somebody who may not mark here (any more), for them to copy; it says nothing else."""
    typed = [
        words
        for name, words in request.POST.items()
        if name.startswith(("feedback", "reason-", "added-why-")) and str(words).strip()
    ]
    page = {"reason": refusal.reason, "typed": typed}
    return render(request, "assessments/marking_given_back.html", page, status=refusal.status)


def show_desk(
    request: HttpRequest,
    opened: Opened,
    status: HTTPStatus = HTTPStatus.OK,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    page = {"desk": desk_for(opened, signed_in(request)), "form": opened.form} | (more or {})
    return render(request, "assessments/evidence_mark.html", page, status=status)


def open_posted(request: HttpRequest, evidence: Evidence) -> Opened:
    """The version that the form showed, with what was typed; it may not be the one waiting now."""
    pk = as_uuid(request.POST.get("revision"))
    revision = get_object_or_404(Revision.objects.visible_to(signed_in(request)), pk=pk, evidence=evidence)
    return open_revision(evidence, revision, request.POST)


def _record(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    opened = open_posted(request, evidence)
    form = opened.form
    if not form.is_valid():
        return show_desk(request, opened, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        mark_revision(
            revision=opened.revision,
            judgements=form.judgements(),
            added=form.added(),
            outcome=form.cleaned_data["outcome"],
            feedback=form.cleaned_data["feedback"],
            marks=form.drawn(),
            voice=form.cleaned_data["voice"],
            by=signed_in(request),
        )
    except Incomplete as incomplete:
        form.add_problems(incomplete.problems)
        return show_desk(request, opened, HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyMarked as late:
        return too_late(request, evidence, late.marking, form)
    return _done(request, evidence, opened.revision, form.cleaned_data["outcome"])


def _done(request: HttpRequest, evidence: Evidence, revision: Revision, outcome: str) -> HttpResponse:
    words = DONE[Marking.Outcome(outcome)]
    done = words.format(title=revision.title, who=evidence.apprenticeship.apprentice)
    messages.success(request, f"{done} {_left_to_mark(signed_in(request))}")
    return redirect(next_after(signed_in(request), evidence))


def _left_to_mark(user: User) -> str:
    left = waiting_for(user).count()
    return f"{counted(left, 'piece')} still to mark." if left else "Nothing else waits for you."


def too_late(request: HttpRequest, evidence: Evidence, marking: Marking, form: MarkingForm) -> HttpResponse:
    """Somebody's marking came first: a second click of one's own is a success, anything else is shown."""
    user = signed_in(request)
    is_own = is_marker(user, marking)
    if is_own and form.cleaned_data["outcome"] and says_the_same(marking, form):
        return _done(request, evidence, marking.revision, marking.outcome)
    is_current = evidence.shown_id == marking.revision_id
    page = {
        "evidence": evidence,
        "marking": marking,
        "is_own": is_own,
        "clashes": clashes(marking, form, correctable=is_current and not hasattr(marking, "reopening")),
        "typed_feedback": form.cleaned_data["feedback"],
        "typed_added": form.added_in_words(),
        "is_current": is_current,
        "newer_waits": not is_current and can_mark(user, evidence).allowed,
    }
    return render(request, "assessments/evidence_already_marked.html", page, status=HTTPStatus.CONFLICT)
