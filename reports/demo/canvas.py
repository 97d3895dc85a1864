"""A sheet to draw on, and how a finished drawing becomes the photo or screenshot that somebody uploads."""

import io
import random
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = str
Box = tuple[int, int, int, int]

INK, PAPER, GREY, TEAL, AMBER, RED = "#1d2433", "#fdfcf9", "#8a8f99", "#0f766e", "#b45309", "#b42318"
DESKS = ("#7a5c43", "#9b7b5b", "#5b6470", "#a9a49a", "#3f4a4a", "#8f6f5a")


@dataclass
class Sheet:
    """A drawing of its own, with chance at hand for everything that may differ from one to the next."""

    width: int
    height: int
    chance: random.Random
    background: Colour = PAPER
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.background)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, x: int, y: int, text: str, size: int = 32, colour: Colour = INK) -> None:
        self.draw.text((x, y), text, fill=colour, font=ImageFont.load_default(size))

    def write_centred(self, y: int, text: str, size: int = 32, colour: Colour = INK) -> None:
        font = ImageFont.load_default(size)
        self.draw.text(((self.width - self.draw.textlength(text, font=font)) / 2, y), text, colour, font)

    def block(self, box: Box, fill: Colour, *, radius: int = 0, outline: Colour | None = None) -> None:
        self.draw.rounded_rectangle(box, radius, fill=fill, outline=outline, width=3)

    def line(
        self, start: tuple[int, int], end: tuple[int, int], colour: Colour = GREY, width: int = 3
    ) -> None:
        self.draw.line([start, end], fill=colour, width=width)

    def cover(self, x: int, y: int, width: int, height: int = 34) -> None:
        """The black bar that hides somebody's details."""
        self.block((x, y, x + width, y + height), "#000000")


def on_a_desk(sheet: Sheet) -> Image.Image:
    """As a phone would take it: a little turned, with a shadow, on some surface."""
    margin = sheet.width // 10
    size = (sheet.width + 2 * margin, sheet.height + 2 * margin)
    desk = Image.new("RGB", size, sheet.chance.choice(DESKS))
    angle = sheet.chance.uniform(-3.5, 3.5)
    mask = Image.new("L", sheet.image.size, 255)
    turned = sheet.image.rotate(angle, expand=True, resample=Image.Resampling.BILINEAR)
    turned_mask = mask.rotate(angle, expand=True)
    left, top = (size[0] - turned.width) // 2, (size[1] - turned.height) // 2
    shadow = turned_mask.resize((turned.width // 8, turned.height // 8)).filter(ImageFilter.GaussianBlur(3))
    soft = shadow.resize(turned.size).point([value // 2 for value in range(256)])
    desk.paste("#000000", (left + 14, top + 18), soft)
    desk.paste(turned, (left, top), turned_mask)
    return desk


def as_photo(image: Image.Image, megapixels: float) -> bytes:
    scale = (megapixels * 1_000_000 / (image.width * image.height)) ** 0.5
    size = (round(image.width * scale), round(image.height * scale))
    resized = image.resize(size, Image.Resampling.BILINEAR)
    return _saved(resized, "JPEG", quality=62)


def as_screenshot(image: Image.Image) -> bytes:
    return _saved(image.quantize(32), "PNG", optimize=True)


def _saved(image: Image.Image, file_format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, file_format, **options)
    return target.getvalue()
