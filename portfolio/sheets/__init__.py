"""Tables that leave as files for spreadsheets: one value for what is in them, a writer for each format."""

from portfolio.sheets.book import write_book
from portfolio.sheets.plain import as_csv, csv_lines, guarded
from portfolio.sheets.sheet import CSV, MEDIA_TYPES, XLSX, Column, Holds, Row, Sheet, Value

__all__ = [
    "CSV",
    "MEDIA_TYPES",
    "XLSX",
    "Column",
    "Holds",
    "Row",
    "Sheet",
    "Value",
    "as_csv",
    "csv_lines",
    "guarded",
    "write_book",
]
