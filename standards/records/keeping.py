"""Bringing the shared library in line with a record: what would change, and the change itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from operator import attrgetter
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.text import slugify

from standards.importers.syncing import Changes, sync
from standards.models import Area, Ksb, Standard, StandardVersion
from standards.pack_reading import Node
from standards.records.checks import problems_beside, problems_of
from standards.records.comparing import Change, Pair, pairs_of
from standards.records.values import Problem, Record, RecordKsb
from standards.rules import BAND_LABELS

Match = Pair[Ksb, RecordKsb]
Made = tuple[Ksb | None, RecordKsb]
STANDARD = ("title", "level", "larscode", "route")
VERSION = (
    "status",
    "starts_from",
    "starts_until",
    "typical_months",
    "minimum_otj_hours",
    "has_structured_ksbs",
    "wording",
    "source",
    "credit_line",
)
AREA = ("title", "kind", "position")
KSB = (
    "area_id",
    "code",
    "kind",
    "position",
    "guid",
    "title",
    "statement",
    "alternative",
    "alternative_channel",
)
SOURCE = "Official record of apprenticeship standards, {reference} version {version}"
CREDIT = "Contains public sector information licensed under the Open Government Licence v3.0."
LONGEST_TITLE, LONGEST_AREA = 60, 120


@dataclass(frozen=True)
class Intake:
    """A record beside what the library holds of it. standard, version: None where they are new.

    pairs: within the version that is there already, else with the newest earlier one, from which areas,
    titles and either-or pairs are carried over by GUID or by words.
    """

    record: Record
    standard: Standard | None
    version: StandardVersion | None
    pairs: Sequence[Match]
    problems: Sequence[Problem]

    @property
    def can_be_kept(self) -> bool:
        return not any(problem.stops for problem in self.problems)

    def changed(self, change: Change) -> list[Match]:
        return [pair for pair in self.pairs if pair.change == change]


def intake_of(record: Record, problems: Iterable[Problem] = (), beside: Sequence[Record] = ()) -> Intake:
    """problems: those met in reading it. beside: its standard’s, before it in the file. Three queries."""
    standard = Standard.objects.ours().filter(reference=record.reference).first()
    versions = list(standard.versions.ours().prefetch_related("ksbs__area")) if standard else []
    version = next((each for each in versions if each.version == record.version), None)
    base = version or max((each for each in versions if each.has_structured_ksbs), key=_age, default=None)
    is_same = version is not None
    pairs = pairs_of(list(base.ksbs.all()) if base else [], record.ksbs, by_place=is_same)
    known = {record.version, *(each.version for each in beside)}
    others = [*beside, *(as_record(each, record) for each in versions if each.version not in known)]
    found = [
        *problems,
        *problems_of(record),
        *problems_beside(record, others),
        *_gaps(record, standard, version),
    ]
    if version is not None and version.ksbs.all():
        found += _lost_or_added(pairs, version)
    return Intake(record, standard, version, pairs, found)


def as_record(version: StandardVersion, record: Record) -> Record:
    """When it is open and whether it is live. record: one of the same standard, beside which it is laid."""
    return Record(
        record.reference,
        record.title,
        version.version,
        status=version.status,
        starts_from=version.starts_from,
        starts_until=version.starts_until,
        place=f"version {version.version} in the library",
    )


def _age(version: StandardVersion) -> tuple[object, str]:
    return version.starts_from, version.version


def _gaps(record: Record, standard: Standard | None, version: StandardVersion | None) -> Iterable[Problem]:
    if standard is None and record.level is None:
        yield Problem(record.place, "It says no level, and the standard is not in the library yet.")
    if version is None and record.starts_from is None:
        yield Problem(record.place, "It says no first day for starts.")


def _lost_or_added(pairs: Iterable[Match], version: StandardVersion) -> Iterable[Problem]:
    """Portfolios hang on the KSBs of a version: it keeps them for as long as it lives."""
    for pair in pairs:
        if pair.change == Change.REMOVED and pair.old:
            yield Problem(
                "", f"{pair.old.code} is in the library and not here; version {version.version} keeps it."
            )
        elif pair.change == Change.NEW and pair.new:
            yield Problem(
                pair.new.place, f"{pair.new.code} is new; version {version.version} takes no more KSBs."
            )


@transaction.atomic
def keep(intake: Intake) -> Changes:
    """Write what differs, for a record that can be kept. Writes nothing when nothing differs."""
    changes, record = Changes(), intake.record
    node = Node("record", record.place, None)
    existing = Standard.objects.ours().filter(reference=record.reference)
    drafted = [(node, _standard(record, intake.standard))]
    [standard] = sync(changes, existing, attrgetter("reference"), STANDARD, drafted)
    drafts = [(node, _version(record, standard, intake.version))]
    [version] = sync(changes, standard.versions.ours(), attrgetter("version"), VERSION, drafts)
    _keep_ksbs(changes, node, version, intake)
    return changes


def _keep_ksbs(changes: Changes, node: Node, version: StandardVersion, intake: Intake) -> None:
    made = [(pair.old, pair.new) for pair in intake.pairs if pair.new]
    if intake.version is not None and version.ksbs.exists():
        drafts = [_reworded(old, new, place) for place, (old, new) in enumerate(made, start=1) if old]
        moved = [pair.old.pk for pair in intake.pairs if pair.has_moved and pair.old]
        version.ksbs.filter(pk__in=moved).update(code=Concat(Value("~"), F("code")))
    else:
        areas = _areas(changes, node, version, made)
        drafts = [
            new_ksb(old, new, area, place)
            for place, ((old, new), area) in enumerate(zip(made, areas, strict=True), start=1)
        ]
    sync(changes, version.ksbs.all(), attrgetter("pk"), KSB, [(node, draft) for draft in drafts])


def _standard(record: Record, known: Standard | None) -> Standard:
    """What the record leaves out stays as it is known."""
    return Standard(
        reference=record.reference,
        title=record.title,
        level=record.level or (known.level if known else 0),
        larscode=record.larscode or (known.larscode if known else None),
        route=record.route or (known.route if known else ""),
    )


def _version(record: Record, standard: Standard, known: StandardVersion | None) -> StandardVersion:
    draft = copy(known) if known else StandardVersion(standard=standard, version=record.version)
    draft.starts_from = record.starts_from or draft.starts_from
    draft.starts_until = record.starts_until or draft.starts_until
    draft.typical_months = record.typical_months or draft.typical_months
    draft.minimum_otj_hours = record.minimum_otj_hours or draft.minimum_otj_hours
    draft.status = record.status or draft.status or StandardVersion.Status.IN_DEVELOPMENT
    draft.has_structured_ksbs = bool(record.ksbs)
    if record.is_official:
        draft.wording = StandardVersion.Wording.OFFICIAL
        draft.source = SOURCE.format(reference=record.reference, version=record.version)
        draft.credit_line = CREDIT
    return draft


def _areas(changes: Changes, node: Node, version: StandardVersion, made: Sequence[Made]) -> list[Area]:
    """The area of each: as the record names it, as the earlier version had it, or one for the kind."""
    wanted = [_area_of(old, new) for old, new in made]
    drafts = [
        Area(version=version, key=slugify(f"{title[:56]} {kind}"), title=title, kind=kind, position=place)
        for place, (title, kind) in enumerate(dict.fromkeys(wanted), start=1)
    ]
    kept = sync(changes, version.areas.all(), attrgetter("key"), AREA, [(node, draft) for draft in drafts])
    by_name = {(area.title, area.kind): area for area in kept}
    return [by_name[name] for name in wanted]


def _area_of(old: Ksb | None, new: RecordKsb) -> tuple[str, str]:
    before = old.area.title if old and old.kind == new.kind else ""
    return (new.area or before or BAND_LABELS[new.kind])[:LONGEST_AREA], new.kind.value


def _reworded(old: Ksb, new: RecordKsb, place: int) -> Ksb:
    """A KSB that is there, in the record’s words; its title, area and either-or pair are ours."""
    draft = copy(old)
    draft.code, draft.position, draft.statement = new.code, place, new.statement
    draft.guid = new.guid or draft.guid
    draft.title = new.title[:LONGEST_TITLE] or draft.title
    return draft


def new_ksb(old: Ksb | None, new: RecordKsb, area: Area, place: int) -> Ksb:
    return Ksb(
        version=area.version,
        area=area,
        guid=new.guid or (old.guid if old else uuid4()),
        code=new.code,
        kind=new.kind,
        position=place,
        title=new.title[:LONGEST_TITLE] or (old.title if old else titled(new.statement)),
        statement=new.statement,
        alternative=old.alternative if old else "",
        alternative_channel=old.alternative_channel if old else "",
    )


def titled(statement: str) -> str:
    """A short name from the first words, for where there is no room for all of them."""
    first = re.split(r"[.;] ", statement, maxsplit=1)[0].rstrip(".")
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"
