"""Practising through the actions: begun, kept, finished, thrown away, and who may go on."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AuditEvent, Notification, Role
from accounts.permissions import Refused
from assessments.actions import Incomplete
from assessments.actions.mocks_held import StaleMock
from assessments.actions.practice import (
    begin_mock,
    finish_mock,
    keep_mock,
    keep_mock_recording,
    remove_mock_recording,
    throw_away_mock,
)
from assessments.mock_criteria import criteria_of
from assessments.models import CriterionResult, MockAssessment
from assessments.question_bank import Asked, questions_for
from portfolio.forgetting import forget_unattached
from portfolio.models import Claim, KsbProgress, Revision, StoredFile
from standards.models import GuidanceEntry
from tests.assessments.practising import begun, card, content, finished, practicable
from tests.assessments.test_voice import SOUND
from tests.factories import evidence, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return practicable()


def test_a_second_click_goes_on_with_what_was_begun(apprenticeship):
    first = begun(apprenticeship)
    assert begun(apprenticeship) == first
    assert begun(apprenticeship, by=apprenticeship.line_manager) != first
    assert AuditEvent.objects.filter(act="began practice").count() == 2


@pytest.mark.parametrize(
    ("outcomes", "grade", "counts"),
    [
        (("seen",) * 4, "distinction", (2, 2, 2, 2)),
        (("seen", "seen", "seen", "not_seen"), "distinction", (2, 2, 1, 2)),
        (("seen", "seen", "not_seen", "no_chance"), "pass", (2, 2, 0, 2)),
        (("seen", "no_chance", "seen", "seen"), "fail", (1, 2, 2, 2)),
        (("seen",), "fail", (1, 2, 0, 2)),
    ],
)
def test_finishing_counts_what_was_seen_and_grades_it(apprenticeship, outcomes, grade, counts):
    mock = finished(apprenticeship, outcomes=outcomes)
    kept = (mock.pass_shown, mock.pass_asked, mock.distinction_shown, mock.distinction_asked)
    assert (mock.grade, kept, mock.threshold) == (grade, counts, 50)
    rows = CriterionResult.objects.filter(mock=mock)
    recounted = [
        rows.filter(grade=of, **more).count()
        for of in ("pass", "distinction")
        for more in ({"outcome": "seen"}, {})
    ]
    assert recounted == list(counts)


def test_nothing_of_practice_is_evidence_a_decision_or_progress(apprenticeship):
    before = list(KsbProgress.objects.values_list("pk", "state", "met"))
    finished(apprenticeship)
    assert list(KsbProgress.objects.values_list("pk", "state", "met")) == before
    assert not Claim.objects.exclude(outcome="").exists()
    assert not apprenticeship.evidence.exists()


def test_the_apprentice_is_told_once_but_not_of_what_they_did_themselves(apprenticeship):
    finished(apprenticeship)
    finished(apprenticeship, kind="discussion", by=apprenticeship.apprentice)
    told = Notification.objects.filter(kind="practice")
    assert [(notice.user, notice.text) for notice in told] == [
        (
            apprenticeship.apprentice,
            (
                f"{apprenticeship.assessor} finished a practice with you: mock observation. "
                "See what was shown, and what comes next."
            ),
        )
    ]


def test_two_people_at_once_lose_nothing(apprenticeship):
    mock = begun(apprenticeship)
    keep_mock(mock=mock, content=content(notes="Mine"), saves=0, by=apprenticeship.assessor)
    with pytest.raises(StaleMock) as stale:
        keep_mock(mock=mock, content=content(notes="Ours"), saves=0, by=apprenticeship.line_manager)
    assert (stale.value.status, stale.value.kept.content["notes"]) == (409, "Mine")
    assert str(apprenticeship.assessor) in stale.value.reason
    with pytest.raises(StaleMock):
        finish_mock(mock=mock, content=content(notes="Ours"), saves=0, by=apprenticeship.line_manager)
    keep_mock(mock=mock, content=content(notes="Ours"), saves=1, by=apprenticeship.line_manager)
    mock.refresh_from_db()
    assert (mock.content["notes"], mock.saves, mock.is_open) == ("Ours", 2, True)


def test_the_same_words_twice_are_no_clash(apprenticeship):
    mock = begun(apprenticeship)
    keep_mock(mock=mock, content=content(), saves=0, by=apprenticeship.assessor)
    assert keep_mock(mock=mock, content=content(), saves=0, by=apprenticeship.line_manager).saves == 1


def test_what_is_missing_is_said_and_what_was_typed_is_kept_by_the_page(apprenticeship):
    mock = begun(apprenticeship)
    with pytest.raises(Incomplete) as missing:
        finish_mock(mock=mock, content=content(strengths=""), saves=0, by=apprenticeship.assessor)
    assert len(missing.value.problems) == 2
    mock.refresh_from_db()
    assert mock.is_open


def test_a_finished_one_stays_as_it_is(apprenticeship):
    mock = finished(apprenticeship)
    for act in (
        lambda: keep_mock(mock=mock, content=content(), saves=1, by=apprenticeship.assessor),
        lambda: finish_mock(mock=mock, content=content(), saves=1, by=apprenticeship.assessor),
        lambda: throw_away_mock(mock=mock, saves=1, by=apprenticeship.assessor),
        lambda: remove_mock_recording(mock=mock, by=apprenticeship.assessor),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.status == 409
    for change in (lambda: mock.results.update(note="Better"), lambda: mock.results.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_later_plan_does_not_change_what_somebody_was_told(apprenticeship):
    mock = finished(apprenticeship, outcomes=("seen", "seen", "seen", "not_seen"))
    mock.method.distinction_threshold = 100
    mock.method.save()
    mock.method.criteria.update(text="Reworded")
    mock.refresh_from_db()
    assert (mock.grade, mock.threshold) == ("distinction", 50)
    assert not mock.results.filter(text="Reworded").exists()


def test_an_open_one_can_be_thrown_away_and_leaves_its_line_in_the_audit_trail(apprenticeship):
    mock = begun(apprenticeship)
    throw_away_mock(mock=mock, saves=0, by=apprenticeship.assessor)
    assert not MockAssessment.objects.exists()
    assert AuditEvent.objects.filter(act="threw practice away").count() == 1
    with pytest.raises(Refused) as gone:
        keep_mock(
            mock=MockAssessment(pk=mock.pk or "0" * 32), content={}, saves=0, by=apprenticeship.assessor
        )
    assert gone.value.status == 409


def test_a_role_play_is_judged_by_the_criteria_of_its_card_and_has_no_method(apprenticeship):
    mock = begun(apprenticeship, "role_play", scenario=card(apprenticeship))
    assert mock.method is None
    assert {criterion.code for criterion in criteria_of(mock)} == {"P1"}


def test_a_role_play_needs_a_card_of_the_same_standard(apprenticeship):
    foreign = card(practicable())
    for scenario in (None, foreign):
        with pytest.raises(Incomplete):
            begun(apprenticeship, "role_play", scenario=scenario)


def test_a_plan_without_the_method_cannot_be_practised_for(apprenticeship):
    apprenticeship.plan.methods.filter(kind="discussion").delete()
    with pytest.raises(Refused) as refusal:
        begun(apprenticeship, "discussion")
    assert refusal.value.status == 409


def test_who_leaves_can_no_longer_begin(apprenticeship):
    apprenticeship.assessor.memberships.update(ended_at=timezone.now())
    with pytest.raises(Refused):
        begun(apprenticeship)


def test_criteria_about_a_spared_ksb_alone_are_not_asked(apprenticeship):
    apprenticeship.contact_channel = "remote"
    apprenticeship.save()
    apprenticeship.version.ksbs.update(alternative="contact", alternative_channel="face_to_face")
    assert criteria_of(begun(apprenticeship)) == []


def test_questions_come_from_the_guidance_and_from_what_was_handed_in(apprenticeship):
    ksb = apprenticeship.version.ksbs.first()
    entry = GuidanceEntry.objects.create(key="one", title="One", kind="area", synopsis="-", position=1)
    entry.ksbs.add(ksb)
    entry.points.create(
        section="practice_prompts",
        text="Who was first today?",
        strong_answer="A name and a need.",
        position=1,
    )
    entry.points.create(section="exam_tips", text="Breathe.", position=2)
    evidence(apprenticeship, title="Only a draft", ksbs=[ksb])
    mock = begun(apprenticeship, "discussion")
    [asked] = questions_for(apprenticeship, criteria_of(mock))
    assert asked.of_guidance == [Asked("Who was first today?", "A name and a need.")]
    assert asked.of_own_work[0].text.startswith(f"Nothing is handed in for {ksb.code}")
    evidence(apprenticeship, Revision.State.SUBMITTED, title="A cold flat", ksbs=[ksb])
    [asked] = questions_for(apprenticeship, criteria_of(mock))
    assert asked.of_own_work[0].text.startswith(f"In “A cold flat” you claimed {ksb.code}")


def test_a_recording_is_kept_with_the_practice_and_forgotten_when_it_is_removed(apprenticeship):
    mock = begun(apprenticeship, "discussion")
    keep_mock_recording(
        mock=mock, source=ContentFile(SOUND, name="Voice note.wav"), by=apprenticeship.assessor
    )
    assert forget_unattached() == 0
    mock.refresh_from_db()
    assert mock.recording is not None
    remove_mock_recording(mock=mock, by=apprenticeship.assessor)
    assert forget_unattached() == 1
    assert not StoredFile.objects.exists()


def sees(user, mock):
    return MockAssessment.objects.visible_to(user).filter(pk=mock.pk).exists()


@pytest.mark.parametrize(
    ("kind", "who_began", "seen_open_by"),
    [
        ("observation", "assessor", {"assessor", "line_manager"}),
        ("discussion", "assessor", {"assessor"}),
        ("showcase", "assessor", {"assessor"}),
        ("discussion", "apprentice", {"apprentice"}),
        ("observation", "line_manager", {"assessor", "line_manager"}),
    ],
)
def test_what_is_open_is_seen_by_those_who_may_go_on_alone(apprenticeship, kind, who_began, seen_open_by):
    by = getattr(apprenticeship, who_began)
    people = {
        name: getattr(apprenticeship, name) for name in ("apprentice", "assessor", "line_manager", "iqa")
    }
    people["administrator"] = member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    mock = begun(apprenticeship, kind, by)
    assert {name for name, user in people.items() if sees(user, mock)} == seen_open_by
    done = finished(apprenticeship, kind, by=by)
    assert done == mock
    assert {name for name, user in people.items() if sees(user, done)} == set(people)


def test_nobody_goes_on_with_what_an_apprentice_practises_alone(apprenticeship):
    mock = begun(apprenticeship, "discussion", apprenticeship.apprentice)
    with pytest.raises(Refused) as refusal:
        keep_mock(mock=mock, content=content(), saves=0, by=apprenticeship.assessor)
    assert refusal.value.status == 403


def test_an_unknown_scenario_is_refused_even_when_the_kind_needs_none(apprenticeship):
    mock = begin_mock(
        apprenticeship=apprenticeship,
        kind="observation",
        scenario=card(apprenticeship),
        by=apprenticeship.assessor,
    )
    assert mock.scenario is None
