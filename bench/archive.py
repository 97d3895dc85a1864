"""How long a gigabyte takes to leave and to come in again, and how much memory, beside a plain zipfile.

    python -m bench.archive            1 GB in 20 pieces
    python -m bench.archive --quick    100 MB

In one run, each in a process of its own: the archive is made; plain `zipfile` packs the same files; another
provider receives the archive, looks at every byte and brings it in; it is made there once more, and both are
compared. Times include everything that a worker does, PDFs left out. Ends with 1 when a promise is missed;
the last line holds the figures as JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from bench.shared import ROOT, Figure, finish, manage

PIECES, BYTES, QUICK_BYTES = 20, 1_000_000_000, 100_000_000
MOST_SECONDS, MOST_MEGABYTES = 60, 200
BLOCK = 1 << 20


def silent(*_said: object) -> None:
    """Nobody watches."""


def prepare(folder: Path, size: int) -> dict[str, object]:
    """An apprenticeship with accepted pieces, each with one large file, and an empty provider beside it."""
    from django.core.files.base import File
    from django.core.files.storage import default_storage

    from accounts.models import Role
    from assessments.progress import rebuild
    from portfolio.models import Attachment, StoredFile
    from tests.factories import ApprenticeshipFactory, ProviderFactory, member
    from tests.reports.portfolios import accepted

    apprenticeship = ApprenticeshipFactory()
    for number in range(PIECES):
        piece = accepted(apprenticeship, title=f"Piece {number + 1}")
        path = folder / "made.pdf"
        sha256 = random_file(path, size // PIECES)
        row = StoredFile(
            provider=apprenticeship.provider,
            sha256=sha256,
            media_type="application/pdf",
            size=path.stat().st_size,
            state=StoredFile.State.SAFE,
        )
        with path.open("rb") as content:
            default_storage.save(row.key, File(content))
        row.save()
        Attachment.objects.create(revision=piece.shown, file=row, name="report.pdf")
        path.unlink()
    rebuild(apprenticeship)
    other = ProviderFactory()
    administrator = member(other, Role.PROVIDER_ADMIN)
    return {"apprenticeship": str(apprenticeship.pk), "other": str(other.pk), "by": str(administrator.pk)}


def random_file(path: Path, size: int) -> str:
    import hashlib

    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in (b"%PDF-1.4\n", *(os.urandom(BLOCK) for _ in range(size // BLOCK))):
            file.write(block)
            digest.update(block)
    return digest.hexdigest()


def export(folder: Path, apprenticeship: str, name: str) -> dict[str, object]:
    from portfolio.models import Apprenticeship
    from reports.archive.comparing import normalised
    from reports.archive.packing import pack

    began = time.monotonic()
    found = Apprenticeship.objects.for_page().get(pk=apprenticeship)
    written = pack(found, by=found.apprentice, out=folder / name, note=silent)
    seconds = time.monotonic() - began
    return measured(seconds) | {"says": normalised(json.loads(json.dumps(written)))}


def bring(folder: Path, provider: str, by: str) -> dict[str, object]:
    from django.core.files.base import File

    from accounts.models import Provider, User
    from reports.actions.arrivals import confirm_arrival, receive_archive
    from reports.arrivals import work

    administrator = User.objects.get(pk=by)
    began = time.monotonic()
    with (folder / "first.zip").open("rb") as content:
        arrival = receive_archive(
            provider=Provider.objects.get(pk=provider),
            source=File(content),
            name="first.zip",
            in_form=False,
            by=administrator,
        )
    work(arrival.pk)
    arrival.refresh_from_db()
    names = {"person": "", "assessor": "", "name": "Somebody", "email": "somebody@bench.example"}
    confirm_arrival(
        arrival=arrival, choices={**names, "employer": arrival.preview["employer"]}, by=administrator
    )
    work(arrival.pk)
    seconds = time.monotonic() - began
    arrival.refresh_from_db()
    if arrival.state != "done":
        sys.exit(f"The archive was not brought in: {arrival.reason}")
    return measured(seconds) | {"apprenticeship": str(arrival.apprenticeship_id)}


def plain(folder: Path) -> dict[str, object]:
    """The yardstick: the same files from storage, with the module's own shortest way."""
    began = time.monotonic()
    with zipfile.ZipFile(folder / "plain.zip", "w", zipfile.ZIP_STORED) as archive:
        for path in sorted((folder / "files").rglob("*")):
            if path.is_file():
                archive.write(path, path.name)
    return measured(time.monotonic() - began)


def measured(seconds: float) -> dict[str, object]:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": seconds, "megabytes": memory}


def apart(folder: Path, *arguments: str) -> dict[str, Any]:
    """One step in a process of its own, so that its memory is its own."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WAYMARK_DEMO": "1",
        "WAYMARK_DATA": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    if arguments[0] == "prepare":
        manage(environment, "migrate", "--verbosity=0")
    command = [sys.executable, "-m", "bench.archive", "--here", json.dumps([str(folder), *arguments])]
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def here(folder: str, step: str, *arguments: str) -> dict[str, object]:
    import django

    django.setup()
    at = Path(folder)
    if step == "prepare":
        return prepare(at, int(arguments[0]))
    if step == "export":
        return export(at, *arguments)
    return bring(at, *arguments) if step == "bring" else plain(at)


def main(size: int) -> None:
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name:
        folder = Path(name)
        made = apart(folder, "prepare", str(size))
        first = apart(folder, "export", made["apprenticeship"], "first.zip")
        yardstick = apart(folder, "plain")
        (folder / "plain.zip").unlink()
        brought = apart(folder, "bring", made["other"], made["by"])
        second = apart(folder, "export", brought["apprenticeship"], "second.zip")
    differing = [key for key, value in first["says"].items() if second["says"].get(key) != value]
    if differing:
        print(f"These parts differ: {', '.join(differing)}")
    figures = [
        Figure("archive: size", size / 1_000_000, "MB"),
        Figure("archive made: time", first["seconds"], "s", target=MOST_SECONDS),
        Figure("archive made: memory", first["megabytes"], "MB", target=MOST_MEGABYTES),
        Figure("archive brought in: time", brought["seconds"], "s", target=MOST_SECONDS),
        Figure("archive brought in: memory", brought["megabytes"], "MB", target=MOST_MEGABYTES),
        Figure("plain zipfile of the same files: time", yardstick["seconds"], "s"),
        Figure("plain zipfile of the same files: memory", yardstick["megabytes"], "MB"),
        Figure("made, as a multiple of plain", first["seconds"] / yardstick["seconds"], "×"),
        Figure("differences after the way there and back", len(differing), "", target=0),
    ]
    for figure in figures:
        print(figure)
    finish(
        {figure.name: round(figure.value, 2) for figure in figures},
        missed=[figure.name for figure in figures if not figure.is_met],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 MB")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        print(json.dumps(here(*json.loads(asked.here))))
    else:
        main(QUICK_BYTES if asked.quick else BYTES)
