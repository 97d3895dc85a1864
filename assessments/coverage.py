"""Which evidence speaks to each criterion of each method, and what is missing for a grade."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from assessments.readiness import KsbReadiness, Readiness, readiness_of
from assessments.rules.coverage import FULL, NONE, NOT_ASKED, PART, Needed, needed, spoken_to
from portfolio.addresses import addresses
from portfolio.models import Apprenticeship
from standards.models import Criterion, Method

LABELS = {
    FULL: ("met", "Spoken to"),
    PART: ("submitted", "In part"),
    NONE: ("not-started", "Nothing yet"),
    NOT_ASKED: ("not-started", "Not asked"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A piece that meets a KSB of a criterion."""

    title: str
    url: str
    codes: str


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion. lacking: its KSBs that are not ready. mark: the drawing; word: what it says."""

    criterion: Criterion
    stands: str
    mark: str
    word: str
    codes: Sequence[str]
    sources: Sequence[Source]
    lacking: Sequence[KsbReadiness]


@dataclass(frozen=True)
class GradeCoverage:
    grade: str
    label: str
    rows: Sequence[Row]

    @property
    def asked(self) -> list[Row]:
        return [row for row in self.rows if row.stands != NOT_ASKED]

    @property
    def covered(self) -> int:
        return sum(row.stands == FULL for row in self.rows)

    @property
    def open(self) -> list[Row]:
        return [row for row in self.asked if row.stands != FULL]

    @property
    def closed(self) -> list[Row]:
        """Those that are spoken to, and those that are not asked."""
        return [row for row in self.rows if row.stands in {FULL, NOT_ASKED}]


@dataclass(frozen=True)
class MethodCoverage:
    method: Method
    grades: Sequence[GradeCoverage]
    needed: Needed

    @property
    def is_indicative(self) -> bool:
        return any(row.criterion.status != Criterion.Status.OFFICIAL for g in self.grades for row in g.rows)


def coverage_of(apprenticeship: Apprenticeship, found: Readiness | None = None) -> list[MethodCoverage]:
    """Four queries: those of readiness where it is not at hand, the criteria with the KSBs of each."""
    found = found or readiness_of(apprenticeship)
    by_method: dict[object, list[Row]] = {}
    build = _Builder(found)
    for criterion, codes in criteria_of(apprenticeship):
        by_method.setdefault(criterion.method_id, []).append(build.row(criterion, codes))
    return [_method(one.method, by_method.get(one.method.pk, [])) for one in found.methods]


def criteria_of(apprenticeship: Apprenticeship) -> list[tuple[Criterion, list[str]]]:
    """In the order of the plan, each with the codes of its KSBs."""
    rows = (
        Criterion.objects.filter(method__plan=apprenticeship.plan_id)
        .select_related("area")
        .annotate(code_of_ksb=F("ksbs__code"))
        .order_by("method__position", "position", "pk", "ksbs__position")
    )
    return [
        (group[0], [code for code in (vars(row)["code_of_ksb"] for row in group) if code])
        for group in (list(same) for _, same in groupby(rows, lambda row: row.pk))
    ]


def _method(method: Method, rows: Iterable[Row]) -> MethodCoverage:
    by_grade = {grade: [row for row in rows if row.criterion.grade == grade] for grade in Criterion.Grade}
    grades = [GradeCoverage(grade, str(grade.label), found) for grade, found in by_grade.items() if found]
    figures = {part.grade: (part.covered, len(part.asked)) for part in grades}
    return MethodCoverage(
        method,
        grades,
        needed(
            passes=figures.get(Criterion.Grade.PASS, (0, 0)),
            distinctions=figures.get(Criterion.Grade.DISTINCTION, (0, 0)),
            threshold=method.distinction_threshold,
        ),
    )


class _Builder:
    """Rows of criteria, from where the KSBs stand."""

    def __init__(self, found: Readiness) -> None:
        self.ksbs = {row.ksb.code: row for row in found.ksbs}
        self.url_of: Callable[[object], str] = addresses("portfolio:evidence")

    def row(self, criterion: Criterion, codes: Sequence[str]) -> Row:
        asked = [self.ksbs[code] for code in codes if code in self.ksbs]
        stands = spoken_to([(ksb.pieces, ksb.is_ready) for ksb in asked])
        mark, word = LABELS[stands]
        return Row(
            criterion=criterion,
            stands=stands,
            mark=mark,
            word=word,
            codes=[ksb.ksb.code for ksb in asked] or list(codes),
            sources=self._sources(asked),
            lacking=[ksb for ksb in asked if not ksb.is_ready],
        )

    def _sources(self, asked: Iterable[KsbReadiness]) -> list[Source]:
        """Each piece once, with the KSBs by which it speaks."""
        codes: dict[object, list[str]] = {}
        titles: dict[object, str] = {}
        for ksb in asked:
            for fact in ksb.facts:
                codes.setdefault(fact.evidence, []).append(ksb.ksb.code)
                titles[fact.evidence] = fact.title
        return [Source(titles[pk], self.url_of(pk), ", ".join(found)) for pk, found in codes.items()]
