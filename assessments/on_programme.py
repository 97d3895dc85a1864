"""What a plan assesses during the programme, with what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.models import OnProgrammeResult
from assessments.rules.on_programme import Taken
from portfolio.models import Apprenticeship
from standards.models import Method


@dataclass(frozen=True)
class OnProgramme:
    """One method. results: every one that was entered, oldest first, those corrected since among them."""

    method: Method
    results: Sequence[OnProgrammeResult]

    @property
    def last(self) -> OnProgrammeResult | None:
        """The newest in force; a withdrawal is nothing where something else stands."""
        corrected = {each.supersedes_id for each in self.results}
        standing = [each for each in self.results if each.pk not in corrected]
        graded = [each for each in standing if each.grade != "withdrawn"]
        found = graded or standing
        return found[-1] if found else None

    @property
    def taken(self) -> Taken:
        last = self.last
        return Taken(self.method.name, last.grade, last.held_on) if last else Taken(self.method.name)


def on_programme_of(apprenticeship: Apprenticeship, methods: Iterable[Method]) -> list[OnProgramme]:
    """By the key of the method: somebody may have been on another version of the plan. One query at most."""
    asked = [method for method in methods if method.is_on_programme]
    if not asked:
        return []
    by_key: dict[str, list[OnProgrammeResult]] = {method.key: [] for method in asked}
    rows = OnProgrammeResult.objects.filter(apprenticeship=apprenticeship, method__key__in=by_key)
    for row in rows.in_order():
        by_key[row.method.key].append(row)
    return [OnProgramme(method, by_key[method.key]) for method in asked]
