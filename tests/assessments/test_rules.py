"""What a marking needs, what readiness follows, waiting, risk and the next step: tables, no database."""

import datetime as dt

import pytest

from assessments.rules import (
    ACCEPTED,
    MET,
    NOT_YET,
    RETURNED,
    Course,
    EvidenceRules,
    Judgement,
    OpenKsb,
    OpenPiece,
    OpenRequest,
    Piece,
    Problem,
    Stage,
    Standing,
    gateway_words,
    judged,
    next_step,
    problems_with_marking,
    stands,
    wait,
)

DECIDE_K1 = "Decide K1: met, not yet, or does not belong here."
MET_K1 = {"K1": Judgement(MET)}
TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("outcome", "feedback", "judgements", "expected"),
    [
        (ACCEPTED, "", MET_K1, []),
        (ACCEPTED, "", {"K1": Judgement(MET), "K2": Judgement(NOT_YET, "Say who.")}, []),
        ("", "", MET_K1, [("outcome", "Choose whether to accept this piece or return it.")]),
        ("burn", "x", MET_K1, [("outcome", "Choose whether to accept this piece or return it.")]),
        (ACCEPTED, "", {}, [("K1", DECIDE_K1)]),
        (
            ACCEPTED,
            "",
            {"K1": Judgement("maybe")},
            [("K1", DECIDE_K1)],
        ),
        (
            RETURNED,
            "More.",
            {"K1": Judgement("maybe")},
            [("K1", DECIDE_K1)],
        ),
        (RETURNED, "More.", {}, []),
        (RETURNED, "More.", MET_K1, []),
        (
            RETURNED,
            " \n\t ",
            {},
            [("feedback", "Say what the apprentice should do before handing this in again.")],
        ),
        (
            RETURNED,
            "More.",
            {"K1": Judgement(NOT_YET, "   ")},
            [("K1", "Give a reason why K1 is not yet met.")],
        ),
        (
            ACCEPTED,
            "",
            {"K1": Judgement(NOT_YET, "Thin.")},
            [("K1", "Nothing here is met, so it cannot be accepted. Return it with feedback instead.")],
        ),
        (
            RETURNED,
            "",
            {"K1": Judgement(NOT_YET)},
            [
                ("K1", "Give a reason why K1 is not yet met."),
                ("feedback", "Say what the apprentice should do before handing this in again."),
            ],
        ),
    ],
)
def test_problems_with_marking_names_each_thing_missing(outcome, feedback, judgements, expected):
    codes = judgements.keys() or ["K1"]
    found = problems_with_marking(outcome, feedback, codes, judgements)
    assert found == [Problem(sentence, about) for about, sentence in expected]


def test_problems_with_marking_ignores_codes_that_are_not_claimed():
    judgements = {"K1": Judgement(MET), "S9": Judgement(NOT_YET)}
    assert problems_with_marking(ACCEPTED, "", ["K1"], judgements) == []


def test_problems_with_marking_accepts_a_piece_that_claims_nothing():
    assert problems_with_marking(ACCEPTED, "", [], {}) == []


@pytest.mark.parametrize(
    ("standing", "minimum", "expected"),
    [
        (Standing("K1"), 1, "nothing claimed yet"),
        (Standing("K1", drafted=1), 1, "drafted, not submitted"),
        (Standing("K1", submitted=1), 1, "waiting to be marked"),
        (Standing("K1", not_yet=1), 1, "the assessor asked for more"),
        (Standing("K1", submitted=1, not_yet=1), 1, "waiting to be marked"),
        (Standing("K1", [Piece(TODAY)]), 1, ""),
        (Standing("K1", [Piece(TODAY)]), 2, "1 of 2 pieces met"),
        (Standing("K1", [Piece(TODAY)] * 3), 2, ""),
    ],
)
def test_a_ksb_that_does_not_count_says_why(standing, minimum, expected):
    assert judged(standing, EvidenceRules(pieces=minimum), TODAY).why == expected


