"""Sheets read back as people's programs read them."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

from portfolio.models import Apprenticeship
from portfolio.sheets import Sheet
from reports.sheets.catalogue import for_sheets


def again(apprenticeship: Apprenticeship) -> Apprenticeship:
    """With what the sheets of a portfolio need."""
    return for_sheets(Apprenticeship.objects.filter(pk=apprenticeship.pk)).get()


def dicts(sheet: Sheet) -> list[dict[str, Any]]:
    """Its rows by the titles of its columns."""
    titles = [column.title for column in sheet.columns]
    return [dict(zip(titles, row, strict=True)) for row in sheet.rows]


def csv_dicts(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))
