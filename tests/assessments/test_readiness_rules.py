"""Readiness without a database: a table of situations, each with its sentence, and what always holds."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.readiness import (
    AskedKsb,
    AskedMethod,
    EvidenceRules,
    Inputs,
    Piece,
    Standing,
    answer,
    changes,
    inputs_from,
    judged,
    kept_answer,
    kept_inputs,
)
from standards.models import ContactChannel
from standards.rules import is_asked

TODAY = dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)
TWO, EVENTS, YEAR = EvidenceRules(pieces=2), EvidenceRules(events=2), EvidenceRules(months=12)
KINDS, OWN = (
    EvidenceRules(kinds=frozenset({"work_product", "photo"})),
    EvidenceRules(is_declaration_asked=True),
)
ALL = EvidenceRules(2, 2, 1, 12, frozenset({"work_product"}), is_declaration_asked=True)
PROVISIONAL = "met, but it rests on decisions that wait for a countersignature"


def ago(days, kind="work_product", **fields):
    return Piece(TODAY - days * DAY, kind, **fields)


NEW, OTHER, OLD = ago(5), ago(40), ago(400)
WAITS, ALSO_WAITS = ago(9, is_signed=False), ago(19, is_signed=False)
BORROWED, LETTER = ago(7, is_declared=False), ago(3, "certificate")
AHEAD, UNDATED = ago(-4), Piece(None, "work_product")


def ksb(*pieces, **counts):
    return Standing("K1", pieces, **counts)


SITUATIONS = [
    # nothing accepted: what stands nearest to it
    (EvidenceRules(), ksb(), "nothing claimed yet"),
    (EvidenceRules(), ksb(drafted=1), "drafted, not submitted"),
    (EvidenceRules(), ksb(drafted=2, not_yet=1), "the assessor asked for more"),
    (EvidenceRules(), ksb(not_yet=3), "the assessor asked for more"),
    (EvidenceRules(), ksb(submitted=1), "waiting to be marked"),
    (EvidenceRules(), ksb(submitted=1, not_yet=1, drafted=1), "waiting to be marked"),
    (ALL, ksb(), "nothing claimed yet"),
    (ALL, ksb(submitted=2), "waiting to be marked"),
    # enough
    (EvidenceRules(), ksb(NEW), ""),
    (EvidenceRules(), ksb(NEW, submitted=1, not_yet=1), ""),
    (EvidenceRules(), ksb(OLD), ""),
    (EvidenceRules(), ksb(UNDATED), ""),
    (EvidenceRules(), ksb(LETTER), ""),
    (EvidenceRules(), ksb(BORROWED), ""),
    (TWO, ksb(NEW), "1 of 2 pieces met"),
    (TWO, ksb(NEW, OTHER), ""),
    (TWO, ksb(NEW, NEW), ""),
    (TWO, ksb(NEW, submitted=1), "1 of 2 pieces met; 1 more piece waits to be marked"),
    (TWO, ksb(NEW, submitted=2), "1 of 2 pieces met; 2 more pieces wait to be marked"),
    (EvidenceRules(pieces=5), ksb(NEW, NEW, OTHER), "3 of 5 pieces met"),
    # fresh enough
    (YEAR, ksb(NEW), ""),
    (YEAR, ksb(Piece(dt.date(2025, 11, 22))), ""),
    (YEAR, ksb(Piece(dt.date(2025, 11, 21))), "1 accepted piece is older than 12 months"),
    (YEAR, ksb(OLD), "1 accepted piece is older than 12 months"),
    (YEAR, ksb(OLD, OLD), "2 accepted pieces are older than 12 months"),
    (YEAR, ksb(OLD, NEW), ""),
    (YEAR, ksb(UNDATED), "1 accepted piece is not dated, and none may be older than 12 months"),
    (
        YEAR,
        ksb(OLD, UNDATED, UNDATED),
        "1 accepted piece is older than 12 months, and 2 are not dated, and none may be older than 12 months",
    ),
    (
        YEAR,
        ksb(OLD, submitted=1),
        "1 accepted piece is older than 12 months; 1 more piece waits to be marked",
    ),
    (EvidenceRules(months=1), ksb(Piece(dt.date(2026, 10, 22))), ""),
    (EvidenceRules(months=1), ksb(Piece(dt.date(2026, 10, 21))), "1 accepted piece is older than 1 month"),
    (
        EvidenceRules(pieces=2, months=12),
        ksb(OLD, NEW),
        "1 of 2 pieces count; 1 accepted piece is older than 12 months",
    ),
    (
        EvidenceRules(pieces=3, months=12),
        ksb(OLD, OLD, NEW),
        "1 of 3 pieces count; 2 accepted pieces are older than 12 months",
    ),
    # dated in the future
    (EvidenceRules(), ksb(AHEAD), "1 accepted piece is dated in the future"),
    (EvidenceRules(), ksb(AHEAD, NEW), ""),
    (EvidenceRules(), ksb(ago(0)), ""),
    (YEAR, ksb(AHEAD, OLD), "1 accepted piece is older than 12 months, and 1 is dated in the future"),
    # of a kind that counts
    (KINDS, ksb(LETTER), "1 accepted piece is of a kind that does not count here (certificate)"),
    (KINDS, ksb(LETTER, LETTER), "2 accepted pieces are of a kind that does not count here (certificate)"),
    (
        KINDS,
        ksb(LETTER, ago(1, "case_study")),
        "2 accepted pieces are of a kind that does not count here (case study, certificate)",
    ),
    (KINDS, ksb(LETTER, ago(2, "photo")), ""),
    (KINDS, ksb(Piece(TODAY)), "1 accepted piece is of a kind that does not count here (unknown)"),
    (
        replace(KINDS, months=12),
        ksb(LETTER, OLD),
        "1 accepted piece is older than 12 months, and 1 is of a kind that does not count here (certificate)",
    ),
    # not all from one event
    (EVENTS, ksb(NEW), "its piece comes from 1 event, and 2 are asked for"),
    (EVENTS, ksb(NEW, ago(5, "photo")), "its pieces come from 1 event, and 2 are asked for"),
    (EVENTS, ksb(NEW, OTHER), ""),
    (EvidenceRules(events=3), ksb(NEW, OTHER), "its pieces come from 2 events, and 3 are asked for"),
    (EvidenceRules(events=2, months=12), ksb(NEW, OLD), "its piece comes from 1 event, and 2 are asked for"),
    (EvidenceRules(events=2, months=12), ksb(OLD), "1 accepted piece is older than 12 months"),
    (
        EVENTS,
        ksb(NEW, submitted=1),
        "its piece comes from 1 event, and 2 are asked for; 1 more piece waits to be marked",
    ),
    # declared by the apprentice
    (OWN, ksb(NEW), ""),
    (OWN, ksb(BORROWED), "1 accepted piece is not declared to be the apprentice’s own work"),
    (OWN, ksb(BORROWED, BORROWED), "2 accepted pieces are not declared to be the apprentice’s own work"),
    (OWN, ksb(BORROWED, NEW), ""),
    (
        replace(OWN, pieces=2),
        ksb(BORROWED, NEW),
        "1 of 2 pieces count; 1 accepted piece is not declared to be the apprentice’s own work",
    ),
    # and countersigned
    (EvidenceRules(), ksb(WAITS), PROVISIONAL),
    (EvidenceRules(), ksb(WAITS, NEW), ""),
    (EvidenceRules(), ksb(WAITS, submitted=1), PROVISIONAL),
    (TWO, ksb(WAITS, NEW), PROVISIONAL),
    (TWO, ksb(WAITS), "0 of 2 pieces count; 1 accepted piece waits for a countersignature"),
    (
        EvidenceRules(pieces=3),
        ksb(WAITS, ALSO_WAITS),
        "0 of 3 pieces count; 2 accepted pieces wait for a countersignature",
    ),
    (EVENTS, ksb(WAITS, NEW), PROVISIONAL),
    (EVENTS, ksb(WAITS), "1 accepted piece waits for a countersignature"),
    (YEAR, ksb(OLD, WAITS), PROVISIONAL),
    (
        OWN,
        ksb(replace(WAITS, is_declared=False)),
        "1 accepted piece is not declared to be the apprentice’s own work",
    ),
    # all at once
    (ALL, ksb(NEW, OTHER), ""),
    (ALL, ksb(NEW, NEW), "its pieces come from 1 event, and 2 are asked for"),
    (
        ALL,
        ksb(OLD, LETTER, BORROWED),
        (
            "0 of 2 pieces count; 1 accepted piece is older than 12 months, "
            "and 1 is of a kind that does not count here (certificate), "
            "and 1 is not declared to be the apprentice’s own work"
        ),
    ),
    (ALL, ksb(NEW, OLD), "1 of 2 pieces count; 1 accepted piece is older than 12 months"),
    (
        ALL,
        ksb(NEW, LETTER),
        "1 of 2 pieces count; 1 accepted piece is of a kind that does not count here (certificate)",
    ),
    (
        ALL,
        ksb(NEW, BORROWED),
        "1 of 2 pieces count; 1 accepted piece is not declared to be the apprentice’s own work",
    ),
    (ALL, ksb(NEW, WAITS), PROVISIONAL),
    (ALL, ksb(NEW), "1 of 2 pieces met"),
]


@pytest.mark.parametrize(("rules", "standing", "why"), SITUATIONS)
def test_a_situation_has_its_sentence(rules, standing, why):
    found = judged(standing, rules, TODAY)
    assert (found.why, found.is_ready) == (why, not why)


def test_there_are_enough_situations():
    assert len(SITUATIONS) >= 60


@pytest.mark.parametrize(
    ("plan", "method", "expected"),
    [
        ({}, "", EvidenceRules()),
        ({"minimum_accepted_pieces_per_ksb": None, "oldest_evidence_months": None}, "", EvidenceRules()),
        ({"minimum_accepted_pieces_per_ksb": 0, "minimum_events_per_ksb": -1}, "", EvidenceRules()),
        ({"minimum_accepted_pieces_per_ksb": "2", "oldest_evidence_months": True}, "", EvidenceRules()),
        ({"allowed_kinds": []}, "", EvidenceRules()),
        ({"allowed_kinds": "photo"}, "", EvidenceRules()),
        ({"methods": "none"}, "showcase", EvidenceRules()),
        ({"minimum_accepted_pieces_per_ksb": 2}, "showcase", TWO),
        ({"oldest_evidence_months": 12, "methods": {"talk": {"oldest_evidence_months": None}}}, "", YEAR),
        (
            {"oldest_evidence_months": 12, "methods": {"talk": {"oldest_evidence_months": None}}},
            "talk",
            EvidenceRules(),
        ),
        ({"is_declaration_asked": True}, "", OWN),
        ({"minimum_events_per_method": 3}, "", EvidenceRules(method_events=3)),
    ],
)
def test_a_number_that_is_missing_or_no_number_is_not_asked(plan, method, expected):
    assert EvidenceRules.of(plan, method) == expected


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (dt.date(2025, 11, 22), dt.date(2026, 11, 22)),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2025, 12, 31), dt.date(2026, 12, 31)),
        (dt.date(9999, 6, 1), dt.date.max),
    ],
)
def test_evidence_is_fresh_to_the_same_day_of_a_later_month(day, last):
    assert YEAR.fresh_until(day) == last


PAIR = [AskedKsb("K1"), AskedKsb("S2", "face_to_face"), AskedKsb("S3", "remote")]


def inputs(rules=None, channel="both", ksbs=PAIR, methods=None, **standings):
    asked = methods or [AskedMethod("showcase", ("K1",)), AskedMethod("observation", ("S2", "S3"))]
    return Inputs(TODAY, channel, rules or {}, ksbs, asked, standings)


@pytest.mark.parametrize("half", ["", "face_to_face", "remote"])
@pytest.mark.parametrize("channel", ContactChannel.values)
def test_the_pair_follows_how_customers_are_met(half, channel):
    assert AskedKsb("S2", half).is_asked_of(channel) == is_asked(half, channel)


@pytest.mark.parametrize(("channel", "asked"), [("face_to_face", 2), ("remote", 2), ("both", 3)])
def test_changing_how_customers_are_met_changes_the_denominator(channel, asked):
    found = answer(inputs(channel=channel, K1=Standing("K1", [NEW]), S2=Standing("S2", [NEW])))
    assert (len(found.ksbs), found.is_ready) == (asked, channel == "face_to_face")


def test_a_plan_without_methods_makes_nobody_ready():
    found = answer(Inputs(TODAY, "both", {}, [AskedKsb("K1")], [], {"K1": Standing("K1", [NEW])}))
    assert (found.ready, found.is_ready) == (1, False)


def test_a_method_wants_more_than_one_event_over_all_its_ksbs():
    rules = {"minimum_events_per_method": 2}
    both = {"S2": Standing("S2", [NEW]), "S3": Standing("S3", [NEW])}
    found = answer(inputs(rules, K1=Standing("K1", [NEW, OTHER]), **both)).methods
    assert [(method.is_ready, method.why) for method in found] == [
        (True, ""),
        (False, "all its evidence comes from 1 event, and 2 are asked for"),
    ]


def test_a_method_may_ask_otherwise_than_the_plan():
    rules = {"methods": {"observation": {"oldest_evidence_months": 12}}}
    found = answer(inputs(rules, channel="remote", K1=Standing("K1", [OLD]), S3=Standing("S3", [OLD])))
    assert [(ksb.code, ksb.why) for ksb in found.ksbs] == [
        ("K1", ""),
        ("S3", "1 accepted piece is older than 12 months"),
    ]


def test_time_alone_turns_an_answer_on_the_day_it_names():
    given = inputs(
        {"oldest_evidence_months": 12}, "remote", K1=Standing("K1", [NEW]), S3=Standing("S3", [OTHER])
    )
    turns_on = answer(given).turns_on
    assert turns_on == dt.date(2027, 10, 14)
    assert answer(given.on_day(turns_on - DAY)).is_ready
    assert not answer(given.on_day(turns_on)).is_ready


def test_changes_name_what_was_gained_and_lost():
    rules = {"oldest_evidence_months": 12}
    before = answer(inputs(rules, "remote", K1=Standing("K1", [OTHER])))
    after = answer(inputs(rules, "face_to_face", K1=Standing("K1", [OLD]), S2=Standing("S2", [NEW])))
    assert vars(changes(kept_answer(before), kept_answer(after))) == {
        "gained": [],
        "lost": [("K1", "1 accepted piece is older than 12 months")],
        "asked": ["S2"],
        "spared": ["S3"],
        "methods_gained": ["observation"],
        "methods_lost": [("showcase", "")],
    }
    assert not changes(kept_answer(after), kept_answer(after))


def test_changes_name_a_method_that_alone_asks_for_more():
    rules = {"minimum_events_per_method": 2}
    k1, s3 = Standing("K1", [NEW, OTHER]), Standing("S3", [NEW, OTHER])
    before = kept_answer(answer(inputs(rules, "remote", K1=k1, S3=s3)))
    after = kept_answer(answer(inputs(rules, "remote", K1=k1, S3=Standing("S3", [NEW]))))
    lost = changes(before, after)
    assert lost.methods_lost == [("observation", "all its evidence comes from 1 event, and 2 are asked for")]
    assert (bool(lost), lost.lost) == (True, [])
    assert changes(after, before).methods_gained == ["observation"]


numbers = st.integers(1, 3)
days = st.integers(-30, 900).map(lambda number: TODAY - number * DAY)
kinds = st.sampled_from(["work_product", "certificate", "photo"])
pieces = st.builds(Piece, st.none() | days, kinds, st.booleans(), st.booleans())
few = st.integers(0, 2)
standings = st.builds(
    lambda code, *rest: Standing(code, *rest), st.just("K1"), st.lists(pieces, max_size=4), few, few, few
)
asking = st.fixed_dictionaries(
    {},
    optional={
        "minimum_accepted_pieces_per_ksb": numbers,
        "minimum_events_per_ksb": numbers,
        "minimum_events_per_method": numbers,
        "oldest_evidence_months": st.integers(1, 24),
        "allowed_kinds": st.lists(kinds, min_size=1, unique=True),
        "is_declaration_asked": st.booleans(),
    },
)


@st.composite
def portfolios(draw):
    """Four KSBs, one of them half of a pair, and two methods that may share one."""
    codes = ["K1", "K2", "S2", "S3"]
    halves = ["", "", "face_to_face", "remote"]
    stood = {code: replace(draw(standings), code=code) for code in codes if draw(st.booleans())}
    methods = [
        AskedMethod(key, tuple(draw(st.lists(st.sampled_from(codes), unique=True)))) for key in ("one", "two")
    ]
    asked = [AskedKsb(code, half) for code, half in zip(codes, halves, strict=True)]
    channel = draw(st.sampled_from(ContactChannel.values))
    return Inputs(TODAY, channel, {**draw(asking), "methods": {"two": draw(asking)}}, asked, methods, stood)


@given(portfolios(), st.sampled_from(["K1", "K2", "S2", "S3"]), pieces)
def test_more_accepted_evidence_never_makes_anybody_less_ready(given, code, piece):
    stood = given.standings.get(code, Standing(code))
    more = replace(stood, pieces=[*stood.pieces, piece])
    before, after = answer(given), answer(replace(given, standings={**given.standings, code: more}))
    assert {ksb.code for ksb in before.ksbs if ksb.is_ready} <= {k.code for k in after.ksbs if k.is_ready}
    assert {one.key for one in before.methods if one.is_ready} <= {m.key for m in after.methods if m.is_ready}
    assert after.is_ready or not before.is_ready
    assert (len(before.ksbs), len(before.methods)) == (len(after.ksbs), len(after.methods))


@given(portfolios(), st.integers(0, 3))
def test_taking_a_ksb_out_of_the_plan_changes_the_denominators(given, number):
    gone = given.ksbs[number]
    less = replace(
        given,
        ksbs=[ksb for ksb in given.ksbs if ksb != gone],
        methods=[replace(m, codes=tuple(c for c in m.codes if c != gone.code)) for m in given.methods],
    )
    before, after, was_asked = answer(given), answer(less), gone.is_asked_of(given.channel)
    assert len(after.ksbs) == len(before.ksbs) - was_asked
    for old, new, method in zip(before.methods, after.methods, given.methods, strict=True):
        assert len(new.ksbs) == len(old.ksbs) - (was_asked and gone.code in method.codes)


@given(portfolios())
def test_taking_a_method_out_of_the_plan_leaves_one_fewer(given):
    assert len(answer(replace(given, methods=given.methods[:1])).methods) == len(answer(given).methods) - 1


@given(portfolios())
def test_what_is_kept_gives_the_same_answer_again(given):
    """Drafts are their writer's alone, so no answer that is kept rests on one."""
    given = replace(given, standings={code: replace(row, drafted=0) for code, row in given.standings.items()})
    kept = json.loads(json.dumps(kept_inputs(given)))
    again = answer(inputs_from(kept))
    assert kept_answer(again) == kept_answer(answer(given))
    assert kept_inputs(inputs_from(kept)) == kept
    assert again.turns_on == answer(given).turns_on


@given(portfolios())
def test_nothing_turns_before_the_day_that_is_named(given):
    found = answer(given)
    last = (found.turns_on or TODAY + 2000 * DAY) - DAY
    assert kept_answer(answer(given.on_day(last))) == kept_answer(found)
