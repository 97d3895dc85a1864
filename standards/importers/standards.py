"""Loading a standard with its versions, areas and KSBs."""

from __future__ import annotations

from operator import attrgetter
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Concat

from standards.models import Area, Ksb, Standard, StandardVersion
from standards.pack_reading import Node

from .plans import load_plan
from .syncing import Changes, Wanted, sync

STANDARD = (
    "title",
    "level",
    "larscode",
    "occupation_code",
    "route",
    "funding_band_pounds",
    "regulator",
)
VERSION = (
    "status",
    "starts_from",
    "starts_until",
    "typical_months",
    "minimum_otj_hours",
    "has_structured_ksbs",
    "is_being_revised",
    "wording",
    "source",
    "credit_line",
)
# A provider's own, which only a provider brings in.
BELONGINGS = ("templates", "guidance")
AREA = ("title", "kind", "position", "summary")
KSB = ("area_id", "code", "kind", "position", "title", "statement", "alternative", "alternative_channel")


def load_standard(root: Node, changes: Changes) -> None:
    root.expect(("pack", "standard", "versions"))
    node = root.child("standard")
    node.expect(("reference", "title", "level"), STANDARD)
    drafts = [(node, Standard(reference=node.text("reference"), **node.pick(STANDARD)))]
    existing = Standard.objects.ours().filter(reference=node.text("reference"))
    [standard] = sync(changes, existing, attrgetter("reference"), STANDARD, drafts)
    nodes = root.children("versions")
    versions = sync_versions(changes, standard, nodes)
    for version_node, version in zip(nodes, versions, strict=True):
        load_version(version_node, version, changes)


def sync_versions(changes: Changes, standard: Standard, nodes: list[Node]) -> list[StandardVersion]:
    existing = standard.versions.ours()
    official = {version.version: version for version in existing if has_official_words(version)}
    drafts = []
    for node in nodes:
        node.expect(("version", "status", "starts_from"), (*VERSION, "areas", "plans", *BELONGINGS))
        name = node.text("version")
        draft = StandardVersion(standard=standard, version=name, **node.pick(VERSION))
        drafts.append((node, draft if has_official_words(draft) else official.get(name, draft)))
    return sync(changes, existing, attrgetter("version"), VERSION, drafts)


def has_official_words(version: StandardVersion) -> bool:
    return version.wording == StandardVersion.Wording.OFFICIAL


def load_version(node: Node, version: StandardVersion, changes: Changes) -> None:
    """Official words were loaded from the official record; a pack in other words leaves them."""
    if has_official_words(version) and node.mapping().get("wording") != version.wording:
        changes.note("Kept, because it has the official wording,", version)
    else:
        load_ksbs(node, version, changes)
    if any(map(node.has, BELONGINGS)):
        changes.note("Left a provider’s own templates and guidance out of the", version)
    for plan_node in node.children("plans"):
        load_plan(plan_node, version, changes)


def load_ksbs(node: Node, version: StandardVersion, changes: Changes) -> None:
    areas = sync_areas(changes, version, node.children("areas"))
    ksbs = sync_ksbs(changes, version, areas)
    if bool(ksbs) is not version.has_structured_ksbs:
        raise node.error('"has_structured_ksbs" does not fit the KSBs below it.')


def sync_areas(changes: Changes, version: StandardVersion, nodes: list[Node]) -> list[tuple[Node, Area]]:
    drafts = []
    for position, node in enumerate(nodes, start=1):
        drafts.append((node, area_draft(node, version, position)))
    areas = sync(changes, version.areas.all(), attrgetter("key"), AREA, drafts)
    return list(zip(nodes, areas, strict=True))


def area_draft(node: Node, version: StandardVersion, position: int) -> Area:
    node.expect(("key", "title", "kind", "ksbs"), ("summary",))
    return Area(version=version, key=node.text("key"), position=position, **node.pick(AREA))


def sync_ksbs(changes: Changes, version: StandardVersion, areas: list[tuple[Node, Area]]) -> list[Ksb]:
    drafts: list[tuple[Node, Ksb]] = []
    for area_node, area in areas:
        for node in area_node.children("ksbs"):
            drafts.append((node, ksb_draft(node, area, len(drafts) + 1)))
    existing = {ksb.guid: ksb for ksb in version.ksbs.all()}
    refuse_lost_ksbs(existing, drafts)
    free_moving_codes(existing, drafts)
    return sync(changes, version.ksbs.all(), attrgetter("guid"), KSB, drafts)


def ksb_draft(node: Node, area: Area, position: int) -> Ksb:
    node.expect(("code", "guid", "title", "statement"), KSB[-2:])
    fields = node.pick(("guid", *KSB))
    return Ksb(version=area.version, area=area, kind=area.kind, position=position, **fields)


def refuse_lost_ksbs(existing: dict[UUID, Ksb], drafts: Wanted[Ksb]) -> None:
    """Portfolios hang on these rows: a version keeps its KSBs for as long as it lives."""
    named = {str(draft.guid) for _, draft in drafts}
    for guid, ksb in existing.items():
        if str(guid) not in named:
            node = drafts[0][0] if drafts else Node("pack", "ksbs", None)
            raise node.error(f"{ksb.code} ({guid}) is in the database but not in the pack.")


def free_moving_codes(existing: dict[UUID, Ksb], drafts: Wanted[Ksb]) -> None:
    """A code is a position and may pass to another GUID: set moving ones aside, codes being unique."""
    codes = {str(draft.guid): draft.code for _, draft in drafts}
    moving = [ksb.pk for guid, ksb in existing.items() if codes[str(guid)] != ksb.code]
    Ksb.objects.filter(pk__in=moving).update(code=Concat(Value("~"), F("code")))
