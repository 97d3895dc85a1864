"""Recordings: playlists in disguise, references to other places, sizes that lie."""

import io
import struct
import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path

from portfolio.opening import ffmpeg
from tests.portfolio.hostile.case import DOOR, REJECTED, SAFE, Case

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/hostile.ts\n"
PICTURE = ("-f", "lavfi", "-i", "testsrc=s=320x240:d=3")
SOUND = ("-f", "lavfi", "-i", "sine=d=3")
NO_FFMPEG = "ffmpeg is missing: recordings were neither made nor tried"


@cache
def made(extension: str, *words: str) -> bytes:
    """A recording as ffmpeg makes it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"clip.{extension}")
        subprocess.run(["ffmpeg", "-v", "error", *words, target], check=True, stdin=subprocess.DEVNULL)
        return target.read_bytes()


def mp4() -> bytes:
    return made("mp4", *PICTURE, *SOUND, "-c:v", "mpeg4", "-c:a", "aac")


def ogg() -> bytes:
    return made("ogg", *SOUND, "-c:a", "libopus")


def webm() -> bytes:
    return made("webm", *PICTURE, "-c:v", "libvpx", "-deadline", "realtime")


def wav(*, claims: int | None = None) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\1\0" * 8000)
    content = buffer.getvalue()
    return content if claims is None else content[:40] + struct.pack("<I", claims) + content[44:]


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


FTYP = box(b"ftyp", b"isom\0\0\2\0isommp41")


def pointing_elsewhere() -> bytes:
    """The same clip, with its data said to lie in another file."""
    sound = mp4()
    at = sound.index(b"dref") + 12
    address = b"url \0\0\0\0http://127.0.0.1:9/hostile.mp4\0"
    return sound[:at] + struct.pack(">I", len(address) + 4) + address + sound[at + 12 :]


def said_to_be_elsewhere() -> bytes:
    sound = bytearray(mp4())
    sound[sound.index(b"url \0\0\0\1") + 7] = 0
    return bytes(sound)


def film_of_references() -> bytes:
    return FTYP + box(
        b"moov", box(b"rmra", box(b"rmda", box(b"rdrf", b"\0" * 4 + b"url http://127.0.0.1:9/")))
    )


def deep_boxes() -> bytes:
    content = b""
    for _ in range(2000):
        content = box(b"moov", content)
    return FTYP + content


def beginning(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


BAD_MP4 = "recording could not be opened"
ELSEWHERE = "points to another place"
CASES = [
    Case("mp4", "is a playlist", "a.mp4", lambda: PLAYLIST, DOOR, "can’t be added"),
    Case("mp4", "playlist behind a head", "b.mp4", lambda: FTYP + PLAYLIST, REJECTED, BAD_MP4),
    Case("mp4", "points elsewhere", "c.mp4", pointing_elsewhere, REJECTED, ELSEWHERE),
    Case("mp4", "is said to be elsewhere", "d.mp4", said_to_be_elsewhere, REJECTED, ELSEWHERE),
    Case("mp4", "film of references", "e.mp4", film_of_references, REJECTED, ELSEWHERE),
    Case("mp4", "cut short", "f.mp4", lambda: beginning(mp4(), 0.5), REJECTED, BAD_MP4),
    Case("mp4", "deep boxes", "g.mp4", deep_boxes, REJECTED, BAD_MP4),
    Case("mp4", "many boxes", "h.mp4", lambda: FTYP + box(b"free") * 100_000, REJECTED, BAD_MP4),
    Case("mp4", "box without size", "i.mp4", lambda: FTYP + b"\0\0\0\3moov" * 50, REJECTED, BAD_MP4),
    Case("mp4", "list of presentations", "j.mp4", lambda: b"<?xml version='1.0'?><MPD/>", DOOR, "can’t be"),
    Case("mp4", "program", "k.mp4", lambda: b"MZ\x90\0" * 90, DOOR, "can’t be added"),
    Case("mov", "list of parts", "a.mov", lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", DOOR, "can’t"),
    Case("m4a", "points elsewhere", "a.m4a", pointing_elsewhere, REJECTED, ELSEWHERE),
    Case("webm", "only a head", "a.webm", lambda: webm()[:60], REJECTED, BAD_MP4),
    Case("webm", "cut short", "b.webm", lambda: beginning(webm(), 0.6), SAFE),
    Case("ogg", "cut short", "a.ogg", lambda: beginning(ogg(), 0.4), SAFE),
    Case("ogg", "only a head", "b.ogg", lambda: b"OggS" + b"\0" * 200, REJECTED, BAD_MP4),
    Case("wav", "claims gigabytes", "a.wav", lambda: wav(claims=0xFFFFFFF0), SAFE),
    Case("wav", "claims nothing", "b.wav", lambda: wav(claims=0), SAFE),
    Case("wav", "only a head", "c.wav", lambda: wav()[:30], REJECTED, BAD_MP4),
    Case(
        "mp3",
        "tag without end",
        "a.mp3",
        lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\0" * 500,
        REJECTED,
        BAD_MP4,
    ),
    Case("mp3", "noise", "b.mp3", lambda: b"\xff\xfb" + bytes(range(256)) * 4, REJECTED, BAD_MP4),
]
NEEDS_FFMPEG = {"mp4", "mov", "m4a", "webm", "ogg", "wav", "mp3"}
is_here = ffmpeg.is_here
