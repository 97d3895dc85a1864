"""The figures of a plan that a provider may set otherwise: where each lies, what it may be, how it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standards.models import AssessmentPlan, EvidenceKind, GatewayRequirement, Method
from standards.said import mapping

NUMBER, YES, CHOICE, KINDS, TEXT = "number", "yes", "choice", "kinds", "text"
TEXT_LIMIT = 2000
PERCENT = 100
FARTHEST = dt.timedelta(days=731)
OVERALL = {
    "every-method-distinction": "A distinction in every method",
    "weight-at-distinction": "Enough of the weight at distinction",
}


@dataclass(frozen=True)
class Figure:
    """One figure. path: the row's kind, its key, and the field or the keys inside its JSON."""

    path: tuple[str, ...]
    section: str
    label: str
    kind: str = NUMBER
    low: int = 0
    high: int = 999
    unit: str = ""
    help: str = ""
    blank: str = "not asked"

    @property
    def name(self) -> str:
        """Of its field in a form."""
        return ".".join(self.path)

    def words(self, value: Any) -> str:
        """As a person reads it; what is empty is not asked."""
        if self.kind == YES:
            return "Yes" if value else "No"
        if value in (None, "", []):
            return self.blank.capitalize()
        if self.kind == KINDS:
            return ", ".join(label for key, label in EvidenceKind.choices if key in value)
        if self.kind == CHOICE:
            return OVERALL.get(value, str(value))
        return f"{value} {self.unit}".strip()


@dataclass(frozen=True)
class Difference:
    figure: Figure
    was: str
    will_be: str


EVIDENCE = (
    ("minimum_accepted_pieces_per_ksb", "Accepted pieces for each KSB", 1, 20, "", "one"),
    ("oldest_evidence_months", "Evidence may be this old", 1, 120, "months", "however old"),
    ("minimum_events_per_ksb", "Events for each KSB", 1, 20, "", "not asked"),
    ("minimum_events_per_method", "Events for each method", 1, 50, "", "not asked"),
)
GATEWAY = {
    "minimum-time": (
        ("plan_months", "Months the plan asks for", 60, "months"),
        ("funding_months", "Months the funding rules ask for", 60, "months"),
    ),
    "english-maths": (("optional_from_age_at_start", "Not compulsory from this age at the start", 99, ""),),
    "off-the-job": (
        ("published_hours", "Published hours", 5000, "hours"),
        ("floor_hours", "Never fewer than", 5000, "hours"),
        ("earlier_share_percent", "Earlier starts: share of normal hours", PERCENT, "%"),
        ("earlier_weekly_hours_cap", "Earlier starts: hours a week that count", 60, "hours"),
    ),
}


def figures_of(
    methods: Iterable[Method], rules: Mapping[str, Any], gateway: Iterable[GatewayRequirement]
) -> list[Figure]:
    """Every figure of a plan with these rows and rules, in the order of its page."""
    methods = list(methods)
    return [
        *(figure for method in methods for figure in _of_method(method)),
        *_OVERALL,
        *_of_evidence(rules, {method.key: method.name for method in methods}),
        *(figure for requirement in gateway for figure in _of_requirement(requirement)),
    ]


def _of_method(method: Method) -> list[Figure]:
    at = ("methods", method.key)
    return [
        Figure((*at, "weight"), method.name, "Weight", high=PERCENT, unit="%", blank="none given"),
        Figure(
            (*at, "distinction_threshold"),
            method.name,
            "Distinction criteria needed for a distinction",
            low=1,
            high=PERCENT,
            unit="%",
            blank="nothing above a pass is worked out",
        ),
        Figure(
            (*at, "duration_minutes"),
            method.name,
            "Length",
            low=1,
            high=600,
            unit="minutes",
            blank="not said",
        ),
    ]


_OVERALL = [
    Figure(
        ("overall_grade_rule", "overall_distinction"),
        "The overall grade",
        "An overall distinction takes",
        CHOICE,
        blank="not said",
    ),
    Figure(
        ("overall_grade_rule", "distinction_weight"),
        "The overall grade",
        "How much of the weight",
        low=1,
        high=PERCENT,
        unit="%",
        help="Only where enough of the weight at distinction is what it takes.",
        blank="not said",
    ),
    Figure(("overall_grade_rule", "explanation"), "The overall grade", "In words", TEXT, blank="nothing"),
]


def _of_evidence(rules: Mapping[str, Any], names: Mapping[str, str]) -> list[Figure]:
    """names: of the methods, by their keys."""
    section = "What counts as evidence"
    others = mapping(rules.get("methods"))
    return [
        *(
            Figure(("evidence_rules", key), section, label, low=low, high=high, unit=unit, blank=blank)
            for key, label, low, high, unit, blank in EVIDENCE
        ),
        Figure(("evidence_rules", "is_declaration_asked"), section, "Declared to be their own work", YES),
        Figure(
            ("evidence_rules", "allowed_kinds"),
            section,
            "Kinds that count",
            KINDS,
            help="None ticked: every kind.",
        ),
        *(
            Figure(
                ("evidence_rules", "methods", key, "allowed_kinds"),
                section,
                f"Kinds that count for “{names.get(key, key)}” alone",
                KINDS,
            )
            for key in others
            if "allowed_kinds" in mapping(others[key])
        ),
        Figure(
            ("evidence_rules", "resits", "within_months"),
            section,
            "A resit has to be within",
            low=1,
            high=60,
            unit="months",
            blank="no limit",
        ),
    ]


