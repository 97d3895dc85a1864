"""Asks a fresh, limited process to open a file: a bomb or a crash ends that process and nothing else."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from config.apart import run_apart
from config.limits import LARGEST_COPY_BYTES
from portfolio.file_types import BY_MEDIA_TYPE, Kind
from portfolio.opening import ffmpeg
from portfolio.opening.answer import (
    DAMAGED_CLIP,
    DAMAGED_DOCUMENT,
    DAMAGED_MAIL,
    DAMAGED_PICTURE,
    DAMAGED_TEXT,
    Answer,
)

log = structlog.get_logger("waymark.opener")

NOT_OPENED = {
    Kind.IMAGE: DAMAGED_PICTURE,
    Kind.TEXT: DAMAGED_TEXT,
    Kind.DOCUMENT: DAMAGED_DOCUMENT,
    Kind.AUDIO: DAMAGED_CLIP,
    Kind.VIDEO: DAMAGED_CLIP,
}
TOOK_TOO_LONG = "This file took too long to open. Try saving a smaller or simpler copy."
NO_FFMPEG = (
    "Recordings have no picture and no length here: the system package ffmpeg is missing. They can be played."
)
# A second for as much as a slow disk reads, copies and puts away in it.
BYTES_A_SECOND = 20_000_000
RECORDED_IN_PAGES = {"audio/webm", "video/webm", "audio/ogg"}
# A voice note is written anew: a second for about a minute of speech.
VOICE_BYTES_A_SECOND = 250_000
LONGEST_VOICE_SECONDS = 60
# Waiting for the disk is not the file's fault, so that the clock allows more than the processor.
CLOCK_FACTOR = 2


@dataclass(frozen=True)
class Examination:
    """What opening the file showed. The copies lie in the folder that the caller gave."""

    ok: bool
    reason: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    media_type: str = ""
    picture: Path | None = None
    thumbnail: Path | None = None
    page_pictures: tuple[Path, ...] = ()
    text: Path | None = None
    clean: Path | None = None
    clean_media_type: str = ""


def examine(path: Path, media_type: str, out_dir: Path) -> Examination:
    """Never raises for what the file contains; `reason` is a sentence for its owner."""
    if path.stat().st_size == 0:
        return Examination(ok=False, reason="This file is empty.")
    status, said = run(path, media_type, out_dir)
    if status is None:
        log.warning("file took too long to open", media_type=media_type)
        return Examination(ok=False, reason=TOOK_TOO_LONG, media_type=media_type)
    if status != 0:
        log.warning("file broke the opener", media_type=media_type, status=status)
        return Examination(ok=False, reason=not_opened(media_type))
    return as_examination(json.loads(said), media_type, out_dir)


def not_opened(media_type: str) -> str:
    return DAMAGED_MAIL if media_type == "message/rfc822" else NOT_OPENED[BY_MEDIA_TYPE[media_type].kind]


def run(path: Path, media_type: str, out_dir: Path) -> tuple[int | None, bytes]:
    """Its status and what it said; no status when it took too long."""
    size = path.stat().st_size
    seconds = seconds_for(size, media_type)
    limits = (math.ceil(seconds), settings.WAYMARK_CHECK_MEGABYTES, max(LARGEST_COPY_BYTES, size * 11 // 10))
    arguments: list[str | Path] = ["portfolio.opening", path, media_type, out_dir, *map(str, limits)]
    return run_apart(arguments, clock=seconds * CLOCK_FACTOR)


def seconds_for(size: int, media_type: str) -> float:
    """How long the processor may work: longer for a long recording, that is read and written as a whole."""
    more = size / BYTES_A_SECOND
    if media_type in RECORDED_IN_PAGES:
        more += min(size / VOICE_BYTES_A_SECOND, LONGEST_VOICE_SECONDS)
    return float(settings.WAYMARK_CHECK_SECONDS + more)


def as_examination(answer: dict[str, Any], media_type: str, out_dir: Path) -> Examination:
    """Only names of our own choosing are looked for in the folder, whatever the process said."""
    said = Answer(**{name: value for name, value in answer.items() if name not in {"ok", "reason"}})
    picture = out_dir / "picture.jpg" if said.has_picture else None
    clean = out_dir / "clean" if said.has_clean_copy else picture if said.is_private else None
    return Examination(
        ok=answer["ok"],
        reason=answer["reason"],
        width=said.width,
        height=said.height,
        pages=said.pages,
        seconds=said.seconds,
        media_type=said.media_type or media_type,
        picture=picture,
        thumbnail=out_dir / "thumbnail.jpg" if said.has_picture else None,
        page_pictures=tuple(out_dir / f"page-{n}.jpg" for n in range(1, said.page_pictures + 1)),
        text=out_dir / "text.txt" if said.has_text else None,
        clean=clean,
        clean_media_type=clean_type(said, media_type) if clean else "",
    )


def clean_type(said: Answer, media_type: str) -> str:
    if said.clean_media_type or said.has_clean_copy:
        return said.clean_media_type or media_type
    return "image/jpeg"


def clip_problem() -> str:
    """Why recordings have neither picture nor length on this machine; blank when they have."""
    return "" if ffmpeg.is_here() else NO_FFMPEG
