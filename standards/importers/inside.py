"""What is wrong inside one version of a pack: all of it, with its place, before anything is made of it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models import Provider
from standards.draft_rules import flaws_in_ksbs
from standards.figures import Sheet, contradictions_in
from standards.models import (
    Area,
    AssessmentPlan,
    Criterion,
    GatewayRequirement,
    Ksb,
    Method,
    Standard,
    StandardVersion,
)
from standards.pack_reading import Node
from standards.records.values import Problem, Record
from standards.said import named_with_and

from .belongings import given_in
from .noting import Noted
from .own import check_figures, describe, plan_draft, tell
from .plans import MethodContents, gateway_draft, method_draft
from .standards import area_draft, ksb_draft
from .syncing import check_fields

BEFORE_PUBLISHING = "{flaw} This has to be put right in the draft before it can be published."


def problems_inside(record: Record, provider: Provider) -> list[Problem]:
    """What stops, for which making a draft of it would be refused; and what publishing would ask for."""
    if record.pack is None:
        return []
    lines = record.pack.get("lines", {})
    reading = _Reading()
    with reading.noting():
        node = Node("The pack", "standard", record.pack["standard"], lines)
        describe(node, Standard(provider=provider, reference=record.reference))
    node = Node("The pack", record.place, record.pack["version"], lines)
    first = record.starts_from or timezone.localdate()
    version = StandardVersion(provider=provider, version=record.version, starts_from=first)
    with reading.noting():
        tell(node, version)
    reading.read_areas(node, version)
    with reading.noting():
        for plan in node.children("plans"):
            reading.read_plan(plan, version)
    return [*reading.problems, *given_in(record).problems]


class _Reading(Noted):
    """Rows as they would be, none of them saved, and what was met in making them."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[Area] = []
        self.nodes: dict[object, Node] = {}
        self.ksbs: list[Ksb] = []

    def read_areas(self, node: Node, version: StandardVersion) -> None:
        keys: set[object] = set()
        for area_node in node.children("areas"):
            with self.noting():
                area = area_draft(area_node, version, len(self.areas) + 1)
                self.areas.append(area)
                self.nodes[area.pk] = area_node
                self._read_ksbs(area_node, area)
                _check(area_node, area, area.key, keys)
        with self.noting():
            if bool(self.ksbs) is not version.has_structured_ksbs:
                raise node.error('"has_structured_ksbs" does not fit the KSBs below it.')
        if not self.problems and self.ksbs:
            for flaw in flaws_in_ksbs(self.areas, self.ksbs):
                self.note(self.nodes.get(flaw.pk, node), [BEFORE_PUBLISHING.format(flaw=flaw.sentence)])

    def _read_ksbs(self, node: Node, area: Area) -> None:
        for ksb_node in node.children("ksbs"):
            with self.noting():
                ksb = ksb_draft(ksb_node, area, len(self.ksbs) + 1)
                self.ksbs.append(ksb)
                check_fields(ksb_node, ksb)
                if bool(ksb.alternative) is not bool(ksb.alternative_channel):
                    raise ksb_node.error('"alternative" and "alternative_channel" go together.')

    def read_plan(self, node: Node, version: StandardVersion) -> None:
        before = len(self.problems)
        plan = plan_draft(node, version)
        with self.noting():
            check_fields(node, plan)
        keys: set[object] = set()
        gateway: list[GatewayRequirement] = []
        for asked_node in node.children("gateway"):
            with self.noting():
                asked = gateway_draft(asked_node, plan, len(gateway) + 1)
                gateway.append(asked)
                _check(asked_node, asked, asked.rule, keys)
        methods: list[tuple[Node, Method]] = []
        for method_node in node.children("methods"):
            with self.noting():
                method = method_draft(method_node, plan, len(methods) + 1)
                methods.append((method_node, method))
                _check(method_node, method, (method.key,), keys)
        contents = _Contents(plan, self)
        for method_node, method in methods:
            contents.read(method_node, method)
        sheet = Sheet(plan, [method for _, method in methods], gateway)
        with self.noting():
            check_figures(node, sheet)
        if len(self.problems) == before:
            self.note(node, contradictions_in(sheet))

    def note(self, node: Node, sentences: list[str]) -> None:
        self.problems += [Problem(node.where, sentence, stops=False) for sentence in sentences]


class _Contents(MethodContents):
    """The criteria of a plan's methods, each of them read by itself."""

    def __init__(self, plan: AssessmentPlan, reading: _Reading) -> None:
        super().__init__(plan, reading.areas, reading.ksbs)
        self.reading = reading
        self.keys: set[object] = set()

    def read(self, node: Node, method: Method) -> None:
        first = len(self.drafts)
        with self.reading.noting():
            looked_at = {ksb.pk for ksb in self.read_method(node, method)}
            for (place, criterion), ksbs in zip(self.drafts[first:], self.asked[first:], strict=True):
                stray = [ksb.code for ksb in ksbs if ksb.pk not in looked_at]
                if stray:
                    words = (
                        f"{criterion.code} judges {named_with_and(stray)}, which its method does not look at."
                    )
                    self.reading.note(place, [words])

    def read_criterion(self, node: Node, draft: Criterion, method_node: Node) -> None:
        with self.reading.noting():
            super().read_criterion(node, draft, method_node)
            _check(node, draft, (draft.method_id, draft.area_id, draft.code), self.keys)


def _check(node: Node, row: models.Model, key: object, keys: set[object]) -> None:
    """By itself, and whether it is there before. keys: of those that came before it."""
    check_fields(node, row)
    if key in keys:
        raise node.error(f'"{row}" is there twice.')
    keys.add(key)
