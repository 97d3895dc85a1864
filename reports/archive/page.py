"""`index.html` of an archive: the portfolio as a page that needs nothing but a browser."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import timezone

from assessments.models import ClaimMove, Decision, MockAssessment, SignKind
from assessments.models.gateway import Grade
from portfolio.anchors import Anchor, anchor_in_words
from portfolio.models import Apprenticeship, Claim, Revision, TrainingEntry, TrainingPlan
from portfolio.spans import minutes_in_words
from standards.models import EvidenceKind

STYLE_SHEET = Path(__file__).with_name("style.css")
Row = Mapping[str, Any]


def style() -> str:
    return STYLE_SHEET.read_text(encoding="utf-8")


def page_of(written: Row, *, has_showcase: bool) -> str:
    return render_to_string("reports/archive_index.html", Page(written).context(has_showcase=has_showcase))


@dataclass(frozen=True)
class ShownFile:
    name: str
    caption: str
    address: str
    size: int
    sha256: str
    is_picture: bool
    withheld: str


@dataclass(frozen=True)
class ShownDecision:
    label: str
    who: str
    on: dt.date
    reason: str
    is_superseded: bool


@dataclass(frozen=True)
class ShownClaim:
    code: str
    title: str
    justification: str
    where: str
    label: str
    decisions: Sequence[ShownDecision]


@dataclass(frozen=True)
class ShownAnswer:
    """text, or a table where the answer is rows."""

    label: str
    text: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class ShownVersion:
    number: int
    state: str
    title: str
    happened_on: dt.date | None
    submitted_on: dt.date | None
    answers: Sequence[ShownAnswer]
    files: Sequence[ShownFile]
    claims: Sequence[ShownClaim]
    marked: str
    feedback: str
    spoken: ShownFile | None
    reopened: str
    reopened_because: str


@dataclass(frozen=True)
class ShownPiece:
    number: int
    kind: str
    versions: Sequence[ShownVersion]
    place: int | None

    @property
    def latest(self) -> ShownVersion:
        return self.versions[-1]

    @property
    def earlier(self) -> Sequence[ShownVersion]:
        return self.versions[-2::-1]


class Page:
    """Reads what the archive says, and nothing else, so that page and `portfolio.json` never differ."""

    def __init__(self, written: Row) -> None:
        self.written = written
        self.people = {person["key"]: person["name"] for person in written["people"]}
        self.ksbs = {ksb["code"]: ksb for ksb in written["ksbs"]}
        self.files = {file["sha256"]: file for file in written["files"]}
        self.templates = {template["key"]: template for template in written["templates"]}

    def context(self, *, has_showcase: bool) -> dict[str, Any]:
        about = self.written["apprenticeship"]
        names = ("apprentice", "assessor", "line_manager", "iqa")
        pieces = self._pieces()
        return {
            "about": about,
            "names": {name: self.people.get(about[name], "") for name in names},
            "status": Apprenticeship.Status(about["status"]).label,
            "started_on": day(about["started_on"]),
            "made": self.written["made"],
            "made_on": moment(self.written["made"]["on"]),
            "has_showcase": has_showcase,
            "pieces": pieces,
            "ksbs": self._by_ksb(pieces),
            "plan": self._plan(),
            "training": self._training(),
            "minutes": minutes_in_words(
                sum(row["minutes"] for row in self.written["training_entries"] if not row["struck_at"])
            ),
            "breaks": [
                {**row, "from": day(row["began_on"]), "until": day(row["back_on"])}
                for row in self.written["breaks"]
            ],
            "signatures": [self._signature(row) for row in self.written["signatures"]],
            "mocks": [self._mock(row) for row in self.written["mock_assessments"]],
            "results": self._results(),
            "moves": [self._move(row) for row in self.written["version_moves"]],
            "trail": [{**event, "on": moment(event["at"])} for event in self.written["trail"]],
        }

    def _pieces(self) -> list[ShownPiece]:
        places = {row["evidence"]: row["position"] for row in self.written["showcase"]}
        return [
            ShownPiece(
                number,
                str(EvidenceKind(piece["kind"]).label),
                [self._version(revision, piece["template"]) for revision in piece["revisions"]],
                places.get(piece["id"]),
            )
            for number, piece in enumerate(self.written["evidence"], start=1)
        ]

    def _version(self, row: Row, template: str) -> ShownVersion:
        marking: Row = row["marking"] or {}
        reopening: Row = marking.get("reopening") or {}
        return ShownVersion(
            number=row["number"],
            state=str(Revision.State(row["state"]).label),
            title=row["title"] or "Untitled",
            happened_on=day(row["happened_on"]),
            submitted_on=day(row["submitted_at"]),
            answers=self._answers(row["answers"], template),
            files=[self._file(held["file"], held["name"], held["caption"]) for held in row["attachments"]],
            claims=[self._claim(claim, row, template) for claim in row["claims"]],
            marked=self._said(marking, "assessor", "created_at"),
            feedback=marking.get("feedback", ""),
            spoken=self._file(marking["voice"], "Spoken feedback", "") if marking.get("voice") else None,
            reopened=self._said(reopening, "by", "created_at"),
            reopened_because=reopening.get("reason", ""),
        )

    def _said(self, row: Row, who: str, when: str) -> str:
        on = day(row[when]) if row else None
        return f"{self.people[row[who]]}, {on:%-d %B %Y}" if on else ""

    def _answers(self, answers: Row, template: str) -> list[ShownAnswer]:
        labels = {prompt["key"]: prompt["label"] for prompt in self.templates[template]["prompts"]}
        keys = dict.fromkeys([*labels, *answers])
        return [_answer(labels.get(key, key), answers[key]) for key in keys if answers.get(key)]

    def _file(self, sha256: str, name: str, caption: str) -> ShownFile:
        file = self.files[sha256]
        return ShownFile(
            name=name,
            caption=caption,
            address=quote(file["path"]),
            size=file["size"],
            sha256=sha256,
            is_picture=file["media_type"] in {"image/jpeg", "image/png", "image/webp", "image/gif"},
            withheld=file["withheld"],
        )

    def _claim(self, row: Row, revision: Row, template: str) -> ShownClaim:
        superseded = {decision["supersedes"] for decision in row["decisions"]}
        decisions = [
            ShownDecision(
                str(Decision.Outcome(each["outcome"]).label),
                self.people[each["assessor"]],
                moment(each["created_at"]).date(),
                each["reason"],
                each["id"] in superseded,
            )
            for each in row["decisions"]
        ]
        return ShownClaim(
            code=row["ksb"],
            title=self.ksbs[row["ksb"]]["title"],
            justification=row["justification"],
            where=self._where(row, revision, template),
            label=str(Claim.Outcome(row["outcome"]).label),
            decisions=decisions,
        )

    def _where(self, row: Row, revision: Row, template: str) -> str:
        names = {held["id"]: held["name"] for held in revision["attachments"]}
        labels = {prompt["key"]: prompt["label"] for prompt in self.templates[template]["prompts"]}
        name = names.get(row["anchor_attachment"]) or labels.get(row["anchor_prompt"], "")
        anchor = Anchor(row["anchor_kind"], None, row["anchor_prompt"], row["anchor_at"])
        return anchor_in_words(anchor, name) if name else ""

    def _by_ksb(self, pieces: Sequence[ShownPiece]) -> list[dict[str, Any]]:
        used: dict[str, list[tuple[int, str]]] = {}
        for piece in pieces:
            for claim in piece.latest.claims:
                used.setdefault(claim.code, []).append((piece.number, claim.label))
        return [{**ksb, "pieces": used.get(code, [])} for code, ksb in self.ksbs.items()]

    def _plan(self) -> dict[str, Any] | None:
        row = self.written["training_plan"]
        status = TrainingPlan.Status
        return row and {
            **row,
            "english": status(row["english"]).label,
            "maths": status(row["maths"]).label,
        }

    def _training(self) -> list[dict[str, Any]]:
        kinds = TrainingEntry.Kind
        return [
            {
                **row,
                "on": day(row["trained_on"]),
                "length": minutes_in_words(row["minutes"]),
                "label": kinds(row["kind"]).label,
            }
            for row in self.written["training_entries"]
        ]

    def _signature(self, row: Row) -> dict[str, Any]:
        testimony: Row = row["testimony"] or {}
        recording = testimony.get("recording")
        return {
            **row,
            "label": SignKind(row["kind"]).label,
            "on": moment(row["signed_at"]),
            "text": testimony.get("text", ""),
            "recording": self._file(recording, "Recording", "") if recording else None,
            "seen": [{**seen, "on": day(seen["seen_on"])} for seen in row["behaviours"]],
        }

    def _mock(self, row: Row) -> dict[str, Any]:
        grade = MockAssessment.Grade(row["grade"]).label if row["grade"] else ""
        recording = row["recording"]
        return {
            **row,
            "label": MockAssessment.Kind(row["kind"]).label,
            "on": moment(row["finished_at"]),
            "who": self.people[row["finished_by"]],
            "said": grade,
            "played": self._file(recording, "Recording", "") if recording else None,
        }

    def _move(self, row: Row) -> dict[str, Any]:
        acts = ClaimMove.Act
        claims = [{**claim, "label": acts(claim["act"]).label} for claim in row["claims"]]
        who, undone_on = self.people[row["by"]], day(row["undone_at"])
        return {**row, "claims": claims, "on": moment(row["at"]), "who": who, "undone_on": undone_on}

    def _results(self) -> list[dict[str, Any]]:
        return [
            {
                **result,
                "label": Grade(result["grade"]).label,
                "on": day(result["told_on"]),
                "method": held["method"],
            }
            for gateway in self.written["gateways"]
            for held in gateway["bookings"]
            for result in held["results"]
        ]


def _answer(label: str, answer: object) -> ShownAnswer:
    if not isinstance(answer, list):
        return ShownAnswer(label, str(answer))
    rows = [row for row in answer if isinstance(row, dict)]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [[str(row.get(column, "")) for column in columns] for row in rows]
    return ShownAnswer(label, "", [column.replace("_", " ").capitalize() for column in columns], cells)


def moment(written: str) -> dt.datetime:
    return timezone.localtime(dt.datetime.fromisoformat(written))


def day(written: str | None) -> dt.date | None:
    if not written:
        return None
    return moment(written).date() if "T" in written else dt.date.fromisoformat(written)
