"""What becomes of claims in a move between versions, without a database."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from assessments.carrying import carrying
from assessments.rules.carrying import Choice, Claimed, carried
from standards.models import Ksb

DAY, MOVED_ON = dt.date(2026, 5, 4), dt.date(2026, 11, 20)
ONE, OTHER, NEW = UUID(int=1), UUID(int=2), UUID(int=3)


def claimed(ksb, outcome):
    day = DAY if outcome else None
    return Claimed(UUID(int=ksb.int + 10), UUID(int=99), ksb, outcome, day, is_current=True, position=ksb.int)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("met", True), ("met", True), ("carried", "met", ONE)),
        (("met", True), ("not_yet", True), ("asked", "", ONE)),
        (("not_yet", True), ("met", True), ("asked", "", OTHER)),
        (("met", True), ("not_yet", False), ("carried", "met", ONE)),
        (("not_yet", True), ("met", False), ("asked", "", OTHER)),
        (("met", False), ("met", False), ("asked", "", ONE)),
        (("", True), ("", False), ("carried", "", ONE)),
        (("declined", True), ("met", True), ("carried", "met", OTHER)),
    ],
)
def test_two_claims_of_a_piece_for_one_ksb_become_one(first, second, expected):
    claims = [claimed(ONE, first[0]), claimed(OTHER, second[0])]
    choices = {ONE: Choice((NEW,), stands=first[1]), OTHER: Choice((NEW,), stands=second[1])}
    found = {one.act: one for one in carried(claims, choices, MOVED_ON)}
    act, outcome, goes_on = expected
    assert set(found) == {act, "joined"}
    assert (found[act].outcome, found[act].joined, found[act].was.ksb) == (outcome, NEW, goes_on)
    joined = found["joined"]
    assert (joined.outcome, joined.joined, joined.decided_on) == ("aside", NEW, MOVED_ON)


def test_usually_the_assessor_is_asked_again_where_two_ksbs_became_one():
    guid = uuid4()
    facts, trust = (
        "Know why finding out the facts first leads to a good response.",
        "Know how trust is built.",
    )
    old = [
        Ksb(code="K1", kind="K", position=1, guid=guid, statement=facts),
        Ksb(code="K2", kind="K", position=2, guid=uuid4(), statement=trust),
    ]
    new = [Ksb(code="K1", kind="K", position=1, guid=guid, statement=f"{facts} {trust}")]
    rows = carrying(old, new, {}).quiet
    assert [(row.kind, row.usual.to, row.usual.stands) for row in rows] == [
        ("merged", (new[0].pk,), False),
        ("merged", (new[0].pk,), False),
    ]
    assert "Another KSB was taken into it" in rows[0].why