@pytest.mark.parametrize(
    ("submitted", "today", "words", "due", "late"),
    [
        # 2 November 2026 is a Monday.
        (dt.date(2026, 11, 2), dt.date(2026, 11, 2), "today", dt.date(2026, 11, 16), 0),
        (dt.date(2026, 11, 2), dt.date(2026, 11, 3), "1 day", dt.date(2026, 11, 16), 0),
        (dt.date(2026, 11, 2), dt.date(2026, 11, 16), "14 days", dt.date(2026, 11, 16), 0),
        (dt.date(2026, 11, 2), dt.date(2026, 11, 17), "15 days", dt.date(2026, 11, 16), 1),
        (dt.date(2026, 11, 7), dt.date(2026, 11, 20), "13 days", dt.date(2026, 11, 20), 0),
        (dt.date(2026, 11, 7), dt.date(2026, 11, 22), "15 days", dt.date(2026, 11, 20), 0),
        (dt.date(2026, 11, 7), dt.date(2026, 12, 1), "24 days", dt.date(2026, 11, 20), 7),
    ],
)
def test_wait_counts_working_days(submitted, today, words, due, late):
    found = wait(submitted, today, frozenset())
    assert (found.words, found.due_on, found.late_by, found.is_late) == (words, due, late, late > 0)


def test_wait_leaves_out_bank_holidays():
    christmas = {dt.date(2026, 12, 25), dt.date(2026, 12, 28), dt.date(2027, 1, 1)}
    found = wait(dt.date(2026, 12, 21), dt.date(2027, 1, 8), christmas)
    assert (found.due_on, found.late_by) == (dt.date(2027, 1, 7), 1)


def days(number):
    return TODAY + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("gateway", "met", "last", "key", "why"),
    [
        (days(200), 35, days(-3), "on-track", "every KSB is ready, a method asks for more"),
        (days(-40), 35, None, "at-risk", "nothing submitted yet, after 20 weeks"),
        (days(37), 23, days(-3), "at-risk", "gateway in 5 weeks, 12 KSBs open"),
        (days(37), 27, days(-3), "watch", "gateway in 5 weeks, 8 KSBs open"),
        (days(37), 30, days(-3), "on-track", "gateway in 5 weeks, 5 KSBs open"),
        (days(37), 34, days(-3), "on-track", "gateway in 5 weeks, 1 KSB open"),
        (days(3), 34, days(-3), "at-risk", "gateway this week, 1 KSB open"),
        (days(-15), 34, days(-3), "at-risk", "gateway date passed 2 weeks ago, 1 KSB open"),
        (days(300), 10, days(-28), "watch", "nothing submitted for 4 weeks"),
        (days(300), 10, days(-56), "at-risk", "nothing submitted for 8 weeks"),
        (days(300), 0, None, "at-risk", "nothing submitted yet, after 20 weeks"),
        (
            days(37),
            0,
            days(-60),
            "at-risk",
            "gateway in 5 weeks, 35 KSBs open; nothing submitted for 8 weeks",
        ),
        (days(37), 27, days(-60), "at-risk", "nothing submitted for 8 weeks"),
    ],
)
def test_risk_says_who_and_why(gateway, met, last, key, why):
    course = Course(days(-140), gateway, asked=35, met=met, last_submitted_on=last)
    found = stands(course, TODAY, is_ready=False)
    assert (found.key, found.why) == (key, why)


@pytest.mark.parametrize(
    ("last", "back", "key", "why"),
    [
        (days(-70), days(-3), "on-track", "gateway in 42 weeks, 25 KSBs open"),
        (days(-70), days(-27), "on-track", "gateway in 42 weeks, 25 KSBs open"),
        (days(-70), days(-28), "watch", "nothing submitted for 4 weeks since the break"),
        (days(-70), days(-56), "at-risk", "nothing submitted for 8 weeks since the break"),
        (days(-30), days(-70), "watch", "nothing submitted for 4 weeks"),
        (None, days(-30), "watch", "nothing submitted yet, after 4 weeks since the break"),
    ],
)
def test_silence_counts_from_the_return(last, back, key, why):
    course = Course(days(-140), days(300), asked=35, met=10, last_submitted_on=last, back_on=back)
    found = stands(course, TODAY, is_ready=False)
    assert (found.key, found.why) == (key, why)


