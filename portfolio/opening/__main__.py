"""Usage: python -m portfolio.opening FILE MEDIA_TYPE OUT_DIR SECONDS MEGABYTES COPY_BYTES. Prints JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from config.limits import leave_the_network, limit_this_process
from portfolio.opening.answer import Answer, UnusableFileError


def opened(path: Path, media_type: str, out_dir: Path) -> Answer:
    """Each kind's libraries are loaded only where they are needed: that is half of the time it takes."""
    if media_type.startswith("image/"):
        from portfolio.opening.pictures import open_picture

        return open_picture(path, media_type, out_dir)
    if media_type.startswith(("audio/", "video/")):
        from portfolio.opening.clips import open_clip

        return open_clip(path, media_type, out_dir)
    if media_type == "application/pdf":
        from portfolio.opening.pdfs import open_pdf

        return open_pdf(path, out_dir)
    return read(path, media_type, out_dir)


def read(path: Path, media_type: str, out_dir: Path) -> Answer:
    if media_type == "message/rfc822":
        from portfolio.opening.mails import open_mail

        return open_mail(path, out_dir)
    if media_type.startswith("text/"):
        from portfolio.opening.texts import open_text

        return open_text(path, out_dir)
    from portfolio.opening.office import open_office

    return open_office(path, media_type, out_dir)


def main(path: str, media_type: str, out_dir: str, *limits: str) -> None:
    seconds, megabytes, copy_bytes = map(int, limits)
    limit_this_process(seconds=seconds, megabytes=megabytes, copy_bytes=copy_bytes)
    leave_the_network()
    try:
        answer = {"ok": True, "reason": "", **asdict(opened(Path(path), media_type, Path(out_dir)))}
    except UnusableFileError as refusal:
        answer = {"ok": False, "reason": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
