"""E-mail: who wrote to whom about what, and the words. What is attached is named and never opened."""

import email
import email.policy
import html
import re
from collections.abc import Iterator
from email.message import MIMEPart
from html.parser import HTMLParser
from pathlib import Path

from portfolio.opening.answer import (
    DAMAGED_MAIL,
    TOO_LARGE_A_MAIL,
    TOO_MANY_PARTS,
    Answer,
    UnusableFileError,
)
from portfolio.opening.bare import bare_mail
from portfolio.opening.texts import keep_text

MOST_MAIL_BYTES, MOST_PARTS, MOST_DEPTH, MOST_ATTACHMENTS = 60_000_000, 500, 20, 50
HEADERS = ("From", "To", "Cc", "Date", "Subject")
NESTING = re.compile(rb"^content-type:[ \t]*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
WHAT_BROKEN_MAILS_RAISE = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


def open_mail(path: Path, out_dir: Path) -> Answer:
    if path.stat().st_size > MOST_MAIL_BYTES:
        raise UnusableFileError(TOO_LARGE_A_MAIL)
    content = path.read_bytes()
    # Counted before anything is parsed: the parser's time grows with the square of the depth.
    if len(NESTING.findall(content)) > MOST_PARTS:
        raise UnusableFileError(TOO_MANY_PARTS)
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = list(parts_of(message))
        text = "\n\n".join(filter(None, (heading(message), body(parts), attached(parts))))
    except RecursionError as error:
        raise UnusableFileError(TOO_MANY_PARTS) from error
    except WHAT_BROKEN_MAILS_RAISE as error:
        raise UnusableFileError(DAMAGED_MAIL) from error
    if not any(message[name] for name in HEADERS):
        raise UnusableFileError(DAMAGED_MAIL)
    has_text = keep_text([text], out_dir)
    return Answer(has_text=has_text, has_clean_copy=bare_mail(message, out_dir / "clean"))


def parts_of(message: MIMEPart, depth: int = 0) -> Iterator[MIMEPart]:
    """The leaves; a message inside the message is one of them."""
    if depth > MOST_DEPTH:
        raise UnusableFileError(TOO_MANY_PARTS)
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    for part in message.iter_parts():
        yield from parts_of(part, depth + 1)


def heading(message: MIMEPart) -> str:
    return "\n".join(f"{name}: {' '.join(str(message[name]).split())}" for name in HEADERS if message[name])


def body(parts: list[MIMEPart]) -> str:
    """The plain words; those of the formatted part only where there are no others."""
    for kind in ("text/plain", "text/html"):
        texts = [words(part) for part in parts if part.get_content_type() == kind and not is_attached(part)]
        if any(texts):
            return "\n\n".join(texts).strip()
    return ""


def is_attached(part: MIMEPart) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def words(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = content.decode(charset(part), errors="replace")
    return without_markup(text) if part.get_content_subtype() == "html" else text


def charset(part: MIMEPart) -> str:
    name = part.get_content_charset() or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def attached(parts: list[MIMEPart]) -> str:
    names = [part.get_filename() or "a message" for part in parts if is_attached(part)][:MOST_ATTACHMENTS]
    return "Attached: " + ", ".join(" ".join(name.split()) for name in names) if names else ""


class _Words(HTMLParser):
    BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table"})
    SILENT = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's interface
        self._silent += tag in self.SILENT
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self.SILENT))
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))


def without_markup(text: str) -> str:
    parser = _Words()
    parser.feed(text[:2_000_000])
    parser.close()
    lines = (" ".join(line.split()) for line in html.unescape("".join(parser.words)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
