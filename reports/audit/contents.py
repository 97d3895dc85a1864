"""What is in an audit pack: its sheets in order, each with the file names it goes by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portfolio.models import Apprenticeship
from portfolio.sheets import Sheet
from reports.gaps import gap_analysis
from reports.sheets.evidence import evidence_sheet, files_sheet
from reports.sheets.gaps import gaps_sheet
from reports.sheets.hours import hours_sheet
from reports.sheets.readiness import answers_sheet, inputs_sheet
from reports.sheets.signed import decisions_sheet, declarations_sheet, markings_sheet, signatures_sheet
from reports.sheets.trail import portfolio_trail

BOOK, PAPER, PAGE = "audit-pack.xlsx", "audit-pack.pdf", "index.html"
ANSWERS, SUMS = "readiness.json", "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """about: one sentence on what it is. is_printed: whether it also stands in the PDF."""

    build: Callable[[Apprenticeship], Sheet]
    about: str
    is_printed: bool = True


PARTS = (
    Part(signatures_sheet, "Who signed what: role, relationship, time, version, how, and the hash of it."),
    Part(declarations_sheet, "What apprentice, employer and provider declared at the gateway."),
    Part(hours_sheet, "Every entry of off-the-job training, also those that were struck out."),
    Part(markings_sheet, "Every version that was marked: by whom, when, with which feedback."),
    Part(decisions_sheet, "Every decision on every KSB, also those that were corrected."),
    Part(evidence_sheet, "Every piece that was handed in, KSB by KSB, with the spot that shows it."),
    Part(files_sheet, "Every file of those pieces, with the SHA-256 of the original."),
    Part(
        lambda apprenticeship: gaps_sheet(gap_analysis(apprenticeship)), "What is there and what is missing."
    ),
    Part(answers_sheet, "Every answer to whether the apprentice is ready, as it was given."),
    Part(inputs_sheet, "What the newest of those answers rests on."),
    Part(portfolio_trail, "Everything that was done to this portfolio, event by event.", is_printed=False),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the page that explains the pack."""

    title: str
    about: str
    name: str
    rows: int
    is_printed: bool

    @property
    def path(self) -> str:
        """Within the pack."""
        return f"csv/{self.name}.csv"


def sheets_of(apprenticeship: Apprenticeship) -> Iterator[tuple[Part, Sheet]]:
    """Each sheet with its rows read: they are written three times."""
    for part in PARTS:
        sheet = part.build(apprenticeship)
        yield part, sheet.with_rows(list(sheet.rows))
