"""Every dialect tells the same standard; oddities are told with their place, and nothing falls over."""

import io
import json
import time
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from standards.models import KsbKind
from standards.records.case import read_case
from standards.records.files import Dialect, dialect_of
from standards.records.mahara import read_mahara
from standards.records.moodle import read_moodle
from standards.records.official import read_official
from standards.records.pack import read_pack_file
from standards.records.sheet import read_sheet
from standards.records.text import UnreadableError
from tests.standards.records.files import (
    AREAS,
    GUIDS,
    WORDS,
    as_json,
    case,
    mahara,
    moodle,
    official,
    sheet,
)

ASKED = {"reference": "ST0999", "title": "Harbour & quay assistant", "version": "1.1"}


def told(found):
    return [str(problem) for problem in found.problems]


def words_of(record):
    return {ksb.code: ksb.statement for ksb in record.ksbs}


def areas_of(record):
    return {ksb.code: ksb.area for ksb in record.ksbs}


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (read_case, as_json(case())),
        (read_moodle, moodle().encode()),
        (read_moodle, moodle(delimiter=";").encode("cp1252")),
        (read_mahara, as_json(mahara())),
        (read_mahara, as_json(mahara("parentid"))),
        (lambda content: read_sheet(content, **ASKED), sheet()),
    ],
    ids=["CASE", "Moodle", "Moodle from a spreadsheet", "Mahara", "Mahara of old", "workbook"],
)
def test_dialects_tell_the_same_standard(read, content):
    found = read(content)
    [record] = found.records
    assert (record.reference, record.title, record.version) == tuple(ASKED.values())
    assert words_of(record) == WORDS
    assert areas_of(record) == AREAS
    assert told(found) == []


def test_official_record_is_read_whole():
    [(record, problems)] = read_official(io.BytesIO(as_json([official()])))
    assert problems == []
    assert words_of(record) == WORDS
    assert {ksb.code: str(ksb.guid) for ksb in record.ksbs} == GUIDS
    assert (record.title, record.level, record.status) == ("Harbour & quay assistant", 2, "approved")
    assert (record.typical_months, record.minimum_otj_hours) == (12, 278)
    assert (str(record.starts_from), record.starts_until) == ("2018-10-03", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_official_list_is_read_in_any_unicode(encoding):
    content = json.dumps([official(), official(referenceNumber="ST0998", title="Tŷ")], ensure_ascii=False)
    found = list(read_official(io.BytesIO(content.encode(encoding))))
    assert [record.reference for record, _ in found] == ["ST0999", "ST0998"]
    assert found[1][0].title == "Tŷ"


def test_official_record_may_stand_alone():
    [(record, _)] = read_official(io.BytesIO(as_json(official())))
    assert record.reference == "ST0999"


def test_official_list_that_was_cut_off_says_after_which_record():
    content = as_json([official(), official(referenceNumber="ST0998")])[:-200]
    read = read_official(io.BytesIO(content))
    assert next(read)[0].reference == "ST0999"
    with pytest.raises(UnreadableError, match=r"not whole JSON after record 1 \(ST0999\)"):
        next(read)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_pack_is_told_by_its_first_word_in_any_unicode(encoding):
    pack = (Path(settings.BASE_DIR) / "tests/data/st0072-1.2.yaml").read_text()
    file = io.BytesIO(pack[pack.index("pack:") :].encode(encoding))
    assert dialect_of(file) == Dialect.PACK
    assert [record.version for record in read_pack_file(file.read()).records] == ["1.2"]


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"<html></html>", b"\xff\xfeh\x00", b"\x00" * 40],
    ids=["empty", "words", "page", "marked words", "nuls"],
)
def test_official_list_that_is_something_else_is_refused(content):
    with pytest.raises(UnreadableError, match="no JSON"):
        list(read_official(io.BytesIO(content)))


def test_official_record_without_ksbs_has_none():
    [(record, problems)] = read_official(
        io.BytesIO(as_json(official(version="1.0", knowledges=[], skills=[], behaviours=None)))
    )
    assert (record.ksbs, problems) == ([], [])


def test_foundation_record_names_its_types_otherwise():
    found = official(
        knowledges=[],
        technicalKnowledges=[{"technicalKnowledgeId": GUIDS["K1"], "detail": "Know ropes."}],
        employabilitySkillsAndBehaviours=[
            {"employabilitySkillsAndBehaviourId": GUIDS["K2"], "detail": "Be there on time."}
        ],
    )
    [(record, _)] = read_official(io.BytesIO(as_json(found)))
    assert words_of(record)["K1"] == "Know ropes."
    assert words_of(record)["B2"] == "Be there on time."
    assert [ksb.kind for ksb in record.ksbs] == [KsbKind.KNOWLEDGE, KsbKind.SKILL] + [KsbKind.BEHAVIOUR] * 2


