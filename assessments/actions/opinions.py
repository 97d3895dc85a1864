"""Asking assessors to judge a piece again without knowing what was decided, and giving such an opinion."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.exhibition import claims_made_in
from assessments.lending import lend, take_back
from assessments.models import Exercise, Opinion, OpinionDecision
from assessments.peers import blind_to
from assessments.permissions.opinions import can_ask_opinions, can_close_exercise, can_give_opinion
from assessments.rules import Judgement, Problem
from assessments.rules.opinions import problems_with_asking, problems_with_opinion
from portfolio.holding import hold_evidence
from portfolio.models import Evidence, Revision
from portfolio.rules import clean_text, trimmed


@transaction.atomic
def ask_opinions(
    *,
    evidence: Evidence,
    kind: str,
    assessors: Sequence[User],
    title: str,
    due_on: dt.date,
    by: User,
    note: str = "",
) -> Exercise:
    """Ask these assessors what they make of the version that others see; each is lent its files.

    The same asked again while it is open is the one that is there.
    """
    evidence = hold_evidence(evidence.pk, "apprenticeship", "shown")
    can_ask_opinions(by, evidence).require()
    revision = evidence.shown
    if revision is None:
        raise Incomplete([Problem("This piece was never submitted.", "title")])
    title, note = trimmed(title), trimmed(note)
    problems = problems_with_asking(kind, len(assessors), title, due_on, timezone.localdate())
    problems += _problems_with_people(evidence, assessors)
    if problems:
        raise Incomplete(problems)
    wanted = {
        "revision": revision,
        "kind": kind,
        "title": title,
        "note": note,
        "set_by": by,
        "due_on": due_on,
    }
    same = _open_with(assessors, Exercise.objects.filter(**wanted, closed_at=None))
    if same:
        return same
    exercise = Exercise.objects.create(provider_id=evidence.apprenticeship.provider_id, **wanted)
    for assessor in assessors:
        _ask(exercise, assessor)
    record(exercise, "asked for opinions", provider_id=exercise.provider_id, by=by, asked=len(assessors))
    return exercise


def _open_with(assessors: Sequence[User], exercises: QuerySet[Exercise]) -> Exercise | None:
    """The one of them that asks exactly these assessors."""
    people = {person.pk for person in assessors}
    for exercise in exercises.order_by("pk"):
        if set(exercise.opinions.values_list("assessor", flat=True)) == people:
            return exercise
    return None


def _problems_with_people(evidence: Evidence, assessors: Sequence[User]) -> list[Problem]:
    blind = set(blind_to(evidence).values_list("pk", flat=True))
    seeing = [str(person) for person in assessors if person.pk not in blind]
    if not seeing:
        return []
    names = " and ".join(seeing)
    sentence = f"{names} could see what was decided on this piece, or decided it. Choose somebody else."
    return [Problem(sentence, "assessors")]


def _ask(exercise: Exercise, assessor: User) -> None:
    """The sentence names neither the piece nor anybody around it."""
    opinion = Opinion.objects.create(exercise=exercise, assessor=assessor)
    lend(exercise.revision, assessor)
    tell(
        [assessor],
        NoticeKind.OPINION,
        f"You are asked for your opinion: {exercise.title}.",
        url=opinion.get_absolute_url(),
        provider_id=exercise.provider_id,
        subject_id=opinion.pk,
    )


@transaction.atomic
def save_opinion(*, opinion: Opinion, typed: Mapping[str, str], by: User) -> Opinion:
    """Keep what was typed so far; nobody else sees it."""
    opinion = _held(opinion)
    can_give_opinion(by, opinion).require()
    opinion.draft = {name: clean_text(text) for name, text in typed.items()}
    opinion.save(update_fields=["draft"])
    return opinion


@transaction.atomic
def give_opinion(
    *, opinion: Opinion, judgements: Mapping[UUID, Judgement], feedback: str, by: User
) -> Opinion:
    """Give it for good. judgements: by claim id; those of other claims are ignored."""
    opinion = _held(opinion)
    can_give_opinion(by, opinion).require()
    claims = claims_made_in(opinion.exercise.revision)
    given = {claim: judgements.get(claim.pk, Judgement("")).cleaned for claim in claims}
    problems = problems_with_opinion({claim.ksb.code: judgement for claim, judgement in given.items()})
    if problems:
        raise Incomplete(problems)
    OpinionDecision.objects.bulk_create(
        OpinionDecision(opinion=opinion, claim=claim, outcome=said.outcome, reason=said.reason)
        for claim, said in given.items()
    )
    opinion.feedback, opinion.draft, opinion.given_at = trimmed(feedback), {}, timezone.now()
    opinion.save(update_fields=["feedback", "draft", "given_at"])
    exercise = opinion.exercise
    record(opinion, "gave an opinion", provider_id=exercise.provider_id, by=by, exercise=str(exercise.pk))
    _tell(exercise, [exercise.set_by], f"{by} gave an opinion: {exercise.title}.", opinion)
    return opinion


@transaction.atomic
def close_exercise(*, exercise: Exercise, outcome: str, by: User) -> Exercise:
    """Nobody adds an opinion any more; everybody who was asked reads the results, and the loans end."""
    exercise = Exercise.objects.select_for_update(of=("self",)).get(pk=exercise.pk)
    exercise.revision = Revision.objects.select_related("evidence__apprenticeship").get(
        pk=exercise.revision_id
    )
    can_close_exercise(by, exercise).require()
    exercise.outcome, exercise.closed_at = trimmed(outcome), timezone.now()
    exercise.save(update_fields=["outcome", "closed_at"])
    asked = [opinion.assessor for opinion in exercise.opinions.select_related("assessor").order_by("pk")]
    for assessor in asked:
        take_back(exercise.revision, assessor)
    record(exercise, "closed", provider_id=exercise.provider_id, by=by)
    _tell(exercise, asked, f"The results are in: {exercise.title}.", exercise)
    return exercise


def _held(opinion: Opinion) -> Opinion:
    """As it is after the wait; the exercise first, so that it is not closed meanwhile."""
    list(Exercise.objects.select_for_update(no_key=True).filter(pk=opinion.exercise_id).only("pk"))
    list(Opinion.objects.select_for_update(no_key=True).filter(pk=opinion.pk).only("pk"))
    return Opinion.objects.select_related("exercise__revision", "exercise__set_by").get(pk=opinion.pk)


def _tell(exercise: Exercise, people: Sequence[User], text: str, about: Exercise | Opinion) -> None:
    tell(
        people,
        NoticeKind.OPINION,
        text,
        url=exercise.get_absolute_url(),
        provider_id=exercise.provider_id,
        subject_id=about.pk,
    )
