"""The gateway's checklist without a database: a situation a row, each with its sentence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.gateway import (
    COMPLETED,
    CONFIRMED,
    DECLARED,
    GATEWAY_STATES,
    OPEN,
    PARTS,
    STATEMENTS,
    WITHDRAWN,
    Check,
    declarations_check,
    english_maths_check,
    gateway_allows,
    gateway_state,
    hours_check,
    in_the_way,
    ksbs_check,
    problems_with_declaration,
    showcase_check,
    statements_of,
    time_check,
    unknown_check,
    unread_parts,
    wanted_parts,
    why_not_signed_yet,
)
from assessments.rules.marking import Problem
from portfolio.programme_rules import HoursAsked
from portfolio.spans import Break
from standards.words import USUAL

TODAY = dt.date(2026, 11, 22)
TIME = {"plan_months": 12, "funding_months": 8, "funding_months_for_starts_from": "2025-08-01"}
STARTED = dt.date(2025, 9, 15)
OLD = dt.date(2025, 1, 6)
BY_PLAN = "12 months by the plan (the funding rules ask for 8), from"
PAUSE = [Break(dt.date(2026, 2, 2), dt.date(2026, 3, 2))]


@pytest.mark.parametrize(
    ("asks", "started_on", "breaks", "is_met", "says"),
    [
        (
            TIME,
            STARTED,
            [],
            True,
            "12 months by the plan (the funding rules ask for 8), from 15 Sep 2025: reached on 15 Sep 2026.",
        ),
        (TIME, OLD, [], True, "12 months by the plan, from 6 Jan 2025: reached on 6 Jan 2026."),
        (
            {**TIME, "plan_months": None},
            STARTED,
            [],
            True,
            "8 months by the funding rules, from 15 Sep 2025: reached on 15 May 2026.",
        ),
        (
            {**TIME, "plan_months": 6},
            STARTED,
            [],
            True,
            "8 months by the funding rules (the plan asks for 6), from 15 Sep 2025: reached on 15 May 2026.",
        ),
        (
            TIME,
            STARTED,
            PAUSE,
            True,
            (f"{BY_PLAN} 15 Sep 2025: reached on 13 Oct 2026. 28 days of breaks in learning do not count."),
        ),
        (
            TIME,
            STARTED,
            [*PAUSE, Break(dt.date(2026, 10, 13), dt.date(2026, 11, 2))],
            True,
            (f"{BY_PLAN} 15 Sep 2025: reached on 13 Oct 2026. 28 days of breaks in learning do not count."),
        ),
        (
            TIME,
            STARTED,
            [*PAUSE, Break(dt.date(2026, 10, 12))],
            False,
            (f"{BY_PLAN} 15 Sep 2025: reached on 23 Nov 2026. 69 days of breaks in learning do not count."),
        ),
        (
            TIME,
            dt.date(2025, 11, 17),
            PAUSE,
            False,
            (f"{BY_PLAN} 17 Nov 2025: reached on 15 Dec 2026. 28 days of breaks in learning do not count."),
        ),
        (
            TIME,
            dt.date(2025, 11, 22),
            [],
            True,
            "12 months by the plan (the funding rules ask for 8), from 22 Nov 2025: reached on 22 Nov 2026.",
        ),
        (
            TIME,
            dt.date(2025, 11, 23),
            [],
            False,
            "12 months by the plan (the funding rules ask for 8), from 23 Nov 2025: reached on 23 Nov 2026.",
        ),
        (TIME, dt.date(2026, 12, 1), [], False, "Begins only on 1 Dec 2026."),
        ({}, STARTED, [], True, "The plan asks for no minimum time."),
        ({"plan_months": None, "funding_months": None}, OLD, [], True, "The plan asks for no minimum time."),
    ],
)
def test_time_on_programme(asks, started_on, breaks, is_met, says):
    assert time_check(asks, started_on=started_on, breaks=breaks, today=TODAY) == Check(
        "minimum-time", is_met=is_met, says=says
    )


SUBJECTS = {
    "optional_from_age_at_start": 19,
    "is_attempt_asked": True,
    "is_attempt_confirmed": True,
    "statuses_that_pass": ["exempt_by_age", "level_2_attempted", "complete"],
}
NO_ATTEMPT = {**SUBJECTS, "is_attempt_asked": False}
GOOD = "English and maths are where the plan asks them to be."


@pytest.mark.parametrize(
    ("asks", "age", "english", "maths", "is_met", "says"),
    [
        (SUBJECTS, 17, "complete", "complete", True, GOOD),
        (SUBJECTS, 17, "level_2_attempted", "complete", True, GOOD),
        (NO_ATTEMPT, 17, "level_1_achieved", "level_1_achieved", True, GOOD),
        (
            SUBJECTS,
            17,
            "level_1_achieved",
            "complete",
            False,
            "English has level 1, and level 2 is not attempted yet.",
        ),
        (SUBJECTS, 17, "", "", False, "English is not recorded yet, and Maths is not recorded yet."),
        (SUBJECTS, 17, "complete", "in_progress", False, "Maths is in progress."),
        (SUBJECTS, 30, "opted_in", "exempt_by_age", False, "English was chosen and is not started."),
        (
            SUBJECTS,
            17,
            "complete",
            "evidence_missing",
            False,
            "Maths is achieved, but the evidence for it is missing.",
        ),
        (
            SUBJECTS,
            19,
            "exempt_by_age",
            "exempt_by_age",
            True,
            "Not compulsory: 19 at the start, and not opted in.",
        ),
        (SUBJECTS, 40, "complete", "exempt_by_age", True, GOOD),
        (
            SUBJECTS,
            18,
            "exempt_by_age",
            "exempt_by_age",
            False,
            "Who started at 18 is not exempt: English and Maths can be left out only from 19 on.",
        ),
        (
            SUBJECTS,
            16,
            "complete",
            "exempt_by_age",
            False,
            "Who started at 16 is not exempt: Maths can be left out only from 19 on.",
        ),
        (
            SUBJECTS,
            None,
            "exempt_by_age",
            "complete",
            False,
            "The age at the start is not recorded, so nobody is exempt by it.",
        ),
        (SUBJECTS, None, "complete", "complete", True, GOOD),
        (SUBJECTS, 17, "something new", "complete", False, "English is not enough yet."),
        ({}, 17, "complete", "complete", True, GOOD),
    ],
)
def test_english_and_maths(asks, age, english, maths, is_met, says):
    answer = english_maths_check(asks, age_at_start=age, english=english, maths=maths)
    assert (answer.is_met, answer.says) == (is_met, says)


def test_what_the_sources_differ_on_is_said_beside_the_answer():
    asks = {**SUBJECTS, "is_attempt_confirmed": False}
    waiting = english_maths_check(asks, age_at_start=17, english="level_1_achieved", maths="complete")
    assert "not yet checked" in waiting.note


@pytest.mark.parametrize(
    ("asked", "minutes", "is_met", "says"),
    [
        (HoursAsked(278, "Published."), 278 * 60, True, "278 h of 278 hours entered: Published."),
        (
            HoursAsked(278, "Published."),
            277 * 60 + 59,
            False,
            "277 h 59 min of 278 hours entered: Published.",
        ),
        (HoursAsked(13.9, "Share."), 834, True, "13 h 54 min of 13.9 hours entered: Share."),
        (HoursAsked(1.1, "Share."), 66, True, "1 h 6 min of 1.1 hours entered: Share."),
        (HoursAsked(1.1, "Share."), 65, False, "1 h 5 min of 1.1 hours entered: Share."),
        (HoursAsked(187, "The floor."), 0, False, "0 h of 187 hours entered: The floor."),
        (
            HoursAsked(None, "The normal weekly hours are not recorded yet."),
            600,
            False,
            "10 h entered. The normal weekly hours are not recorded yet.",
        ),
        (
            HoursAsked(None, "The plan names no number of hours.", is_asked=False),
            600,
            True,
            "10 h entered. The plan names no number of hours.",
        ),
    ],
)
def test_hours(asked, minutes, is_met, says):
    assert hours_check(asked, minutes) == Check("off-the-job", is_met=is_met, says=says)


@pytest.mark.parametrize(
    ("met", "total", "is_ready", "missing", "is_met", "says"),
    [
        (34, 34, True, [], True, "34 of 34 KSBs are ready."),
        (32, 34, False, ["K8", "B2"], False, "32 of 34 KSBs are ready. Not yet: K8, B2."),
        (
            0,
            8,
            False,
            [f"K{n}" for n in range(1, 9)],
            False,
            "0 of 8 KSBs are ready. Not yet: K1, K2, K3, K4, K5, K6 and 2 more.",
        ),
        (
            34,
            34,
            False,
            [],
            False,
            (
                "34 of 34 KSBs are ready. "
                "The plan names no assessment method, so nothing says what they are ready for."
            ),
        ),
        (0, 0, True, [], False, "The standard of this apprenticeship names no KSBs."),
    ],
)
def test_every_ksb(met, total, is_ready, missing, is_met, says):
    answer = ksbs_check(met=met, total=total, is_ready=is_ready, missing=missing)
    assert answer == Check("every-ksb-met", is_met=is_met, says=says)


@pytest.mark.parametrize(
    ("pieces", "not_accepted", "missing", "is_met", "says"),
    [
        (0, 0, [], False, "No piece is chosen for the showcase yet."),
        (
            3,
            1,
            [],
            False,
            "3 pieces chosen, 1 of them not accepted: opened again, or being marked.",
        ),
        (1, 0, ["K4"], False, "1 piece chosen. No chosen piece shows K4."),
        (
            14,
            0,
            [],
            True,
            (
                "14 pieces chosen, each handed in as own work with personal data dealt with, "
                "and every KSB is shown."
            ),
        ),
    ],
)
def test_showcase(pieces, not_accepted, missing, is_met, says):
    answer = showcase_check(pieces=pieces, not_accepted=not_accepted, missing=missing)
    assert answer == Check("showcase-complete", is_met=is_met, says=says)


@pytest.mark.parametrize(
    ("unsigned", "says"),
    [
        ([("A refund", "Carla")], "3 pieces chosen. “A refund” waits for Carla’s countersignature."),
        (
            [("A refund", "Carla"), ("A call", "Olu")],
            (
                "3 pieces chosen. “A refund” waits for Carla’s countersignature "
                "and “A call” waits for Olu’s countersignature."
            ),
        ),
    ],
)
def test_a_showcase_is_not_complete_while_a_countersignature_is_waited_for(unsigned, says):
    answer = showcase_check(pieces=3, not_accepted=0, missing=["K4"], unsigned=unsigned)
    assert answer == Check("showcase-complete", is_met=False, says=says)


@pytest.mark.parametrize(
    ("waiting", "ends"), [(7, "and 1 more waits for one."), (9, "and 3 more wait for one.")]
)
def test_many_that_wait_are_counted(waiting, ends):
    unsigned = [(f"Piece {number}", "Carla") for number in range(waiting)]
    says = showcase_check(pieces=waiting, not_accepted=0, missing=[], unsigned=unsigned).says
    assert says.endswith(f"“Piece 5” waits for Carla’s countersignature {ends}")


UNDECLARED = "handed in without declaring own work and personal data. Once the assessor opens"
ANEW = "handed in anew with both ticked."


@pytest.mark.parametrize(
    ("undeclared", "says"),
    [
        (["A refund"], f"“A refund” was {UNDECLARED} it again, it is {ANEW}"),
        (
            ["A refund", "A call"],
            f"“A refund” and “A call” were {UNDECLARED} them again, they are {ANEW}",
        ),
    ],
)
def test_a_showcase_is_not_complete_with_what_was_not_declared(undeclared, says):
    answer = showcase_check(pieces=3, not_accepted=0, missing=["K4"], undeclared=undeclared)
    assert answer == Check("showcase-complete", is_met=False, says=f"3 pieces chosen. {says}")


@pytest.mark.parametrize(
    ("wanted", "signed", "is_met", "says"),
    [
        (PARTS, PARTS, True, "Signed, and nothing has changed since."),
        (PARTS, [], False, "Not signed yet by the apprentice, the employer and the training provider."),
        (PARTS, ["apprentice", "employer"], False, "Not signed yet by the training provider."),
        (
            ["employer", "provider"],
            ["apprentice"],
            False,
            "Not signed yet by the employer and the training provider.",
        ),
        (["employer"], ["employer"], True, "Signed, and nothing has changed since."),
    ],
)
def test_signatures(wanted, signed, is_met, says):
    assert declarations_check("declarations", wanted, signed) == Check(
        "declarations", is_met=is_met, says=says
    )


@pytest.mark.parametrize(
    ("asks", "parts"),
    [
        ({}, ["apprentice", "employer", "provider"]),
        ({"signed_by": ["employer"], "together_with": ["provider"]}, ["employer", "provider"]),
        ({"signed_by": ["provider", "apprentice", "employer"]}, ["apprentice", "employer", "provider"]),
    ],
)
def test_whose_signatures_a_rule_asks_for(asks, parts):
    assert wanted_parts(asks) == parts


def check(rule, is_met):
    return Check(rule, is_met=is_met, says="")


def test_signatures_wait_for_everything_but_signatures():
    waiting = [check("declarations", is_met=False), check("employer-confirmation", is_met=False)]
    assert why_not_signed_yet([check("minimum-time", is_met=True), *waiting]) == ""
    one = [check("minimum-time", is_met=False), *waiting]
    assert why_not_signed_yet(one) == (
        "1 requirement still stands in the way. Each is explained on this page."
    )
    two = [*one, unknown_check("brand-new")]
    assert why_not_signed_yet(two).startswith("2 requirements still stand in the way.")
    assert [each.rule for each in in_the_way(two)] == ["minimum-time", "brand-new"]


UNREAD = "cannot be read, so it counts as not said."


@pytest.mark.parametrize(
    "asks",
    [
        {"plan_months": "x"},
        {"plan_months": 99_999_999},
        {"plan_months": None, "funding_months": [8]},
        {"funding_months_for_starts_from": "2026-02-31"},
        ["plan_months"],
    ],
    ids=str,
)
def test_months_that_cannot_be_read_are_not_said(asks):
    found = time_check(asks, started_on=STARTED, breaks=[], today=TODAY)
    assert (found.is_met, found.says) == (True, "The plan asks for no minimum time.")
    assert UNREAD in found.note


@pytest.mark.parametrize(
    "asks", [{"statuses_that_pass": 5}, {"optional_from_age_at_start": "old"}, [1]], ids=str
)
def test_english_and_maths_that_cannot_be_read_ask_for_all(asks):
    found = english_maths_check(asks, age_at_start=17, english="complete", maths="in_progress")
    assert (found.is_met, found.says) == (False, "Maths is in progress.")
    assert UNREAD in found.note


@pytest.mark.parametrize(
    "asks",
    [{"signed_by": None}, {"signed_by": 5}, {"signed_by": "employer"}, {"signed_by": ["nobody"]}, [1]],
    ids=str,
)
def test_signatures_that_cannot_be_read_are_all_three(asks):
    assert wanted_parts(asks) == list(PARTS)
    assert (UNREAD in unread_parts(asks)) is (asks not in ({"signed_by": None}, {"signed_by": ["nobody"]}))


def test_a_plan_that_asks_for_nothing_lets_nobody_sign():
    assert why_not_signed_yet([]) == "The plan names no requirement, so nothing can be confirmed."


@pytest.mark.parametrize("part", PARTS)
def test_nobody_signs_half_a_declaration(part):
    every = range(len(STATEMENTS[part]))
    assert problems_with_declaration(part, every, USUAL) == []
    assert problems_with_declaration(part, list(every)[1:], USUAL) == [
        Problem(f"Tick “{statements_of(part, USUAL)[0][:-1]}”, or do not sign yet.", "statement-0")
    ]
    assert len(problems_with_declaration(part, [], USUAL)) == len(STATEMENTS[part])


@pytest.mark.parametrize(
    ("withdrawn", "confirmed", "completed", "signed", "state"),
    [
        (False, False, False, [], OPEN),
        (False, False, False, ["apprentice", "employer"], OPEN),
        (False, False, False, PARTS, DECLARED),
        (False, True, False, PARTS, CONFIRMED),
        (False, True, False, [], CONFIRMED),
        (False, True, True, PARTS, COMPLETED),
        (True, True, False, PARTS, WITHDRAWN),
        (True, False, False, [], WITHDRAWN),
    ],
)
def test_state_of_an_attempt(withdrawn, confirmed, completed, signed, state):
    answer = gateway_state(
        is_withdrawn=withdrawn, is_confirmed=confirmed, is_completed=completed, signed=signed
    )
    assert answer == state


def test_what_is_completed_is_not_withdrawn():
    assert not gateway_allows(COMPLETED, "withdraw")
    assert not gateway_allows(OPEN, "confirm")
    assert {state for state, _ in GATEWAY_STATES} == {OPEN, DECLARED, CONFIRMED, COMPLETED}


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), max_size=4),
    st.integers(0, 800),
)
def test_another_break_never_brings_the_gateway_nearer(spans, ago):
    breaks = [Break(OLD + dt.timedelta(began), OLD + dt.timedelta(began + days)) for began, days in spans]
    today = OLD + dt.timedelta(days=ago)
    with_all = time_check(TIME, started_on=OLD, breaks=breaks, today=today)
    with_fewer = time_check(TIME, started_on=OLD, breaks=breaks[1:], today=today)
    assert with_all.is_met <= with_fewer.is_met
