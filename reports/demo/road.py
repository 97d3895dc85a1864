"""Training hours, and the road through the gateway: signed, confirmed, booked, failed once, completed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from assessments.actions.gateway import confirm_gateway, open_gateway, sign_gateway
from assessments.actions.results import (
    agree_resit,
    book_method,
    enter_final,
    enter_result,
    plan_resit,
)
from assessments.gateway import facts_of, for_gateway
from assessments.models import Booking
from assessments.permissions.gateway import part_of
from assessments.rules.gateway import STATEMENTS
from assessments.rules.results import Day, Notice
from portfolio.models import Apprenticeship
from portfolio.programme_actions import keep_training_plan, log_training
from portfolio.programme_rules import PLAN_FIELDS, Training
from reports.demo import library
from reports.demo.people import FIRST_ADDRESS, Enrolment
from reports.demo.story import Story, working_hours
from standards.models import Method

SIGNING, DECLARED, CONFIRMED, RESITTING, COMPLETED = (
    "signing",
    "declared",
    "confirmed",
    "resitting",
    "completed",
)
LESSON_MINUTES = 420
LESSONS = 40
DAYS_BEFORE_OPENING = 3.5
LEVEL = {"showcase": "pass", "observation": "pass", "discussion": "distinction"}


@dataclass
class Road:
    """What one apprentice does on the way, told by day after the portfolio went quiet."""

    story: Story
    enrolment: Enrolment
    told: Mapping[str, Any]

    @property
    def apprenticeship(self) -> Apprenticeship:
        return Apprenticeship.objects.get(pk=self.enrolment.apprenticeship.pk)

    def plan(self) -> None:
        stage = self.enrolment.stage
        self.story.add(stage.started - 3, self._keep_plan)
        self._train(stage.started, stage.quiet)
        if stage.road:
            self._to_the_gateway(stage.road, stage.quiet - DAYS_BEFORE_OPENING)

    def _keep_plan(self) -> None:
        typed = {**dict.fromkeys(PLAN_FIELDS, ""), "weekly_hours": None, "prior_learning_hours": 0}
        keep_training_plan(
            apprenticeship=self.apprenticeship,
            typed={**typed, **self.told["plan"]},
            seen="",
            by=self.enrolment.assessor,
        )

    def _train(self, started: int, quiet: int) -> None:
        """A lesson every few days, so that the hours are there in the end; others are on their way."""
        lessons = self.told["training"]
        gap = (started - 10 - quiet) / LESSONS
        for number in range(LESSONS):
            days_ago = started - 6 - gap * number
            self.story.add(days_ago, partial(self._lesson, lessons[number % len(lessons)]))

    def _lesson(self, lesson: Mapping[str, str]) -> None:
        training = Training(timezone.localdate(), LESSON_MINUTES, lesson["kind"], lesson["learned"])
        log_training(
            apprenticeship=self.apprenticeship,
            entry_id=uuid4(),
            training=training,
            by=self.enrolment.apprentice,
        )

    def _to_the_gateway(self, road: str, days_ago: float) -> None:
        who = self.enrolment
        at = self.story.add(days_ago, self._open)
        signers = [who.apprentice] if road == SIGNING else [who.apprentice, who.line_manager, who.admin]
        for number, signer in enumerate(signers, start=1):
            at = self.story.add(days_ago - number * 0.8, partial(self._sign, signer), at)
        if road in {SIGNING, DECLARED}:
            return
        at = self.story.add(days_ago - 4, self._confirm, at)
        if road == CONFIRMED:
            for kind, ahead in (("observation", 9), ("discussion", 16), ("showcase", 16)):
                at = self.story.add(days_ago - 5, partial(self._book, kind, -ahead), at)
        else:
            self._assessed(road, days_ago - 6, at)

    def _assessed(self, road: str, days_ago: float, at: dt.datetime) -> None:
        grades = {**LEVEL, "observation": "fail"} if road == RESITTING else LEVEL
        for number, kind in enumerate(grades):
            on = days_ago - 14 - 4 * number
            booked = self.story.add(days_ago, partial(self._book, kind, on), at)
            at = self.story.add(on - 8, partial(self._result, kind, grades[kind]), booked)
        if road == COMPLETED:
            self.story.add(days_ago - 38, self._final, at)
            return
        at = self.story.add(days_ago - 34, self._plan_resit, at)
        at = self.story.add(days_ago - 37, self._agree, at)
        self.story.add(days_ago - 39, partial(self._book, "observation", -6), at)

    def _open(self) -> None:
        open_gateway(apprenticeship=self.apprenticeship, by=self.enrolment.assessor)

    def _sign(self, by: User) -> None:
        facts = facts_of(for_gateway(Apprenticeship.objects.filter(pk=self.enrolment.apprenticeship.pk))[0])
        every = range(len(STATEMENTS[part_of(by, facts.apprenticeship)]))
        sign_gateway(apprenticeship=facts.apprenticeship, ticked=every, about_hash=facts.about_hash, by=by)

    def _confirm(self) -> None:
        confirm_gateway(apprenticeship=self.apprenticeship, by=self.enrolment.admin)

    def _book(self, kind: str, days_ago: float) -> None:
        """days_ago: of the day booked, before today's today; below nought for one still to come.

        Nothing where the plan has no such method.
        """
        method = Method.objects.filter(plan=self.enrolment.apprenticeship.plan_id, kind=kind).first()
        if method is None:
            return
        day = working_hours(self.story.now - dt.timedelta(days=days_ago)).date()
        place = self.told["online" if kind == "discussion" else "place"]
        book_method(
            apprenticeship=self.apprenticeship,
            method=method,
            day=Day(max(day, timezone.localdate()), dt.time(10), "" if kind == "showcase" else place),
            by=self.enrolment.admin,
        )

    def _last(self, kind: str) -> Booking:
        mine = Booking.objects.filter(gateway__apprenticeship=self.enrolment.apprenticeship.pk)
        return mine.for_page().filter(method__kind=kind).latest("created_at")

    def _result(self, kind: str, grade: str) -> None:
        note = self.told["failed_note"] if grade == "fail" else ""
        notice = Notice(grade, timezone.localdate(), note)
        enter_result(booking=self._last(kind), notice=notice, by=self.enrolment.admin)

    def _plan_resit(self) -> None:
        plan = self.told["resit"]["action_plan"]
        plan_resit(
            booking=self._last("observation"), kind="retake", action_plan=plan, by=self.enrolment.assessor
        )

    def _agree(self) -> None:
        failed = self._last("observation").results.get()
        agree_resit(resit=failed.resit, by=self.enrolment.line_manager)

    def _final(self) -> None:
        notice = Notice("pass", timezone.localdate())
        enter_final(apprenticeship=self.apprenticeship, notice=notice, by=self.enrolment.admin)


def plan_road(story: Story, enrolment: Enrolment) -> None:
    """For everybody on the road, the ready, whom employers verify, and the first, who has hours to go."""
    stage, is_first = enrolment.stage, enrolment.apprentice.email == FIRST_ADDRESS
    if stage.road or stage.has_showcase or stage.verified or is_first:
        Road(story, enrolment, library.told("road", enrolment.workplace)).plan()
