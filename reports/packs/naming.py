"""Names by the pattern of house rules, safe on every system whatever people called their pieces. Pure."""

import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from reports.rules import clean_filename

OF_A_PDF = ("apprentice", "standard", "provider", "date", "showcase")
OF_A_PIECE = ("number", "title", "ksbs", "apprentice", "standard")
OF_A_FILE = ("number", "place", "title", "file", "ksbs", "apprentice", "standard")
# Windows unpacks nothing under these names, with or without an ending.
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
LONGEST_BYTES = 100
_BRACES = re.compile(r"\{([^{}]*)\}")
_DOTS = re.compile(r"\.{2,}")
_STRAY = re.compile(r"[{}]")
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|]')


def unfit_in(pattern: str, known: Iterable[str]) -> str:
    """Why nothing can be named by it, as a sentence; blank when everything can."""
    known = tuple(known)
    named = _BRACES.findall(pattern)
    unknown = [name for name in named if name not in known]
    if unknown:
        allowed = ", ".join(f"{{{name}}}" for name in known)
        return f"{{{unknown[0]}}} stands for nothing here. Use {allowed}."
    rest = _BRACES.sub("", pattern)
    if _STRAY.search(rest):
        return "A brace stands alone. Write {number}, with both braces."
    if _NOT_IN_A_NAME.search(rest):
        return 'These cannot stand in a file’s name: \\ / : * ? " < > |'
    return ""


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """Each name in braces replaced once; what stands in a value is never a pattern again."""
    return safe(_BRACES.sub(lambda found: values.get(found[1], ""), pattern))


def safe(name: str, longest: int = LONGEST_BYTES) -> str:
    """Never empty, hidden, reserved or too long; without what any system refuses."""
    plain = clean_filename(_DOTS.sub(".", normalize("NFC", name)), longest=longest).lstrip("_~")
    plain = plain.encode()[:longest].decode(errors="ignore").strip(" .-")
    if not plain:
        return "Untitled"
    return f"_{plain}" if RESERVED.fullmatch(plain) else plain


def with_ending(name: str, original: str) -> str:
    """The ending stays that of the file, so that it opens with the right program."""
    stem, point, ending = original.rpartition(".")
    is_ending = bool(stem and point and re.fullmatch(r"[A-Za-z0-9]{1,8}", ending))
    if not is_ending:
        return name
    return name if name.lower().endswith(f".{ending.lower()}") else f"{name}.{ending.lower()}"


class Names:
    """Gives each path once, also on systems to which A and a are the same."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def of(self, folder: str, name: str) -> str:
        stem, point, ending = name.rpartition(".")
        if not stem:
            stem, point, ending = name, "", ""
        path, number = f"{folder}{name}", 2
        while normalize("NFKC", path).casefold() in self.taken:
            path, number = f"{folder}{stem} ({number}){point}{ending}", number + 1
        self.taken.add(normalize("NFKC", path).casefold())
        return path
