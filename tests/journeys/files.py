"""Files that people upload in the journeys, drawn and written here."""

import io
import wave
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw


def photo(folder: Path, name: str = "counter.jpg") -> Path:
    picture = Image.new("RGB", (1200, 900), "#cfe3df")
    ImageDraw.Draw(picture).rectangle((200, 300, 1000, 700), fill="#0f766e")
    path = folder / name
    picture.save(path, "JPEG")
    return path


def letter(folder: Path, name: str = "letter.pdf") -> Path:
    document, path = pikepdf.new(), folder / name
    document.add_blank_page(page_size=(595, 842))
    document.save(path)
    return path


def picture_bytes(size: tuple[int, int] = (60, 40)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#8ab").save(buffer, "JPEG")
    return buffer.getvalue()


def pages_bytes(pages: int) -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.save(target)
    return target.getvalue()


def clip_bytes(seconds: int) -> bytes:
    """A hum, as a recorder saves it."""
    target = io.BytesIO()
    with wave.open(target, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(8000)
        recording.writeframes(bytes(128 + (place // 20) % 9 for place in range(8000 * seconds)))
    return target.getvalue()
