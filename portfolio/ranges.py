"""Which part of a file was asked for: the single byte range of RFC 9110."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


@dataclass(frozen=True)
class Part:
    """Bytes `first` to `last` of `size`, both counted in."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


class NotSatisfiableError(ValueError):
    """The range lies wholly behind the end."""


def requested_part(header: str, size: int) -> Part | None:
    """The part to send; None for the whole file, also when the header says something we do not serve."""
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    start, end = match.groups()
    if not start:
        first, last = max(0, size - int(end)), size - 1
    else:
        first, last = int(start), min(int(end) if end else size - 1, size - 1)
        if end and int(end) < first:
            return None
    if first >= size or first > last:
        raise NotSatisfiableError
    return Part(first, last, size)
