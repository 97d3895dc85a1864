"""A version of a standard as our own pack, and as a package of the CASE 1.1 specification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from standards.importers.plans import GATEWAY, METHOD, PLAN
from standards.importers.standards import STANDARD, VERSION
from standards.models import Area, AssessmentPlan, Criterion, Ksb, Method, Standard, StandardVersion

LEFT_OUT: tuple[object, ...] = ("", None, {})
ADOPTION = {
    StandardVersion.Status.APPROVED: "Adopted",
    StandardVersion.Status.RETIRED: "Deprecated",
    StandardVersion.Status.WITHDRAWN: "Deprecated",
}


def pack_of(standard: Standard) -> dict[str, Any]:
    """All versions with their areas, KSBs and shared plans: what `load_standards` reads to the same rows."""
    versions = standard.versions.ours().for_pack().order_by("starts_from")
    return {
        "pack": "standard",
        "standard": {"reference": standard.reference, **_fields(standard, STANDARD)},
        "versions": [_version(version) for version in versions],
    }


def version_pack_of(version: StandardVersion, belongings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One version alone, also a provider's own with its plan. It must come as `for_pack` gives it.

    belongings: a provider's own templates and words on guidance.
    """
    standard = version.standard
    return {
        "pack": "standard",
        "standard": {"reference": standard.reference, **_fields(standard, STANDARD)},
        "versions": [_version(version) | dict(belongings or {})],
    }


def _fields(row: object, names: Iterable[str]) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in names}
    return {name: value for name, value in found.items() if value not in LEFT_OUT}


def _version(version: StandardVersion) -> dict[str, Any]:
    found = {"version": version.version, **_fields(version, VERSION)}
    areas = [_area(area) for area in version.areas.all()]
    plans = [_plan(plan) for plan in version.plans.all() if plan.provider_id == version.provider_id]
    return found | ({"areas": areas} if areas else {}) | ({"plans": plans} if plans else {})


def _area(area: Area) -> dict[str, Any]:
    found = {"key": area.key, "title": area.title, "kind": area.kind, "summary": area.summary}
    return found | {"ksbs": [_ksb(ksb) for ksb in area.ksbs.all()]}


def _ksb(ksb: Ksb) -> dict[str, Any]:
    names = ("code", "title", "statement", "alternative", "alternative_channel")
    return {"guid": str(ksb.guid), **_fields(ksb, names)}


def _plan(plan: AssessmentPlan) -> dict[str, Any]:
    gateway = [{"rule": row.rule, **_fields(row, GATEWAY[:-1])} for row in plan.gateway_requirements.all()]
    found = {"plan_version": plan.plan_version, **_fields(plan, PLAN)}
    return found | {"gateway": gateway, "methods": [_method(method) for method in plan.methods.all()]}


def _method(method: Method) -> dict[str, Any]:
    """What goes for all criteria, and every KSB that its areas and outcomes bring, is said once."""
    criteria, ksbs = list(method.criteria.all()), list(method.ksbs.all())
    found = {"key": method.key, **_fields(method, [name for name in METHOD if name != "position"])}
    usual = criteria[0] if criteria else None
    if usual:
        found |= {"criteria_status": usual.status, "criteria_source": usual.source}
    outcomes = dict.fromkeys(each.outcome for each in criteria if each.area_id is None)
    areas = [] if outcomes else [ksb.area for ksb in ksbs]
    areas = list(dict.fromkeys([*areas, *(each.area for each in criteria if each.area)]))
    if areas or not outcomes:
        found["areas"] = [_of_area(area, criteria, usual) for area in areas]
    if outcomes:
        found["outcomes"] = [_of_outcome(outcome, criteria, usual) for outcome in outcomes]
    brought = {ksb.pk for area in areas for ksb in area.ksbs.all()}
    brought |= {ksb.pk for each in criteria if each.area_id is None for ksb in each.ksbs.all()}
    is_as_usual = brought == {ksb.pk for ksb in ksbs}
    return found if is_as_usual else found | {"ksbs": [ksb.code for ksb in ksbs]}


def _of_outcome(outcome: str, criteria: Iterable[Criterion], usual: Criterion | None) -> dict[str, Any]:
    mine = (each for each in criteria if each.area_id is None and each.outcome == outcome)
    return {"outcome": outcome, **_criteria(mine, usual)}


