"""Fetches every row of a portfolio that leaves: one query for each shape, whatever the portfolio's size."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models import ForeignKey, Model, Q

from assessments.models import ClaimMoveElsewhere
from portfolio.models import Apprenticeship, Attachment, Evidence, Revision, StoredFile
from reports.archive.moved import made_here
from reports.archive.shapes import PORTFOLIO_PARTS, Part, Shape, walk

# What only its owner reads: pieces and versions that were never handed in.
NOT_DRAFTS: dict[type[Model], Q] = {
    Evidence: Q(shown__isnull=False),
    Revision: Q(submitted_at__isnull=False),
    ClaimMoveElsewhere: Q(revision__submitted_at__isnull=False),
}


class Gathered:
    """Rows by model and parent, and the ids of all rows that leave, so that nothing points at what stays."""

    def __init__(self, apprenticeship: Apprenticeship, *, is_own: bool) -> None:
        self.apprenticeship, self.is_own = apprenticeship, is_own
        self.rows: dict[type[Model], dict[object, list[Model]]] = {}
        self.ids: set[object] = set()
        self._load(PORTFOLIO_PARTS)
        self.files = StoredFile.objects.in_bulk(self._file_ids())

    def under(self, part: Part, parent: object) -> list[Model]:
        return self.rows[part.shape.model].get(parent, [])

    def all_of(self, model: type[Model]) -> Iterator[Model]:
        return (row for rows in self.rows[model].values() for row in rows)

    def rows_in_order(self) -> list[Model]:
        """The pieces, oldest first."""
        return self.under(PORTFOLIO_PARTS[0], None)

    def revisions(self) -> Iterator[Revision]:
        """Of each piece in turn, in the order in which they were written."""
        for piece in self.rows_in_order():
            yield from cast("list[Revision]", self.rows[Revision].get(piece.pk, []))

    def attachments_of(self, revision: Revision) -> list[Attachment]:
        return cast("list[Attachment]", self.rows[Attachment].get(revision.pk, []))

    def _load(self, parts: Sequence[Part], above: type[Model] | None = None) -> None:
        parents = {row.pk for row in self.all_of(above)} if above else None
        for part in parts:
            grouped: dict[object, list[Model]] = defaultdict(list)
            for row in self._rows_of(part.shape):
                parent = getattr(row, f"{part.link}_id") if above else None
                if parents is None or parent in parents:
                    grouped[parent].append(row)
                    self.ids.add(row.pk)
            self.rows[part.shape.model] = dict(grouped)
            self._load(part.shape.parts, part.shape.model)

    def _rows_of(self, shape: Shape) -> Sequence[Model]:
        rows = shape.model._default_manager.filter(**{shape.path: self.apprenticeship})
        if shape.limits is not None:
            rows = rows.filter(shape.limits)
        if not self.is_own and shape.model in NOT_DRAFTS:
            rows = rows.filter(NOT_DRAFTS[shape.model])
        many = [name for name in shape.fields if shape.model._meta.get_field(name).many_to_many]
        found: list[Model] = list(rows.order_by(*shape.order).prefetch_related(*many))
        return [*found, *made_here(shape.model, self.apprenticeship, is_own=self.is_own)]

    def _file_ids(self) -> set[UUID]:
        found: set[Any] = set()
        for part in walk():
            for name in part.shape.fields:
                column: Any = part.shape.model._meta.get_field(name)
                if column.related_model is not StoredFile:
                    continue
                for row in self.all_of(part.shape.model):
                    if isinstance(column, ForeignKey):
                        found.add(getattr(row, column.attname))
                    else:
                        found |= {file.pk for file in getattr(row, name).all()}
        return found - {None}
