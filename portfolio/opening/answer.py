"""What the process says about a file, and how it says no. Copies lie in the folder it was given."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """media_type: what the file turned out to be, when its container left that open.

    has_text, has_clean_copy: whether `text.txt` and `clean` lie in the folder. is_private: it says where,
    by whom or with what it was made; a picture's safe copy is then what others are handed.
    """

    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    media_type: str = ""
    has_picture: bool = False
    has_text: bool = False
    page_pictures: int = 0
    is_private: bool = False
    has_clean_copy: bool = False
    clean_media_type: str = ""


class UnusableFileError(Exception):
    """The reason is a plain sentence for the person who added the file."""


DAMAGED_PICTURE = "This picture could not be opened. It may be damaged; try saving it again."
DAMAGED_DOCUMENT = "This document could not be opened. It may be damaged; try saving it again."
DAMAGED_TEXT = "This text could not be read. Save it again as UTF-8 text."
DAMAGED_MAIL = "This e-mail could not be read. Save it again from your mail program, or add it as a PDF."
DAMAGED_CLIP = "This recording could not be opened. It may be damaged or cut short; try saving it again."
POINTS_ELSEWHERE = (
    "This recording points to another place instead of holding its own picture and sound. "
    "Nothing there was opened. Save it as one complete file and add that."
)
NOT_CLEANED = (
    "This recording says where or by whom it was made, and this site cannot take that out of it. "
    "Save a copy as MP4 or without those details and add that."
)
PROTECTED = "This document is protected by a password. Save a copy without the password and add that."
TOO_MANY_PIXELS = "This picture has more than 60 million pixels. Save a smaller copy and add that."
TOO_MANY_PAGES = "This document has more than 2,000 pages. Add the part that matters."
TOO_LARGE_A_MAIL = "This e-mail is larger than 60 MB. Save its attachments and add them one by one."
TOO_MANY_PARTS = "This e-mail is packed inside itself too many times. Add the message that matters by itself."
HAS_MACROS = "This document contains macros. Save a copy without them and add that."
UNFOLDS_TOO_FAR = "This document unfolds to far more than its size. Save it again and add the new copy."
