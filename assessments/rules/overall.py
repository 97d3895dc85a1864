"""The grade of the whole from the grades of its methods, by the plan's rule, with the sums in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.grades import DISTINCTION, FAIL, GRADES, MOST, PASS, UNKNOWN

EVERY_CRITERION, EVERY_METHOD = "every-pass-criterion", "every-method-passed"
EVERY_DISTINCTION, WEIGHT_AT_DISTINCTION = "every-method-distinction", "weight-at-distinction"
# What a plan's rule may say, by its keys. What is not here is refused, not guessed at.
KNOWN = {
    "method_pass": {EVERY_CRITERION},
    "overall_pass": {EVERY_METHOD},
    "overall_distinction": {EVERY_DISTINCTION, WEIGHT_AT_DISTINCTION},
}
ABOUT = {
    "method_pass": "a pass in a method",  # nosec B105  # a grade, no password
    "overall_pass": "an overall pass",  # nosec B105  # a grade, no password
    "overall_distinction": "an overall distinction",
}
NO_RULE = "The plan does not say how the grades of its methods make an overall grade, so none is worked out."
NO_METHODS = "The plan has no methods yet, so there is no overall grade to work out."


@dataclass(frozen=True, slots=True)
class Part:
    """One method. grade: one of GRADES. weight: percent of the whole, where the plan gives one."""

    name: str
    grade: str
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class OverallGrade:
    """grade: one of GRADES. sums: the arithmetic, one sentence a step; of a refused rule, why."""

    grade: str
    sums: Sequence[str]

    @property
    def label(self) -> str:
        return GRADES[self.grade]


def overall_grade(rule: Mapping[str, Any], parts: Sequence[Part]) -> OverallGrade:
    """Not passed while one method is not; unknown while nothing is known of one, or of the rule."""
    if problem := problem_with_rule(rule, parts):
        return OverallGrade(UNKNOWN, [problem])
    if failed := _named(parts, FAIL):
        return OverallGrade(FAIL, [f"Every method has to be passed. Not passed: {failed}."])
    if unknown := _named(parts, UNKNOWN):
        return OverallGrade(UNKNOWN, [f"Every method has to be passed. No grade yet: {unknown}."])
    is_distinct, said = _distinction(rule, parts)
    return OverallGrade(DISTINCTION if is_distinct else PASS, ["Every method is passed.", said])


def problem_with_rule(rule: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """Why no grade can be worked out by this rule; blank when one can."""
    if not parts:
        return NO_METHODS
    if not isinstance(rule, Mapping) or not rule.get("overall_distinction"):
        return NO_RULE
    for key, known in KNOWN.items():
        said = rule.get(key)
        if said is not None and said not in list(known):
            return f"The plan’s rule for {ABOUT[key]}, “{said}”, is not one that Waymark knows. {_NONE}"
    if strange := [grade for grade in _listed(rule) if grade not in (FAIL, PASS, DISTINCTION)]:
        return f"The plan names a grade that Waymark does not know: {', '.join(map(str, strange))}. {_NONE}"
    return _problem_with_weights(rule, parts) if _is_weighted(rule) else ""


_NONE = "So no overall grade is worked out."


def _listed(rule: Mapping[str, Any]) -> list[Any]:
    grades = rule.get("grades")
    return list(grades) if isinstance(grades, list) else []


def _is_weighted(rule: Mapping[str, Any]) -> bool:
    return bool(rule["overall_distinction"] == WEIGHT_AT_DISTINCTION)


def _problem_with_weights(rule: Mapping[str, Any], parts: Sequence[Part]) -> str:
    wanted = rule.get("distinction_weight")
    if not isinstance(wanted, int) or not 0 < wanted <= MOST:
        return f"The plan does not say how much of the weight makes an overall distinction. {_NONE}"
    if without := [part.name for part in parts if part.weight is None]:
        return f"The plan gives no weight for: {', '.join(without)}. {_NONE}"
    total = sum(part.weight or 0 for part in parts)
    if total != MOST:
        return f"The weights of the plan’s methods come to {total} % and not to {MOST} %. {_NONE}"
    return ""


def _distinction(rule: Mapping[str, Any], parts: Sequence[Part]) -> tuple[bool, str]:
    """Whether passed methods make a distinction, and the sum that says so."""
    if _is_weighted(rule):
        return _by_weight(rule["distinction_weight"], parts)
    at = sum(part.grade == DISTINCTION for part in parts)
    said = f"An overall distinction takes a distinction in every method: {at} of {len(parts)} "
    if at == len(parts):
        return True, f"{said}have it."
    return False, f"{said}{'has' if at == 1 else 'have'} it. Without: {_named(parts, PASS)}."


def _by_weight(wanted: int, parts: Iterable[Part]) -> tuple[bool, str]:
    weights = [part.weight or 0 for part in parts if part.grade == DISTINCTION]
    said = " + ".join(map(str, weights)) if weights else "0"
    total = f" = {sum(weights)}" if len(weights) > 1 else ""
    begins = f"The methods at distinction weigh {said}{total} %. An overall distinction takes {wanted} %"
    if sum(weights) >= wanted:
        return True, f"{begins}, which is reached."
    return False, f"{begins}, so {wanted - sum(weights)} % is missing."


def _named(parts: Iterable[Part], grade: str) -> str:
    return ", ".join(part.name for part in parts if part.grade == grade)
