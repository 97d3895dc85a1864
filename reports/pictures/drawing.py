"""Usage: python -m reports.pictures.drawing PDF PNG SECONDS MEGABYTES. The first page, 1920 pixels wide.

A process of its own with limits, as for every native library that reads what people wrote. No Django here.
"""

import sys
from pathlib import Path

from config.limits import leave_the_network, limit_this_process

PIXELS = 1920


def main(page: str, out: str, seconds: str, megabytes: str) -> None:
    limit_this_process(seconds=int(seconds), megabytes=int(megabytes))
    leave_the_network()
    import pypdfium2

    with Path(page).open("rb") as source, pypdfium2.PdfDocument(source) as document:
        first = document[0]
        first.render(scale=PIXELS / first.get_width()).to_pil().convert("RGB").save(out, "PNG", optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
