"""The page that opens a pack: read in any browser, offline, with links to the exact page and second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string

from portfolio.rules import size_in_words
from reports.index import EvidenceIndex, IndexCriterion, IndexKsb
from reports.packs.mapping import Placing, Spot
from reports.packs.planning import LeftOut, Plan
from reports.showcase import Showcase


@dataclass(frozen=True, slots=True)
class PageRow:
    """A criterion or a KSB, with where it is shown."""

    code: str
    text: str
    word: str
    mark: str
    spots: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class PageFile:
    number: int
    name: str
    href: str
    size: str
    sha256: str


def page_of(
    showcase: Showcase, index: EvidenceIndex, placing: Placing, plan: Plan, rules: Mapping[str, Any]
) -> str:
    methods = [
        (
            method.name,
            [(grade.label, [_criterion(one, placing) for one in grade.criteria]) for grade in method.grades],
        )
        for method in index.methods
    ]
    left_out: Sequence[LeftOut] = plan.left_out
    context = {
        "showcase": showcase,
        "rules": rules,
        "documents": [
            ("The portfolio (PDF)", quote(plan.pdf)),
            ("Mapping (PDF)", quote(plan.sheet)),
            ("Mapping (Excel)", quote(plan.book)),
        ],
        "methods": methods,
        "ksbs": [_ksb(ksb, placing) for ksb in index.ksbs],
        "files": [
            PageFile(one.number, one.path, quote(one.path), size_in_words(one.file.size), one.file.sha256)
            for one in plan.packed
        ],
        "left_out": left_out,
    }
    return render_to_string("reports/pack/index.html", context)


def _criterion(criterion: IndexCriterion, placing: Placing) -> PageRow:
    spots = [placing.spot(entry) for entry in criterion.entries]
    return PageRow(criterion.code, criterion.text, criterion.word, criterion.mark, spots)


def _ksb(ksb: IndexKsb, placing: Placing) -> PageRow:
    return PageRow(ksb.code, ksb.title, ksb.word, ksb.mark, [placing.spot(entry) for entry in ksb.entries])
