"""Talking about a marking, and answering an ask for another look."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.methods import read_or_write
from accounts.people import signed_in
from assessments.actions.talking import answer_ask, ask_again, remark
from assessments.forms.talking import AnswerForm, TalkForm
from assessments.models import Decision, Remark
from assessments.permissions import can_reopen
from assessments.permissions.talking import can_answer, can_ask_again, can_remark
from assessments.rules.talking import OPEN
from assessments.talk import Talk, state_of, talk_about
from assessments.views.answering import posted, problems_shown_in, status
from portfolio.models import Evidence, Revision
from portfolio.permissions import is_own

SAID = {"comment": "Your words are there for both of you to read.", "ask": "Your assessor will look again."}


@read_or_write
def talk(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    piece = get_object_or_404(Evidence.objects.worked_on_by(user).for_page(), pk=pk)
    revisions = Revision.objects.visible_to(user).filter(evidence=piece).for_page().order_by("-number")
    said = talk_about(piece, list(revisions))
    data = posted(request)
    form = TalkForm(data, claims=said.claims, initial={"about": request.GET.get("about", "")})
    if data is not None:
        can_remark(user, piece.apprenticeship).require()
        if said.marking is not None and form.is_valid() and _was_said(request, said, form):
            return redirect("assessments:talk", pk)
    page = {
        "talk": said,
        "form": form,
        "title": said.rounds[0].revision.title if said.rounds else "",
        "apprenticeship": piece.apprenticeship,
        "is_own": is_own(user, piece.apprenticeship),
        "can_remark": can_remark(user, piece.apprenticeship),
        "can_ask": said.marking and can_ask_again(user, piece, said.marking, None, []),
    }
    return render(request, "assessments/evidence_talk.html", page, status=status(request))


def _was_said(request: HttpRequest, said: Talk, form: TalkForm) -> bool:
    act = "ask" if request.POST.get("act") == "ask" else "comment"
    say = ask_again if act == "ask" else remark
    marking = said.rounds[0].marking
    with problems_shown_in(form):
        say(marking=marking, claim=form.claim(), text=form.cleaned_data["text"], by=signed_in(request))
        messages.success(request, SAID[act])
        return True
    return False


@read_or_write
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = signed_in(request)
    ask = get_object_or_404(Remark.objects.visible_to(user).asks().for_page(), pk=pk)
    evidence = ask.marking.revision.evidence
    state = state_of(ask, is_current=evidence.shown_id == ask.marking.revision_id)
    permission = can_answer(user, ask, is_open=state == OPEN)
    if permission.status == HTTPStatus.CONFLICT and request.method != "POST":
        messages.info(request, permission.reason)
        return redirect("assessments:talk", evidence.pk)
    permission.require()
    form = AnswerForm(posted(request))
    if form.is_valid() and _was_answered(request, ask, form):
        return redirect("assessments:talk", evidence.pk)
    decisions = Decision.objects.visible_to(user).in_force().filter(marking=ask.marking_id).for_list()
    page = {
        "ask": ask,
        "evidence": evidence,
        "form": form,
        "decisions": [each for each in decisions if ask.claim_id in (None, each.claim_id)],
        "can_reopen": can_reopen(user, evidence),
    }
    return render(request, "assessments/ask_answer.html", page, status=status(request))


def _was_answered(request: HttpRequest, ask: Remark, form: AnswerForm) -> bool:
    with problems_shown_in(form):
        answer_ask(ask=ask, text=form.cleaned_data["text"], by=signed_in(request))
        messages.success(request, "The decision stands, and the apprentice can read why.")
        return True
    return False
