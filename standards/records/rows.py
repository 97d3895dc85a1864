"""Rows of a spreadsheet, from CSV or XLSX, by the names in the first row, each with its line."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from standards.records.text import UnreadableError, decoded, plain

MOST_ROWS = 20_000
MOST_UNPACKED = 200_000_000
LONGEST_CELL = 100_000


@dataclass(frozen=True)
class Row:
    """cells: by the heading in small letters; what is not there is blank."""

    line: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"line {self.line}"

    def get(self, *names: str) -> str:
        """Under the first of these headings that has something."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


def rows_of(content: bytes) -> list[Row]:
    """Without rows that are wholly empty. Raises UnreadableError for what is no spreadsheet."""
    is_workbook = content.startswith(b"PK")
    lines = _workbook_lines(content) if is_workbook else _csv_lines(decoded(content))
    headings: list[str] = []
    found: list[Row] = []
    for number, cells in lines:
        if not headings:
            headings = [plain(cell).lower() for cell in cells]
        elif any(cells):
            found.append(Row(number, dict(zip(headings, cells, strict=False))))
        if len(found) > MOST_ROWS:
            raise UnreadableError(f"It has more than {MOST_ROWS:,} rows.")
    return found


def _csv_lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableError(f"This line is not CSV ({error}).", f"line {reader.line_num}") from error


def _workbook_lines(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """The first sheet. Entities and documents from elsewhere are refused by the XML reader itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            if sum(member.file_size for member in folder.infolist()) > MOST_UNPACKED:
                raise UnreadableError("This workbook unpacks to more than a list of KSBs can need.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield number, ["" if cell is None else str(cell).strip() for cell in cells]
    except UNREADABLE as error:
        raise UnreadableError("This is no workbook that can be read.") from error


# A broken workbook: as a folder, as what is packed in it (encrypted, or in a way not known), as XML.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
)
