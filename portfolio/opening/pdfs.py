"""PDF: whole, unprotected, its first pages as pictures, its words page by page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.limits import seconds_left
from portfolio.opening.answer import (
    DAMAGED_DOCUMENT,
    PROTECTED,
    TOO_MANY_PAGES,
    Answer,
    UnusableFileError,
)
from portfolio.opening.bare import bare_pdf
from portfolio.opening.pictures import PICTURE_PIXELS, save_copies
from portfolio.opening.texts import keep_text

MOST_PAGES, MOST_PAGE_PICTURES = 2000, 60
PAGE_WIDTH, TALLEST_PAGE, QUALITY = 1100, 3300, 80
# What is kept back for the rest of the work, so that a slow document still ends well.
SECONDS_FOR_THE_REST = 4


def open_pdf(path: Path, out_dir: Path) -> Answer:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(path)
        check_page_count(len(document))
        page = document[0]
        picture = page.render(scale=PICTURE_PIXELS / max(*page.get_size(), 1.0)).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        protected = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise UnusableFileError(PROTECTED if protected else DAMAGED_DOCUMENT) from error
    save_copies(picture, out_dir)
    has_text = keep_text(words(document), out_dir)
    return Answer(
        width=picture.width,
        height=picture.height,
        pages=len(document),
        has_picture=True,
        has_text=has_text,
        page_pictures=draw_pages(document, out_dir),
        has_clean_copy=bare_pdf(path, out_dir / "clean"),
    )


def check_page_count(pages: int) -> None:
    if pages == 0:
        raise UnusableFileError(DAMAGED_DOCUMENT)
    if pages > MOST_PAGES:
        raise UnusableFileError(TOO_MANY_PAGES)


def words(document: Any) -> Iterator[str]:
    """The text of each page; a page that cannot be read is blank, so that the others keep their numbers."""
    import pypdfium2

    for number in range(len(document)):
        if seconds_left() < SECONDS_FOR_THE_REST:
            return
        try:
            page = document[number]
            text = page.get_textpage().get_text_range() if has_objects(page) else ""
            page.close()
        except pypdfium2.PdfiumError:
            text = ""
        yield text


def has_objects(page: Any) -> bool:
    from pypdfium2 import raw

    return bool(raw.FPDFPage_CountObjects(page.raw) > 0)


def draw_pages(document: Any, out_dir: Path) -> int:
    """Answers how many of the first pages were drawn: all that there was time for."""
    import pypdfium2

    for number in range(min(len(document), MOST_PAGE_PICTURES)):
        if seconds_left() < SECONDS_FOR_THE_REST:
            return number
        try:
            draw_page(document[number], out_dir / f"page-{number + 1}.jpg")
        except pypdfium2.PdfiumError:
            return number
    return min(len(document), MOST_PAGE_PICTURES)


def draw_page(page: Any, target: Path) -> None:
    width, height = page.get_size()
    scale = min(PAGE_WIDTH / max(width, 1.0), TALLEST_PAGE / max(height, 1.0))
    page.render(scale=scale).to_pil().convert("RGB").save(target, "JPEG", quality=QUALITY)
    page.close()
