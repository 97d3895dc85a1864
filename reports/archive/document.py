"""`portfolio.json` as values: what docs/portfolio-json.md describes, always in the same order."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from accounts.models import AuditEvent, User
from assessments.models import MockAssessment, ReadinessAnswer
from portfolio.models import Apprenticeship, Revision, StoredFile
from reports.archive import FORMAT, VERSION
from reports.archive.gathering import Gathered
from reports.archive.naming import plain
from reports.archive.registers import Files, People, Reference
from reports.archive.shapes import PORTFOLIO_PARTS, Part, Shape
from reports.models import Arrival

IDS_AT_ONCE = 500
# Of what was typed in a finished mock only the tables are shown; the rest became results.
MOCK_TABLES = ("customers", "stories")


class Document:
    """Writes one portfolio. `packed`, afterwards, says which files go along."""

    def __init__(self, apprenticeship: Apprenticeship, *, by: User) -> None:
        self.apprenticeship, self.by = apprenticeship, by
        self.is_own = by.pk == apprenticeship.apprentice_id
        self.gathered = Gathered(apprenticeship, is_own=self.is_own)
        self.people, self.files = People(), Files(self.gathered)
        self.reference = Reference(apprenticeship, self._templates())

    def written(self) -> dict[str, Any]:
        about = self._about()
        parts = {part.key: self._part(part, None) for part in PORTFOLIO_PARTS}
        made = self._made()
        return {
            "format": FORMAT,
            "version": VERSION,
            "made": made,
            "apprenticeship": about,
            "people": self.people.written(self.apprenticeship),
            "ksbs": self.reference.written_ksbs(),
            "templates": self.reference.written_templates(),
            "files": self.files.written(),
            **parts,
            **self._carried(),
        }

    def _made(self) -> dict[str, Any]:
        return {
            "on": plain(timezone.now()),
            "by": str(self.by),
            "provider": self.apprenticeship.provider.name,
            "holds_drafts": self.is_own,
            "holds_originals": self.is_own,
        }

    def _about(self) -> dict[str, Any]:
        row = self.apprenticeship
        standard = row.version.standard
        names = ("apprentice", "assessor", "line_manager", "iqa")
        people = {name: self.people.key(getattr(row, f"{name}_id")) for name in names}
        return {
            "id": str(row.pk),
            **people,
            "employer": row.employer.name,
            "status": row.status,
            "contact_channel": row.contact_channel,
            "started_on": plain(row.started_on),
            "gateway_planned_on": plain(row.gateway_planned_on),
            "standard": {
                "reference": standard.reference,
                "title": standard.title,
                "level": standard.level,
                "version": row.version.version,
            },
            "plan": {"name": row.plan.name, "version": row.plan.plan_version},
        }

    def _templates(self) -> set[UUID]:
        models = [part.shape.model for part in PORTFOLIO_PARTS if "template" in part.shape.fields]
        return {row.template_id for model in models for row in self.gathered.all_of(model)}  # type: ignore[attr-defined]  # whatever names a template

    def _part(self, part: Part, parent: object) -> Any:
        rows = [self._row(part.shape, row) for row in self.gathered.under(part, parent)]
        if "ksb" in part.shape.fields:  # of a version that was left, and not asked by the one joined
            rows = [row for row in rows if row["ksb"] is not None]
        if part.is_one:
            return rows[0] if rows else None
        return [row for row in rows if row is not None]

    def _row(self, shape: Shape, row: Model) -> dict[str, Any]:
        written: dict[str, Any] = {"id": str(row.pk)} if shape.has_id else {}
        written |= {name: self._value(row, name) for name in shape.fields}
        return written | {part.key: self._part(part, row.pk) for part in shape.parts}

    def _value(self, row: Model, name: str) -> Any:
        column = row._meta.get_field(name)
        if column.many_to_many:
            keys = (self._key(column.related_model, pk) for pk in self._ids(row, name))
            return sorted(str(key) for key in keys if key is not None)
        if column.is_relation:
            return self._key(column.related_model, getattr(row, f"{name}_id"))
        return self._special(row, name) if name in {"declined", "content"} else plain(getattr(row, name))

    def _special(self, row: Model, name: str) -> Any:
        """What holds ids, or more than is shown."""
        if isinstance(row, Revision) and name == "declined":
            codes = {str(ksb.pk): ksb.code for ksb in self.reference.ksbs}
            return sorted(codes[pk] for pk in row.declined if pk in codes)
        assert isinstance(row, MockAssessment)  # noqa: S101  # nosec B101  # nothing else has contents
        return {key: row.content[key] for key in MOCK_TABLES if row.content.get(key)}

    def _ids(self, row: Model, name: str) -> Iterator[UUID]:
        return (each.pk for each in getattr(row, name).all())

    def _key(self, model: Any, pk: UUID | None) -> str | None:
        if pk is None:
            return None
        if model is User:
            return self.people.key(pk)
        if model is StoredFile:
            return self.files.key(pk)
        if model in self.reference.keys:
            return self.reference.keys[model].get(pk)
        return str(pk) if pk in self.gathered.ids else None

    def _carried(self) -> dict[str, Any]:
        """What came with archives before, then what was added here."""
        carried = Arrival.objects.carried_by(self.apprenticeship)
        return {
            "earlier": carried.get("earlier", []),
            "readiness": [*carried.get("readiness", []), *self._readiness()],
            "trail": [*carried.get("trail", []), *self._trail()],
        }

    def _readiness(self) -> list[dict[str, Any]]:
        rows = ReadinessAnswer.objects.filter(apprenticeship=self.apprenticeship)
        provider = self.apprenticeship.provider.name
        return [
            {
                "provider": provider,
                "answered_at": plain(row.answered_at),
                "answer": row.answer,
                "digest": row.digest,
            }
            for row in rows.defer("inputs").order_by("answered_at", "pk")
        ]

    def _trail(self) -> list[dict[str, Any]]:
        ids = sorted({str(self.apprenticeship.pk), *map(str, self.gathered.ids)})
        events = [
            event
            for start in range(0, len(ids), IDS_AT_ONCE)
            for event in self._events_about(ids[start : start + IDS_AT_ONCE])
        ]
        return [self._event(event) for event in sorted(events, key=lambda event: event.number)]

    def _events_about(self, ids: Sequence[str]) -> Sequence[AuditEvent]:
        found = AuditEvent.objects.filter(provider=self.apprenticeship.provider_id, subject_id__in=ids)
        return list(found.select_related("by").order_by("number"))

    def _event(self, event: AuditEvent) -> dict[str, Any]:
        return {
            "provider": self.apprenticeship.provider.name,
            "number": event.number,
            "at": plain(event.at),
            "by": str(event.by) if event.by else "",
            "act": event.act,
            "subject": event.subject_type,
            "subject_id": event.subject_id,
            "detail": event.detail,
            "hash": event.hash,
        }
