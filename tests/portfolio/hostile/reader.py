"""Reads what files say about place, person and device, without any of the product's own code."""

import io
import json
import re
import subprocess
import tempfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pikepdf
import pillow_heif
from PIL import Image

from tests.portfolio.hostile.served import Served

pillow_heif.register_heif_opener()

# Pillow counts the directory of the preview as minus one.
GPS, OWNER, ARTIST, THUMBNAIL = 0x8825, 0xA430, 0x013B, -1
CANARIES = re.compile(rb"Canary|GPSLatitude|51[.,]50|\+51\.5", re.IGNORECASE)
PRIVATE_TAGS = re.compile(r"location|gps|artist|author|owner|xyz", re.IGNORECASE)


def private_things_in(served: Served) -> list[str]:
    return private_things(served.content, served.media_type)


def private_things(content: bytes, media_type: str) -> list[str]:
    if media_type.startswith("image/"):
        return in_picture(content)
    if media_type.startswith(("audio/", "video/")):
        return in_clip(content)
    if media_type == "application/pdf":
        return in_pdf(content)
    if media_type.startswith("application/vnd."):
        return in_archive(content)
    if media_type == "message/rfc822":
        return in_mail(content)
    return []


def in_picture(content: bytes) -> list[str]:
    found = [f"says {match.decode()}" for match in CANARIES.findall(content)]
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        exif = image.getexif()
        found += [f"tag {tag:#x}" for tag in (ARTIST, OWNER) if tag in exif or tag in exif.get_ifd(0x8769)]
        found += ["place"] if exif.get_ifd(GPS) else []
        found += ["embedded thumbnail"] if exif.get_ifd(THUMBNAIL) else []
        found += ["XMP"] if image.info.get("xmp") else []
    return found


def in_clip(content: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        words = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", file.name]
        told = json.loads(subprocess.run(words, capture_output=True, check=False).stdout or "{}")
    tags = [told.get("format", {}).get("tags", {}), *(s.get("tags", {}) for s in told.get("streams", []))]
    found = [name for tag in tags for name in tag if PRIVATE_TAGS.search(name)]
    return found + [f"says {match.decode()}" for match in CANARIES.findall(content)]


def in_pdf(content: bytes) -> list[str]:
    found = []
    with pikepdf.open(io.BytesIO(content)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/DCTDecode":
                found += in_picture(thing.read_raw_bytes())
    return found


def in_archive(content: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".jpg", ".jpeg")):
                found += in_picture(archive.read(name))
    return found


def in_mail(content: bytes) -> list[str]:
    parts = message_from_bytes(content).walk()
    pictures = [part.get_payload(decode=True) for part in parts if part.get_content_type() == "image/jpeg"]
    return [thing for picture in pictures for thing in in_picture(picture)]
