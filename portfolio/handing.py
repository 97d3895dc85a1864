"""What is handed to whom: the original to its owner, and to others whatever says nothing private."""

from dataclasses import dataclass

from accounts.models import User
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED, clean_name
from portfolio.models import Attachment
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
    file = attachment.file
    if not file.has_clean_copy:
        return original(attachment)
    name = clean_name(attachment.name, BY_MEDIA_TYPE[file.clean_media_type])
    return Handed(file.clean_key, file.clean_media_type, file.clean_size, file.clean_sha256, name)


def original(attachment: Attachment) -> Handed:
    file = attachment.file
    return Handed(file.key, file.media_type, file.size, file.sha256, attachment.name)
