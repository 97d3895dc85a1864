"""What an administrator does with the parts of a draft version: save one, put it elsewhere, remove it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify

from accounts.meanwhile import still_there
from accounts.models import Provider, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from standards.draft_rules import free_code, numbered
from standards.models import Area, AssessmentPlan, Criterion, Ksb, KsbKind, Method, StandardVersion
from standards.own_versions import count_change, draft_held
from standards.parts import Draft, Kind, Wish, part_print, verified_in
from standards.rules import free_key
from standards.said import VERIFIED
from standards.versions import restored

BANDS = list(KsbKind)
OWNERS: Mapping[str, type[models.Model]] = {
    "area_id": Area,
    "method_id": Method,
    "plan_id": AssessmentPlan,
}
GONE = "Somebody at your provider removed what this belongs to. Go back to the draft and look again."
TAKEN = "Somebody at your provider gave the same code or name to another part meanwhile. Choose another one."


class StalePart(Refused):
    """Somebody has saved the part meanwhile; `newest` is the part as it is now."""

    def __init__(self, newest: models.Model) -> None:
        super().__init__("Somebody at your provider saved this since you opened it.", HTTPStatus.CONFLICT)
        self.newest = newest


@transaction.atomic
def save_part(*, provider: Provider, version: StandardVersion, wish: Wish, by: User) -> Any:
    """Add a part, or make it as it is wished. Saving the same twice is saving it once. Raises StalePart."""
    version = draft_held(provider, version, by)
    kind = wish.kind
    row: Any = _rows(kind, version).filter(pk=wish.pk).first()
    if row is not None and wish.is_met_by(row) and _is_verified_so(version, row, wish):
        return row
    if row is None and wish.seen:
        raise kind.model.DoesNotExist  # type: ignore[attr-defined]  # every model has its own
    if row is not None and wish.seen != part_print(kind, row):
        raise StalePart(row)
    is_new = row is None
    if is_new:
        refuse_unless_free(kind.model, wish.pk)
    row = row if row is not None else kind.model(pk=wish.pk, **_first_values(kind, version, wish))
    was, code = getattr(row, "statement", None), getattr(row, "code", "")
    for name, value in wish.values.items():
        setattr(row, name, value)
    _keep(version, row, wish, is_new=is_new)
    if kind.key == "ksb":
        _name_verified(version, {code: row.code}, {row.code: wish.is_verified})
    if kind.key == "ksb" and (is_new or was != wish.values["statement"]):
        version.wording = StandardVersion.Wording.PROVIDER
    count_change(version, by, part=kind.key, what="added" if is_new else "changed", part_id=str(row.pk))
    return row


def _is_verified_so(version: StandardVersion, row: Any, wish: Wish) -> bool:
    if wish.is_verified is None:
        return True
    return wish.is_verified is (row.code in verified_in(version.plans.first()))


def _name_verified(
    version: StandardVersion, renamed: Mapping[str, str], wanted: Mapping[str, bool | None]
) -> None:
    """Which KSBs the employer verifies is kept by their codes. renamed: from the old code to the new."""
    plan = version.plans.first()
    before = verified_in(plan)
    codes = [code for old in before if wanted.get(code := renamed.get(old, old)) is not False]
    codes += [code for code, is_wanted in wanted.items() if is_wanted and code not in codes]
    if plan is not None and codes != before:
        plan.evidence_rules[VERIFIED] = codes
        plan.save(update_fields=["evidence_rules"])


def _rows(kind: Kind, version: StandardVersion) -> models.QuerySet[Any]:
    found = kind.model._default_manager.filter(**{kind.path: version})
    return found.prefetch_related("ksbs") if kind.has_ksbs else found


def _first_values(kind: Kind, version: StandardVersion, wish: Wish) -> dict[str, Any]:
    """What a new part has that no form asks for."""
    last = _rows(kind, version).aggregate(last=models.Max("position"))["last"] or 0
    values: dict[str, Any] = {"position": last + 1}
    if kind.key == "ksb":
        values["guid"] = uuid4()
    if kind.key in {"area", "method"}:
        name = str(wish.values["title" if kind.key == "area" else "name"])
        taken = set(_rows(kind, version).values_list("key", flat=True))
        values["key"] = free_key(slugify(name)[:50] or kind.key, taken)
    return values


def _keep(version: StandardVersion, row: Any, wish: Wish, *, is_new: bool) -> None:
    _refuse_strangers(version, row, wish)
    if isinstance(row, Ksb):
        row.kind = Area.objects.get(pk=row.area_id).kind
    ksbs = list(version.ksbs.filter(pk__in=wish.ksbs)) if wish.kind.has_ksbs else []
    if isinstance(row, Criterion):
        row.area_id = _area_of(row, ksbs)
    try:
        row.validate_constraints()
    except ValidationError as taken:
        raise Refused(TAKEN, HTTPStatus.CONFLICT) from taken
    row.save(force_insert=is_new)
    if wish.kind.has_ksbs:
        row.ksbs.set(ksbs)
    if isinstance(row, Ksb):
        _pair(version, row, wish)
        _follow(list(row.criteria.all()))
    if isinstance(row, Ksb | Area):
        put_in_order(version)


def _refuse_strangers(version: StandardVersion, row: models.Model, wish: Wish) -> None:
    """What it belongs to is there, and part of the same version."""
    for name, model in OWNERS.items():
        if name in wish.values:
            path = "plan__version" if model is Method else "version"
            if not model._default_manager.filter(pk=getattr(row, name), **{path: version}).exists():
                raise Refused(GONE, HTTPStatus.CONFLICT)


def _area_of(criterion: Criterion, ksbs: list[Ksb]) -> UUID | None:
    """A criterion stands under its outcome, or under the area of its KSBs where that is one."""
    if criterion.outcome:
        return None
    areas = {ksb.area_id for ksb in ksbs}
    if not areas:
        return criterion.area_id
    return areas.pop() if len(areas) == 1 else None


def _follow(criteria: list[Criterion], gone: UUID | None = None) -> None:
    """Where their KSBs went, under another code where theirs is taken there. gone: an area to be removed."""
    for criterion in criteria:
        area_id = _area_of(criterion, list(criterion.ksbs.all()))
        area_id = None if area_id == gone else area_id
        if area_id == criterion.area_id:
            continue
        there = Criterion.objects.filter(method=criterion.method_id, area=area_id).exclude(pk=criterion.pk)
        taken = set(there.values_list("code", flat=True))
        criterion.area_id = area_id
        if criterion.code in taken:
            criterion.code = free_code(criterion.code[:1], taken)
        criterion.save(update_fields=["area", "code"])


def _pair(version: StandardVersion, ksb: Ksb, wish: Wish) -> None:
    """The other half is asked of those who meet customers the other way."""
    if wish.partner is None:
        return
    other = "remote" if ksb.alternative_channel == "face_to_face" else "face_to_face"
    halves = version.ksbs.filter(pk=wish.partner)
    halves.update(alternative=ksb.alternative, alternative_channel=other)


@transaction.atomic
def move_part(
    *, provider: Provider, version: StandardVersion, kind: Kind, pk: UUID, place: int, step: int, by: User
) -> Any:
    """One place up (-1) or down (1) among its like. place: where it was shown; elsewhere by now, it stays."""
    version = draft_held(provider, version, by)
    row = still_there(_rows(kind, version), pk=pk)
    if row.position != place:
        return row
    beside = list(_rows(kind, version).filter(**_alike(kind, row)).order_by("position", "pk"))
    index = beside.index(row)
    target = min(max(index + step, 0), len(beside) - 1)
    if target == index:
        return row
    places = [each.position for each in beside]
    beside.insert(target, beside.pop(index))
    for each, position in zip(beside, places, strict=True):
        each.position = position
    kind.model._default_manager.bulk_update(beside, ["position"])
    put_in_order(version)
    count_change(version, by, part=kind.key, what="moved", part_id=str(row.pk))
    return row


def _alike(kind: Kind, row: Any) -> dict[str, Any]:
    """What a part is put in order among: areas of its kind, KSBs of its area, criteria of its method."""
    same = {kind.within: getattr(row, kind.within)}
    return same | ({"kind": row.kind} if kind.key == "area" else {})


@transaction.atomic
def remove_part(*, provider: Provider, version: StandardVersion, kind: Kind, pk: UUID, by: User) -> None:
    """Removing what is not there any more is removing it once."""
    version = draft_held(provider, version, by)
    row = _rows(kind, version).filter(pk=pk).first()
    if row is None:
        return
    if isinstance(row, Area) and row.ksbs.exists():
        raise Refused(
            f"“{row}” still has KSBs. Put them into other areas, or remove them.", HTTPStatus.CONFLICT
        )
    following = list(row.criteria.all()) if isinstance(row, Ksb | Area) else []
    count_change(version, by, part=kind.key, what="removed", part_id=str(row.pk))
    if isinstance(row, Area):
        _follow(following, gone=row.pk)
    row.delete()
    if isinstance(row, Ksb):
        _follow(following)
        _name_verified(version, {}, {row.code: False})
    put_in_order(version)


@transaction.atomic
def bring_back(*, provider: Provider, version: StandardVersion, ksb: Ksb, by: User) -> Ksb:
    """A KSB of the version that the draft was made from, with what looked at it and judged it.

    Bringing back what is there is bringing it back once.
    """
    version = draft_held(provider, version, by)
    there = version.ksbs.filter(guid=ksb.guid).first()
    if there is not None:
        return there
    known = Ksb.objects.select_related("area")
    source = still_there(known, pk=ksb.pk, version=version.replaces_id)
    areas = version.areas.filter(kind=source.kind)
    area = areas.filter(key=source.area.key).first() or areas.first()
    if area is None:
        raise Refused("No area of its kind is left in the draft. Add one first.", HTTPStatus.CONFLICT)
    codes = set(version.ksbs.values_list("code", flat=True))
    code = source.code if source.code not in codes else free_code(source.kind, codes)
    version.ksbs.filter(position__gte=source.position).update(position=models.F("position") + 1)
    row = restored(source, version, area, code)
    put_in_order(version)
    count_change(version, by, part="ksb", what="brought back", part_id=str(row.pk))
    return row


@transaction.atomic
def number_again(*, provider: Provider, version: StandardVersion, by: User) -> None:
    """Give every KSB the code of its place: a code is a position, and guidance goes by another identifier."""
    version = draft_held(provider, version, by)
    ksbs = Draft(version).ksbs
    codes = numbered(ksbs)
    moving = [ksb for ksb in ksbs if ksb.code != codes[ksb.pk]]
    if not moving:
        return
    _name_verified(version, {ksb.code: codes[ksb.pk] for ksb in moving}, {})
    for ksb in moving:
        ksb.code = f"~{ksb.pk.hex[:5]}"
    Ksb.objects.bulk_update(moving, ["code"])
    for ksb in moving:
        ksb.code = codes[ksb.pk]
    Ksb.objects.bulk_update(moving, ["code"])
    count_change(version, by, part="ksb", what="numbered")


def put_in_order(version: StandardVersion) -> None:
    """Areas by band, KSBs by area; both are counted through, as pages group them by where they stand."""
    areas = sorted(version.areas.all(), key=lambda area: (BANDS.index(KsbKind(area.kind)), area.position))
    places = {area.pk: place for place, area in enumerate(areas, start=1)}
    kinds = {area.pk: area.kind for area in areas}
    ksbs = sorted(version.ksbs.all(), key=lambda ksb: (places[ksb.area_id], ksb.position))
    for rows in (areas, ksbs):
        for place, row in enumerate(cast("list[Any]", rows), start=1):
            row.position = place
    for ksb in ksbs:
        ksb.kind = kinds[ksb.area_id]
    Area.objects.bulk_update(areas, ["position"])
    Ksb.objects.bulk_update(ksbs, ["position", "kind"])
