"""Text out of strangers' files: which letters the bytes stand for, and words without their markup."""

import html
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from html.parser import HTMLParser

from standards.records.values import Problem

NOT_SHOWN = {"script", "style", "template", "title"}
_DECLARED = re.compile(r"<(?:!doctype\b|\?)[^<>]*>", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][^<>]*>)")
BREAKS = {"br", "p", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


class UnreadableError(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, text: str, place: str = "") -> None:
        super().__init__(text)
        self.problem = Problem(place, text)


def decoded(content: bytes) -> str:
    """The text of a file that is UTF-8 or marked UTF-16, or else as older spreadsheets save it."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded_as(content, "utf-16")
    if content.startswith(BOM_UTF8):
        return _decoded_as(content, "utf-8-sig")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded_as(content, "cp1252")
    if "\0" in text:
        raise UnreadableError("This is not a text file. Save it as UTF-8 and try again.")
    return text


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"The letters of this file cannot be read (byte {error.start}). Save it as UTF-8 and try again."
        ) from error


def whole_tags(markup: str) -> str:
    """Comments and declarations gone, and what never becomes a tag written as the letter it is.

    For each thing that never ends the parser reads on to the end of the text: a file of them takes hours.
    """
    kept, at = [], 0
    while (begins := markup.find("<!--", at)) >= 0:
        kept.append(markup[at:begins])
        ends = markup.find("-->", begins + 4)
        at = ends + 3 if ends >= 0 else len(markup)
    kept.append(markup[at:])
    return _NO_TAG.sub("&lt;", _DECLARED.sub("", "".join(kept)))


def plain(text: object) -> str:
    """What a person would read of it: no markup, no entities, no control characters, single spaces.

    The official feed escapes its markup, at times twice over; what is left is text and is shown as such.
    """
    if not isinstance(text, str):
        return ""
    words = _without_markup(text) if "<" in text or "&" in text else text
    shown = words if words.isprintable() else "".join(letter if is_kept(letter) else " " for letter in words)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", shown)).strip()


def _without_markup(text: str) -> str:
    reader = _Words()
    reader.feed(whole_tags(_unescaped(text)))
    reader.close()
    return "".join(reader.words)


def _unescaped(text: str) -> str:
    for _ in range(2):
        text = html.unescape(text) if re.search(r"&(lt|gt|amp|#)", text) else text
    return text


def is_kept(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C" or letter in "\u200c\u200d"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's interface
        if tag in NOT_SHOWN and not self.hidden:
            self.hidden = tag
        if tag in BREAKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.hidden = ""
        if tag in BREAKS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)
