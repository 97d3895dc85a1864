"""From a drawing to PNG without a browser: the press sets it as a page, a limited process draws the page."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from reports import press

SECONDS, MEGABYTES = 20, 1024
TOO_LONG = "The picture took too long to draw, so it was stopped."
NOT_DRAWN = "The picture could not be drawn."


def png_of(svg: str, title: str, folder: Path, *, note: Callable[[], None]) -> Path:
    """1920 × 1080 pixels. Raises PrintFailedError with a sentence."""
    page, out = folder / "picture.pdf", folder / "picture.png"
    press.to_pdf(
        render_to_string("reports/pictures/picture_print.html", {"title": title, "svg": svg}),
        pictures={},
        attachments=[],
        out=page,
        limits=press.Limits(settings.WAYMARK_PDF_SECONDS, settings.WAYMARK_PDF_MEGABYTES),
        on_wait=note,
    )
    _draw(page, out)
    return out


def _draw(page: Path, out: Path) -> None:
    try:
        drawn = subprocess.run(
            [sys.executable, "-s", "-m", "reports.pictures.drawing", page, out, str(SECONDS), str(MEGABYTES)],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS * 2,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise press.PrintFailedError(TOO_LONG) from error
    if drawn.returncode or not out.exists():
        raise press.PrintFailedError(NOT_DRAWN)
