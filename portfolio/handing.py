"""What is handed to whom: the original to its owner, and to others whatever says nothing private."""

from dataclasses import dataclass

from accounts.models import User
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, clean_name
from portfolio.models import Attachment, StoredFile
from portfolio.permissions import can_take_original


@dataclass(frozen=True)
class Handed:
    """Bytes to hand over: where they lie, what they are, and the name they go by."""

    key: str
    media_type: str
    size: int
    sha256: str
    name: str


def handed_to(user: User, attachment: Attachment, *, to_play: bool = False) -> Handed:
    """to_play: in a page, where the copy of a recording plays on more devices than its original."""
    if to_play and BY_MEDIA_TYPE[attachment.file.media_type].kind in PLAYED:
        return handed_to_others(attachment)
    return original(attachment) if can_take_original(user, attachment) else handed_to_others(attachment)


def handed_to_others(attachment: Attachment) -> Handed:
    return clean(attachment.file, attachment.name)


def original(attachment: Attachment) -> Handed:
    return as_it_came(attachment.file, attachment.name)


def clean(file: StoredFile, name: str) -> Handed:
    """The copy that says nothing private; the file itself where it never did."""
    if not file.has_clean_copy:
        return as_it_came(file, name)
    name = clean_name(name, BY_MEDIA_TYPE[file.clean_media_type])
    return Handed(file.clean_key, file.clean_media_type, file.clean_size, file.clean_sha256, name)


def as_it_came(file: StoredFile, name: str) -> Handed:
    return Handed(file.key, file.media_type, file.size, file.sha256, name)
