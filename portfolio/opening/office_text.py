"""What Office files say: paragraphs of Word, tables of Excel by sheet, words of PowerPoint by slide."""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError  # nosec B405  # the name of an error; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from portfolio.opening.texts import MOST_TEXT_BYTES

WHAT_BROKEN_XML_RAISES = (ParseError, DefusedXmlException, LookupError, RecursionError)
MOST_XML_BYTES = 40_000_000
_NUMBER = re.compile(r"\d+")


class _Limited:
    """The first bytes of a part; whoever hides more than that behind no words shows none of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, MOST_XML_BYTES

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(min(size if size > 0 else 65536, self._left))
        self._left -= len(chunk)
        return chunk


def elements(archive: zipfile.ZipFile, part: str, event: str = "end") -> Iterator[tuple[str, Any]]:
    """Each element as it ends, by its name without the namespace."""
    with archive.open(part) as file:
        for _, element in iterparse(_Limited(file), events=(event,), forbid_dtd=True):
            yield element.tag.rpartition("}")[2], element


def word_pages(archive: zipfile.ZipFile) -> Iterator[str]:
    """A Word file knows no pages until it is set, so that all of it is one."""
    yield "\n\n".join(paragraphs(archive, "word/document.xml"))


def paragraphs(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    runs: list[str] = []
    read = 0
    for name, element in elements(archive, part):
        if name == "t":
            runs.append(element.text or "")
        elif name in {"tab", "br", "cr"}:
            runs.append("\t" if name == "tab" else "\n")
        elif name == "p":
            text = "".join(runs).strip()
            runs.clear()
            read += len(text)
            if text:
                yield text
        element.clear()
        if read > MOST_TEXT_BYTES:
            return


def slide_pages(archive: zipfile.ZipFile) -> Iterator[str]:
    for part in numbered(archive, "ppt/slides/slide"):
        yield "\n\n".join(paragraphs(archive, part))


def sheet_pages(archive: zipfile.ZipFile) -> Iterator[str]:
    """Rows as lines, cells parted by tabs, as a sheet is copied."""
    shared = list(shared_strings(archive))
    for part in numbered(archive, "xl/worksheets/sheet"):
        yield "\n".join(rows(archive, part, shared))


def shared_strings(archive: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return
    runs: list[str] = []
    for name, element in elements(archive, "xl/sharedStrings.xml"):
        if name == "t":
            runs.append(element.text or "")
        elif name == "si":
            yield "".join(runs)
            runs.clear()
        element.clear()


def rows(archive: zipfile.ZipFile, part: str, shared: list[str]) -> Iterator[str]:
    cells: list[str] = []
    value, read = "", 0
    for name, element in elements(archive, part):
        if name in {"v", "t"}:
            value = element.text or ""
        elif name == "c":
            is_shared = element.get("t") == "s" and value.isdecimal() and int(value) < len(shared)
            cells.append(shared[int(value)] if is_shared else value)
            value = ""
        elif name == "row":
            line = "\t".join(cells).rstrip()
            cells.clear()
            read += len(line)
            if line:
                yield line
        if name in {"c", "row"}:
            element.clear()
        if read > MOST_TEXT_BYTES:
            return


def numbered(archive: zipfile.ZipFile, start: str) -> list[str]:
    """The parts of a series in the order of their numbers."""
    series = re.compile(re.escape(start) + r"\d{1,6}\.xml")
    return sorted(filter(series.fullmatch, archive.namelist()), key=_number)


def _number(name: str) -> int:
    return int(_NUMBER.findall(name)[-1])


PAGES_OF: dict[str, Callable[[zipfile.ZipFile], Iterator[str]]] = {
    "wordprocessingml.document": word_pages,
    "spreadsheetml.sheet": sheet_pages,
    "presentationml.presentation": slide_pages,
}
