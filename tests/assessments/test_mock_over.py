"""A mock that is finished or thrown away while somebody else still runs it: nobody loses what they typed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.permissions import Refused
from assessments.actions.mocks_held import MockIsOver, StaleMock
from assessments.actions.practice import begin_anew, finish_mock, keep_mock, throw_away_mock
from assessments.models import MockAssessment, ThrownAwayMock
from tests.assessments.practising import (
    WORDS,
    begun,
    card,
    content,
    finished,
    photographed,
    practicable,
    thrown_away,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return practicable()


@pytest.fixture
def manager(apprenticeship, as_user):
    return as_user(apprenticeship.line_manager)


@pytest.fixture
def run_by_manager(apprenticeship):
    return begun(apprenticeship, by=apprenticeship.line_manager)


def at(name, row):
    return reverse(f"assessments:{name}", args=[row.pk])


def typed(mock, outcome="not_seen", **more):
    criteria = {f"outcome-{each.pk}": outcome for each in mock.method.criteria.all()}
    return criteria | WORDS | {"saves": 0, "notes": "The manager's"} | more


def test_only_whoever_runs_it_throws_it_away(apprenticeship, run_by_manager):
    with pytest.raises(Refused) as refusal:
        thrown_away(run_by_manager, apprenticeship.assessor)
    assert refusal.value.status == 403
    assert str(apprenticeship.line_manager) in refusal.value.reason
    thrown_away(run_by_manager)
    assert not MockAssessment.objects.exists()


def test_whoever_saved_it_last_runs_it(apprenticeship):
    mock = begun(apprenticeship)
    kept = keep_mock(mock=mock, content=content(), saves=0, by=apprenticeship.line_manager)
    with pytest.raises(Refused) as refusal:
        throw_away_mock(mock=mock, saves=kept.saves, by=apprenticeship.assessor)
    assert refusal.value.status == 403
    throw_away_mock(mock=mock, saves=kept.saves, by=apprenticeship.line_manager)
    [told] = Notification.objects.filter(kind="practice")
    assert told.user == apprenticeship.assessor
    assert told.text.startswith(f"{apprenticeship.line_manager} threw away the mock observation with ")
    assert told.url == reverse("assessments:practice", args=[apprenticeship.pk])


def test_what_its_runner_left_behind_may_be_thrown_away(apprenticeship, run_by_manager):
    apprenticeship.line_manager.memberships.update(ended_at=timezone.now())
    thrown_away(run_by_manager, apprenticeship.assessor)
    assert not MockAssessment.objects.exists()


def test_throwing_away_something_newer_than_what_one_saw_is_refused(apprenticeship):
    mock = begun(apprenticeship)
    keep_mock(mock=mock, content=content(notes="From my phone"), saves=0, by=apprenticeship.assessor)
    with pytest.raises(StaleMock):
        throw_away_mock(mock=mock, saves=0, by=apprenticeship.assessor)


def test_its_page_says_who_may_throw_it_away(apprenticeship, run_by_manager, manager, as_user):
    assert at("mock-throw-away", run_by_manager) in manager.get(at("mock", run_by_manager)).content.decode()
    page = as_user(apprenticeship.assessor).get(at("mock", run_by_manager)).content.decode()
    assert at("mock-throw-away", run_by_manager) not in page
    assert "runs this practice and may be in the middle of it" in page


def test_throwing_away_over_a_newer_save_shows_both(apprenticeship, as_user):
    mock = begun(apprenticeship)
    keep_mock(mock=mock, content=content(notes="From my phone"), saves=0, by=apprenticeship.assessor)
    answer = as_user(apprenticeship.assessor).post(at("mock-throw-away", mock), typed(mock, notes="Here"))
    page = answer.content.decode()
    assert (answer.status_code, "From my phone" in page, "Here" in page) == (409, True, True)
    assert MockAssessment.objects.count() == 1


@pytest.mark.parametrize("act", ["mock", "mock-save", "mock-throw-away", "mock-recording", "mock-photos"])
def test_what_was_finished_meanwhile_shows_both_and_goes_on_as_a_new_one(apprenticeship, manager, act):
    mock = finished(apprenticeship, outcomes=("seen", "not_seen"))
    answer = manager.post(at(act, mock), typed(mock, seconds=90, later="yes"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{apprenticeship.assessor} finished this practice at " in page
    mine, other = page.split("What was finished")
    assert mine.count(": Not yet</dt>") == 4, "the taps"
    assert "The manager&#x27;s" in mine
    assert (other.count(": Seen</dt>"), other.count(": Not yet</dt>")) == (1, 1)
    assert 'name="seconds" value="90"' in page
    new = manager.post(at("mock-anew", mock), typed(mock, seconds=90))
    [mock] = MockAssessment.objects.open()
    assert new.url == mock.get_absolute_url()
    assert (mock.content["notes"], mock.content["seconds"]) == ("The manager's", 90)
    assert manager.get(new.url).content.decode().count("checked>") == 4


def test_what_was_thrown_away_meanwhile_goes_on_as_a_new_one(apprenticeship, manager):
    mock = begun(apprenticeship)
    thrown_away(mock)
    for act in ("mock", "mock-save", "mock-throw-away", "mock-recording", "mock-photos"):
        answer = manager.post(at(act, mock), typed(mock, later="yes"))
        page = answer.content.decode()
        assert answer.status_code == 409
        assert f"{apprenticeship.assessor} threw this practice away at " in page
        assert (page.count(": Not yet</dt>"), "The manager&#x27;s" in page) == (4, True)
        assert "nothing is kept" in page
    answers = [manager.post(at("mock-anew", mock), typed(mock)) for _ in range(2)]
    [new] = MockAssessment.objects.open()
    assert {answer.url for answer in answers} == {new.get_absolute_url()}, (
        "a second click begins no second one"
    )
    assert (new.begun_by, new.content["notes"]) == (apprenticeship.line_manager, "The manager's")


def test_the_same_sent_twice_leads_to_the_result(apprenticeship, as_user):
    client, mock = as_user(apprenticeship.assessor), begun(apprenticeship)
    answers = [client.post(at("mock", mock), typed(mock)) for _ in range(2)]
    assert [answer.url for answer in answers] == [mock.get_absolute_url()] * 2


def test_what_saves_itself_is_answered_in_json(apprenticeship, manager):
    done = finished(apprenticeship)
    gone = begun(apprenticeship)
    thrown_away(gone)
    for mock, words in ((done, "finished this practice at"), (gone, "threw this practice away at")):
        answer = manager.post(at("mock-save", mock), typed(done))
        assert (answer.status_code, words in answer.json()["message"]) == (409, True)
    elsewhere = begun(practicable())
    answer = manager.post(at("mock-save", elsewhere), typed(elsewhere))
    assert (answer.status_code, "not there for you" in answer.json()["message"]) == (404, True)


def test_who_lost_the_right_meanwhile_keeps_what_was_typed(apprenticeship, manager, run_by_manager):
    apprenticeship.status = apprenticeship.Status.WITHDRAWN
    apprenticeship.save()
    answer = manager.post(at("mock", run_by_manager), typed(run_by_manager))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This apprenticeship was withdrawn" in page
    assert (page.count("checked>"), "The manager&#x27;s" in page) == (4, True)


def test_nobody_else_hears_of_what_was_thrown_away(apprenticeship, as_user):
    mock = begun(apprenticeship)
    thrown_away(mock)
    for user in (apprenticeship.apprentice, apprenticeship.iqa, practicable().assessor):
        client = as_user(user)
        for act in ("mock", "mock-save", "mock-throw-away", "mock-anew"):
            assert client.post(at(act, mock), {"later": "yes"}).status_code == 404
    assert as_user(apprenticeship.assessor).get(at("mock", mock)).status_code == 404


def test_what_one_only_reads_does_not_go_on(apprenticeship, as_user):
    mock = finished(apprenticeship)
    client = as_user(apprenticeship.iqa)
    for act in ("mock", "mock-save", "mock-throw-away", "mock-anew"):
        assert client.post(at(act, mock), typed(mock, later="yes")).status_code == 403
    assert not MockAssessment.objects.open().exists()


def test_a_new_one_has_no_photos_of_the_old_one_and_keeps_its_card(apprenticeship):
    mock = begun(apprenticeship)
    photo = photographed(mock)
    done = finished(apprenticeship, captions=["A desk"])
    new = begin_anew(
        mock=done, content=content(photos={str(photo.pk): "A desk"}), by=apprenticeship.line_manager
    )
    assert (new.kind, new.method, new.photos.count(), "photos" in new.content) == (
        "observation",
        done.method,
        0,
        False,
    )
    played = begun(apprenticeship, "role_play", scenario=card(apprenticeship))
    thrown_away(played)
    gone = ThrownAwayMock.objects.get(pk=played.pk)
    assert (gone.scenario, gone.method) == (played.scenario, None)


def test_finishing_what_is_over_says_so_to_code_too(apprenticeship):
    mock = begun(apprenticeship)
    done = finished(apprenticeship)
    with pytest.raises(MockIsOver) as over:
        finish_mock(mock=mock, content=content(notes="Other"), saves=0, by=apprenticeship.line_manager)
    assert over.value.mock == done


def test_a_clock_from_the_beginning_of_time_records_nothing(apprenticeship, as_user):
    mock = begun(apprenticeship)
    as_user(apprenticeship.assessor).post(at("mock", mock), typed(mock, seconds=70, since="0"))
    mock.refresh_from_db()
    assert mock.seconds == 70
