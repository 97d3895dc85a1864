"""Reminders: of what, whom, on which days, and never twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Letter, MorningRound, Nation, Notification, Role
from assessments.models import EvidenceRequest, Marking, Reopening, SampleFinding, SignRequest
from assessments.reminders import Morning, reminders
from assessments.reminding import make_round, make_rounds
from assessments.rules.reminders import occasion
from portfolio.models import Evidence, Revision
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence, member

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
TUESDAY = dt.datetime(2026, 11, 24, 8, 0, tzinfo=LONDON)
NONE = frozenset()


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


def days_before(now, number):
    return now - dt.timedelta(days=number)


def waiting_since(apprenticeship, moment, **fields):
    piece = evidence(apprenticeship, Revision.State.SUBMITTED, **fields)
    Revision.objects.filter(pk=piece.shown_id).update(submitted_at=moment)
    return piece


def returned_on(apprenticeship, moment):
    piece = evidence(apprenticeship, Revision.State.RETURNED)
    Marking.objects.create(
        revision=piece.shown,
        assessor=apprenticeship.assessor,
        outcome="returned",
        feedback="Say more.",
        created_at=moment,
    )
    return piece


def asked_for(apprenticeship, due_on, asked=TUESDAY - dt.timedelta(days=30), **fields):
    return EvidenceRequest.objects.create(
        apprenticeship=apprenticeship,
        by=apprenticeship.assessor,
        title="A complaint by phone",
        template=TemplateFactory(),
        due_on=due_on,
        created_at=asked,
        **fields,
    )


def said(apprenticeship, now=TUESDAY):
    return [(r.person, r.text) for r in reminders(Morning(apprenticeship.provider, now))]


@pytest.mark.parametrize(
    ("submitted_on", "is_reminded"), [(dt.date(2026, 11, 9), True), (dt.date(2026, 11, 10), False)]
)
def test_assessor_is_reminded_of_what_should_have_been_marked(apprenticeship, submitted_on, is_reminded):
    waiting_since(apprenticeship, dt.datetime.combine(submitted_on, dt.time(12), LONDON))
    who = apprenticeship.apprentice
    text = f"“A refund put right” by {who} should have been marked by Mon 23 Nov 2026."
    assert said(apprenticeship) == ([(apprenticeship.assessor, text)] if is_reminded else [])


def test_piece_without_an_assessor_reminds_nobody():
    apprenticeship = ApprenticeshipFactory(assessor=None)
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    assert said(apprenticeship) == []


@pytest.mark.parametrize(("days", "is_reminded"), [(14, True), (13, False)])
def test_apprentice_is_reminded_of_what_came_back_and_was_left(apprenticeship, days, is_reminded):
    returned_on(apprenticeship, days_before(TUESDAY, days))
    text = "“A refund put right” came back on Tue 10 Nov 2026 and waits for you."
    assert said(apprenticeship) == ([(apprenticeship.apprentice, text)] if is_reminded else [])


def test_piece_that_was_taken_up_again_is_not_reminded_of(apprenticeship):
    piece = returned_on(apprenticeship, days_before(TUESDAY, 30))
    piece.latest = Revision.objects.create(evidence=piece, number=2)
    piece.save()
    assert said(apprenticeship) == []


def test_piece_opened_again_counts_from_then(apprenticeship):
    marking = accepted(apprenticeship)
    Marking.objects.filter(pk=marking.pk).update(created_at=days_before(TUESDAY, 60))
    Reopening.objects.create(
        marking=marking, by=apprenticeship.assessor, reason="A page.", created_at=days_before(TUESDAY, 3)
    )
    Revision.objects.filter(pk=marking.revision_id).update(state="returned")
    assert said(apprenticeship) == []


@pytest.mark.parametrize(
    ("due_on", "asked_on", "today", "holidays", "expected"),
    [
        # 24 November 2026 is a Tuesday.
        (dt.date(2026, 11, 27), dt.date(2026, 11, 2), dt.date(2026, 11, 24), NONE, "soon"),
        (dt.date(2026, 11, 30), dt.date(2026, 11, 2), dt.date(2026, 11, 24), NONE, ""),
        (dt.date(2026, 11, 30), dt.date(2026, 11, 2), dt.date(2026, 11, 24), {dt.date(2026, 11, 27)}, "soon"),
        (dt.date(2026, 11, 30), dt.date(2026, 11, 2), dt.date(2026, 11, 25), NONE, "soon"),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 2), dt.date(2026, 11, 24), NONE, "soon"),
        (dt.date(2026, 11, 24), dt.date(2026, 11, 20), dt.date(2026, 11, 24), NONE, ""),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 20), dt.date(2026, 11, 24), NONE, "overdue"),
    ],
)
def test_occasion_comes_three_working_days_before_and_after_the_day(
    due_on, asked_on, today, holidays, expected
):
    assert occasion(due_on, asked_on, today, holidays) == expected


def test_apprentice_is_reminded_of_what_was_asked_for(apprenticeship):
    asked_for(apprenticeship, dt.date(2026, 11, 25))
    asked_for(apprenticeship, dt.date(2026, 11, 20))
    handed_in = evidence(apprenticeship, Revision.State.SUBMITTED)
    asked_for(apprenticeship, dt.date(2026, 11, 20), evidence=handed_in)
    text = "“A complaint by phone”, which your assessor asked you for, {} on {}."
    assert said(apprenticeship) == [
        (apprenticeship.apprentice, text.format("was due", "Fri 20 Nov 2026")),
        (apprenticeship.apprentice, text.format("is due", "Wed 25 Nov 2026")),
    ]


@pytest.mark.parametrize(("days", "is_reminded"), [(7, True), (6, False)])
def test_who_asked_is_reminded_of_what_nobody_signed(apprenticeship, days, is_reminded):
    SignRequest.objects.create(
        apprenticeship=apprenticeship,
        kind="testimony",
        asked_by=apprenticeship.apprentice,
        name="Rhian Pugh",
        email="rhian@work.example",
        token_hash="0" * 64,
        snapshot_hash="0" * 64,
        created_at=days_before(TUESDAY, days),
        expires_at=TUESDAY + dt.timedelta(days=7),
    )
    text = (
        "Rhian Pugh has not signed yet what you asked for on Tue 17 Nov 2026. "
        "The link works until Tue 1 Dec 2026."
    )
    assert said(apprenticeship) == ([(apprenticeship.apprentice, text)] if is_reminded else [])


def test_assessor_is_reminded_to_answer_a_finding(apprenticeship):
    sample = sampled(apprenticeship)
    SampleFinding.objects.create(
        sample=sample,
        kind="action",
        text="Say why.",
        due_on=dt.date(2026, 11, 23),
        created_at=sample.taken_at,
    )
    text = "Your answer to a finding of quality assurance was due on Mon 23 Nov 2026."
    assert said(apprenticeship) == [(apprenticeship.assessor, text)]
    (reminder,) = reminders(Morning(apprenticeship.provider, TUESDAY))
    assert reminder.url == f"/samples/{sample.pk}/"
    type(sample).objects.update(state="answered")
    assert said(apprenticeship) == []


def sampled(apprenticeship):
    marking = accepted(apprenticeship)
    return marking.samples.create(
        provider=apprenticeship.provider,
        apprenticeship=apprenticeship,
        assessor=apprenticeship.assessor,
        iqa=apprenticeship.iqa,
        stage="interim",
        state="reported",
        snapshot_hash="0" * 64,
        taken_at=days_before(TUESDAY, 20),
    )


def test_apprentice_is_reminded_of_an_inbox_that_is_left(apprenticeship):
    for _ in range(2):
        evidence(apprenticeship, ksbs=[], in_inbox=True)
    assert said(apprenticeship, days_before(timezone.now(), -6)) == []
    later = days_before(timezone.now(), -8)
    text = "2 things in your inbox have waited for more than a week."
    assert said(apprenticeship, later) == [(apprenticeship.apprentice, text)]


@pytest.mark.parametrize("status", ["break", "withdrawn", "completed"])
def test_nobody_is_reminded_about_a_portfolio_that_rests(status):
    apprenticeship = ApprenticeshipFactory(status=status)
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    returned_on(apprenticeship, days_before(TUESDAY, 60))
    asked_for(apprenticeship, dt.date(2026, 11, 20))
    assert said(apprenticeship) == []


def test_round_tells_once_however_often_it_is_made(apprenticeship):
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    assert make_rounds(TUESDAY) == 1
    assert make_rounds(TUESDAY) == 0
    assert make_round(apprenticeship.provider, TUESDAY) == 0
    assert make_rounds(TUESDAY + dt.timedelta(days=1)) == 0
    assert Notification.objects.get().user == apprenticeship.assessor
    assert MorningRound.objects.count() == 2


def test_round_writes_one_letter_to_each_person(apprenticeship):
    for title in ("One", "Two", "Three"):
        waiting_since(apprenticeship, days_before(TUESDAY, 60), title=title)
    make_rounds(TUESDAY)
    assert Letter.objects.get().notifications.count() == 3


def test_piece_handed_in_again_is_a_new_occasion(apprenticeship):
    piece = waiting_since(apprenticeship, days_before(TUESDAY, 60))
    make_rounds(TUESDAY)
    again = Revision.objects.create(
        evidence=piece, number=2, title="Again", state="submitted", submitted_at=TUESDAY
    )
    Evidence.objects.filter(pk=piece.pk).update(shown=again, latest=again)
    assert make_rounds(TUESDAY + dt.timedelta(days=21)) == 1


@pytest.mark.parametrize(
    ("nation", "now", "rounds"),
    [
        (Nation.ENGLAND_AND_WALES, TUESDAY, 1),
        (Nation.ENGLAND_AND_WALES, TUESDAY.replace(hour=5, minute=59), 0),
        (Nation.ENGLAND_AND_WALES, TUESDAY.replace(hour=22), 1),  # the machine was off till then
        (Nation.ENGLAND_AND_WALES, TUESDAY.replace(day=28), 0),  # a Saturday
        (Nation.ENGLAND_AND_WALES, TUESDAY.replace(month=12, day=28), 0),  # a bank holiday
        (Nation.ENGLAND_AND_WALES, TUESDAY.replace(day=30), 1),
        (Nation.SCOTLAND, TUESDAY.replace(day=30), 0),  # St Andrew's Day
    ],
)
def test_round_is_made_on_the_working_mornings_of_the_nation(apprenticeship, nation, now, rounds):
    type(apprenticeship.provider).objects.update(nation=nation)
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    assert make_rounds(now) == rounds


def test_who_left_is_not_reminded(apprenticeship):
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    apprenticeship.assessor.memberships.update(ended_at=TUESDAY)
    make_rounds(TUESDAY)
    assert not Notification.objects.exists()


def test_providers_are_reminded_apart(apprenticeship):
    other = ApprenticeshipFactory()
    for each in (apprenticeship, other):
        waiting_since(each, days_before(TUESDAY, 60))
    MorningRound.objects.create(provider=other.provider, day=TUESDAY.date())
    make_rounds(TUESDAY)
    assert Notification.objects.get().provider == apprenticeship.provider


def test_dry_run_tells_nobody(apprenticeship):
    waiting_since(apprenticeship, days_before(TUESDAY, 60))
    assert make_rounds(TUESDAY, dry_run=True) == 1
    assert not Notification.objects.exists()
    assert not MorningRound.objects.exists()


def test_command_says_how_much_there_was(capsys):
    call_command("remind", "--dry-run")
    assert capsys.readouterr().out == "Would remind of 0 things that are due.\n"


@pytest.mark.parametrize(
    ("read", "days_ago", "stays"), [(True, 181, False), (True, 179, True), (False, 181, True)]
)
def test_sweep_forgets_what_was_read_half_a_year_ago(apprenticeship, read, days_ago, stays):
    Notification.objects.create(
        user=member(apprenticeship.provider, Role.IQA),
        provider=apprenticeship.provider,
        kind="sampled",
        text="Old.",
        url="/",
        subject_id="1",
        created_at=days_before(timezone.now(), days_ago),
        read_at=timezone.now() if read else None,
    )
    call_command("sweep")
    assert Notification.objects.exists() is stays
