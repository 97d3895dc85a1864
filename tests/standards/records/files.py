"""Files of every dialect, written for the tests, oddities included."""

import csv
import io
import json
from typing import Any

from openpyxl import Workbook

K1, K2, S1, B1 = (f"5a8f3fb4-7427-45ca-8635-c4d6f0a7770{n}" for n in range(1, 5))
WORDS = {
    "K1": "Know who counts as a customer.",
    "K2": "Know the law & your part in it.",
    "S1": "Listen, and ask until you know what is needed.",
    "B1": "Own what you begin.",
}
GUIDS = {"K1": K1, "K2": K2, "S1": S1, "B1": B1}
AREAS = {"K1": "Customers", "K2": "The law", "S1": "Talking", "B1": "Ownership"}


def official(**changed: Any) -> dict[str, Any]:
    """One record as the public list writes it."""
    return {
        "referenceNumber": "ST0999",
        "title": "Harbour &amp; quay assistant",
        "level": "2",
        "larsCode": 999,
        "version": "1.1",
        "status": "Approved for delivery",
        "route": "Transport and logistics",
        "typicalDuration": "12",
        "minimumHoursForCompliance": "278",
        "earliestStartDate": "03/10/2018",
        "latestStartDate": "",
        "assessmentPlanUrl": "https://standards.example/plans/ST0999",
        "knowledges": [
            {"knowledgeId": K1, "detail": WORDS["K1"]},
            {"knowledgeId": K2, "detail": "&lt;p&gt;Know the law &amp;amp; your part in it.&lt;/p&gt;"},
        ],
        "skills": [{"skillId": S1, "detail": WORDS["S1"]}],
        "behaviours": [{"behaviourId": B1, "detail": WORDS["B1"]}],
        "standardInformation": "<h2>Customers</h2>",
        **changed,
    }


def case(**changed: Any) -> dict[str, Any]:
    areas = [
        {
            "identifier": f"0000000{n}-0000-4000-8000-000000000000",
            "fullStatement": title,
            "CFItemType": "Area",
        }
        for n, title in enumerate(AREAS.values())
    ]
    ksbs = [
        {"identifier": GUIDS[code], "humanCodingScheme": code, "fullStatement": words, "CFItemType": "KSB"}
        for code, words in WORDS.items()
    ]
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": ksb["identifier"]},
            "destinationNodeURI": {"identifier": area["identifier"]},
        }
        for ksb, area in zip(ksbs, areas, strict=True)
    ]
    return {
        "CFDocument": {"identifier": K1, "title": "ST0999 1.1 Harbour & quay assistant", "version": "1.1"},
        "CFItems": areas + ksbs,
        "CFAssociations": links,
        **changed,
    }


MOODLE_HEADINGS = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)


def moodle(*extra: tuple[str, ...], delimiter: str = ",") -> str:
    rows: list[tuple[str, ...]] = [
        ("", "ST0999-1.1", "ST0999 1.1 Harbour & quay assistant", "", "1", "1", "1", "competency"),
    ]
    for number, (code, area) in enumerate(AREAS.items(), start=10):
        rows.append(("", f"area-{number}", area, "", "1", str(number), "", ""))
        rows.append((f"area-{number}", f"ST0999-{code}", code, f"<p>{WORDS[code]}</p>", "1", "", "", ""))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([MOODLE_HEADINGS, *rows, *extra])
    return text.getvalue()


def mahara(parent: str = "parentelementid", **changed: Any) -> dict[str, Any]:
    elements: list[dict[str, Any]] = []
    for number, (code, words) in enumerate(WORDS.items(), start=1):
        elements.append({"shortname": "", "name": AREAS[code], "standardid": "1", "elementid": f"a{number}"})
        elements.append(
            {
                "shortname": code,
                "name": words,
                "description": "",
                "standardid": "1",
                "elementid": f"e{number}",
                parent: f"a{number}",
            }
        )
    return {
        "framework": {
            "name": "ST0999 1.1 Harbour & quay assistant",
            "standards": [{"shortname": "S", "name": "What is asked", "standardid": "1"}],
            "standardelements": elements,
            **changed,
        }
    }


def sheet(*rows: tuple[object, ...]) -> bytes:
    """A workbook; without rows, that of the standard of these tests."""
    book = Workbook()
    own = [(AREAS[code], code, "", words, GUIDS[code]) for code, words in WORDS.items()]
    for row in (("Area", "Code", "Title", "Statement", "GUID"), *(rows or own)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()
