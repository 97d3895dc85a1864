"""Usage: python -m portfolio.opening FILE MEDIA_TYPE OUT_DIR SECONDS MEGABYTES. Prints one line of JSON."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from portfolio.opening.answer import Answer, UnusableFileError
from portfolio.opening.limits import leave_the_network, limit_this_process


def opened(path: Path, media_type: str, out_dir: Path) -> Answer:
    from portfolio.opening import documents, pictures

    if media_type in pictures.FORMATS:
        return pictures.open_picture(path, media_type, out_dir)
    if media_type == "application/pdf":
        return documents.open_pdf(path, out_dir)
    if media_type.startswith("application/"):
        return documents.open_office(path, media_type)
    if media_type.startswith("text/"):
        return documents.open_text(path)
    return Answer()  # sound and video are never decoded here; their signature was checked on arrival


def main(path: str, media_type: str, out_dir: str, seconds: str, megabytes: str) -> None:
    limit_this_process(seconds=int(seconds), megabytes=int(megabytes))
    leave_the_network()
    try:
        answer = {"ok": True, "reason": "", **asdict(opened(Path(path), media_type, Path(out_dir)))}
    except UnusableFileError as refusal:
        answer = {"ok": False, "reason": str(refusal)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
