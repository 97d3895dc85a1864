"""What the employer verifies during the programme, and what is assessed before the end."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessments.actions.on_programme import enter_on_programme
from assessments.actions.signing import sign_behaviours
from assessments.models import OnProgrammeResult, SignKind
from assessments.rules.on_programme import Entry
from assessments.rules.signing import Sighting, Signing
from reports.demo import library
from reports.demo.people import Enrolment
from reports.demo.story import Story
from standards.models import Method

SIGNED_TOGETHER = 2
DAYS_UNTIL_SIGNED = 4
DAYS_UNTIL_NOTICE = 6


def plan_programme(story: Story, enrolment: Enrolment) -> None:
    stage = enrolment.stage
    if not (stage.verified or stage.results):
        return
    told = library.read("venue_seen")
    span = stage.started - stage.quiet
    for number in range(0, len(stage.verified), SIGNED_TOGETHER):
        codes = stage.verified[number : number + SIGNED_TOGETHER]
        days_ago = stage.quiet + 0.18 * span if number else stage.quiet + 0.45 * span
        story.add(days_ago, partial(_verify, enrolment, codes, told))
    for days_ago, grade in stage.results:
        story.add(days_ago - DAYS_UNTIL_NOTICE, partial(_enter, enrolment, grade, told["results"]))


def _verify(enrolment: Enrolment, codes: Sequence[str], told: Mapping[str, Any]) -> None:
    """One line each, seen in the days before."""
    chance = random.Random(f"{enrolment.apprentice.email} {codes}")  # noqa: S311  # a story, not a secret
    today = timezone.localdate()
    seen = {
        code: Sighting(
            chance.choice(told["seen"][code]), today - dt.timedelta(days=DAYS_UNTIL_SIGNED + place)
        )
        for place, code in enumerate(codes)
    }
    signing = Signing(SignKind.BEHAVIOURS, "", told["role"], told["relationship"], behaviours=seen)
    sign_behaviours(apprenticeship=enrolment.apprenticeship, signing=signing, by=enrolment.line_manager)


def _enter(enrolment: Enrolment, grade: str, notes: Mapping[str, str]) -> None:
    """On the day of the notice, by the assessor."""
    told_on = timezone.localdate()
    apprenticeship = enrolment.apprenticeship
    last = OnProgrammeResult.objects.filter(apprenticeship=apprenticeship).in_force().in_order().last()
    enter_on_programme(
        apprenticeship=apprenticeship,
        method=Method.objects.get(plan=apprenticeship.plan_id, moment=Method.Moment.ON_PROGRAMME),
        entry=Entry(grade, told_on - dt.timedelta(days=DAYS_UNTIL_NOTICE), told_on, notes[grade]),
        seen=str(last.pk) if last else "",
        form_id=uuid4(),
        by=enrolment.assessor,
    )
