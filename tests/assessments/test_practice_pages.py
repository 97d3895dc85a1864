"""The pages of practice: who is shown what, that nothing typed is lost, and how much each page asks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from assessments.mock_criteria import criteria_of
from assessments.models import MockAssessment
from assessments.question_bank import questions_for
from portfolio.models import Claim, Revision
from tests.assessments.practising import WORDS, begun, card, finished, practicable
from tests.assessments.test_voice import SOUND
from tests.factories import KsbFactory, chosen, evidence, verifier, visitor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def apprenticeship():
    return practicable()


def at(name, row):
    return reverse(f"assessments:{name}", args=[row.pk])


def typed(mock, outcome="seen", **more):
    criteria = mock.method.criteria.all()
    return {f"outcome-{each.pk}": outcome for each in criteria} | {"saves": mock.saves} | WORDS | more


@pytest.mark.parametrize("times", [1, 3])
def test_the_history_asks_little_however_long_it_is(
    apprenticeship, as_user, times, django_assert_num_queries
):
    for _ in range(times):
        finished(apprenticeship)
        finished(apprenticeship, "discussion", by=apprenticeship.apprentice)
    client = as_user(apprenticeship.assessor)
    client.get("/")
    with django_assert_num_queries(6):
        page = client.get(at("practice", apprenticeship)).content.decode()
    assert page.count("Self-marked") == times
    assert ('<svg class="chart"' in page) is (times > 1)


def test_only_methods_of_the_plan_are_practised_under_its_names_for_them(apprenticeship, as_user):
    apprenticeship.plan.methods.filter(kind="discussion").update(name="Assessment conversation")
    finished(apprenticeship, "showcase")
    methods = apprenticeship.plan.methods
    methods.filter(kind="observation").update(kind="assignment", name="Workplace assignment")
    methods.filter(kind="showcase").update(kind="assignment", name="Another", position=99)
    client = as_user(apprenticeship.assessor)
    kinds = client.get(at("practice", apprenticeship)).context["practice"].kinds
    assert [(kind.label, bool(kind.may)) for kind in kinds] == [
        ("Mock workplace assignment", True),
        ("Mock assessment conversation", True),
        ("Role-play", True),
        ("Mock showcase review", False),
    ]
    theirs = as_user(apprenticeship.apprentice).get(at("practice", apprenticeship)).context["practice"].kinds
    assert theirs[-1].may.reason == "A mock showcase review is run by the named assessor."
    talk = client.post(at("practice-begin", apprenticeship), {"kind": "discussion"}, follow=True)
    assert "<h1>Mock assessment conversation</h1>" in talk.content.decode()
    task = client.post(at("practice-begin", apprenticeship), {"kind": "assignment"}, follow=True)
    assert task.context["desk"].takes_photos


@pytest.mark.parametrize("cards", [1, 3])
def test_the_cards_ask_little_however_many(apprenticeship, as_user, cards, django_assert_num_queries):
    for number in range(cards):
        card(apprenticeship, key=f"card-{number}", position=number, channel="remote")
    client = as_user(apprenticeship.apprentice)
    client.get("/")
    with django_assert_num_queries(6):
        page = client.get(at("practice-cards", apprenticeship)).content.decode()
    assert page.count("A cold flat</h3>") == cards


@pytest.mark.parametrize(("kind", "queries"), [("observation", 7), ("discussion", 8), ("showcase", 7)])
@pytest.mark.parametrize("pieces", [1, 3])
def test_running_asks_little_whatever_there_is(
    apprenticeship, as_user, kind, queries, pieces, django_assert_num_queries
):
    for number in range(pieces):
        chosen(evidence(apprenticeship, Revision.State.ACCEPTED, title=f"Piece {number}"), number)
    Claim.objects.update(outcome="met", decided_on="2026-10-06")
    mock = begun(apprenticeship, kind)
    client = as_user(apprenticeship.assessor)
    client.get("/")
    with django_assert_num_queries(queries):
        page = client.get(at("mock", mock)).content.decode()
    assert page.count('class="tap tap-seen"') == 4
    assert ("Piece 0" in page) is (kind == "showcase" or (kind == "discussion" and pieces == 1))


def test_a_result_shows_its_sums_and_asks_little(apprenticeship, as_user, django_assert_num_queries):
    mock = finished(apprenticeship, outcomes=("seen", "seen", "seen", "no_chance"))
    client = as_user(apprenticeship.apprentice)
    client.get("/")
    with django_assert_num_queries(7):
        page = client.get(at("mock", mock)).content.decode()
    for words in (
        "Pass: 2 of 2 pass criteria shown, which is all of them.",
        "Distinction: 1 of 2 distinction criteria shown. 50 % of 2 is 1, which is reached.",
        "One criterion had no chance to be seen",
        "Indicative",
        WORDS["next_steps"],
        "not evidence",
    ):
        assert words in page


def test_it_is_begun_saved_by_itself_and_finished(apprenticeship, as_user):
    client = as_user(apprenticeship.line_manager)
    answer = client.post(at("practice-begin", apprenticeship), {"kind": "observation"})
    mock = MockAssessment.objects.get()
    assert answer.url == mock.get_absolute_url()
    form = typed(mock, seconds=70, **{"who-1": "A parent", "need-1": "A ramp", "ended-1": "Found one"})
    saved = client.post(at("mock-save", mock), form)
    assert saved.json()["saves"] == 1
    page = client.get(at("mock", mock)).content.decode()
    assert page.count("checked") == 4
    assert "A parent" in page
    client.post(at("mock", mock), form | {"saves": 1})
    mock.refresh_from_db()
    assert (mock.finished_by, mock.grade, mock.seconds) == (apprenticeship.line_manager, "distinction", 70)
    assert "Found one" in client.get(at("mock", mock)).content.decode()


def test_minutes_typed_without_a_script_are_the_clock(apprenticeship, as_user):
    mock = begun(apprenticeship)
    as_user(apprenticeship.assessor).post(at("mock", mock), typed(mock, minutes="50"))
    mock.refresh_from_db()
    assert mock.seconds == 3000


def test_minutes_are_corrected_without_a_script(apprenticeship, as_user):
    mock = begun(apprenticeship)
    client = as_user(apprenticeship.assessor)
    client.post(at("mock-save", mock), typed(mock, minutes="50", seconds=0))
    page = client.get(at("mock", mock)).content.decode()
    assert 'name="minutes" value="50"' in page
    client.post(at("mock", mock), typed(mock, minutes="20", seconds=3000, saves=1))
    mock.refresh_from_db()
    assert mock.seconds == 1200


def test_what_this_job_spares_is_not_asked_about(as_user):
    apprenticeship = practicable(contact_channel="remote")
    asked = apprenticeship.version.ksbs.first()
    spared = KsbFactory(area=asked.area, alternative="way", alternative_channel="face_to_face")
    apprenticeship.plan.methods.get(kind="discussion").criteria.first().ksbs.add(spared)
    questions = questions_for(apprenticeship, criteria_of(begun(apprenticeship, "discussion")))
    assert [len(each.of_own_work) for each in questions] == [1]
    assert f" {asked.code}, " in questions[0].of_own_work[0].text


def test_a_showcase_review_shows_what_was_found_to_meet_it(apprenticeship, as_user):
    ksb = apprenticeship.version.ksbs.first()
    for number, outcome in enumerate(("met", "not_yet")):
        piece = evidence(apprenticeship, Revision.State.ACCEPTED, title=f"Found {outcome}", ksbs=[ksb])
        piece.shown.claims.update(outcome=outcome, decided_on="2026-10-06")
        chosen(piece, number)
    page = as_user(apprenticeship.assessor).get(at("mock", begun(apprenticeship, "showcase")))
    assert "Found met" in page.content.decode()
    assert "Found not_yet" not in page.content.decode()


def test_what_is_missing_comes_back_with_all_that_was_typed(apprenticeship, as_user):
    mock = begun(apprenticeship)
    answer = as_user(apprenticeship.assessor).post(at("mock", mock), typed(mock, strengths="", notes="Kept"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write at least one thing that went well." in page
    assert "Kept" in page
    assert page.count("checked") == 4
    mock.refresh_from_db()
    assert mock.is_open


def test_two_people_are_shown_both_versions(apprenticeship, as_user):
    mock = begun(apprenticeship)
    one, other = as_user(apprenticeship.assessor), as_user(apprenticeship.line_manager)
    assert one.post(at("mock-save", mock), typed(mock, notes="The assessor's")).status_code == 200
    silent = other.post(at("mock-save", mock), typed(mock, notes="The manager's"))
    assert silent.status_code == 409
    assert "Both are kept" in silent.json()["message"]
    for address, button in ((at("mock-save", mock), {"later": "yes"}), (at("mock", mock), {})):
        shown = other.post(address, typed(mock, notes="The manager's", **button))
        assert shown.status_code == 409
        page = shown.content.decode()
        assert "The assessor&#x27;s" in page
        assert "The manager&#x27;s" in page
        assert 'name="saves" value="1"' in page
    kept = other.post(at("mock-save", mock), typed(mock, notes="The manager's", saves="1", later="yes"))
    assert kept.status_code == 302
    mock.refresh_from_db()
    assert mock.content["notes"] == "The manager's"


def test_more_than_one_can_hold_is_refused_and_said(apprenticeship, as_user):
    mock = begun(apprenticeship)
    client = as_user(apprenticeship.assessor)
    form = typed(mock, notes="x" * 400_001)
    assert client.post(at("mock-save", mock), form).status_code == 422
    assert client.post(at("mock-save", mock), form | {"later": "yes"}).status_code == 422
    assert client.post(at("mock", mock), form).status_code == 422


def test_hostile_values_are_left_out(apprenticeship, as_user):
    mock = begun(apprenticeship)
    criterion = mock.method.criteria.first()
    form = {f"outcome-{criterion.pk}": "brilliant", "saves": "-1", "seconds": "9" * 30, "since": "soon"}
    as_user(apprenticeship.assessor).post(at("mock-save", mock), form)
    mock.refresh_from_db()
    assert (mock.content["criteria"], mock.content["seconds"], mock.content["since"]) == ({}, 0, None)


def test_throwing_away_leads_back_and_is_refused_when_finished(apprenticeship, as_user):
    client = as_user(apprenticeship.assessor)
    mock = begun(apprenticeship)
    assert client.post(at("mock-throw-away", mock), {"saves": 0}).status_code == 302
    assert client.post(at("mock-throw-away", finished(apprenticeship))).status_code == 409


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("apprentice", "observation", 403),
        ("apprentice", "showcase", 403),
        ("apprentice", "discussion", 302),
        ("line_manager", "discussion", 403),
        ("line_manager", "observation", 302),
        ("iqa", "observation", 403),
        ("assessor", "showcase", 302),
        ("assessor", "cake", 404),
    ],
)
def test_beginning_is_open_to_whom_the_table_names(apprenticeship, as_user, who, kind, status):
    client = as_user(getattr(apprenticeship, who))
    assert client.post(at("practice-begin", apprenticeship), {"kind": kind}).status_code == status


def test_a_role_play_without_a_card_leads_to_the_cards(apprenticeship, as_user):
    answer = as_user(apprenticeship.apprentice).post(
        at("practice-begin", apprenticeship), {"kind": "role_play", "scenario": "nonsense"}
    )
    assert answer.url == at("practice-cards", apprenticeship)


def test_whoever_comes_from_outside_sees_nothing_of_practice(apprenticeship, as_user):
    mock = finished(apprenticeship)
    addresses = [at("practice", apprenticeship), at("practice-cards", apprenticeship), at("mock", mock)]
    for user, statuses in ((verifier(apprenticeship), [403, 403, 404]), (visitor(apprenticeship), [404] * 3)):
        client = as_user(user)
        assert [client.get(address).status_code for address in addresses] == statuses


def test_a_recording_is_sent_heard_and_removed(apprenticeship, as_user):
    mock = begun(apprenticeship, "discussion")
    client = as_user(apprenticeship.assessor)
    nothing = client.post(at("mock-recording", mock), headers=JSON)
    assert (nothing.status_code, "No recording arrived" in nothing.json()["message"]) == (422, True)
    with zeal_ignore():
        sent = client.post(
            at("mock-recording", mock), {"recording": SimpleUploadedFile("a.wav", SOUND)}, headers=JSON
        )
    assert "panel" in sent.json()
    mock.refresh_from_db()
    assert mock.recording is not None
    wrong = client.post(
        at("mock-recording", mock), {"recording": SimpleUploadedFile("a.txt", b"words")}, headers=JSON
    )
    assert wrong.status_code == 422
    if mock.recording.is_safe:
        assert client.get(at("mock-listen", mock)).status_code == 200
    gone = client.post(at("mock-recording-remove", mock), headers=JSON)
    assert gone.status_code == 200
    assert client.get(at("mock-listen", mock)).status_code == 404


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "page"])
def test_a_recording_that_is_too_large_is_answered_so(apprenticeship, as_user, monkeypatch, headers):
    monkeypatch.setattr("assessments.recordings.LARGEST_RECORDING_BYTES", len(SOUND) - 1)
    mock = begun(apprenticeship, "discussion")
    with zeal_ignore():
        answer = as_user(apprenticeship.assessor).post(
            at("mock-recording", mock),
            typed(mock, notes="Kept") | {"recording": SimpleUploadedFile("a.wav", SOUND)},
            headers=headers,
        )
    assert answer.status_code == 413
    assert "Make it shorter." in answer.content.decode()


def test_without_a_script_a_recording_keeps_what_was_typed(apprenticeship, as_user):
    mock = begun(apprenticeship, "discussion")
    with zeal_ignore():
        answer = as_user(apprenticeship.assessor).post(
            at("mock-recording", mock),
            typed(mock, notes="Kept") | {"recording": SimpleUploadedFile("a.wav", SOUND)},
        )
    assert answer.url == mock.get_absolute_url()
    mock.refresh_from_db()
    assert (mock.content["notes"], mock.recording is None) == ("Kept", False)


def test_the_clock_that_still_runs_counts_when_it_is_finished(apprenticeship, as_user):
    mock = begun(apprenticeship)
    since = int(timezone.now().timestamp()) - 120
    as_user(apprenticeship.assessor).post(at("mock", mock), typed(mock, seconds=30, since=since))
    mock.refresh_from_db()
    assert 150 <= mock.seconds < 210
