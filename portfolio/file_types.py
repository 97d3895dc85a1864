"""Which kinds of file people may add, how each is recognised, and what its name may be."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import filetype

HEAD_BYTES = 8192
LONGEST_NAME_BYTES = 200


class Kind(StrEnum):
    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"


PLAYED = {Kind.AUDIO, Kind.VIDEO}


@dataclass(frozen=True)
class FileType:
    media_type: str
    extensions: tuple[str, ...]
    kind: Kind
    label: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
FILE_TYPES = (
    FileType("image/jpeg", ("jpg", "jpeg", "jfif"), Kind.IMAGE, "JPEG picture"),
    FileType("image/png", ("png",), Kind.IMAGE, "PNG picture"),
    FileType("image/webp", ("webp",), Kind.IMAGE, "WebP picture"),
    FileType("image/gif", ("gif",), Kind.IMAGE, "GIF picture"),
    FileType("image/heic", ("heic", "heif"), Kind.IMAGE, "iPhone picture"),
    FileType("application/pdf", ("pdf",), Kind.DOCUMENT, "PDF document"),
    FileType(f"{_OFFICE}wordprocessingml.document", ("docx",), Kind.DOCUMENT, "Word document"),
    FileType(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), Kind.DOCUMENT, "Excel workbook"),
    FileType(f"{_OFFICE}presentationml.presentation", ("pptx",), Kind.DOCUMENT, "PowerPoint slides"),
    FileType("text/plain", ("txt", "md"), Kind.TEXT, "Text"),
    FileType("text/csv", ("csv",), Kind.TEXT, "Table of values (CSV)"),
    FileType("message/rfc822", ("eml",), Kind.TEXT, "E-mail"),
    FileType("audio/mpeg", ("mp3",), Kind.AUDIO, "MP3 recording"),
    FileType("audio/mp4", ("m4a",), Kind.AUDIO, "M4A recording"),
    FileType("audio/wav", ("wav",), Kind.AUDIO, "WAV recording"),
    FileType("audio/ogg", ("ogg", "oga", "opus"), Kind.AUDIO, "Ogg recording"),
    FileType("audio/webm", ("weba",), Kind.AUDIO, "WebM recording"),
    FileType("video/mp4", ("mp4", "m4v"), Kind.VIDEO, "MP4 video"),
    FileType("video/quicktime", ("mov",), Kind.VIDEO, "QuickTime video"),
    FileType("video/webm", ("webm",), Kind.VIDEO, "WebM video"),
)
BY_MEDIA_TYPE = {file_type.media_type: file_type for file_type in FILE_TYPES}
BY_EXTENSION = {extension: file_type for file_type in FILE_TYPES for extension in file_type.extensions}
# For the `accept` attribute of a file field.
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)
ACCEPTED_KINDS = "pictures, PDF, Word, Excel and PowerPoint files, e-mails, text, sound and video recordings"
NOT_ACCEPTED = (
    f"Files of this kind can’t be added, or the name doesn’t fit the contents. You can add {ACCEPTED_KINDS}."
)

# One container, several uses: the extension may choose between types of the same family.
_SAME_CONTAINER = ({"video/mp4", "audio/mp4", "video/quicktime"}, {"video/webm", "audio/webm"})
_SIGNATURES = {
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/webp": "image/webp",
    "image/gif": "image/gif",
    "application/pdf": "application/pdf",
    "audio/mpeg": "audio/mpeg",
    "audio/x-wav": "audio/wav",
    "audio/ogg": "audio/ogg",
    "video/webm": "video/webm",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"3gp4",
    b"3gp5",
}
_BRANDS = dict.fromkeys(_MP4_BRANDS, "video/mp4") | {
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}
_MARKUP = re.compile(rb"\s*<[!?/a-z]", re.IGNORECASE)
_NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAIL = "message/rfc822"
_MAIL_HEADER = re.compile(rb"(?:>?From [^\r\n]*\r?\n)?[!-9;-~]+:[ \t\r\n]")
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")


def detect(head: bytes, name: str) -> FileType | None:
    """What the file is, if its first bytes and its name agree on something we accept."""
    named = BY_EXTENSION.get(extension_of(name))
    if extension_of(name) and named is None:
        return None
    found = BY_MEDIA_TYPE.get(_media_type(head, named) or "")
    if found is None or named is None or found == named:
        return found
    if any({found.media_type, named.media_type} <= family for family in _SAME_CONTAINER):
        return named
    return found if found.kind == named.kind == Kind.IMAGE else None


def _media_type(head: bytes, named: FileType | None) -> str | None:
    if head[4:8] == b"ftyp":
        return _iso_media_type(head)
    if head.startswith(b"PK\x03\x04"):
        return named.media_type if named and named.media_type.startswith(_OFFICE) else None
    if guessed := filetype.guess_mime(head):
        return _SIGNATURES.get(guessed)
    if named is None or named.kind != Kind.TEXT or not _looks_like_text(head):
        return None
    is_mail = bool(_MAIL_HEADER.match(head.removeprefix(b"\xef\xbb\xbf")))
    return named.media_type if is_mail or named.media_type != _MAIL else None


def _iso_media_type(head: bytes) -> str | None:
    """The ISO container names its brand, then the brands it is compatible with."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    brand, compatible = head[8:12], {head[at : at + 4] for at in range(16, length, 4)}
    if brand in _HEIC_BRANDS or (brand in {b"mif1", b"msf1"} and compatible & _HEIC_BRANDS):
        return "image/heic"
    return _BRANDS.get(brand)


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS):
        return True
    text = head.removeprefix(b"\xef\xbb\xbf")
    return bool(text) and not _NEVER_IN_TEXT.search(text) and not _MARKUP.match(text)


def extension_of(name: str) -> str:
    return _split(name.strip())[1].lower()


def clean_name(name: str, file_type: FileType | None = None) -> str:
    """A name that is safe to show and to save under; with the extension of `file_type`, when given."""
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r'[/\\:*?"<>|]', "-", text)
    text = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_printable(char))
    stem, extension = _split(" ".join(text.split()))
    if file_type and extension.lower() not in file_type.extensions:
        extension = file_type.extensions[0]
    ending = f".{extension}" if extension else ""
    stem = _shorten(stem.strip(" .-"), LONGEST_NAME_BYTES - len(ending.encode()))
    return f"{stem or 'file'}{ending}"


def renamed(old: str, typed: str) -> str:
    """The old name with another stem. Whether the extension was typed along makes no difference."""
    ending = ending_of(old)
    wanted = typed.strip()
    if ending and wanted.lower().endswith(ending.lower()):
        wanted = wanted[: -len(ending)]
    return clean_name(f"{wanted}{ending}") if wanted.strip(" .-") else old


def ending_of(name: str) -> str:
    extension = _split(name)[1]
    return f".{extension}" if extension else ""


def stem_of(name: str) -> str:
    return _split(name)[0]


def _is_printable(char: str) -> bool:
    """Neither a control character, nor one that turns or hides text, nor half of a pair."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char == "\u200d"


def _split(name: str) -> tuple[str, str]:
    """Stem and extension; the end of “Meeting 12.3.2026” is no extension."""
    stem, dot, extension = name.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z][A-Za-z0-9]{1,9}", extension):
        return stem, extension
    return name, ""


def _shorten(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore").rstrip()
