"""What the process says about a file, and how it says no."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    has_picture: bool = False


class UnusableFileError(Exception):
    """The reason is a plain sentence for the person who added the file."""


DAMAGED_PICTURE = "This picture could not be opened. It may be damaged; try saving it again."
DAMAGED_DOCUMENT = "This document could not be opened. It may be damaged; try saving it again."
DAMAGED_TEXT = "This text could not be read. Save it again as UTF-8 text."
PROTECTED = "This document is protected by a password. Save a copy without the password and add that."
TOO_MANY_PIXELS = "This picture has more than 60 million pixels. Save a smaller copy and add that."
TOO_MANY_PAGES = "This document has more than 2,000 pages. Add the part that matters."
HAS_MACROS = "This document contains macros. Save a copy without them and add that."
UNFOLDS_TOO_FAR = "This document unfolds to far more than its size. Save it again and add the new copy."
