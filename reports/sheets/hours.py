"""Off-the-job training as a sheet: every entry, those that were struck out among them."""

from portfolio.models import Apprenticeship, TrainingEntry
from portfolio.programme import Hours, hours_so_far
from portfolio.sheets import Column, Holds, Row, Sheet
from portfolio.spans import minutes_in_words
from reports.sheets import rows

COLUMNS = [
    Column("Day", Holds.DAY),
    Column("Minutes", Holds.NUMBER, 9),
    Column("Hours", Holds.NUMBER, 8),
    Column("What sort", chars=20),
    Column("What was learned", Holds.TEXT),
    Column("KSBs", chars=16),
    Column("Entered by", chars=18),
    Column("Entered at", Holds.MOMENT),
    Column("Counts", chars=11),
    Column("Why it was struck out", Holds.TEXT, 26),
]


def hours_sheet(apprenticeship: Apprenticeship) -> Sheet:
    """Two queries. Needs `with_hours`."""
    notes = [so_far(hours_so_far(apprenticeship))]
    found = map(_row, rows.training(apprenticeship))
    return Sheet("off-the-job-hours", "Off-the-job hours", COLUMNS, found, notes)


def so_far(hours: Hours) -> str:
    if not hours.asked.is_asked:
        return f"{hours.entered} entered. The plan names no number of hours."
    if hours.asked.hours is None:
        return f"{hours.entered} entered. How many are asked for: {hours.asked.why}"
    return f"{hours.entered} entered of {minutes_in_words(hours.asked_minutes)} asked for."


def _row(entry: TrainingEntry) -> Row:
    is_struck = entry.struck_at is not None
    return [
        entry.trained_on,
        entry.minutes,
        round(entry.minutes / 60, 2),
        entry.get_kind_display(),
        entry.learned,
        ", ".join(ksb.code for ksb in entry.ksbs.all()),
        str(entry.by),
        entry.created_at,
        "Struck out" if is_struck else "Yes",
        f"{entry.struck_because} ({entry.struck_by})" if is_struck else "",
    ]
