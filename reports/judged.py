"""What others judged, drew, signed and saw, as the values that a showcase prints."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from assessments.models import (
    BehaviourSeen,
    Countersignature,
    Decision,
    Marking,
    PageMark,
    Signature,
    SignKind,
)
from portfolio.file_types import BY_MEDIA_TYPE, clean_name
from portfolio.handing import handed_to_others
from portfolio.marks import OUTCOME_MARKS
from portfolio.models import Attachment, StoredFile
from reports.models.house import Originals
from reports.rules import embedded_name, is_embedded
from reports.showcase import (
    EarlierDecision,
    ShowcaseBehaviour,
    ShowcaseFile,
    ShowcaseMark,
    ShowcaseSheet,
    ShowcaseSigned,
)

HASH_DIGITS = 16
LABELS = {
    SignKind.TESTIMONY.value: "Witness testimony",
    SignKind.CONFIRMATION.value: "Confirmed by the employer",
    SignKind.BEHAVIOURS.value: "Behaviours seen at work",
}
ROUTES = {
    Signature.Route.LINK.value: "by a link sent to them",
    Signature.Route.ACCOUNT.value: "with an account of their own",
}


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)


def superseded(decisions: Sequence[Decision]) -> tuple[EarlierDecision, ...]:
    """All but the one in force. decisions: those on one claim, the oldest first."""
    return tuple(
        EarlierDecision(
            label=OUTCOME_MARKS[decision.outcome].label,
            reason=decision.reason,
            assessor=decision.assessor.name,
            decided_on=day_of(decision.created_at),
        )
        for decision in decisions[:-1]
    )


def countersigned(marking: Marking | None) -> str:
    """How far the marking of somebody in training is agreed with, in a sentence; blank for others."""
    found: Countersignature | None = getattr(marking, "countersignature", None)
    if found is None:
        return ""
    if found.signed_at is None:
        return f"Provisional: these decisions wait for the countersignature of {found.countersigner.name}."
    word = "Countersigned" if found.state == Countersignature.State.AGREED else "Not countersigned"
    return f"{word} by {found.countersigner.name} on {date_format(day_of(found.signed_at), 'j M Y')}."


def sheets_of(attachments: Iterable[Attachment]) -> tuple[ShowcaseSheet, ...]:
    """The pages and pictures that were drawn on and are kept as pictures, in the order of the files."""
    return tuple(
        _sheet(attachment, page, list(marks), key)
        for attachment in attachments
        for page, marks in groupby(_by_page(attachment), attrgetter("page"))
        if (key := _page_key(attachment.file, page))
    )


def _by_page(attachment: Attachment) -> list[PageMark]:
    return sorted(attachment.page_marks.all(), key=lambda mark: (mark.page, mark.number))


def _page_key(file: StoredFile, page: int) -> str:
    if page <= file.page_pictures:
        return file.page_key(page)
    return file.picture_key if page == 1 and file.has_picture else ""


def _sheet(attachment: Attachment, page: int, marks: Sequence[PageMark], key: str) -> ShowcaseSheet:
    name = handed_to_others(attachment).name
    pages = attachment.file.pages or 1
    return ShowcaseSheet(
        name=f"{name}, page {page}" if pages > 1 else name,
        address=f"{attachment.file.sha256}-{page}",
        picture_key=key,
        marks=tuple(_mark(mark) for mark in marks),
    )


def _mark(mark: PageMark) -> ShowcaseMark:
    sides = (f"{side / 100:g}%" for side in (mark.left, mark.top, mark.width, mark.height))
    return ShowcaseMark(mark.number, mark.note, *sides)


def spoken(
    number: int, place: int, name: str, file: StoredFile | None, originals: str = Originals.ALL.value
) -> ShowcaseFile | None:
    """A recording of somebody else than the apprentice, as it travels inside the document; None for none."""
    if file is None or not file.is_safe:
        return None
    key, media_type, size, sha256 = file.key, file.media_type, file.size, file.sha256
    if file.has_clean_copy:
        key, media_type, size, sha256 = (
            file.clean_key,
            file.clean_media_type,
            file.clean_size,
            file.clean_sha256,
        )
    name = clean_name(name, BY_MEDIA_TYPE.get(media_type))
    return ShowcaseFile(
        name=name,
        caption="",
        media_type=media_type,
        size=size,
        sha256=sha256,
        key=key,
        embedded_as=embedded_name(number, place, name)
        if originals != Originals.NONE and is_embedded(size)
        else "",
    )


def signed(
    number: int, place: int, signature: Signature, originals: str = Originals.ALL.value
) -> ShowcaseSigned:
    """number: of the piece; place: after that of its files."""
    testimony = getattr(signature, "testimony", None)
    recording = testimony.recording if testimony else None
    name = f"Testimony of {signature.name}"
    return ShowcaseSigned(
        label=LABELS[signature.kind],
        name=signature.name,
        role=signature.role,
        relationship=signature.relationship,
        signed_on=day_of(signature.signed_at),
        route=ROUTES[signature.route],
        text=testimony.text if testimony else "",
        codes=tuple(ksb.code for ksb in testimony.ksbs.all()) if testimony else (),
        hash=signature.snapshot_hash[:HASH_DIGITS],
        recording=spoken(number, place, name, recording, originals),
    )


def behaviour(seen: BehaviourSeen, verifying: Collection[UUID] = ()) -> ShowcaseBehaviour:
    """verifying: the rows by which the employer verified something."""
    signature = seen.signature
    return ShowcaseBehaviour(
        code=seen.ksb.code,
        title=seen.ksb.title,
        where=seen.where,
        seen_on=seen.seen_on,
        name=signature.name,
        role=signature.role,
        signed_on=day_of(signature.signed_at),
        is_verified=seen.pk in verifying,
    )