def test_official_oddities_are_told_and_the_rest_is_kept():
    odd = official(
        typicalDuration="",
        minimumHoursForCompliance="about 300",
        latestStartDate="soon",
        assessmentPlanUrl="javascript:alert(1)",
        skills=[{"skillId": "none", "detail": "<script>alert(1)</script>Tie <b>knots</b>"}, {"detail": ""}],
    )
    [(record, problems)] = read_official(io.BytesIO(as_json(odd)))
    assert (record.typical_months, record.minimum_otj_hours, record.plan_url) == (None, None, "")
    assert words_of(record)["S1"] == "Tie knots"
    assert [str(problem) for problem in problems] == [
        "record 1 (ST0999): “soon” in “latestStartDate” is no date.",
        "record 1 (ST0999), S1: Its identifier is no GUID; it is matched by its words.",
        "record 1 (ST0999), S2: It says nothing.",
        "record 1 (ST0999), S2: Its identifier is no GUID; it is matched by its words.",
    ]


def test_case_associations_in_a_circle_are_told_once():
    package = case()
    first, second = package["CFItems"][0]["identifier"], package["CFItems"][4]["identifier"]
    package["CFAssociations"].append(
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": first},
            "destinationNodeURI": {"identifier": second},
        }
    )
    found = read_case(as_json(package))
    assert told(found) == ["item 1: The associations go in a circle: “Customers” → “K1” → “Customers”."]
    assert any(problem.stops for problem in found.problems)


def test_many_items_and_long_chains_take_no_longer_for_each():
    """A quadratic reader takes minutes for these."""
    names = [f"{number:08}-0000-4000-8000-000000000000" for number in range(30_000)]
    items = [{"identifier": name, "fullStatement": "Step", "CFItemType": "Area"} for name in names]
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": child},
            "destinationNodeURI": {"identifier": parent},
        }
        for child, parent in pairwise(names)
    ]
    elements = [{"elementid": name, "parentid": names[0], "shortname": "Step"} for name in names]
    began = time.process_time()
    assert read_case(as_json(case(CFItems=items, CFAssociations=links))).records[0].ksbs == []
    assert read_mahara(as_json(mahara(standardelements=elements))).records[0].ksbs == []
    assert time.process_time() - began < 20


def test_case_items_that_repeat_or_have_no_code_are_told():
    package = case()
    package["CFItems"] += [package["CFItems"][4], {"identifier": "x1", "fullStatement": "Something else"}]
    assert told(read_case(as_json(package))) == [
        f"item 9: The identifier {GUIDS['K1']} is there twice.",
        "item 10: “Something else” has no code such as K4, so it is left out.",
    ]


@pytest.mark.parametrize("read", [read_case, read_mahara])
def test_broken_json_is_told_with_its_line(read):
    with pytest.raises(UnreadableError) as refused:
        read(as_json(case())[:-40])
    assert refused.value.problem.place.startswith("line ")
    with pytest.raises(UnreadableError):
        read(b"[" * 100_000)


def test_moodle_row_without_a_code_is_left_out_by_name_unless_others_hang_on_it():
    extra = ("area-10", "ST0999-X7", "X7", "Tie a knot.", "1", "", "", "")
    assert told(read_moodle(moodle(extra).encode())) == [
        "line 11: “X7” has no code such as K4, so it is left out."
    ]


def test_moodle_rows_that_repeat_or_hang_on_nothing_are_told():
    extra = [
        ("area-99", "ST0999-K3", "K3", "Know the tides.", "1", "", "", ""),
        ("area-10", "ST0999-K1", "K1", "Know who counts.", "1", "", "", ""),
    ]
    assert told(read_moodle(moodle(*extra).encode())) == [
        "line 12: The ID number “ST0999-K1” is there twice.",
        "line 11: Its parent “area-99” is not there.",
    ]


def test_mahara_identifiers_that_repeat_are_told():
    framework = mahara()
    framework["framework"]["standardelements"].append({"shortname": "K9", "elementid": "e1", "name": "Again"})
    assert told(read_mahara(as_json(framework))) == ["element 9: The elementid e1 is there twice."]


def test_sheet_of_ten_thousand_rows_tells_the_three_that_are_wrong():
    lines = ["Area,Code,Statement"]
    lines += [f"All,K{n % 999 + 1},Know thing {n}." for n in range(10_000)]
    lines[5] = "All,X1,Something."
    lines[77] = "All,K77,"
    lines[9_000] = "All,,Nothing."
    found = read_sheet("\n".join(lines).encode("utf-8-sig"), **ASKED)
    assert told(found) == [
        "line 6: “X1” is no code such as K4.",
        "line 78: K77 says nothing.",
        "line 9001: “” is no code such as K4.",
    ]
    assert len(found.records[0].ksbs) == 9_998


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 cut off",
        b"Something,Else\n1,2\n",
        b'Code,Statement\nK1,"open',
        b"Code,Statement\nK1,\x00\n",
    ],
    ids=["broken workbook", "other columns", "open quotation", "nul"],
)
def test_sheet_that_cannot_be_read_is_refused(content):
    with pytest.raises(UnreadableError):
        read_sheet(content, **ASKED)


def test_workbook_with_entities_is_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet())) as good, zipfile.ZipFile(bomb, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name.startswith("xl/worksheets/"):
                entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
                content = entities + content.replace(b"Customers", b"&b;")
            bad.writestr(name, content)
    with pytest.raises(UnreadableError, match="no workbook that can be read"):
        read_sheet(bomb.getvalue(), **ASKED)