def _of_area(area: Area, criteria: Iterable[Criterion], usual: Criterion | None) -> dict[str, Any]:
    return {"area": area.key, **_criteria((each for each in criteria if each.area_id == area.pk), usual)}


def _criteria(criteria: Iterable[Criterion], usual: Criterion | None) -> dict[str, Any]:
    found: dict[str, Any] = {"pass": {}}
    for each in criteria:
        said = {"ksbs": [ksb.code for ksb in each.ksbs.all()], "text": each.text}
        if usual and each.status != usual.status:
            said["status"] = each.status
        if usual and each.source != usual.source:
            said["source"] = each.source
        found.setdefault(each.grade, {})[each.code] = said
    return found


def case_of(version: StandardVersion) -> dict[str, Any]:
    """A CASE 1.1 package: the document, an item for each area and KSB, and what is a child of what."""
    document = _address(uuid5(version.pk, "document"), f"{version.standard.reference} {version.version}")
    ksbs = [ksb for area in version.areas.all() for ksb in area.ksbs.all()]
    nodes = {area.pk: _address(uuid5(area.pk, "item"), area.title) for area in version.areas.all()}
    nodes |= {ksb.pk: _address(ksb.guid, f"{ksb.code} {ksb.title}") for ksb in ksbs}
    changed = _at_midnight(version.starts_from)
    items = [
        _item(nodes[area.pk], document, changed, "Area", fullStatement=area.title)
        for area in version.areas.all()
    ]
    items += [
        _item(
            nodes[ksb.pk],
            document,
            changed,
            ksb.get_kind_display(),
            fullStatement=ksb.statement,
            abbreviatedStatement=ksb.title,
            humanCodingScheme=ksb.code,
        )
        for ksb in ksbs
    ]
    links = [(nodes[area.pk], document) for area in version.areas.all()]
    links += [(nodes[ksb.pk], nodes[ksb.area_id]) for ksb in ksbs]
    return {
        "CFDocument": _document(version, document, changed),
        "CFItems": items,
        "CFAssociations": [
            _association(place, child, parent, document, changed)
            for place, (child, parent) in enumerate(links, start=1)
        ],
        "CFDefinitions": {},
    }


def _address(identifier: UUID, title: str) -> dict[str, str]:
    return {"title": title, "identifier": str(identifier), "uri": f"urn:uuid:{identifier}"}


def _at_midnight(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00+00:00"


def _document(version: StandardVersion, document: Mapping[str, str], changed: str) -> dict[str, Any]:
    standard = version.standard
    found = {
        "identifier": document["identifier"],
        "uri": document["uri"],
        "caseVersion": "1.1",
        "creator": "Waymark",
        "title": f"{standard.reference} {version.version} {standard.title}",
        "version": version.version,
        "lastChangeDateTime": changed,
        "adoptionStatus": ADOPTION.get(StandardVersion.Status(version.status), "Draft"),
        "statusStartDate": version.starts_from.isoformat(),
        "language": "en",
        "notes": version.credit_line,
        "CFPackageURI": _address(uuid5(version.pk, "package"), document["title"]),
    }
    if version.starts_until:
        found["statusEndDate"] = version.starts_until.isoformat()
    return {name: value for name, value in found.items() if value not in LEFT_OUT}


def _item(
    node: Mapping[str, str], document: Mapping[str, str], changed: str, kind: str, **words: str
) -> dict[str, Any]:
    return {
        "identifier": node["identifier"],
        "uri": node["uri"],
        "CFItemType": kind,
        **words,
        "CFDocumentURI": dict(document),
        "lastChangeDateTime": changed,
    }


def _association(
    place: int, child: Mapping[str, str], parent: Mapping[str, str], document: Mapping[str, str], changed: str
) -> dict[str, Any]:
    identifier = uuid5(NAMESPACE_URL, f"{document['identifier']} {child['identifier']} isChildOf")
    return {
        "identifier": str(identifier),
        "uri": f"urn:uuid:{identifier}",
        "associationType": "isChildOf",
        "sequenceNumber": place,
        "originNodeURI": dict(child),
        "destinationNodeURI": dict(parent),
        "CFDocumentURI": dict(document),
        "lastChangeDateTime": changed,
    }
