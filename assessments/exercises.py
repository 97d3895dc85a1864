"""The list of exercises: what is asked of this person, and what they have asked of others."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from assessments.models import Exercise, Opinion


@dataclass(frozen=True, slots=True)
class Asked:
    """state: "asked", "begun", "given" or "closed"."""

    title: str
    kind: str
    due_on: dt.date
    is_late: bool
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Led:
    title: str
    kind: str
    due_on: dt.date
    is_late: bool
    given: int
    asked: int
    is_closed: bool
    url: str


def asked_of(user: User, today: dt.date) -> list[Asked]:
    """Those still to be given first, by the day they are wanted. One query."""
    opinions = Opinion.objects.asked_of(user).select_related("exercise")
    rows = [_asked(opinion, today) for opinion in opinions.order_by("exercise__due_on", "pk")]
    return sorted(rows, key=lambda row: row.state not in {"asked", "begun"})


def wanted_of(user: User, today: dt.date) -> list[Asked]:
    """Those still to be given, by the day they are wanted. One query."""
    opinions = Opinion.objects.asked_of(user).wanted().select_related("exercise")
    return [_asked(opinion, today) for opinion in opinions.order_by("exercise__due_on", "pk")]


def _asked(opinion: Opinion, today: dt.date) -> Asked:
    exercise = opinion.exercise
    state = (
        "given"
        if opinion.given_at
        else "closed"
        if exercise.closed_at
        else "begun"
        if opinion.draft
        else "asked"
    )
    is_open = state in {"asked", "begun"}
    return Asked(
        title=exercise.title,
        kind=exercise.get_kind_display(),
        due_on=exercise.due_on,
        is_late=is_open and exercise.due_on < today,
        state=state,
        url=opinion.get_absolute_url() if is_open else exercise.get_absolute_url(),
    )


def led_by(user: User, today: dt.date) -> Sequence[Led]:
    """The open ones first, newest first. One query."""
    exercises = Exercise.objects.led_by(user).annotate(
        asked=Count("opinions"), given=Count("opinions", filter=Q(opinions__given_at__isnull=False))
    )
    rows = [_led(exercise, today) for exercise in exercises.order_by("-created_at", "pk")]
    return sorted(rows, key=lambda row: row.is_closed)


def _led(exercise: Exercise, today: dt.date) -> Led:
    counts = vars(exercise)
    return Led(
        title=exercise.title,
        kind=exercise.get_kind_display(),
        due_on=exercise.due_on,
        is_late=exercise.closed_at is None and exercise.due_on < today and counts["given"] < counts["asked"],
        given=counts["given"],
        asked=counts["asked"],
        is_closed=exercise.closed_at is not None,
        url=exercise.get_absolute_url(),
    )
