"""Entering what came of an assessment during the programme, and putting it right."""

import datetime as dt
from dataclasses import replace
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import NoticeKind, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.models import OnProgrammeResult
from assessments.on_programme import on_programme_of
from assessments.permissions.on_programme import can_enter_on_programme
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.on_programme import Entry, problems_with_entry
from assessments.rules.results import NOTE_LIMIT
from portfolio.holding import hold_apprenticeship
from portfolio.models import Apprenticeship
from portfolio.rules import clean_text
from standards.models import Method

CHANGED = "Somebody entered another result meanwhile. Nothing was entered. Read it, then decide."


@transaction.atomic
def enter_on_programme(
    *, apprenticeship: Apprenticeship, method: Method, entry: Entry, seen: str, form_id: UUID, by: User
) -> OnProgrammeResult:
    """seen: the id of the result that was shown to stand, blank where there was none.

    form_id: made by the page, so that a form that is sent twice enters one result. Raises Incomplete.
    """
    hold_apprenticeship(apprenticeship.pk)
    apprenticeship = Apprenticeship.objects.for_page().get(pk=apprenticeship.pk)
    can_enter_on_programme(by, apprenticeship).require()
    if again := _entered_before(apprenticeship, form_id, by):
        return again
    [found] = on_programme_of(apprenticeship, [method])
    last = found.last
    if seen != (str(last.pk) if last else ""):
        raise Refused(CHANGED, HTTPStatus.CONFLICT)
    entry = _cleaned(entry, last)
    problems = problems_with_entry(
        entry,
        found.taken,
        has_distinction=method.distinction_threshold is not None,
        started_on=apprenticeship.started_on,
        today=timezone.localdate(),
    )
    if problems:
        raise Incomplete([Problem(sentence, name) for name, sentence in problems.items()])
    result = OnProgrammeResult.objects.create(
        pk=form_id,
        apprenticeship=apprenticeship,
        method=method,
        held_on=cast("dt.date", entry.held_on),
        grade=entry.grade,
        told_on=cast("dt.date", entry.told_on),
        note=entry.note,
        entered_by=by,
        supersedes=last if entry.corrects else None,
        reason=entry.reason if entry.corrects else "",
    )
    _tell(result, by)
    return result


def _entered_before(apprenticeship: Apprenticeship, form_id: UUID, by: User) -> OnProgrammeResult | None:
    """What the same form entered when it was sent first."""
    entered = OnProgrammeResult.objects.filter(apprenticeship=apprenticeship, entered_by=by, pk=form_id)
    if again := entered.first():
        return again
    refuse_unless_free(OnProgrammeResult, form_id)
    return None


def _cleaned(entry: Entry, last: OnProgrammeResult | None) -> Entry:
    """Where nothing stands, nothing is corrected."""
    return replace(
        entry,
        note=clean_text(entry.note).strip()[:NOTE_LIMIT],
        reason=clean_text(entry.reason).strip()[:REASON_LIMIT],
        corrects=entry.corrects and last is not None,
    )


def _tell(result: OnProgrammeResult, by: User) -> None:
    apprenticeship = result.apprenticeship
    act = "corrected an on-programme result" if result.supersedes_id else "entered an on-programme result"
    record(
        result,
        act,
        provider_id=apprenticeship.provider_id,
        by=by,
        method=result.method.key,
        grade=result.grade,
    )
    tell(
        [apprenticeship.apprentice, apprenticeship.line_manager, apprenticeship.assessor],
        NoticeKind.GATEWAY,
        f"{result.method} of {apprenticeship.apprentice}: {result.get_grade_display().lower()}.",
        url=reverse("assessments:results", args=[apprenticeship.pk]),
        provider_id=apprenticeship.provider_id,
        subject_id=result.pk,
    )
