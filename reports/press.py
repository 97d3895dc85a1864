"""From HTML to PDF: keeps one warm printer, hands it documents, and says in plain words why one failed.

The printer (`reports.printer`) is a process of its own: WeasyPrint is never imported where requests are
answered, and a document that runs away dies alone.
"""

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
)
START_SECONDS = 60
GRACE_SECONDS = 15
QUIET_SECONDS = 3.0
ASK_AGAIN_SECONDS = 60

Heard = dict[str, int | float | str]


class PrintFailedError(Exception):
    """A document could not be set. The message is a sentence for the person who asked for it."""


@dataclass(frozen=True)
class Limits:
    seconds: int
    megabytes: int


@dataclass(frozen=True)
class Original:
    """A file to be embedded as it is: what may be handed to others. `path` is where its bytes lie now."""

    path: str
    name: str
    media_type: str
    description: str


@dataclass(frozen=True)
class PressResult:
    """undrawn: the characters for which no font here has a shape; each was printed as a replacement."""

    pages: int
    size: int
    seconds: float
    cpu_seconds: float
    peak_megabytes: int
    undrawn: str = ""


def ignore_page(_page: int) -> None:
    """For callers who do not show progress."""


def ignore_wait() -> None:
    """For callers who need not say that they are still there."""


def to_pdf(
    html: str,
    *,
    pictures: Mapping[str, Path],
    attachments: Sequence[Original],
    out: Path,
    limits: Limits,
    photos: Collection[str] = (),
    on_page: Callable[[int], None] = ignore_page,
    on_wait: Callable[[], None] = ignore_wait,
) -> PressResult:
    """Set `html` as a PDF at `out`. `on_page` hears the number of each page as it is first set.

    on_wait: called every few seconds in which the printer says nothing.

    pictures: what `evidence:<key>` in the document stands for; no other address is served. photos: the keys
    of those that fill a corner of a page, and are made as small as that needs.
    """
    with tempfile.TemporaryDirectory(prefix="waymark-press-") as folder:
        source = Path(folder, "document.html")
        source.write_text(html, encoding="utf-8")
        job = {
            "html": str(source),
            "out": str(out),
            "pictures": {key: str(path) for key, path in pictures.items()},
            "photos": sorted(photos),
            "attachments": [asdict(original) for original in attachments],
            **asdict(limits),
        }
        with _lock:
            heard = _press.run(job, limits.seconds, Listener(on_page, on_wait))
    return _result(heard, out, limits)


def _result(heard: Heard, out: Path, limits: Limits) -> PressResult:
    if "pages" not in heard or heard["ended"] != 0:
        raise PrintFailedError(_why(heard, limits))
    return PressResult(
        pages=int(heard["pages"]),
        size=out.stat().st_size,
        seconds=float(heard["seconds"]),
        cpu_seconds=float(heard["cpu_seconds"]),
        peak_megabytes=int(heard["peak_kilobytes"]) // 1024,
        undrawn=str(heard.get("undrawn", "")),
    )


def _why(heard: Mapping[str, int | float | str], limits: Limits) -> str:
    if heard.get("verdict") == "time":
        return f"The document took longer than {limits.seconds} seconds to set, so it was stopped."
    if heard.get("problem") == "memory":
        return f"The document needed more than {limits.megabytes} MB of memory, so it was stopped."
    if heard.get("problem") == "error":
        return f"The document could not be set ({heard.get('kind')})."
    return "The PDF printer stopped without an answer; a document that is too large can do that."


@dataclass(frozen=True)
class Listener:
    """Who wants to know how far a document is."""

    on_page: Callable[[int], None]
    on_wait: Callable[[], None]

    def hear(self, said: Heard) -> None:
        if not said:
            self.on_wait()
        elif "page" in said:
            self.on_page(int(said["page"]))


class _Press:
    """The printer's process, started when first needed and again when it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    def run(self, job: Mapping[str, object], seconds: int, listener: Listener) -> Heard:
        """What the printer said of the job. One that was found dead before it began is replaced once."""
        return self._try(job, seconds, listener) or self._try(job, seconds, listener) or {"ended": -1}

    def _try(self, job: Mapping[str, object], seconds: int, listener: Listener) -> Heard:
        process = self._running()
        heard: Heard = {}
        try:
            self._send(process, job)
            for said in self._hear(process, seconds + GRACE_SECONDS):
                listener.hear(said)
                heard.update(said)
                if "ended" in said:
                    return heard
        except BaseException:
            self.stop()
            raise
        self.stop()
        return heard and {"ended": -1, **heard}

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = _start()
            if not any("ready" in said for said in self._hear(self._process, START_SECONDS)):
                self.stop()
                raise PrintFailedError(pdf_problem() or "The PDF printer did not start.")
        return self._process

    def _send(self, process: "subprocess.Popen[bytes]", job: Mapping[str, object]) -> None:
        if process.stdin is None:
            raise PrintFailedError("The PDF printer cannot be reached.")
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()

    def _hear(self, process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[Heard]:
        """What the printer says, until it says no more or the time is over; nothing, now and then."""
        deadline = time.monotonic() + seconds
        if process.stdout is None:
            return
        while True:
            while b"\n" in self._unread:
                line, _, self._unread = self._unread.partition(b"\n")
                yield json.loads(line)
            left = deadline - time.monotonic()
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, min(left, QUIET_SECONDS)))
            said = os.read(process.stdout.fileno(), 65536) if ready else b""
            if left <= 0 or (ready and not said):
                return
            if not ready:
                yield {}
            self._unread += said

    def stop(self) -> None:
        process, self._process, self._unread = self._process, None, b""
        if process is None:
            return
        process.kill()
        process.communicate()


def _start(*arguments: str) -> "subprocess.Popen[bytes]":
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "reports.printer", *arguments],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=True,
    )


_press = _Press()
_lock = threading.Lock()
atexit.register(_press.stop)
_health: dict[str, tuple[float, str]] = {}


def pdf_problem() -> str:
    """Why PDFs cannot be made on this machine, as a sentence; empty when they can.

    Asked of a printer of its own, because a missing library or font may end the process that tries. A good
    answer is kept; a bad one is asked again after a minute, so that installing what is missing is enough.
    """
    asked_at, problem = _health.get("answer", (0.0, "unknown"))
    if not problem or (asked_at and time.monotonic() - asked_at < ASK_AGAIN_SECONDS):
        return problem
    problem = _ask()
    _health["answer"] = (time.monotonic(), problem)
    return problem


def _ask() -> str:
    with _start("--check") as process:
        try:
            said, _ = process.communicate(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return "PDFs are switched off: the printer did not start in time."
    if b"ready" in said:
        return ""
    if process.returncode < 0:
        return "PDFs are switched off: no font can be used. Install the system package fonts-open-sans."
    return (
        "PDFs are switched off: system libraries are missing. "
        "Install libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0 and fonts-open-sans."
    )


def close() -> None:
    """End the warm printer; the next document starts another."""
    with _lock:
        _press.stop()
