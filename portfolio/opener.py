"""Asks a fresh, limited process to open a file: a bomb or a crash ends that process and nothing else."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from portfolio.file_types import BY_MEDIA_TYPE, Kind
from portfolio.opening.answer import DAMAGED_PICTURE, DAMAGED_TEXT

log = structlog.get_logger("waymark.opener")

NOT_OPENED = {Kind.IMAGE: DAMAGED_PICTURE, Kind.TEXT: DAMAGED_TEXT}
OTHER_NOT_OPENED = "This file could not be opened. It may be damaged; try saving it again."
TOOK_TOO_LONG = "This file took too long to open. Try saving a smaller or simpler copy."


@dataclass(frozen=True)
class Examination:
    """What opening the file showed. The pictures lie in the folder that the caller gave."""

    ok: bool
    reason: str = ""
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    picture: Path | None = None
    thumbnail: Path | None = None


def examine(path: Path, media_type: str, out_dir: Path) -> Examination:
    """Never raises for what the file contains; `reason` is a sentence for its owner."""
    if path.stat().st_size == 0:
        return Examination(ok=False, reason="This file is empty.")
    try:
        process = run(path, media_type, out_dir)
    except subprocess.TimeoutExpired:
        log.warning("file took too long to open", media_type=media_type)
        return Examination(ok=False, reason=TOOK_TOO_LONG)
    if process.returncode != 0:
        log.warning("file broke the opener", media_type=media_type, status=process.returncode)
        return Examination(ok=False, reason=NOT_OPENED.get(BY_MEDIA_TYPE[media_type].kind, OTHER_NOT_OPENED))
    return as_examination(json.loads(process.stdout), out_dir)


def run(path: Path, media_type: str, out_dir: Path) -> subprocess.CompletedProcess[bytes]:
    """A new interpreter without our secrets in its environment; forking a threaded server could hang."""
    seconds, megabytes = settings.WAYMARK_CHECK_SECONDS, settings.WAYMARK_CHECK_MEGABYTES
    arguments = [str(path), media_type, str(out_dir), str(seconds), str(megabytes)]
    return subprocess.run(
        [sys.executable, "-s", "-m", "portfolio.opening", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
        check=False,
    )


def as_examination(answer: dict[str, Any], out_dir: Path) -> Examination:
    has_picture = answer.pop("has_picture", False)
    return Examination(
        picture=out_dir / "picture.jpg" if has_picture else None,
        thumbnail=out_dir / "thumbnail.jpg" if has_picture else None,
        **answer,
    )
