"""The gap analysis as values: of each KSB and criterion what is there, what is missing, what comes next."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.coverage import MethodCoverage, Row, coverage_of
from assessments.readiness import KsbReadiness, MethodReadiness, Readiness, readiness_of
from assessments.rules.coverage import FULL, NOT_ASKED
from assessments.rules.readiness import ksbs as causes
from portfolio.marks import KSB_MARKS
from portfolio.models import Apprenticeship
from standards.models import Criterion, Ksb

KSB, METHOD = "KSB", "Method"
SORTS = {Criterion.Grade.PASS: "Pass criterion", Criterion.Grade.DISTINCTION: "Distinction criterion"}
SPARED = "Not asked of this apprentice, because of how they meet customers."
# What to do about each cause for which a KSB is not ready.
STEPS = {
    causes.NOTHING: "Add a piece that shows it.",
    causes.DRAFTED: "Finish the draft and hand it in.",
    causes.NOT_YET: "Read the feedback, improve the piece and hand it in again.",
    causes.WAITING: "Wait for the piece to be marked.",
    causes.FEW: "Add another piece that shows it.",
    causes.EVENT: "Add a piece about another day.",
    causes.OLD: "Add a newer piece that shows it.",
    causes.UNDATED: "Revise the piece and say when it happened.",
    causes.KIND: "Show it with a kind of evidence that counts.",
    causes.UNDECLARED: "Revise the piece and declare it as the apprentice’s own work.",
    causes.FUTURE: "Check the date of the piece: it is still to come.",
    causes.UNVERIFIED: "Ask the line manager to say where and when they saw it, and to sign.",
    causes.UNSIGNED: "Wait for the countersignature.",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One line. mark, word: the status mark. there: titles of the pieces by which it is met or spoken to.

    is_asked: whether this apprentice has to show it at all. missing, step: blank where nothing is.
    """

    sort: str
    code: str
    title: str
    text: str
    area: str
    methods: str
    mark: str
    word: str
    is_ready: bool
    there: Sequence[str] = ()
    waiting: int = 0
    missing: str = ""
    step: str = ""
    met_on: dt.date | None = None
    is_asked: bool = True


@dataclass(frozen=True)
class GapAnalysis:
    """ksbs: those asked, in the order of the standard, then those spared. on: the day it was worked out."""

    ksbs: Sequence[Gap]
    methods: Sequence[Gap]
    criteria: Sequence[Gap]
    on: dt.date

    @property
    def asked(self) -> list[Gap]:
        return [gap for gap in self.ksbs if gap.is_asked]

    @property
    def ready(self) -> int:
        return sum(gap.is_ready for gap in self.asked)

    @property
    def open(self) -> list[Gap]:
        return [gap for gap in self.asked if not gap.is_ready]

    @property
    def lines(self) -> list[Gap]:
        return [*self.ksbs, *self.methods, *self.criteria]


def gap_analysis(apprenticeship: Apprenticeship, *, with_drafts: bool = False) -> GapAnalysis:
    """Five queries. The plan must be at hand. with_drafts: only for the apprentice."""
    found = readiness_of(apprenticeship, with_drafts=with_drafts)
    build = _Builder(found, _areas(apprenticeship))
    return GapAnalysis(
        ksbs=[*map(build.ksb, found.ksbs), *map(build.spared, found.spared)],
        methods=[_method(method) for method in found.methods if not method.is_ready and method.found.why],
        criteria=[
            build.criterion(method, grade.grade, row)
            for method in coverage_of(apprenticeship, found)
            for grade in method.grades
            for row in grade.rows
        ],
        on=found.inputs.on,
    )


def _areas(apprenticeship: Apprenticeship) -> dict[object, str]:
    rows = Ksb.objects.filter(version=apprenticeship.version_id).values_list("pk", "area__title")
    return dict(rows)


class _Builder:
    """Lines, from where the KSBs stand."""

    def __init__(self, found: Readiness, areas: dict[object, str]) -> None:
        self.areas = areas
        self.methods: dict[object, list[str]] = {}
        for method in found.methods:
            for ksb in method.ksbs:
                self.methods.setdefault(ksb.ksb.pk, []).append(method.method.name)

    def ksb(self, found: KsbReadiness) -> Gap:
        ksb = found.ksb
        mark = KSB_MARKS[found.state]
        return Gap(
            sort=KSB,
            code=ksb.code,
            title=ksb.title,
            text=ksb.statement,
            area=self.areas[ksb.pk],
            methods=", ".join(self.methods.get(ksb.pk, [])),
            mark=mark.key,
            word=mark.label,
            is_ready=found.is_ready,
            there=_titles([found]),
            waiting=found.waiting,
            missing=_sentence(found.why_not),
            step=STEPS.get(found.found.cause, ""),
            met_on=found.met_on,
        )

    def spared(self, ksb: Ksb) -> Gap:
        return Gap(
            KSB,
            ksb.code,
            ksb.title,
            ksb.statement,
            self.areas[ksb.pk],
            "",
            "not-started",
            "Not asked",
            is_ready=False,
            missing=SPARED,
            is_asked=False,
        )

    def criterion(self, method: MethodCoverage, grade: str, row: Row) -> Gap:
        criterion, asked = row.criterion, row.stands != NOT_ASKED
        lacking = list(row.lacking)
        return Gap(
            sort=SORTS[Criterion.Grade(grade)],
            code=criterion.code,
            title=", ".join(row.codes),
            text=criterion.text,
            area=criterion.heading,
            methods=method.method.name,
            mark=row.mark,
            word=row.word,
            is_ready=row.stands == FULL,
            there=[f"{source.title} ({source.codes})" for source in row.sources],
            missing="; ".join(f"{ksb.ksb.code}: {ksb.why_not}" for ksb in lacking) if asked else SPARED,
            step=f"{lacking[0].ksb.code}: {STEPS.get(lacking[0].found.cause, '')}" if lacking else "",
            is_asked=asked,
        )


def _method(found: MethodReadiness) -> Gap:
    name = found.method.name
    return Gap(
        METHOD,
        "",
        name,
        f"{found.met} of {found.total} KSBs are ready",
        "",
        name,
        "not-yet",
        "Not ready",
        is_ready=False,
        missing=_sentence(found.found.why),
        step="Add a piece about another day.",
    )


def _titles(found: Iterable[KsbReadiness]) -> list[str]:
    return list(dict.fromkeys(fact.title for ksb in found for fact in ksb.facts))


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:]}." if why else ""
