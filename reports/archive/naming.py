"""Names inside an archive: what any computer can write to a disk, whatever people called their pieces."""

import re
import unicodedata

LONGEST = 60
_NOT_IN_A_NAME = re.compile(r"[^\w\- ]+")
_GAPS = re.compile(r"[\s_]+")


def folder_name(title: str) -> str:
    """Letters and digits of any script, joined by hyphens; never empty, never a dot."""
    written = unicodedata.normalize("NFC", title)
    name = _GAPS.sub("-", _NOT_IN_A_NAME.sub("", written)).strip("-")
    return name[:LONGEST].strip("-").lower() or "piece"
