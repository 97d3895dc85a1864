"""What a draft version changes in the version it was made from, for whoever publishes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from standards.comparison import Comparison, compared
from standards.figures import Difference, Sheet, differences
from standards.models import AssessmentPlan
from standards.parts import Draft

ADDED, GONE, CHANGED = "New", "Removed", "Changed"


@dataclass(frozen=True)
class Line:
    """One thing that is not a KSB: what became of it, and how it reads before and after."""

    label: str
    name: str
    was: str = ""
    will_be: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Changes:
    """ksbs: row by row. sections: areas, methods, criteria, gateway, words. figures: of the plan."""

    ksbs: Comparison
    sections: list[Section]
    figures: list[Difference]

    @property
    def is_nothing(self) -> bool:
        return not (self.ksbs.changed or self.sections or self.figures)


def changes_between(old: Draft, new: Draft) -> Changes:
    """The plan that the draft's plan was made from must be the old one's."""
    found = [
        Section("Areas", _lines(_areas(old), _areas(new))),
        Section("Methods", _lines(_methods(old), _methods(new))),
        Section("Criteria", _lines(_criteria(old), _criteria(new))),
        Section("What the gateway asks", _lines(_gateway(old), _gateway(new))),
        Section("Words of the plan", _lines(_words(old.plan), _words(new.plan))),
    ]
    return Changes(
        compared(old.ksbs, new.ksbs),
        [section for section in found if section.lines],
        _figures(old, new),
    )


def _lines(before: Mapping[Any, tuple[str, str]], after: Mapping[Any, tuple[str, str]]) -> list[Line]:
    """Both by what is the same in both: the name of each, and all that is said of it."""
    found = []
    for key, (name, said) in after.items():
        if key not in before:
            found.append(Line(ADDED, name, "", said))
        elif before[key][1] != said:
            found.append(Line(CHANGED, name, before[key][1], said))
    gone = [Line(GONE, name, said) for key, (name, said) in before.items() if key not in after]
    return found + gone


def _areas(draft: Draft) -> dict[str, tuple[str, str]]:
    return {
        area.key: (area.title, _said([f"{area.title} ({area.get_kind_display()})", area.summary]))
        for area in draft.areas
    }


def _methods(draft: Draft) -> dict[str, tuple[str, str]]:
    return {
        method.key: (
            method.name,
            _said([f"{method.name} ({method.get_kind_display()})", method.summary, _codes(method)]),
        )
        for method in draft.methods
    }


def _criteria(draft: Draft) -> dict[Any, tuple[str, str]]:
    """By method, area and code: a criterion has no identifier of its own."""
    areas = {area.pk: area for area in draft.areas}
    found = {}
    for method in draft.methods:
        for each in method.criteria.all():
            area = areas.get(each.area_id) if each.area_id else None
            official = f"Official: {each.source}" if each.status == each.Status.OFFICIAL else "Indicative"
            name = " · ".join([method.name, *([area.title] if area else []), each.code])
            words = [f"{each.get_grade_display()}: {each.text}", _codes(each), official]
            found[method.key, area.key if area else "", each.code] = (name, _said(words))
    return found


def _gateway(draft: Draft) -> dict[str, tuple[str, str]]:
    """What it says and its place; its figures are told with the other figures."""
    return {each.rule: (each.title, _said([each.title, each.explanation])) for each in draft.gateway}


def _words(plan: AssessmentPlan | None) -> dict[str, tuple[str, str]]:
    if plan is None:
        return {}
    found = {key: (key.replace("_", " ").capitalize(), str(words)) for key, words in plan.vocabulary.items()}
    return {"": ("Name of the plan", plan.name), **found}


def _figures(old: Draft, new: Draft) -> list[Difference]:
    """Of what both have: figures of what is new or gone are told with it."""
    if old.plan is None or new.plan is None or not (old.methods or new.methods):
        return []
    before, after = Sheet(old.plan), Sheet(new.plan)
    shared = {figure.name for figure in before.figures}
    found = differences(before, after)
    return [
        row for row in found if row.figure.name in shared and not row.figure.name.endswith(".explanation")
    ]


def _codes(row: Any) -> str:
    codes = [ksb.code for ksb in sorted(row.ksbs.all(), key=lambda ksb: ksb.position)]
    return f"KSBs: {', '.join(codes)}" if codes else "No KSBs"


def _said(sentences: Iterable[str]) -> str:
    return "\n".join(sentence for sentence in sentences if sentence)
