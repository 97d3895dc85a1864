"""The few things that ffmpeg is asked to do, each as one fixed list of words.

Every input is forced to the format we found, and nothing but plain files may be opened: no playlist, no list
of parts, no address.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from config.limits import seconds_left
from portfolio.opening.answer import DAMAGED_CLIP, UnusableFileError

READ_AS = {
    "audio/mp4": "mov",
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "audio/webm": "matroska",
    "video/webm": "matroska",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
}
WRITTEN_AS = {
    "audio/mp4": "ipod",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "audio/webm": "webm",
    "video/webm": "webm",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
}
NOTHING_SAID = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags", "+bitexact")
PROBE_SECONDS, POSTER_SECONDS = 8.0, 6.0
FOR_THE_REST = 2.0


def is_here() -> bool:
    return bool(shutil.which("ffprobe") and shutil.which("ffmpeg"))


def probe(path: Path, media_type: str) -> dict[str, Any]:
    words = ["ffprobe", "-v", "error", *read_as(media_type), "-show_format", "-show_streams", "-of", "json"]
    told = run([*words, at(path)], PROBE_SECONDS)
    if told is None:
        raise UnusableFileError(DAMAGED_CLIP)
    found = json.loads(told)
    return found if isinstance(found, dict) else {}


def draw(path: Path, media_type: str, target: Path, *, at: float, longest: int) -> bool:
    fit = f"scale='min({longest},iw)':'min({longest},ih)':force_original_aspect_ratio=decrease"
    seek = ["-ss", f"{at:.2f}", *ours(path, media_type)]
    words = [*seek, "-map", "0:V:0", "-frames:v", "1", "-vf", fit, "-c:v", "png", "-f", "image2"]
    return made(words, target, POSTER_SECONDS)


def as_voice_note(path: Path, media_type: str, target: Path) -> bool:
    """A small M4A, that every phone plays and jumps about in."""
    sound = ["-map", "0:a:0", "-ac", "1", "-c:a", "aac", "-b:a", "64k"]
    words = [*ours(path, media_type), *sound, *NOTHING_SAID, "-movflags", "+faststart", "-f", "ipod"]
    return made(words, target, seconds_left() - FOR_THE_REST)


def copy(path: Path, media_type: str, target: Path) -> bool:
    """Picture and sound as they are, and nothing else."""
    streams = ["-map", "0:V?", "-map", "0:a?", "-c", "copy", *NOTHING_SAID]
    start = ["-movflags", "+faststart"] if READ_AS[media_type] == "mov" else []
    bare = ["-id3v2_version", "0", "-write_xing", "0"] if media_type == "audio/mpeg" else []
    words = [*ours(path, media_type), *streams, *start, *bare, "-f", WRITTEN_AS[media_type]]
    return made(words, target, seconds_left() - FOR_THE_REST)


def ours(path: Path, media_type: str) -> list[str]:
    return [*read_as(media_type), "-i", at(path)]


def read_as(media_type: str) -> list[str]:
    return ["-threads", "1", "-protocol_whitelist", "file", "-f", READ_AS[media_type]]


def at(path: Path) -> str:
    return f"file:{path}"


def made(words: list[str], target: Path, seconds: float) -> bool:
    """Whether ffmpeg ended well and left something; half of a copy is none."""
    said = run(["ffmpeg", "-v", "error", "-nostdin", "-y", *words, "-threads", "1", at(target)], seconds)
    if said is not None and target.is_file() and target.stat().st_size > 0:
        return True
    target.unlink(missing_ok=True)
    return False


def run(words: list[str], seconds: float) -> bytes | None:
    timeout = min(seconds, seconds_left())
    if timeout <= 0:
        return None
    try:
        ended = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return ended.stdout if ended.returncode == 0 else None
