"""A record laid into a provider's draft: what is mapped stays mapped, for rows are changed, not replaced."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import slugify

from standards.choices import KsbKind
from standards.models import Area, Criterion, Ksb, StandardVersion
from standards.records.comparing import Change
from standards.records.keeping import CREDIT, LONGEST_AREA, LONGEST_TITLE, SOURCE, Match, new_ksb
from standards.records.values import Record
from standards.rules import BAND_LABELS, free_key

KSB = ("area_id", "code", "kind", "position", "guid", "title", "statement")
FACTS = ("starts_until", "typical_months", "minimum_otj_hours", "status")
LONGEST_KEY = 56
Name = tuple[str, str]


def lay_into(draft: StandardVersion, record: Record, pairs: Sequence[Match], called: str) -> None:
    """draft: without KSBs, or a copy of the version that the pairs were found in. called: the file.

    A KSB is found in the copy by the GUID that it had there.
    """
    rows = {ksb.guid: ksb for ksb in draft.ksbs.select_related("area")}
    gone = [rows.pop(pair.old.guid).pk for pair in pairs if pair.old and pair.new is None]
    draft.ksbs.filter(pk__in=gone).delete()
    made = [(rows[pair.old.guid] if pair.old else None, pair.new) for pair in pairs if pair.new]
    areas = _Areas(draft, [(old.area if old else None, _named(old, new.area, new.kind)) for old, new in made])
    kept, added = [], []
    for place, (old, new) in enumerate(made, start=1):
        area = areas.of(_named(old, new.area, new.kind))
        if old is None:
            added.append(new_ksb(None, new, area, place))
            continue
        old.area, old.code, old.kind, old.position = area, new.code, new.kind, place
        old.guid, old.statement = new.guid or old.guid, new.statement
        old.title = new.title[:LONGEST_TITLE] or old.title
        kept.append(old)
    _set_aside(draft)
    Ksb.objects.bulk_update(kept, KSB)
    Ksb.objects.bulk_create(added)
    areas.clear_empty()
    _tell(draft, record, called, is_reworded=any(pair.change != Change.KEPT for pair in pairs))


def _named(old: Ksb | None, title: str, kind: KsbKind) -> Name:
    """As the record calls its area, as it was called, or as its band is."""
    before = old.area.title if old and old.kind == kind else ""
    return (title or before or BAND_LABELS[kind])[:LONGEST_AREA], kind.value


def _set_aside(draft: StandardVersion) -> None:
    """Codes and GUIDs are unique within a version, and some pass from one row to another."""
    rows = list(Ksb.objects.filter(version=draft))
    for number, ksb in enumerate(rows):
        ksb.code, ksb.guid = f"~{number}", ksb.pk
    Ksb.objects.bulk_update(rows, ["code", "guid"])


class _Areas:
    """Those of the draft by their names. One whose first KSB comes under another name is renamed.

    So what judges an area goes on judging it.
    """

    def __init__(self, draft: StandardVersion, wanted: Sequence[tuple[Area | None, Name]]) -> None:
        self.draft = draft
        rows = {area.pk: area for area in draft.areas.all()}
        self.by_name: dict[Name, Area] = {}
        names = dict.fromkeys(name for _, name in wanted)
        for before, name in wanted:
            area = rows.get(before.pk) if before else None
            if area is not None and area.kind == name[1] and name not in self.by_name:
                self.by_name[name] = rows.pop(area.pk)
        for name in names:
            self.by_name.setdefault(name, Area(version=draft, title=name[0], kind=name[1]))
        self._save(names, {area.key for area in draft.areas.all()})

    def _save(self, names: dict[Name, None], taken: set[str]) -> None:
        for place, name in enumerate(names, start=1):
            area = self.by_name[name]
            area.title, area.position = name[0], place
            if not area.key:
                stem = slugify(f"{name[0][:LONGEST_KEY]} {name[1]}")[:LONGEST_KEY]
                area.key = free_key(stem, taken)
                taken.add(area.key)
            area.save()

    def of(self, name: Name) -> Area:
        return self.by_name[name]

    def clear_empty(self) -> None:
        """An area without KSBs goes, unless criteria hang on it: those are then put right in the editor."""
        judged = Criterion.objects.filter(area__version=self.draft).values("area")
        self.draft.areas.filter(ksbs__isnull=True).exclude(pk__in=judged).delete()


def _tell(draft: StandardVersion, record: Record, called: str, *, is_reworded: bool) -> None:
    """What the record says of the version, and whose words they are. Its name and first day were chosen."""
    said = {name: getattr(record, name) for name in FACTS if getattr(record, name)}
    until = said.get("starts_until")
    if until and until < draft.starts_from:
        del said["starts_until"]
    changed = {**said, "has_structured_ksbs": True}
    if record.is_official:
        changed["wording"] = StandardVersion.Wording.OFFICIAL
        changed["source"] = SOURCE.format(reference=record.reference, version=record.version)
        changed["credit_line"] = CREDIT
    elif is_reworded:
        changed["wording"] = StandardVersion.Wording.PROVIDER
        changed["source"] = f"The file “{called}”"
    for name, value in changed.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(changed))
