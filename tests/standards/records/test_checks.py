"""What must hold of records: by themselves, and beside the others of their standard."""

import datetime as dt
import time
from dataclasses import replace
from uuid import uuid4

import pytest

from standards.models import KsbKind
from standards.records import fields
from standards.records.checks import problems_among, problems_of
from standards.records.comparing import By, Change, pairs_of
from standards.records.text import plain
from standards.records.values import Record, RecordKsb

GOOD = Record("ST0999", "Harbour assistant", "1.1", status="approved", is_official=True, place="record 1")


def ksb(code, statement, guid=None, place=""):
    return RecordKsb(code, KsbKind(code[0]), statement, guid, place=place)


def told(problems):
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({}, []),
        ({"title": ""}, ["record 1: It has no title."]),
        ({"version": "2"}, ["record 1: “2” is no version such as 1.1."]),
        (
            {"status": ""},
            ["record 1: Its status is not one that is known; it counts as in development."],
        ),
        (
            {"starts_from": dt.date(2026, 2, 1), "starts_until": dt.date(2026, 1, 1)},
            ["record 1: Its last day for starts comes before its first."],
        ),
        ({"reference": "ST" + "9" * 11}, ["record 1: “reference” has 13 characters; 12 fit."]),
    ],
    ids=["good", "no title", "whole number", "unknown status", "days", "long"],
)
def test_records_are_checked_by_themselves(changed, sentences):
    assert told(problems_of(replace(GOOD, **changed))) == sentences


def test_guids_and_codes_are_unique_within_a_record():
    one = uuid4()
    ksbs = [
        ksb("K1", "One.", one, "K1"),
        ksb("K2", "Two.", one, "K2"),
        ksb("K2", "Three.", uuid4(), "line 9"),
    ]
    assert told(problems_of(replace(GOOD, ksbs=ksbs))) == [
        f"K2: The GUID {one} is there twice.",
        "line 9: K2 is there twice.",
    ]


def test_two_live_versions_and_windows_that_overlap_are_told():
    first = replace(GOOD, version="1.0", starts_from=dt.date(2016, 1, 1), starts_until=dt.date(2018, 10, 5))
    second = replace(GOOD, version="1.1", starts_from=dt.date(2018, 10, 3), place="record 2")
    third = replace(GOOD, version="1.2", starts_from=dt.date(2026, 1, 1), place="record 3")
    assert told(problems_among([third, first, second])) == [
        "record 2: Its first day for starts, 3 Oct 2018, lies before the last of 1.0.",
        "record 3: Versions 1.1 and 1.2 are both approved, with no day between them.",
    ]
    assert told(problems_among([second, second])) == [
        "record 2: Version 1.1 of ST0999 is there twice.",
    ]


def test_ksbs_are_paired_by_guid_then_words_and_never_by_code():
    same, other = uuid4(), uuid4()
    old = [ksb("K1", "Know who counts.", same), ksb("K2", "Know the law."), ksb("K3", "Know ropes.", other)]
    new = [
        ksb("K1", "Know the law"),
        ksb("K2", "Know who counts as a customer.", same),
        ksb("K3", "Something wholly different."),
    ]
    pairs = pairs_of(old, new)
    assert [(pair.change, pair.by, pair.has_moved) for pair in pairs] == [
        (Change.KEPT, By.WORDS, True),
        (Change.REWORDED, By.GUID, True),
        (Change.NEW, By.NOTHING, False),
        (Change.REMOVED, By.NOTHING, False),
    ]


def test_words_much_alike_are_a_rewording_and_kinds_are_not_mixed():
    old = [ksb("K1", "Know how the measures of service are used."), ksb("S1", "Use the measures of service.")]
    new = [
        ksb("S1", "Know how the measures of service are used now."),
        ksb("K1", "Know how measures of service are used."),
    ]
    assert [pair.old.code if pair.old else "" for pair in pairs_of(old, new)] == ["", "K1", "S1"]


def test_within_one_version_the_place_pairs_what_is_worded_otherwise():
    old = [ksb("K1", "Our words for it."), ksb("K2", "More of ours.")]
    new = [ksb("K1", "The official sentence.", uuid4()), ksb("K2", "And the next one.", uuid4())]
    pairs = pairs_of(old, new, by_place=True)
    assert [(pair.old.code, pair.change, pair.by) for pair in pairs] == [
        ("K1", Change.REWORDED, By.PLACE),
        ("K2", Change.REWORDED, By.PLACE),
    ]


@pytest.mark.parametrize(
    ("given", "read"),
    [("12", 12), (12.0, 12), ("1,278", 1278), ("", None), ("-3", None), (True, None), ("12 months", None)],
)
def test_numbers_are_read_from_text(given, read):
    assert fields.number(given) == read


@pytest.mark.parametrize(
    "given", ["2018-10-03", "03/10/2018", "3 October 2018", "2018-10-03T00:00:00Z", "3 Oct 2018"]
)
def test_dates_are_read_in_every_fashion_seen(given):
    assert fields.day(given) == dt.date(2018, 10, 3)


@pytest.mark.parametrize("given", ["", "31/02/2018", "soon", None, "0000-00-00", "99999-01-01"])
def test_what_is_no_date_is_none(given):
    assert fields.day(given) is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; more", "Bold & more"),
        ("One<br>two<p>three</p>", "One two three"),
        ("a &lt; b", "a < b"),
        ("<script>alert(1)</script>left", "left"),
        ("tab\tand\x00nul\u202e", "tab and nul"),
        ("<!doctype html><!-- a <b> note -->left<!-- open", "left"),
        ("1 < 2 <i>and</i> 3 > 2", "1 < 2 and 3 > 2"),
        (None, ""),
    ],
)
def test_markup_becomes_words(given, shown):
    assert plain(given) == shown


@pytest.mark.parametrize("never_ends", ["<a ", "<a href='", "<!--", "<![CDATA[>", "</a"])
def test_markup_that_never_ends_takes_no_time(never_ends):
    began = time.process_time()
    plain(never_ends * 30_000)
    assert time.process_time() - began < 5
