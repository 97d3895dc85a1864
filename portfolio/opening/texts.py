"""Plain text: in one of the usual encodings, and kept as text that can be searched and cited."""

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from portfolio.opening.answer import DAMAGED_TEXT, Answer, UnusableFileError

MOST_TEXT_BYTES = 1_000_000
MOST_READ_BYTES = 4_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_text(path: Path, out_dir: Path) -> Answer:
    with path.open("rb") as file:
        content = file.read(MOST_READ_BYTES)
    encoding = "utf-16" if content.startswith(UTF_16_MARKS) else "utf-8-sig"
    text = decoded(content, encoding, "cp1252")
    if text is None or "\0" in text:
        raise UnusableFileError(DAMAGED_TEXT)
    return Answer(has_text=keep_text([text.replace("\f", "\n")], out_dir))


def decoded(content: bytes, *encodings: str) -> str | None:
    """The end may have been cut within a letter, when there was more to read."""
    is_all = len(content) < MOST_READ_BYTES
    for encoding in encodings:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(content, is_all)
        except UnicodeDecodeError:
            continue
    return None


def keep_text(pages: Iterable[str], out_dir: Path) -> bool:
    """Parts pages by form feeds and leaves out what goes beyond a megabyte. Answers whether any was kept."""
    kept, room, has_words = [], MOST_TEXT_BYTES, False
    for page in pages:
        clean = _CONTROL.sub("", page.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")).strip()
        if len(clean.encode()) > room:
            clean = clean.encode()[:room].decode(errors="ignore")
        kept.append(clean)
        room -= len(clean.encode()) + 1
        has_words = has_words or bool(clean)
        if room <= 0:
            break
    if has_words:
        (out_dir / "text.txt").write_text("\f".join(kept), encoding="utf-8", newline="")
    return has_words
