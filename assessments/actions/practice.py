"""Practising: begin a mock, keep what is half done, finish it for good, throw it away.

Nothing here is evidence or a decision, and no readiness follows from it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.telling import tell
from assessments.actions.keeping import MOST_KEPT
from assessments.actions.marking import Incomplete
from assessments.actions.mocks_held import StaleMock, hold_mock
from assessments.mock_criteria import criteria_of, method_for
from assessments.models import CriterionResult, MockAssessment, MockPhoto, ThrownAwayMock
from assessments.permissions.practice import can_begin, can_practise, can_throw_away, is_self_marked
from assessments.photos import photos_of, taken
from assessments.recordings import keep_recording, problem_with, problem_with_kept, status_of
from assessments.rules import Problem
from assessments.rules.grades import method_grade, tally_of
from assessments.rules.photos import captions_in, problems_with_photos
from assessments.rules.practice import Judged, judged_in, marks_of, on_the_clock, problems_with_finishing
from assessments.wording import called
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from standards.models import Criterion, ScenarioCard

NO_CARD = Problem("Choose a card that is offered for this standard.", "scenario")


@transaction.atomic
def begin_mock(
    *, apprenticeship: Apprenticeship, kind: str, scenario: ScenarioCard | None = None, by: User
) -> MockAssessment:
    """Begin one, or go on with one's own that is open: a second click begins no second one."""
    apprenticeship = hold_apprenticeship(apprenticeship.pk)
    is_role_play = kind == MockAssessment.Kind.ROLE_PLAY
    method = None if is_role_play else method_for(apprenticeship, kind)
    can_begin(by, apprenticeship, kind, method).require()
    if is_role_play and (scenario is None or scenario.version_id != apprenticeship.version_id):
        raise Incomplete([NO_CARD])
    same: dict[str, Any] = {"kind": kind, "scenario": scenario if is_role_play else None, "begun_by": by}
    open_one = MockAssessment.objects.open().filter(apprenticeship=apprenticeship, **same)
    known = open_one.order_by("begun_at", "pk").first()
    if known is not None:
        return known
    return _begun(MockAssessment(apprenticeship=apprenticeship, method=method, **same))


@transaction.atomic
def begin_anew(*, mock: MockAssessment, content: Mapping[str, Any], by: User) -> MockAssessment:
    """What was tapped and typed for a mock that is over goes on as a new one; a second click goes on with it.

    Photos and the recording stay where they were.
    """
    apprenticeship = hold_apprenticeship(mock.apprenticeship_id)
    can_practise(by, apprenticeship, mock.kind).require()
    words = {name: value for name, value in content.items() if name != "photos"}
    same = {"kind": mock.kind, "scenario": mock.scenario, "method": mock.method, "begun_by": by}
    open_ones = MockAssessment.objects.open().filter(apprenticeship=apprenticeship, **same)
    for known in open_ones.order_by("begun_at", "pk"):
        if known.content == words:
            return known
    new = _begun(MockAssessment(apprenticeship=apprenticeship, **same))
    return _kept(new, words, new.saves, by)


def _begun(mock: MockAssessment) -> MockAssessment:
    mock.save(force_insert=True)
    provider_id = mock.apprenticeship.provider_id
    record(mock, "began practice", provider_id=provider_id, by=mock.begun_by, kind=mock.kind)
    return mock


@transaction.atomic
def keep_mock(*, mock: MockAssessment, content: Mapping[str, Any], saves: int, by: User) -> MockAssessment:
    """Save what was tapped and typed over what had been saved `saves` times. Raises StaleMock."""
    mock = hold_mock(mock, by)
    return _kept(mock, content, saves, by)


@transaction.atomic
def finish_mock(*, mock: MockAssessment, content: Mapping[str, Any], saves: int, by: User) -> MockAssessment:
    """For good: a row for each criterion, and the grade with its counts. Raises StaleMock, Incomplete."""
    mock = _kept(hold_mock(mock, by), content, saves, by)
    judged, criteria = judged_in(content), criteria_of(mock)
    strengths, next_steps = content["strengths"], content["next_steps"]
    photos, captions = photos_of(mock), captions_in(content)
    problems = problems_with_finishing(judged, strengths, next_steps)
    problems += problems_with_photos([taken(photo) for photo in photos], captions)
    kept = problem_with_kept(mock.recording)
    if problems or kept:
        raise Incomplete([*problems, *([kept] if kept else [])])
    now = timezone.now()
    mock.strengths, mock.next_steps = strengths, next_steps
    mock.seconds = on_the_clock(content["seconds"], content["since"], int(now.timestamp()))
    mock.finished_by, mock.finished_at = by, now
    _grade(mock, criteria, judged)
    mock.save()
    _describe(photos, captions)
    CriterionResult.objects.bulk_create(
        _result(mock, criterion, judged.get(str(criterion.pk), Judged())) for criterion in criteria
    )
    record(mock, "finished practice", provider_id=mock.apprenticeship.provider_id, by=by, kind=mock.kind)
    _tell_apprentice(mock, by)
    return mock


