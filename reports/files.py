"""The files of a piece, as a showcase prints and embeds them."""

from collections.abc import Collection, Iterable, Sequence

from portfolio.anchors import PAGE, Anchor
from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.handing import handed_to_others
from portfolio.models import Attachment, StoredFile
from portfolio.spots import PDF
from reports.models.house import Originals
from reports.rules import embedded_name, is_embedded, pages_to_print
from reports.showcase import ShowcaseFile, ShowcasePage


def files_of(
    number: int, attachments: Sequence[Attachment], anchors: Iterable[Anchor], originals: str
) -> tuple[ShowcaseFile, ...]:
    """number: of the piece. anchors: where its claims point, so that those pages are printed."""
    wanted: dict[object, set[int]] = {}
    for anchor in anchors:
        if anchor.kind == PAGE and anchor.at:
            wanted.setdefault(anchor.attachment_id, set()).add(anchor.at)
    return tuple(
        _file(number, place, attachment, wanted.get(attachment.pk, ()), originals)
        for place, attachment in enumerate(attachments, start=1)
    )


def _file(
    number: int, place: int, attachment: Attachment, wanted: Collection[int], originals: str
) -> ShowcaseFile:
    file, handed = attachment.file, handed_to_others(attachment)
    is_inside = is_wanted(handed.media_type, originals) and is_embedded(handed.size)
    return ShowcaseFile(
        name=handed.name,
        caption=attachment.caption,
        media_type=handed.media_type,
        size=handed.size,
        sha256=handed.sha256,
        key=handed.key,
        picture_key=file.picture_key if file.has_picture else "",
        pages=file.pages,
        embedded_as=embedded_name(number, place, handed.name) if is_inside else "",
        seconds=file.seconds,
        sheets=_sheets(file, wanted),
    )


def is_wanted(media_type: str, originals: str) -> bool:
    """Whether originals of this type travel with the showcase."""
    known = BY_MEDIA_TYPE.get(media_type)
    if originals == Originals.RECORDINGS:
        return known is not None and known.kind in PLAYED
    return originals == Originals.ALL


def _sheets(file: StoredFile, wanted: Collection[int]) -> tuple[ShowcasePage, ...]:
    if file.media_type != PDF:
        return ()
    return tuple(
        ShowcasePage(page, f"{file.sha256}-{page}", file.page_key(page))
        for page in pages_to_print(file.page_pictures, wanted)
    )
