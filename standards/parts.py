"""The parts of a version that a provider changes: areas, KSBs, methods, criteria, what the gateway asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models

from standards.models import Area, AssessmentPlan, Criterion, GatewayRequirement, Ksb, Method, StandardVersion
from standards.said import verified_codes


@dataclass(frozen=True)
class Kind:
    """path: from a part to its version. within: what a part is put in order in. fields: what a form sets."""

    key: str
    noun: str
    model: type[models.Model]
    path: str
    within: str
    fields: tuple[str, ...]
    has_ksbs: bool = False
    article: str = "a"
    removing: str = ""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Kind(
                "area",
                "area",
                Area,
                "version",
                "version_id",
                ("version_id", "title", "kind", "summary"),
                article="an",
                removing="It can be removed when no KSB is in it.",
            ),
            Kind(
                "ksb",
                "KSB",
                Ksb,
                "version",
                "area_id",
                (
                    "version_id",
                    "area_id",
                    "code",
                    "title",
                    "statement",
                    "alternative",
                    "alternative_channel",
                ),
                removing="It goes from the draft, and from every method and criterion in it. It can "
                "be brought back while it is a draft.",
            ),
            Kind(
                "method",
                "method",
                Method,
                "plan__version",
                "plan_id",
                ("plan_id", "name", "kind", "moment", "summary"),
                has_ksbs=True,
                removing="It goes from the draft with all its criteria.",
            ),
            Kind(
                "criterion",
                "criterion",
                Criterion,
                "method__plan__version",
                "method_id",
                ("method_id", "outcome", "code", "grade", "text", "status", "source"),
                has_ksbs=True,
                removing="It goes from the draft. The method stays.",
            ),
            Kind(
                "gateway",
                "gateway item",
                GatewayRequirement,
                "plan__version",
                "plan_id",
                ("plan_id", "rule", "title", "explanation", "parameters"),
                removing="The gateway does not ask for it any more on this version.",
            ),
        )
    }
)


@dataclass(frozen=True)
class Wish:
    """How somebody wants one part to be. seen: the print of the part as it was shown; blank for a new one.

    ksbs: by their ids, for a method or a criterion. partner: the other half of an either-or pair.
    is_verified: whether the employer verifies a KSB, and no method looks at it; None leaves it as it is.
    """

    kind: Kind
    pk: UUID
    values: Mapping[str, Any]
    seen: str = ""
    ksbs: Sequence[UUID] = field(default_factory=tuple)
    partner: UUID | None = None
    is_verified: bool | None = None

    def is_met_by(self, row: models.Model) -> bool:
        same = all(getattr(row, name) == value for name, value in self.values.items())
        return same and (not self.kind.has_ksbs or ksbs_in(row) == sorted(map(str, self.ksbs)))


def verified_in(plan: AssessmentPlan | None) -> list[str]:
    """The codes of the KSBs that the employer verifies."""
    return verified_codes(plan.evidence_rules) if plan else []


def print_of(names: Iterable[str], row: models.Model, ksbs: Iterable[str] = ()) -> str:
    """Differs as soon as one of these fields does, so that nobody saves over what they have not seen."""
    said = [json.dumps(getattr(row, name), default=str, sort_keys=True) for name in names]
    return sha256("\n".join([*said, *ksbs]).encode()).hexdigest()


def part_print(kind: Kind, row: models.Model) -> str:
    return print_of(kind.fields, row, ksbs_in(row) if kind.has_ksbs else ())


def ksbs_in(row: Any) -> list[str]:
    return sorted(str(ksb.pk) for ksb in row.ksbs.all())


AREAS = models.Prefetch("areas", Area.objects.order_by("position"))
KSBS = models.Prefetch("ksbs", Ksb.objects.select_related("area").order_by("position"))
CRITERIA = models.Prefetch(
    "criteria", Criterion.objects.select_related("area").order_by("position").prefetch_related("ksbs")
)
METHODS = models.Prefetch("methods", Method.objects.order_by("position").prefetch_related("ksbs", CRITERIA))


class Draft:
    """A version with what hangs on it, each part read once, and only when it is asked for.

    plan: the one that came with the version, or another to read in its place.
    """

    def __init__(self, version: StandardVersion, plan: AssessmentPlan | None = None) -> None:
        self.version = version
        self._given = plan

    @cached_property
    def plan(self) -> AssessmentPlan | None:
        if self._given is not None:
            return self._given
        plans = self.version.plans.filter(provider=self.version.provider_id).select_related("replaces")
        return plans.order_by("in_force_from", "published_at", "pk").first()

    @cached_property
    def areas(self) -> list[Area]:
        models.prefetch_related_objects([self.version], AREAS)
        return list(self.version.areas.all())

    @cached_property
    def ksbs(self) -> list[Ksb]:
        models.prefetch_related_objects([self.version], KSBS)
        return list(self.version.ksbs.all())

    @cached_property
    def methods(self) -> list[Method]:
        """With their KSBs, and their criteria with theirs."""
        if self.plan is None:
            return []
        models.prefetch_related_objects([self.plan], METHODS)
        return list(self.plan.methods.all())

    @cached_property
    def criteria(self) -> list[Criterion]:
        return [criterion for method in self.methods for criterion in method.criteria.all()]

    @cached_property
    def gateway(self) -> list[GatewayRequirement]:
        if self.plan is None:
            return []
        models.prefetch_related_objects([self.plan], "gateway_requirements")
        return list(self.plan.gateway_requirements.all())

    def parts(self, kind: Kind) -> Sequence[Any]:
        """All of one kind, in their order."""
        names = {"area": "areas", "ksb": "ksbs", "method": "methods", "criterion": "criteria"}
        found: Sequence[Any] = getattr(self, names.get(kind.key, "gateway"))
        return found


def with_its_source(draft: Draft) -> Draft | None:
    """The version that a draft was made from, both read in as many queries as one. None: made from none."""
    source = draft.version.replaces
    if source is None:
        return None
    models.prefetch_related_objects([draft.version, source], AREAS, KSBS)
    if draft.plan is None or draft.plan.replaces is None:
        return Draft(source)
    models.prefetch_related_objects([draft.plan, draft.plan.replaces], METHODS, "gateway_requirements")
    return Draft(source, draft.plan.replaces)
