import pytest

from reports.preflight import Facts, FileFact, Finding, PieceFact, Place, Preflight, Severity, findings
from reports.preflight.checks import Limits

CHOOSE = Place("Choose", "/choose/")
PIECE = PieceFact("A refund", "/a/", "accepted", [("K1", "I did this.", "met")])
PHOTO = FileFact("desk.jpg", "A refund", "/a/", "safe", 400, "The desk", is_seen=True)
CLIP = FileFact("call.mp3", "A refund", "/a/", "safe", 400, "A call", is_played=True, seconds=200)


def facts(**fields):
    return Facts(**{"pieces": [PIECE], "files": [PHOTO, CLIP], "choose": CHOOSE, "is_chosen": True, **fields})


def titles(found):
    return [(str(finding.severity), finding.title) for finding in found]


def test_findings_are_none_where_nothing_is_amiss():
    assert Preflight(findings(facts(), Limits())).is_clear


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"pieces": []}, ("must", "No piece is accepted yet")),
        ({"is_chosen": False}, ("should", "No piece is chosen yet")),
        ({"pieces": [PieceFact("A", "/a/", "returned", [])]}, ("must", "Chosen, but not accepted")),
        (
            {"pieces": [PieceFact("A", "/a/", "accepted", [("K1", " ", "met")])]},
            ("should", "A claim without a sentence"),
        ),
        (
            {"pieces": [PieceFact("A", "/a/", "accepted", [("K1", "So.", "not_yet")])]},
            ("look", "A claim decided as not yet"),
        ),
        ({"undeclared": [CHOOSE]}, ("must", "Personal data not dealt with, or own work not declared")),
        ({"unsigned": [CHOOSE]}, ("must", "Waiting for a countersignature")),
        ({"undrawn": "\ue000"}, ("look", "Characters that cannot be printed")),
        (
            {"files": [FileFact("a.jpg", "A", "/a/", "safe", 1, " ", is_seen=True)]},
            ("should", "A picture without alternative text"),
        ),
        (
            {"files": [FileFact("a.mp3", "A", "/a/", "safe", 1, "", is_played=True)]},
            ("should", "A recording without words"),
        ),
        (
            {"files": [FileFact("a.jpg", "A", "/a/", "rejected", 1, "x")]},
            ("must", "A file that could not be used"),
        ),
        (
            {"files": [FileFact("a.jpg", "A", "/a/", "received", 1, "x")]},
            ("must", "A file still being checked"),
        ),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_findings_name_what_is_amiss(changed, found):
    assert titles(findings(facts(**changed), Limits())) == [found]


@pytest.mark.parametrize(
    ("limits", "title"),
    [
        (Limits(pieces=0), "More pieces than the house rules take"),
        (Limits(file_bytes=399), "A file over the limit"),
        (Limits(all_bytes=799), "The files are over the limit together"),
        (Limits(clip_minutes=3), "A recording over the limit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_findings_name_what_is_over_a_limit(limits, title):
    assert titles(findings(facts(), limits)) == [("must", title)]
    assert findings(facts(), Limits(pieces=1, file_bytes=400, all_bytes=800, clip_minutes=4)) == []


def test_findings_come_by_severity_with_the_place_where_each_is_mended():
    asked = Finding(Severity.LOOK, "Hours", "Too few.", (Place("Hours", "/hours/"),))
    bare = FileFact("a.jpg", "A", "/a/", "safe", 1, "", is_seen=True)
    preflight = Preflight(findings(facts(required=[asked], files=[bare], unsigned=[CHOOSE]), Limits()))
    assert [(severity.label, len(found)) for severity, found in preflight.groups] == [
        ("Mend this first", 1),
        ("Better to mend", 1),
        ("Worth a look", 1),
    ]
    assert preflight.findings[1].places == (Place("a.jpg, in “A”", "/a/"),)
