"""The gap analysis as a sheet."""

from django.utils.formats import date_format

from portfolio.sheets import Column, Holds, Row, Sheet
from reports.gaps import Gap, GapAnalysis
from reports.sheets.words import yes_or_no

COLUMNS = [
    Column("What", chars=13),
    Column("Code", Holds.CODE, 7),
    Column("In short", chars=24),
    Column("What is asked", Holds.TEXT, is_printed=False),
    Column("Area", chars=26, is_printed=False),
    Column("Assessment method", chars=20),
    Column("How it stands", Holds.STATUS, 14),
    Column("Ready", chars=8),
    Column("Pieces", Holds.NUMBER, 8),
    Column("What is there", Holds.TEXT, 44),
    Column("Waiting to be marked", Holds.NUMBER, 10, is_printed=False),
    Column("What is missing", Holds.TEXT, 40),
    Column("Next step", Holds.TEXT, 30),
    Column("First met on", Holds.DAY, is_printed=False),
]


def gaps_sheet(analysis: GapAnalysis) -> Sheet:
    notes = [
        f"{analysis.ready} of {len(analysis.asked)} KSBs are ready on {date_format(analysis.on, 'j F Y')}.",
        "Criteria follow the KSBs. One is spoken to when every KSB it rests on is ready.",
    ]
    return Sheet("gap-analysis", "Gap analysis", COLUMNS, map(_row, analysis.lines), notes)


def _row(gap: Gap) -> Row:
    return [
        gap.sort,
        gap.code,
        gap.title,
        gap.text,
        gap.area,
        gap.methods,
        gap.word,
        yes_or_no(gap.is_ready) if gap.is_asked else "Not asked",
        len(gap.there),
        "; ".join(gap.there),
        gap.waiting,
        gap.missing,
        gap.step,
        gap.met_on,
    ]
