"""Sound and video: how long, what it looks like, and a copy that plays everywhere and says nothing private.

What is inside is left to ffmpeg, in processes as limited as this one; which format it is to be read as is
said here, so that a playlist in a clip's clothes is never followed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.opening import boxes, ffmpeg
from portfolio.opening.answer import (
    DAMAGED_CLIP,
    NOT_CLEANED,
    POINTS_ELSEWHERE,
    TOO_MANY_PIXELS,
    Answer,
    UnusableFileError,
)
from portfolio.opening.pictures import PICTURE_PIXELS, open_picture

MOST_PIXELS = 60_000_000
LONGEST_SECONDS = 1_000_000
PLAYLIST = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:#EXTM3U|ffconcat|\[playlist\]|<\?xml|<MPD|<smil|RTSP)", re.IGNORECASE
)
PRIVATE_TAG = re.compile(
    r"location|gps|xyz|artist|author|owner|creator|performer|serial|copyright|publisher|comment|description"
    r"|writer|composer|encoded_by|unique|identifier|title|album|date|make|model",
    re.IGNORECASE,
)
HARMLESS_TAG = re.compile(r"creation_time|compatible_brands|date\b.*1904|encoder|handler_name", re.IGNORECASE)
PRIVATE_BYTES = re.compile(
    rb"\xa9xyz|ISO6709|GPSLatitude|ARTIST=|LOCATION|TPE1|TXXX|IART|IENG|AUTHOR=", re.IGNORECASE
)
LOOKED_THROUGH_BYTES = 2_000_000
ONLY_SOUND = {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}
WITH_PICTURE = {"audio/webm": "video/webm", "audio/mp4": "video/mp4"}
# Recorded in a page: few phones of the other make play these, and none can jump about in them.
RECORDED_IN_PAGES = {"audio/webm", "audio/ogg"}


@dataclass(frozen=True)
class Clip:
    """What ffprobe says of it."""

    seconds: float | None
    width: int
    height: int
    has_sound: bool
    is_private: bool

    @property
    def has_video(self) -> bool:
        return self.width > 0


def open_clip(path: Path, media_type: str, out_dir: Path) -> Answer:
    check_container(path, media_type)
    if not ffmpeg.is_here():
        return unseen(path, media_type, out_dir)
    clip = probed(path, media_type)
    media_type = (WITH_PICTURE if clip.has_video else ONLY_SOUND).get(media_type, media_type)
    poster = drawn(path, media_type, clip, out_dir)
    clean = cleaned(path, media_type, clip, out_dir)
    seconds = clip.seconds or (probed(out_dir / "clean", clean).seconds if clean else None)
    return Answer(
        width=clip.width or None,
        height=clip.height or None,
        seconds=max(1, round(seconds)) if seconds else None,
        media_type=media_type,
        has_picture=poster,
        has_clean_copy=bool(clean),
        clean_media_type=clean,
    )


def check_container(path: Path, media_type: str) -> None:
    with path.open("rb") as file:
        if PLAYLIST.match(file.read(4096)):
            raise UnusableFileError(POINTS_ELSEWHERE)
    if media_type in boxes.MEDIA_TYPES and boxes.look_through(path).points_elsewhere:
        raise UnusableFileError(POINTS_ELSEWHERE)


def probed(path: Path, media_type: str) -> Clip:
    told = ffmpeg.probe(path, media_type)
    streams = told.get("streams", [])
    pictures = [s for s in streams if s.get("codec_type") == "video" and not is_cover(s)]
    width, height = (int(pictures[0].get(side) or 1) for side in ("width", "height")) if pictures else (0, 0)
    has_sound = any(stream.get("codec_type") == "audio" for stream in streams)
    if not pictures and not has_sound:
        raise UnusableFileError(DAMAGED_CLIP)
    if width * height > MOST_PIXELS:
        raise UnusableFileError(TOO_MANY_PIXELS)
    if turned_on_its_side(pictures):
        width, height = height, width
    return Clip(length(told), width, height, has_sound, is_private(told, streams))


def is_cover(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def turned_on_its_side(pictures: list[dict[str, Any]]) -> bool:
    turns = [side.get("rotation", 0) for s in pictures[:1] for side in s.get("side_data_list", [])]
    return any(abs(round(float(turn))) % 180 == 90 for turn in turns)


def length(told: dict[str, Any]) -> float | None:
    try:
        seconds = float(told.get("format", {}).get("duration", ""))
    except ValueError:
        return None
    return seconds if 0 < seconds < LONGEST_SECONDS else None


def is_private(told: dict[str, Any], streams: list[dict[str, Any]]) -> bool:
    """Words about place, person or device; a cover picture; or another stream, such as a track of places."""
    tags = [told.get("format", {}).get("tags", {}), *(stream.get("tags", {}) for stream in streams)]
    names = [name for found in tags for name in found if not HARMLESS_TAG.search(name)]
    others = [s for s in streams if s.get("codec_type") not in {"audio", "video"} or is_cover(s)]
    return bool(others) or any(PRIVATE_TAG.search(name) for name in names)


def drawn(path: Path, media_type: str, clip: Clip, out_dir: Path) -> bool:
    """A picture from early on, past the black that many clips begin with."""
    if not clip.has_video:
        return False
    poster = out_dir / "poster.png"
    at = min(1.0, (clip.seconds or 0) / 4)
    if not ffmpeg.draw(path, media_type, poster, at=at, longest=PICTURE_PIXELS):
        return False
    open_picture(poster, "image/png", out_dir)
    return True


def cleaned(path: Path, media_type: str, clip: Clip, out_dir: Path) -> str:
    """The type of the copy that was made; blank where the original can be handed to everybody."""
    target = out_dir / "clean"
    if media_type in RECORDED_IN_PAGES and ffmpeg.as_voice_note(path, media_type, target):
        return "audio/mp4"
    if not needs_copy(path, media_type, clip):
        return ""
    if not ffmpeg.copy(path, media_type, target) or says_private_things(target, media_type):
        raise UnusableFileError(NOT_CLEANED)
    return media_type


def needs_copy(path: Path, media_type: str, clip: Clip) -> bool:
    if clip.is_private or clip.seconds is None:
        return True
    if media_type not in boxes.MEDIA_TYPES:
        return False
    seen = boxes.look_through(path)
    return seen.is_private or seen.is_fragmented


def says_private_things(path: Path, media_type: str) -> bool:
    if media_type in boxes.MEDIA_TYPES and boxes.look_through(path).is_private:
        return True
    return probed(path, media_type).is_private


def unseen(path: Path, media_type: str, out_dir: Path) -> Answer:
    """Without ffmpeg: no poster and no length, but never a place in what others are handed."""
    if media_type in boxes.MEDIA_TYPES:
        seen = boxes.look_through(path)
        if not seen.is_whole:
            raise UnusableFileError(DAMAGED_CLIP)
        if seen.has_other_tracks:
            raise UnusableFileError(NOT_CLEANED)
        if seen.said:
            boxes.copy_without(path, seen.said, out_dir / "clean")
        return Answer(
            seconds=seen.seconds,
            has_clean_copy=bool(seen.said),
            clean_media_type=media_type if seen.said else "",
        )
    if PRIVATE_BYTES.search(both_ends(path)):
        raise UnusableFileError(NOT_CLEANED)
    return Answer()


def both_ends(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(LOOKED_THROUGH_BYTES)
        file.seek(max(0, path.stat().st_size - LOOKED_THROUGH_BYTES))
        return start + file.read()
