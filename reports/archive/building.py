"""Makes rows of what an archive says, all of them in memory: nothing here writes to the database.

The same rows are made twice: for the preview, where every mistake becomes a sentence, and to be kept.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from accounts.models import User
from assessments.models import (
    ClaimMoveElsewhere,
    Declaration,
    Gateway,
    Marking,
    MockAssessment,
    MoveElsewhere,
    Signature,
    SignRequest,
)
from assessments.snapshots import digest
from portfolio.answering import text_of
from portfolio.models import Apprenticeship, Evidence, Revision, ShowcaseItem, StoredFile
from reports.archive import shown
from reports.archive.document import MOCK_TABLES
from reports.archive.matching import Matched
from reports.archive.reading import Written
from reports.archive.shapes import PORTFOLIO_PARTS, Part, Shape
from reports.archive.shown import can_be_shown, has_shape, is_answer
from standards.models import Ksb

MOST_PROBLEMS = 50
SHAPES = {
    SignRequest: shown.ASKED,
    Signature: shown.SIGNED,
    Declaration: shown.DECLARED,
    Gateway: shown.GATEWAY,
}
TOLD: dict[type[Model], dict[str, Any]] = {
    MoveElsewhere: {"choices": shown.CHOSEN, "readiness": shown.READY},
    ClaimMoveElsewhere: {"decisions": shown.DECIDED},
}
Links = list[tuple[Model, str, list[Any]]]


class RowRefusedError(Exception):
    """One row cannot be made. The message says why, the caller where."""


class Rows:
    """made: rows by model. links: what is many to many. problems: sentences, each with its place."""

    def __init__(
        self,
        written: Written,
        matched: Matched,
        apprenticeship: Apprenticeship,
        people: Mapping[str, User],
        files: Mapping[str, StoredFile],
    ) -> None:
        self.written, self.matched, self.apprenticeship = written, matched, apprenticeship
        self.people, self.files = people, files
        self.made: dict[type[Model], list[Model]] = {}
        self.links: Links = []
        self.problems: list[str] = []
        self.ids: dict[str, tuple[type[Model], UUID]] = {}

    def build(self) -> "Rows":
        self._name(PORTFOLIO_PARTS, self.written)
        self._make(PORTFOLIO_PARTS, self.written, self.apprenticeship, ())
        self._join()
        return self

    def of(self, model: type[Model]) -> list[Any]:
        return self.made.get(model, [])

    def of_pieces(self) -> list[Evidence]:
        return self.of(Evidence)

    def new_id(self, written: str) -> str:
        """What a row of the archive is called here; what is no row keeps its name."""
        return str(self.ids[written][1]) if written in self.ids else written

    def problem(self, place: Sequence[str], text: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{', '.join(place)}: {text}" if place else text)

    def _under(self, part: Part, row: Written) -> list[Written]:
        found = row.get(part.key)
        if part.is_one:
            return [found] if isinstance(found, dict) else []
        return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []

    def _name(self, parts: Sequence[Part], row: Written) -> None:
        """Every row gets an id of its own first, so that rows may point ahead."""
        for part in parts:
            for child in self._under(part, row):
                known = child.get("id")
                if part.shape.has_id and isinstance(known, str):
                    if known in self.ids:
                        self.problem([part.shape.name], f"two rows are called {known[:40]}")
                    self.ids[known] = part.shape.model, uuid4()
                self._name(part.shape.parts, child)

    def _make(self, parts: Sequence[Part], row: Written, parent: Model, place: tuple[str, ...]) -> None:
        for part in parts:
            for number, child in enumerate(self._under(part, row), start=1):
                here = (*place, part.shape.name.capitalize() if not place else part.shape.name)
                here = here if part.is_one else (*here[:-1], f"{here[-1]} {number}")
                try:
                    made = self._row(part, child, parent)
                except RowRefusedError as error:
                    self.problem(here, str(error))
                    continue
                self.made.setdefault(part.shape.model, []).append(made)
                self._make(part.shape.parts, child, made, here)

    def _row(self, part: Part, row: Written, parent: Model) -> Model:
        shape = part.shape
        values: dict[str, Any] = {part.link: parent} if part.link else {}
        many: dict[str, list[Any]] = {}
        for name in shape.fields:
            column = shape.model._meta.get_field(name)
            if column.many_to_many:
                many[name] = self._many(column, row.get(name))
            elif column.is_relation:
                values[name] = self._related(column, name, row.get(name))
            else:
                values[name] = self._plain(column, name, row)
        if shape.has_id:
            values["id"] = self._id(row)
        made = finished(shape.model(**values), self.matched)
        require_fields(made, shape)
        self.links += [(made, name, targets) for name, targets in many.items()]
        return made

    def _id(self, row: Written) -> UUID:
        known = row.get("id")
        if not isinstance(known, str) or known not in self.ids:
            raise RowRefusedError("it has no id")
        return self.ids[known][1]

    def _plain(self, column: Any, name: str, row: Written) -> Any:
        if name not in row:
            raise RowRefusedError(f"“{name}” is missing")
        value = row[name]
        if value is None and not column.null:
            raise RowRefusedError(f"“{name}” is empty")
        try:
            return cleaned(column, value)
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise RowRefusedError(f"“{name}” cannot be read") from error

    def _many(self, column: Any, keys: Any) -> list[Any]:
        if not isinstance(keys, list):
            raise RowRefusedError(f"“{column.name}” is not a list")
        return [self._target(column.related_model, column.name, key) for key in keys]

    def _related(self, column: Any, name: str, key: Any) -> Any:
        if key is None:
            if not column.null:
                raise RowRefusedError(f"“{name}” is empty")
            return None
        return self._target(column.related_model, name, key)

    def _target(self, model: type[Model], name: str, key: Any) -> Any:
        """A row or thing that the archive names; an id of ours stands for one that is made later."""
        if not isinstance(key, str):
            raise RowRefusedError(f"“{name}” names nothing")
        found: Any = None
        if model is User:
            found = self.people.get(key)
        elif model is StoredFile:
            found = self.files.get(key)
        elif model in self.matched.keys:
            found = self.matched.keys[model].get(key)
        elif key in self.ids and self.ids[key][0] is model:
            found = model(pk=self.ids[key][1])
        if found is None:
            raise RowRefusedError(f"“{name}” names “{key[:60]}”, which is not there")
        return found

    def _join(self) -> None:
        """What follows from the rows together: newest versions, and states that fit the markings."""
        versions: dict[UUID, list[Revision]] = {}
        for revision in self.of(Revision):
            versions.setdefault(revision.evidence_id, []).append(revision)
        marked = {row.revision_id for row in self.of(Marking)}
        for number, piece in enumerate(self.of(Evidence), start=1):
            for problem in joined(piece, versions.get(piece.pk, []), marked):
                self.problem([f"Piece {number}"], problem)
        chosen = [row.evidence_id for row in self.of(ShowcaseItem)]
        if len(chosen) != len(set(chosen)):
            self.problem([], "A piece is chosen twice for the showcase.")


def joined(piece: Evidence, versions: Sequence[Revision], marked: set[UUID]) -> Iterator[str]:
    state = Revision.State
    ordered = sorted(versions, key=lambda version: version.number)
    if not ordered:
        yield "it has no version"
        return
    handed_in = [version for version in ordered if version.state != state.DRAFT]
    piece.latest, piece.shown = ordered[-1], handed_in[-1] if handed_in else None
    if any(version.state == state.DRAFT for version in ordered[:-1]):
        yield "a draft stands before a version that was handed in"
    if piece.in_inbox and handed_in:
        yield "it waits in the inbox and was handed in"
    for version in ordered:
        is_judged = version.state in {state.ACCEPTED, state.RETURNED}
        if is_judged != (version.pk in marked):
            yield f"version {version.number} is {version.state}, which does not fit its marking"


def finished(row: Model, matched: Matched) -> Model:
    """What the archive writes in words of its own, and what no archive may say."""
    if isinstance(row, Revision):
        ksbs = matched.keys[Ksb]
        require_texts(row, "declined", "declared")
        require_answers(row.answers)
        row.declined = [str(ksbs[code].pk) for code in row.declined if code in ksbs]
    if isinstance(row, MockAssessment):
        content = row.content if isinstance(row.content, dict) else {}
        row.content = {name: content[name] for name in MOCK_TABLES if name in content}
    if isinstance(row, SignRequest):
        row.token_hash = uuid4().hex + uuid4().hex
        if row.refused_at is None:
            row.expires_at = max(row.expires_at, row.created_at + dt.timedelta(seconds=1))
    if isinstance(row, Signature):
        require_texts(row, "noticed")
    require_told(row)
    if isinstance(row, tuple(SHAPES)):
        require_signed(vars(row)["snapshot"], vars(row)["snapshot_hash"], SHAPES[type(row)])
    return row


def require_told(row: Model) -> None:
    """Lists and mappings that pages print without asking."""
    for name, shape in TOLD.get(type(row), {}).items():
        if not has_shape(getattr(row, name), shape):
            raise RowRefusedError(f"“{name}” cannot be read")


def require_texts(row: Model, *names: str) -> None:
    for name in names:
        if not all(isinstance(each, str) for each in getattr(row, name)):
            raise RowRefusedError(f"“{name}” cannot be read")


def require_answers(answers: Mapping[str, Any]) -> None:
    """Text, or rows of cells, that can be told in words: pages read them without asking."""
    try:
        fit = all(isinstance(text_of(answer), str) and is_answer(answer) for answer in answers.values())
    except (ValueError, TypeError, AttributeError) as error:
        raise RowRefusedError("“answers” cannot be read") from error
    if not fit:
        raise RowRefusedError("“answers” cannot be read")


def require_signed(snapshot: Any, says: str, shape: Any) -> None:
    """What was signed is still what it was; a gateway that is not confirmed has nothing signed yet."""
    if not (snapshot or says):
        return
    if not isinstance(snapshot, dict) or digest(snapshot) != says:
        raise RowRefusedError("what was signed is not what its SHA-256 says")
    if not can_be_shown(snapshot, shape):
        raise RowRefusedError("what was signed cannot be read")


def require_fields(row: Model, shape: Shape) -> None:
    """Lengths, choices and ranges. What may be blank is decided by the constraints of the database."""
    for name in shape.fields:
        column: Any = row._meta.get_field(name)
        value = None if column.is_relation else getattr(row, name)
        if value in column.empty_values:
            continue
        try:
            column.clean(value, row)
        except ValidationError as error:
            raise RowRefusedError(f"“{name}”: {error.messages[0]}") from error


TEXTS = {"CharField", "TextField", "SlugField", "EmailField", "DateField", "TimeField", "DateTimeField"}


def cleaned(column: "Field[Any, Any]", value: Any) -> Any:
    """The value as the column takes it. Raises ValueError or ValidationError when it is of another kind."""
    kind = column.get_internal_type()
    if value is None:
        return value
    if kind == "JSONField":
        if type(value) is not type(column.get_default()):
            raise ValueError(column.name)
        return value
    if (kind in TEXTS) != isinstance(value, str) and kind != "DecimalField":
        raise ValueError(column.name)
    if (kind == "BooleanField") != isinstance(value, bool):
        raise ValueError(column.name)
    if kind.endswith("IntegerField") and not isinstance(value, int):
        raise ValueError(column.name)
    found = column.to_python(value)
    if kind == "DateTimeField" and found.tzinfo is None:
        raise ValueError(column.name)
    return found
