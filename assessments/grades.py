"""The predicted grade of each method and of the whole: what it rests on, the sums, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from assessments.coverage import MethodCoverage, coverage_of
from assessments.coverage import Row as Covered
from assessments.mock_criteria import name_of
from assessments.models import CriterionResult, EpaResult, MockAssessment, OnProgrammeResult
from assessments.permissions.practice import is_self_marked
from assessments.rules.coverage import FULL, NOT_ASKED, PART
from assessments.rules.grades import DISTINCTION, FAIL, UNKNOWN, MethodGrade, Tally, method_grade, tally_of
from assessments.rules.overall import OverallGrade, Part, overall_grade
from assessments.rules.predicted import Known, further_words
from assessments.rules.results import PASSED
from assessments.sittings import results_told, told_on_programme
from portfolio.models import Apprenticeship
from portfolio.plan_checks import is_checked
from standards.models import Criterion, Method


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion that is asked. name: how an address names it within its method."""

    criterion: Criterion
    name: str
    known: Known


@dataclass(frozen=True)
class Prediction:
    """One method. result: what the assessment organisation said. mock: what the prediction rests on."""

    method: Method
    rows: Sequence[Row]
    result: EpaResult | OnProgrammeResult | None
    mock: MockAssessment | None
    rests_on_evidence: bool

    @property
    def is_passed(self) -> bool:
        """By the organisation's result, which stays."""
        return self.result is not None and self.result.grade in PASSED

    @property
    def is_known(self) -> bool:
        return self.mock is not None or self.rests_on_evidence

    @property
    def is_self_marked(self) -> bool:
        return self.mock is not None and is_self_marked(self.mock)

    @cached_property
    def tally(self) -> Tally:
        return tally_of([row.known.mark for row in self.rows], self.method.distinction_threshold)

    @cached_property
    def by_criteria(self) -> MethodGrade:
        """What practice and evidence come to, whatever was said of a real assessment."""
        return method_grade(self.tally)

    @property
    def grade(self) -> str:
        if self.result:
            return self.result.grade
        return self.by_criteria.grade if self.is_known else UNKNOWN

    @property
    def label(self) -> str:
        if self.result:
            return self.result.get_grade_display()
        return self.by_criteria.label if self.is_known else "No grade yet"

    @property
    def further(self) -> list[str]:
        return [] if self.result else further_words(self.by_criteria)

    @property
    def is_failed(self) -> bool:
        return self.result is not None and self.result.grade == FAIL

    @property
    def distinctions(self) -> list[Row]:
        return [row for row in self.rows if row.known.grade == DISTINCTION]

    def part(self, grade: str) -> Part:
        return Part(self.method.name, grade, self.method.weight)


@dataclass(frozen=True)
class Grades:
    apprenticeship: Apprenticeship
    methods: Sequence[Prediction]
    is_plan_checked: bool

    @property
    def has_something(self) -> bool:
        return any(each.is_known or each.result for each in self.methods)

    @property
    def overall(self) -> OverallGrade:
        return self.overall_with([each.grade for each in self.methods])

    def overall_with(self, grades: Iterable[str]) -> OverallGrade:
        """grades: one for each method."""
        parts = [each.part(grade) for each, grade in zip(self.methods, grades, strict=True)]
        return overall_grade(self.apprenticeship.plan.overall_grade_rule, parts)

    @property
    def final(self) -> EpaResult | None:
        """A result of an attempt whose final grade is there: its gateway says which, and of what day."""
        found = (each.result for each in self.methods if isinstance(each.result, EpaResult))
        return next((result for result in found if result.booking.gateway.grade), None)


def grades_of(apprenticeship: Apprenticeship, viewer: User) -> Grades:
    """Eight queries at most. Whoever does not read practice gets none of it."""
    covered = coverage_of(apprenticeship)
    told: dict[str, EpaResult | OnProgrammeResult] = {
        **results_told(apprenticeship),
        **told_on_programme(apprenticeship, [each.method for each in covered]),
    }
    mocks = _mocks(apprenticeship, viewer)
    outcomes = _outcomes(mocks.values())
    return Grades(
        apprenticeship,
        [
            _prediction(each, told.get(each.method.key), mocks.get(each.method.key), outcomes)
            for each in covered
        ],
        is_checked(apprenticeship),
    )


def _mocks(apprenticeship: Apprenticeship, viewer: User) -> dict[object, MockAssessment]:
    """By the method’s key, for some may stem from an earlier plan: the latest that somebody else marked;
    only without one, the latest marked by oneself.
    """
    seen = MockAssessment.objects.visible_to(viewer).finished().filter(apprenticeship=apprenticeship)
    rows = list(seen.filter(method__isnull=False).for_list().defer("content"))
    for mock in rows:
        mock.apprenticeship = apprenticeship
    found: dict[object, MockAssessment] = {}
    for mock in sorted(rows, key=is_self_marked):
        found.setdefault(mock.method.key if mock.method else "", mock)
    return found


def _outcomes(mocks: Iterable[MockAssessment]) -> dict[object, str]:
    """By `_key_of`, what came of each criterion: there is one mock a method, so each is once."""
    chosen = list(mocks)
    if not chosen:
        return {}
    rows = CriterionResult.objects.filter(mock__in=chosen)
    told = rows.values_list("criterion__method__key", "criterion__area", "criterion__code", "outcome")
    return {tuple(name): outcome for *name, outcome in told}


def _key_of(method: Method, criterion: Criterion) -> tuple[object, ...]:
    """What a criterion is known by in every version of a plan."""
    return method.key, criterion.area_id, criterion.code


def _prediction(
    covered: MethodCoverage,
    result: EpaResult | OnProgrammeResult | None,
    mock: MockAssessment | None,
    outcomes: Mapping[object, str],
) -> Prediction:
    is_evidence = covered.method.kind == Method.Kind.SHOWCASE
    asked = [row for part in covered.grades for row in part.rows if _is_asked(row)]
    return Prediction(
        method=covered.method,
        rows=[
            _row(row, outcomes.get(_key_of(covered.method, row.criterion), ""), is_evidence=is_evidence)
            for row in asked
        ],
        result=result,
        mock=mock,
        rests_on_evidence=is_evidence and any(row.stands in {FULL, PART} for row in asked),
    )


def _is_asked(row: Covered) -> bool:
    """One without KSBs is asked of everybody, as in practice; one whose KSBs this job spares is not."""
    return row.stands != NOT_ASKED or not row.codes


def _row(row: Covered, outcome: str, *, is_evidence: bool) -> Row:
    criterion = row.criterion
    known = Known(criterion.grade, outcome, is_evidence and row.stands == FULL)
    return Row(criterion, name_of(criterion), known)