def test_who_is_ready_is_neither_late_nor_quiet():
    course = Course(days(-140), days(-40), asked=35, met=35)
    assert stands(course, TODAY, is_ready=True).why == "everything asked of evidence is there"


def test_risk_of_a_beginner_is_none_yet():
    assert stands(Course(days(-5), days(360), asked=35, met=0), TODAY, is_ready=False).key == "on-track"


def test_risk_never_calls_somebody_ready_who_is_asked_for_nothing():
    course = Course(days(-5), days(360), asked=0, met=0)
    assert stands(course, TODAY, is_ready=False).key == "on-track"


@pytest.mark.parametrize(
    ("gateway", "words"),
    [
        (days(0), "this week"),
        (days(7), "in 1 week"),
        (days(20), "in 2 weeks"),
        (days(-1), "date passed this week"),
        (days(-7), "date passed 1 week ago"),
    ],
)
def test_gateway_words_tell_the_weeks(gateway, words):
    assert gateway_words(gateway, TODAY) == words


RETURNED_PIECE = OpenPiece("r", "A refund", "returned", claims=1)
DRAFT = OpenPiece("d", "A complaint", "draft", claims=2)
BARE = OpenPiece("b", "", "draft", claims=0)
NOTHING = OpenKsb("K8", "K8", "Own responsibility", "not-started")
ASKED = OpenKsb("K3", "K3", "Needs", "not-yet")
WAITING = OpenKsb("S1", "S1", "Questions", "submitted")


@pytest.mark.parametrize(
    ("pieces", "ksbs", "act", "title", "subject"),
    [
        ([DRAFT, RETURNED_PIECE], [NOTHING], "revise", "Improve “A refund”", "r"),
        ([BARE, DRAFT], [NOTHING], "finish", "Finish and submit “A complaint”", "d"),
        ([BARE], [WAITING, ASKED, NOTHING], "add", "Add evidence for K8: Own responsibility", "K8"),
        ([], [WAITING, ASKED], "improve", "Add evidence for K3: Needs", "K3"),
        ([], [WAITING], "wait", "Nothing to do right now", None),
        ([], [], "showcase", "Choose your showcase", None),
    ],
)
def test_next_step_is_the_most_useful_one(pieces, ksbs, act, title, subject):
    step = next_step(pieces, ksbs)
    assert (step.act, step.title, step.subject) == (act, title, subject)
    assert step.why


def test_a_signature_that_the_gateway_waits_for_comes_first():
    assert next_step([RETURNED_PIECE], [NOTHING], None, Stage(is_signature_wanted=True)).act == "sign"


@pytest.mark.parametrize(
    ("stage", "act", "title"),
    [
        (Stage(has_showcase=True), "gateway", "Look through the gateway"),
        (Stage("break"), "rest", "Nothing to do right now"),
        (Stage("in_gateway"), "come", "See what comes next"),
        (
            Stage("in_gateway", booked="Observation on Tue 1 Dec 2026"),
            "booked",
            "Get ready for Observation on Tue 1 Dec 2026",
        ),
        (Stage("in_gateway", failed="Observation"), "again", "Prepare to take Observation again"),
        (Stage("completed"), "result", "Read the result"),
        (Stage("withdrawn"), "rest", "Nothing to do"),
    ],
    ids=["chosen", "break", "through", "booked", "failed", "completed", "withdrawn"],
)
def test_next_step_knows_how_far_somebody_has_come(stage, act, title):
    step = next_step([], [], None, stage)
    assert (step.act, step.title) == (act, title)


@pytest.mark.parametrize("status", ["break", "in_gateway", "completed", "withdrawn"])
def test_nothing_is_to_be_added_where_nothing_may_be(status):
    asked = OpenRequest("r", "A complaint", "Sam", "by 3 Dec 2026")
    acts = {"rest", "come", "result"}
    assert next_step([RETURNED_PIECE, DRAFT], [NOTHING], asked, Stage(status)).act in acts