def numbers_of(requirement: GatewayRequirement) -> list[Figure]:
    """What its rule goes by; the last of each path is the name of the parameter."""
    at, section = ("gateway", requirement.rule), f"Gateway: {requirement.title}"
    numbers = [
        Figure((*at, "parameters", key), section, label, high=high, unit=unit)
        for key, label, high, unit in GATEWAY.get(requirement.rule, ())
    ]
    if requirement.rule == GatewayRequirement.Rule.ENGLISH_MATHS:
        asked = (*at, "parameters", "is_attempt_asked")
        numbers.append(Figure(asked, section, "Level 2 has to be attempted", YES))
    return numbers


def _of_requirement(requirement: GatewayRequirement) -> list[Figure]:
    section = f"Gateway: {requirement.title}"
    words = Figure(("gateway", requirement.rule, "explanation"), section, "In words", TEXT, blank="nothing")
    return [*numbers_of(requirement), words]


class Sheet:
    """The figures of one plan, its rows at hand: read, compared, and put back."""

    def __init__(
        self,
        plan: AssessmentPlan,
        methods: Iterable[Method] | None = None,
        gateway: Iterable[GatewayRequirement] | None = None,
    ) -> None:
        """methods, gateway: for a plan whose rows are not saved."""
        self.plan = plan
        found = plan.methods.all() if methods is None else methods
        asked = plan.gateway_requirements.all() if gateway is None else gateway
        self.methods = {method.key: method for method in found}
        self.gateway = {each.rule: each for each in asked}
        self.figures = figures_of(self.methods.values(), plan.evidence_rules, self.gateway.values())

    def values(self) -> dict[str, Any]:
        return {figure.name: self.read(figure) for figure in self.figures}

    def read(self, figure: Figure) -> Any:
        found: Any = self._holder(figure.path)
        for key in figure.path[self._depth(figure.path) :]:
            found = found.get(key) if isinstance(found, Mapping) else getattr(found, key, None)
        return found

    def put(self, values: Mapping[str, Any]) -> None:
        """Into the rows at hand, which are not saved by this."""
        for figure in self.figures:
            if figure.name in values:
                self._put(figure, values[figure.name])

    def _put(self, figure: Figure, value: Any) -> None:
        row, (first, *rest) = self._holder(figure.path), figure.path[self._depth(figure.path) :]
        if not rest:
            setattr(row, first, value)
            return
        inside = getattr(row, first)
        for key in rest[:-1]:
            inside = inside.setdefault(key, {})
        inside[rest[-1]] = value

    def _holder(self, path: Sequence[str]) -> Any:
        if path[0] == "methods":
            return self.methods.get(path[1])
        return self.gateway.get(path[1]) if path[0] == "gateway" else self.plan

    @staticmethod
    def _depth(path: Sequence[str]) -> int:
        return 2 if path[0] in {"methods", "gateway"} else 0


def differences(before: Sheet, after: Sheet) -> list[Difference]:
    """What one plan says otherwise than the other, in words, in the order of the page."""
    found = []
    for figure in after.figures:
        was, will_be = figure.words(before.read(figure)), figure.words(after.read(figure))
        if was != will_be:
            found.append(Difference(figure, was, will_be))
    return found


def problems_with(sheet: Sheet, in_force_from: dt.date, earliest: dt.date, today: dt.date) -> list[str]:
    """Why a plan with these figures cannot be published, one sentence each.

    earliest: from when the plan it stems from is in force.
    """
    problems = contradictions_in(sheet)
    if in_force_from < earliest:
        problems.append(
            f"The plan it stems from is in force from {earliest:%-d %b %Y}. Choose that day or a later one."
        )
    if in_force_from > today + FARTHEST:
        problems.append(
            f"{in_force_from:%-d %b %Y} is more than two years ahead, and what is published stays. Choose an "
            "earlier day."
        )
    return problems


def contradictions_in(sheet: Sheet) -> list[str]:
    """What the figures say against each other, one sentence each."""
    return [*_problems_with_weights(sheet), *_problems_with_hours(sheet)]


def _problems_with_hours(sheet: Sheet) -> list[str]:
    asked = sheet.gateway.get(GatewayRequirement.Rule.OFF_THE_JOB)
    said = asked.parameters if asked else {}
    published, floor = said.get("published_hours"), said.get("floor_hours")
    if published is None or floor is None or floor <= published:
        return []
    return [
        f"Never fewer than {floor} hours is more than the {published} published. Lower it, or raise those."
    ]


def _problems_with_weights(sheet: Sheet) -> list[str]:
    problems = []
    weights = [method.weight for method in sheet.methods.values()]
    given = [weight for weight in weights if weight is not None]
    rule = sheet.plan.overall_grade_rule
    is_weighted = rule.get("overall_distinction") == "weight-at-distinction"
    if given and len(given) == len(weights) and sum(given) != PERCENT:
        problems.append(
            f"The weights of the methods come to {sum(given)} %, and have to come to {PERCENT} %."
        )
    if given and len(given) < len(weights):
        problems.append("Some methods have a weight and others none. Give one to each, or to none.")
    if is_weighted and not given:
        problems.append("An overall distinction by weight needs a weight for each method.")
    if is_weighted and not rule.get("distinction_weight"):
        problems.append("Say how much of the weight makes an overall distinction.")
    return problems
