"""The what-if view: what is supposed in an address, and the grades that would come of it. Nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.grades import Grades, Prediction, Row
from assessments.rules.grades import GRADES
from assessments.rules.overall import OverallGrade
from assessments.rules.predicted import (
    BY_CRITERIA,
    CHOICES,
    EVERY_PASS,
    NOT_A_CHOICE,
    Supposed,
    by_supposing,
    capped,
    has_nonsense,
    supposed_in,
)
from standards.said import mapping


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Tick:
    row: Row
    is_ticked: bool


@dataclass(frozen=True)
class WhatIfMethod:
    """One method in the form. supposed: what stands there, the prediction itself where nothing is chosen."""

    prediction: Prediction
    supposed: Supposed
    grade: str
    sums: Sequence[str]

    @property
    def label(self) -> str:
        result = self.prediction.result
        return result.get_grade_display() if result and result.grade == self.grade else GRADES[self.grade]

    @property
    def options(self) -> list[Option]:
        chosen = self.supposed.grade or BY_CRITERIA
        return [Option(value, label, value == chosen) for value, label in CHOICES.items()]

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(row, row.name in self.supposed.ticked) for row in self.prediction.distinctions]

    @property
    def lacks_passes(self) -> bool:
        return self.prediction.tally.pass_shown < self.prediction.tally.pass_asked

    @property
    def every_pass(self) -> str:
        return EVERY_PASS


@dataclass(frozen=True)
class WhatIf:
    """is_asked: whether something was chosen. problems: what in the address was left out."""

    methods: Sequence[WhatIfMethod]
    overall: OverallGrade
    is_asked: bool
    problems: Sequence[str]

    @property
    def open(self) -> list[WhatIfMethod]:
        """Those about which something can be supposed."""
        return [each for each in self.methods if not each.prediction.is_passed]


def what_if(grades: Grades, given: Mapping[str, Sequence[str]]) -> WhatIf:
    """given: the values of an address by their names. No query."""
    cap = mapping(mapping(grades.apprenticeship.plan.evidence_rules).get("resits")).get("grade_cap")
    chosen = {each.method.key: _supposed(each, given) for each in grades.methods}
    methods = [_method(each, chosen[each.method.key], cap) for each in grades.methods]
    return WhatIf(
        methods=methods,
        overall=grades.overall_with([each.grade for each in methods]),
        is_asked=any(chosen.values()),
        problems=_problems(grades, given),
    )


def _supposed(prediction: Prediction, given: Mapping[str, Sequence[str]]) -> Supposed | None:
    if prediction.is_passed:
        return None
    return supposed_in(given, prediction.method.key, _names(prediction))


def _method(prediction: Prediction, supposed: Supposed | None, cap: str | None) -> WhatIfMethod:
    if supposed is None:
        ticked = frozenset(row.name for row in prediction.distinctions if row.known.is_shown)
        return WhatIfMethod(prediction, Supposed(ticked=ticked), prediction.grade, ["Left as it stands."])
    grade, sums = by_supposing(supposed, prediction.tally, is_known=prediction.is_known)
    if prediction.is_failed:
        grade, said = capped(grade, cap)
        sums = [*sums, said] if said else sums
    return WhatIfMethod(prediction, supposed, grade, sums)


def _problems(grades: Grades, given: Mapping[str, Sequence[str]]) -> list[str]:
    found = [
        f"{each.method.name} was passed, and a pass is never lifted, so nothing is supposed of it."
        for each in grades.methods
        if each.is_passed and supposed_in(given, each.method.key, ())
    ]
    opened = [each for each in grades.methods if not each.is_passed]
    if any(has_nonsense(given, each.method.key, _names(each)) for each in opened):
        found.append(NOT_A_CHOICE)
    return found


def _names(prediction: Prediction) -> set[str]:
    return {row.name for row in prediction.distinctions}
