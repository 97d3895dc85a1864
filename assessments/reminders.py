"""What is due at a provider today, and who should hear of it: one function a noun, each a few queries."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.holidays import bank_holidays
from accounts.models import Provider, User
from accounts.rules.working_days import Days
from assessments.models import EvidenceRequest, Sample, SampleFinding, SignRequest
from assessments.rules.reminders import (
    INBOX_AFTER,
    OVERDUE,
    RETURNED_AFTER,
    UNANSWERED_AFTER,
    is_left,
    occasion,
)
from assessments.rules.waiting import wait
from portfolio.models import Apprenticeship, Evidence, Revision
from portfolio.rules import counted


@dataclass(frozen=True, slots=True)
class Reminder:
    """subject_id: the row and the occasion, of which each person hears once."""

    person: User
    text: str
    url: str
    subject_id: str


@dataclass(frozen=True)
class Morning:
    """One working day at one provider."""

    provider: Provider
    now: dt.datetime
    today: dt.date = field(init=False)
    holidays: Days = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", timezone.localdate(self.now))
        object.__setattr__(self, "holidays", bank_holidays(self.provider.nation))

    @property
    def current(self) -> QuerySet[Apprenticeship]:
        """Of those who are there and working: nobody is reminded on a break or after leaving."""
        status = Apprenticeship.Status
        working = Apprenticeship.objects.filter(status__in=[status.ON_PROGRAMME, status.IN_GATEWAY])
        return working.filter(provider=self.provider)


def reminders(morning: Morning) -> list[Reminder]:
    return [
        *to_mark(morning),
        *to_revise(morning),
        *to_hand_in(morning),
        *to_be_signed(morning),
        *to_answer(morning),
        *to_finish(morning),
    ]


def to_mark(morning: Morning) -> Iterator[Reminder]:
    """Pieces that should have been marked by now: their assessor."""
    waiting = Evidence.objects.awaiting_marking().filter(apprenticeship__in=morning.current)
    for piece in _with_people(waiting.filter(apprenticeship__assessor__isnull=False)):
        apprenticeship, shown = piece.apprenticeship, piece.shown
        if shown is None or shown.submitted_at is None or apprenticeship.assessor is None:
            continue
        waited = wait(timezone.localdate(shown.submitted_at), morning.today, morning.holidays)
        if waited.is_late:
            due = date_format(waited.due_on)
            text = f"“{shown.title}” by {apprenticeship.apprentice} should have been marked by {due}."
            yield Reminder(apprenticeship.assessor, text, piece.get_absolute_url(), f"{shown.pk} to mark")


def to_revise(morning: Morning) -> Iterator[Reminder]:
    """Pieces that came back and were left lying: the apprentice."""
    returned = Evidence.objects.filter(shown__state=Revision.State.RETURNED, latest=F("shown"))
    lying = returned.filter(apprenticeship__in=morning.current).annotate(
        came_back=Coalesce("shown__marking__reopening__created_at", "shown__marking__created_at")
    )
    for piece in _with_people(lying.filter(came_back__isnull=False)):
        if piece.shown is None:
            continue
        since = timezone.localdate(piece.came_back)  # type: ignore[attr-defined]  # annotated above
        if is_left(since, RETURNED_AFTER, morning.today, morning.holidays):
            text = f"“{piece.shown.title}” came back on {date_format(since)} and waits for you."
            apprentice = piece.apprenticeship.apprentice
            yield Reminder(apprentice, text, piece.get_absolute_url(), f"{piece.shown_id} came back {since}")


def to_hand_in(morning: Morning) -> Iterator[Reminder]:
    """Pieces that the assessor asked for: the apprentice, shortly before the day and once after it."""
    asked = EvidenceRequest.objects.open().filter(apprenticeship__in=morning.current)
    for request in asked.select_related("apprenticeship__apprentice", "evidence").order_by("due_on", "pk"):
        asked_on, due = timezone.localdate(request.created_at), date_format(request.due_on)
        when = occasion(request.due_on, asked_on, morning.today, morning.holidays)
        if when:
            verb = "was due" if when == OVERDUE else "is due"
            text = f"“{request.title}”, which your assessor asked you for, {verb} on {due}."
            url = request.evidence.get_absolute_url() if request.evidence else reverse("assessments:home")
            yield Reminder(request.apprenticeship.apprentice, text, url, f"{request.pk} {when}")


def to_be_signed(morning: Morning) -> Iterator[Reminder]:
    """What somebody was asked to sign and has not: whoever asked."""
    unsigned = SignRequest.objects.open(morning.now).filter(apprenticeship__in=morning.current)
    people = unsigned.select_related("asked_by", "apprenticeship", "revision__evidence")
    for request in people.order_by("created_at", "pk"):
        asked_on = timezone.localdate(request.created_at)
        if is_left(asked_on, UNANSWERED_AFTER, morning.today, morning.holidays):
            ends = date_format(timezone.localdate(request.expires_at))
            text = (
                f"{request.name} has not signed yet what you asked for on {date_format(asked_on)}. "
                f"The link works until {ends}."
            )
            about = request.revision.evidence if request.revision else request.apprenticeship
            yield Reminder(request.asked_by, text, about.get_absolute_url(), f"{request.pk} unsigned")


def to_answer(morning: Morning) -> Iterator[Reminder]:
    """Findings of quality assurance with a day by which they are to be answered: the assessor."""
    findings = SampleFinding.objects.open().filter(
        sample__provider=morning.provider, sample__state=Sample.State.REPORTED
    )
    for finding in findings.select_related("sample__assessor").order_by("due_on", "pk"):
        if finding.due_on is None:
            continue
        asked_on, due = timezone.localdate(finding.created_at), date_format(finding.due_on)
        when = occasion(finding.due_on, asked_on, morning.today, morning.holidays)
        if when:
            verb = "was due" if when == OVERDUE else "is due"
            text = f"Your answer to a finding of quality assurance {verb} on {due}."
            url = reverse("assessments:sample", args=[finding.sample_id])
            yield Reminder(finding.sample.assessor, text, url, f"{finding.pk} {when}")


def to_finish(morning: Morning) -> Iterator[Reminder]:
    """Things caught in a hurry and left in the inbox: the apprentice, once for the oldest of them."""
    old = Q(in_inbox=True, created_at__lt=morning.now - INBOX_AFTER)
    caught = Evidence.objects.filter(old, apprenticeship__in=morning.current)
    lying: dict[Apprenticeship, list[Evidence]] = {}
    for piece in _with_people(caught).order_by("created_at", "pk"):
        lying.setdefault(piece.apprenticeship, []).append(piece)
    for apprenticeship, pieces in lying.items():
        verb = "has" if len(pieces) == 1 else "have"
        text = (
            f"{counted(len(pieces), 'thing').capitalize()} in your inbox {verb} waited for more than a week."
        )
        url = reverse("portfolio:inbox", args=[apprenticeship.pk])
        yield Reminder(apprenticeship.apprentice, text, url, f"{pieces[0].pk} in inbox")


def _with_people(pieces: QuerySet[Evidence]) -> QuerySet[Evidence]:
    people = ("apprenticeship__apprentice", "apprenticeship__assessor")
    return pieces.select_related("shown", *people).order_by("shown__submitted_at", "pk")
