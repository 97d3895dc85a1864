"""Files that people upload in the journeys, drawn and written here."""

import io
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