@transaction.atomic
def throw_away_mock(*, mock: MockAssessment, saves: int, by: User) -> None:
    """Only while it is open, by whoever runs it, as saved `saves` times. Its line in the audit trail stays.

    Raises StaleMock. Who else had a hand in it is told, and so is whoever still has it on screen and saves.
    """
    mock = hold_mock(mock, by)
    if mock.saves != saves:
        raise StaleMock(mock)
    can_throw_away(by, mock).require()
    record(mock, "threw practice away", provider_id=mock.apprenticeship.provider_id, by=by, kind=mock.kind)
    ThrownAwayMock.objects.create(
        pk=mock.pk,
        apprenticeship=mock.apprenticeship,
        kind=mock.kind,
        method=mock.method,
        scenario=mock.scenario,
        begun_by=mock.begun_by,
        begun_at=mock.begun_at,
        thrown_away_by=by,
    )
    _tell_whoever_ran_it(mock, by)
    mock.delete()


@transaction.atomic
def keep_mock_recording(*, mock: MockAssessment, source: "File[bytes]", by: User) -> MockAssessment:
    """In place of what was there; the sweep forgets what nothing holds any more."""
    mock = hold_mock(mock, by)
    problem = problem_with(source, mock.apprenticeship.provider)
    if problem:
        raise Incomplete([problem], status_of(problem))
    mock.recording = keep_recording(mock.apprenticeship.provider, source)
    mock.save(update_fields=["recording"])
    return mock


@transaction.atomic
def remove_mock_recording(*, mock: MockAssessment, by: User) -> MockAssessment:
    mock = hold_mock(mock, by)
    mock.recording = None
    mock.save(update_fields=["recording"])
    return mock


def _kept(mock: MockAssessment, content: Mapping[str, Any], saves: int, by: User) -> MockAssessment:
    if mock.content == content:
        return mock
    if mock.saves != saves:
        raise StaleMock(mock)
    if len(json.dumps(content)) > MOST_KEPT:
        raise Incomplete([Problem("That is more than one practice can hold. Shorten it a little.", "notes")])
    mock.content, mock.saves = dict(content), saves + 1
    mock.saved_at, mock.saved_by = timezone.now(), by
    mock.save(update_fields=["content", "saves", "saved_at", "saved_by"])
    return mock


def _grade(mock: MockAssessment, criteria: Sequence[Criterion], judged: Mapping[str, Judged]) -> None:
    """With the plan's figures as they are today, kept beside the grade."""
    threshold = mock.method.distinction_threshold if mock.method else None
    grades = {str(criterion.pk): criterion.grade for criterion in criteria}
    found = method_grade(tally_of(marks_of(grades, judged), threshold))
    mock.grade, mock.threshold = found.grade, threshold
    mock.pass_shown, mock.pass_asked = found.tally.pass_shown, found.tally.pass_asked
    mock.distinction_shown = found.tally.distinction_shown
    mock.distinction_asked = found.tally.distinction_asked


def _result(mock: MockAssessment, criterion: Criterion, judged: Judged) -> CriterionResult:
    return CriterionResult(
        mock=mock,
        criterion=criterion,
        outcome=judged.outcome or CriterionResult.Outcome.NO_CHANCE,
        note=judged.note,
        at=judged.at if judged.outcome == CriterionResult.Outcome.SEEN else None,
        grade=criterion.grade,
        text=criterion.text,
    )


def _describe(photos: Sequence[MockPhoto], captions: Mapping[str, str]) -> None:
    for photo in photos:
        photo.caption = captions[str(photo.pk)]
    MockPhoto.objects.bulk_update(photos, ["caption"])


def _tell_whoever_ran_it(mock: MockAssessment, by: User) -> None:
    others = {mock.begun_by, mock.saved_by} - {by, None}
    tell(
        others,
        NoticeKind.PRACTICE,
        f"{by} threw away the {called(mock).lower()} with {mock.apprenticeship.apprentice} "
        f"that was begun by {mock.begun_by}.",
        url=reverse("assessments:practice", args=[mock.apprenticeship_id]),
        provider_id=mock.apprenticeship.provider_id,
        subject_id=mock.pk,
    )


def _tell_apprentice(mock: MockAssessment, by: User) -> None:
    if is_self_marked(mock):
        return
    tell(
        [mock.apprenticeship.apprentice],
        NoticeKind.PRACTICE,
        f"{by} finished a practice with you: {called(mock).lower()}. "
        "See what was shown, and what comes next.",
        url=reverse("assessments:mock", args=[mock.pk]),
        provider_id=mock.apprenticeship.provider_id,
        subject_id=mock.pk,
    )
