"""Pictures: opened with a short list of formats, turned upright, copied without any metadata."""

import io
import struct
import warnings
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portfolio.opening.answer import DAMAGED_PICTURE, TOO_MANY_PIXELS, Answer, UnusableFileError
from portfolio.opening.private import says_private_things

FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
}
PICTURE_PIXELS, THUMBNAIL_PIXELS, QUALITY = 1600, 400, 82
ORIENTATION, TURNED_ON_ITS_SIDE = 0x0112, {5, 6, 7, 8}
WHAT_BROKEN_PICTURES_RAISE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    UnidentifiedImageError,
)
Image.MAX_IMAGE_PIXELS = 60_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)


def open_picture(path: Path, media_type: str, out_dir: Path) -> Answer:
    if media_type == "image/heic":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=True)
    try:
        with Image.open(path, formats=[FORMATS[media_type]]) as image:
            width, height = upright_size(image)
            save_copies(reduced(image), out_dir)
            is_private = says_private_things(image, path.read_bytes())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnusableFileError(TOO_MANY_PIXELS) from error
    except WHAT_BROKEN_PICTURES_RAISE as error:
        raise UnusableFileError(DAMAGED_PICTURE) from error
    return Answer(width=width, height=height, has_picture=True, is_private=is_private)


def upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    on_its_side = image.getexif().get(ORIENTATION) in TURNED_ON_ITS_SIDE
    return (height, width) if on_its_side else (width, height)


def reduced(image: Image.Image) -> Image.Image:
    """At most 1600 pixels long, upright, in ordinary screen colours on white."""
    target = fitted(image.size, PICTURE_PIXELS)
    image.draft("RGB", target)  # a JPEG is decoded at a half, a quarter or an eighth of its size
    if image.mode in {"1", "P", "PA"}:
        image = image.convert("RGBA")
    image.thumbnail(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return on_white(in_screen_colours(ImageOps.exif_transpose(image)))


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def in_screen_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        image = image.convert("I").point([value // 256 for value in range(65536)], "L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    paper = Image.new("RGB", coloured.size, "white")
    paper.paste(coloured, mask=coloured)
    return paper


def save_copies(picture: Image.Image, out_dir: Path) -> None:
    """Only the pixels are copied: no place, camera, owner or preview goes along."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    bare.save(out_dir / "picture.jpg", "JPEG", quality=QUALITY, optimize=True)
    bare.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), Image.Resampling.LANCZOS)
    bare.save(out_dir / "thumbnail.jpg", "JPEG", quality=QUALITY, optimize=True)
