"""The printer: a small server that sets HTML as PDF, one limited child for each document. No Django here.

`python -m reports.printer` imports WeasyPrint and warms the fonts once. Then it reads one job a line from its
input, forks, and copies what the child reports to its output, one JSON object a line. When its input closes,
it ends, and so does the document being made. `--check` sets one tiny document and ends.
"""

import contextlib
import gc
import io
import json
import logging
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports.engine import Document
from reports.finishing import Finish
from reports.glyphs import only_drawable

WARM_UP = (
    "<!doctype html><html lang=en-GB><title>Warm</title>"
    "<style>body{font-family:'Open Sans','DejaVu Sans'}</style>"
    "<h1>Warm <b>b</b> <i>i</i> ŵŷ</h1><p>ąęł سلام</p><a href='#x' id=x>a</a></html>"
)
INPUT, OUTPUT, ERRORS = 0, 1, 2
VARIANT = "pdf/a-3a"
PHOTO_DOTS, PHOTO_QUALITY = 800, 82
# The status marks, part of every document.
MARKS = {f"mark-{path.stem}": str(path) for path in Path(__file__).with_name("marks").glob("*.svg")}

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)


class JobFetcher(URLFetcher):  # type: ignore[misc]  # the library carries no types
    """Serves the pictures of this job by their key. Nothing else exists: no network, no files."""

    def __init__(self, pictures: Mapping[str, str], photos: Collection[str] = ()) -> None:
        super().__init__(allowed_protocols=("evidence",), allow_redirects=False)
        self.pictures = {**MARKS, **pictures}
        self.photos = frozenset(photos)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # its interface
        scheme, _, key = url.partition(":")
        if scheme != "evidence" or key not in self.pictures:
            raise ValueError("Only the pictures of this document can be fetched.")
        path = Path(self.pictures[key])
        media_type = "image/svg+xml" if path.suffix == ".svg" else "image/jpeg"
        body = small_photo(path) if key in self.photos else path.read_bytes()
        return URLFetcherResponse(url, body=body, headers={"Content-Type": media_type})


def small_photo(path: Path) -> bytes:
    """As many dots as its place on the page shows: about 200 to the inch."""
    with Image.open(path) as photo:
        if max(photo.size) <= PHOTO_DOTS:
            return path.read_bytes()
        photo.draft("RGB", (PHOTO_DOTS, PHOTO_DOTS))
        photo.thumbnail((PHOTO_DOTS, PHOTO_DOTS), reducing_gap=2.0)
        out = io.BytesIO()
        photo.convert("RGB").save(out, "JPEG", quality=PHOTO_QUALITY)
        return out.getvalue()


class Reporter(logging.Handler):
    """Tells the page being set, as WeasyPrint logs it, and at the end how many there are."""

    def __init__(self, pipe: int) -> None:
        super().__init__(logging.INFO)
        self.pipe = pipe
        self.furthest = 0

    def emit(self, record: logging.LogRecord) -> None:
        if "- Page" in record.msg and isinstance(record.args, tuple):
            page = int(str(record.args[0]))
            if page > self.furthest:
                self.furthest = page
                self.tell(page=page)

    def tell(self, **what: object) -> None:
        os.write(self.pipe, json.dumps(what).encode() + b"\n")


def set_document(job: dict[str, Any], reporter: Reporter) -> int:
    """Write the PDF that the job describes, and return its number of pages."""
    out = Path(job["out"])
    html, undrawn = only_drawable(Path(job["html"]).read_text(encoding="utf-8"))
    if undrawn:
        reporter.tell(undrawn=undrawn)
    finish = Finish(job["attachments"], html)
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.addHandler(reporter)
    page = Document(string=html, url_fetcher=JobFetcher(job["pictures"], job["photos"]))
    # Pictures wait on disk, not in memory, until they are written.
    cache = Path(job["html"]).with_name("pictures")
    cache.mkdir()
    document = page.render(pdf_variant=VARIANT, cache=cache)
    with out.open("wb") as target:
        # The identifier is appended: for one of its own the library would join all objects in memory.
        document.write_pdf(
            target, finisher=finish.declare, pdf_variant=VARIANT, output_intent="srgb", pdf_identifier=False
        )
    finish.append_to(out)
    return len(document.pages)


def limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def run_child(job: dict[str, Any], pipe: int) -> None:
    """Runs in the forked child and never returns."""
    gc.disable()
    reporter = Reporter(pipe)
    code = 0
    try:
        limit(job["seconds"], job["megabytes"])
        reporter.tell(pages=set_document(job, reporter))
    except MemoryError:
        code = 3
        reporter.tell(problem="memory")
    except (OSError, ValueError, KeyError, TypeError, FatalURLFetchingError) as error:
        code = 4
        reporter.tell(problem="error", kind=type(error).__name__)
    finally:
        os._exit(code or 0)


def copy_reports(pipe: int, deadline: float) -> str:
    """Pass on what the child says until it ends. Returns why it must be killed, or nothing."""
    while True:
        ready, _, _ = select.select([INPUT, pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return "time"
        if INPUT in ready:
            return "stopped"
        said = os.read(pipe, 65536)
        if not said:
            return ""
        os.write(OUTPUT, said)


def print_one(job: dict[str, Any]) -> None:
    started = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(ERRORS, OUTPUT)
        run_child(job, writing)
    os.close(writing)
    verdict = copy_reports(reading, started + job["seconds"])
    if verdict:
        os.kill(child, signal.SIGKILL)
    os.close(reading)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGXCPU:
        verdict = "time"
    seconds = round(time.monotonic() - started, 3)
    ended = {
        "ended": code,
        "verdict": verdict,
        "seconds": seconds,
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 3),
        "peak_kilobytes": usage.ru_maxrss,
    }
    os.write(OUTPUT, json.dumps(ended).encode() + b"\n")


def warm_up() -> None:
    Document(string=WARM_UP, url_fetcher=JobFetcher({})).write_pdf(pdf_variant=VARIANT)
    gc.collect()
    gc.freeze()


def main() -> None:
    warm_up()
    os.write(OUTPUT, b'{"ready": true}\n')
    if "--check" in sys.argv:
        return
    with contextlib.suppress(BrokenPipeError):
        while line := sys.stdin.buffer.readline():
            print_one(json.loads(line))


if __name__ == "__main__":
    main()
