"""Loading an assessment plan with its methods, criteria and gateway requirements."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from uuid import UUID

from standards.models import Area, AssessmentPlan, Criterion, GatewayRequirement, Ksb, Method, StandardVersion
from standards.pack_reading import Node
from standards.plan_actions import lapse_stamps

from .syncing import Changes, link, remove_others, sync

PLAN = ("name", "in_force_from", "vocabulary", "overall_grade_rule", "evidence_rules")
GATEWAY = ("title", "explanation", "parameters", "position")
METHOD = (
    "name",
    "kind",
    "moment",
    "position",
    "summary",
    "weight",
    "distinction_threshold",
    "duration_minutes",
    "has_confirmed_figures",
)
GROUPS = ("areas", "outcomes")
CRITERION = ("grade", "text", "status", "source", "outcome", "position")


def load_plan(node: Node, version: StandardVersion, changes: Changes) -> None:
    node.expect(("plan_version", "name", "in_force_from", "methods"), (*PLAN, "gateway"))
    existing = version.plans.ours().filter(plan_version=node.text("plan_version"))
    if any(plan.is_checked_for_all for plan in existing):
        changes.note("Kept, because somebody has checked it,", existing[0])
        return
    draft = AssessmentPlan(version=version, plan_version=node.text("plan_version"), **node.pick(PLAN))
    before = len(changes.lines)
    [plan] = sync(changes, existing, attrgetter("plan_version"), PLAN, [(node, draft)])
    sync_gateway(changes, plan, node.children("gateway"))
    sync_methods(changes, plan, node.children("methods"))
    if len(changes.lines) > before:
        lapse_stamps(plan=plan)


def sync_gateway(changes: Changes, plan: AssessmentPlan, nodes: list[Node]) -> None:
    drafts = []
    for position, node in enumerate(nodes, start=1):
        drafts.append((node, gateway_draft(node, plan, position)))
    existing = plan.gateway_requirements.all()
    remove_others(changes, existing, sync(changes, existing, attrgetter("rule"), GATEWAY, drafts))


def gateway_draft(node: Node, plan: AssessmentPlan, position: int) -> GatewayRequirement:
    node.expect(("rule", "title", "explanation"), ("parameters",))
    if node.has("parameters"):
        node.child("parameters").mapping()
    return GatewayRequirement(plan=plan, rule=node.text("rule"), position=position, **node.pick(GATEWAY))


def sync_methods(changes: Changes, plan: AssessmentPlan, nodes: list[Node]) -> None:
    drafts = []
    for position, node in enumerate(nodes, start=1):
        drafts.append((node, method_draft(node, plan, position)))
    methods = sync(changes, plan.methods.all(), attrgetter("key"), METHOD, drafts)
    version = plan.version
    contents = MethodContents(plan, version.areas.all(), version.ksbs.all())
    contents.load(list(zip(nodes, methods, strict=True)), changes)


def method_draft(node: Node, plan: AssessmentPlan, position: int) -> Method:
    node.expect(("key", "name", "kind"), (*METHOD, *GROUPS, "ksbs", "criteria_status", "criteria_source"))
    if not any(map(node.has, GROUPS)):
        raise node.error('either "areas" or "outcomes" is expected here.')
    return Method(plan=plan, key=node.text("key"), position=position, **node.pick(METHOD))


class MethodContents:
    """The KSBs and criteria of a plan's methods, found by the area keys and codes of its version."""

    def __init__(self, plan: AssessmentPlan, areas: Iterable[Area], ksbs: Iterable[Ksb]) -> None:
        self.plan = plan
        self.areas = {area.key: area for area in areas}
        self.ksbs = {ksb.code: ksb for ksb in ksbs}
        self.drafts: list[tuple[Node, Criterion]] = []
        self.asked: list[list[Ksb]] = []

    def load(self, methods: list[tuple[Node, Method]], changes: Changes) -> None:
        asked = [(method, self.read_method(node, method)) for node, method in methods]
        existing = Criterion.objects.filter(method__plan=self.plan)
        key = attrgetter("method_id", "area_id", "code")
        criteria = sync(changes, existing, key, CRITERION, self.drafts)
        remove_others(changes, existing, criteria)
        link(changes, Method.ksbs.through, "method", "ksb", asked)
        pairs = list(zip(criteria, self.asked, strict=True))
        link(changes, Criterion.ksbs.through, "criterion", "ksb", pairs)

    def read_method(self, node: Node, method: Method) -> list[Ksb]:
        """Note the criteria of the method; answer the KSBs that they bring, or those that it names itself."""
        asked = [*self.read_areas(node, method), *self.read_outcomes(node, method)]
        named = [self.ksb_coded(each) for each in node.children("ksbs")]
        return named if node.has("ksbs") else list(dict.fromkeys(asked))

    def read_outcomes(self, node: Node, method: Method) -> list[Ksb]:
        """Of outcomes, those that a criterion names: an outcome goes across areas."""
        first = len(self.asked)
        for outcome_node in node.children("outcomes"):
            outcome_node.expect(("outcome", "pass"), ("distinction",))
            title = outcome_node.text("outcome")
            for grade in Criterion.Grade.values:
                for code, criterion in outcome_node.members(grade):
                    draft = Criterion(method=method, outcome=title, code=code, grade=grade)
                    self.read_criterion(criterion, draft, node)
        named = {ksb.pk for ksbs in self.asked[first:] for ksb in ksbs}
        return [ksb for ksb in self.ksbs.values() if ksb.pk in named]

    def read_areas(self, node: Node, method: Method) -> list[Ksb]:
        """Of areas, all of their KSBs."""
        found = []
        for area_node in node.children("areas"):
            area_node.expect(("area", "pass"), ("distinction",))
            area = self.area_named(area_node)
            found.append(area.pk)
            for grade in Criterion.Grade.values:
                for code, criterion in area_node.members(grade):
                    self.read_criterion(
                        criterion, Criterion(method=method, area=area, code=code, grade=grade), node
                    )
        return [ksb for ksb in self.ksbs.values() if ksb.area_id in found]

    def read_criterion(self, node: Node, draft: Criterion, method_node: Node) -> None:
        """What it does not say of its status and source is as the method says it of all."""
        node.expect(("ksbs", "text"), ("status", "source"))
        draft.text = node.text("text")
        draft.position = len(self.drafts) + 1
        said, of_all = node.mapping(), method_node.mapping()
        draft.status = str(said.get("status", of_all.get("criteria_status", Criterion.Status.INDICATIVE)))
        draft.source = str(said.get("source", of_all.get("criteria_source", "")))
        area = None if self.plan.provider_id else draft.area_id
        self.asked.append([self.ksb_coded(each, area) for each in node.children("ksbs")])
        self.drafts.append((node, draft))

    def area_named(self, node: Node) -> Area:
        area = self.areas.get(node.text("area"))
        if area is None:
            raise node.error(f'the version has no area "{node.text("area")}".')
        return area

    def ksb_coded(self, node: Node, area_id: UUID | None = None) -> Ksb:
        """area_id: of ours, a criterion of an area judges KSBs of that area alone. Providers may mix."""
        ksb = self.ksbs.get(str(node.value))
        if ksb is None or area_id not in (None, ksb.area_id):
            raise node.error(f'the {"area" if area_id else "version"} has no KSB "{node.value}".')
        return ksb
