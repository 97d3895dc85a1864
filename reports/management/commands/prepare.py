"""Everything between installing and serving: tables, standards, style sheets, the demonstration’s people."""

import hashlib
import io
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.static_files import OurStaticFiles
from portfolio.search import index_missing
from portfolio.storage import DurableFileStorage
from reports.shipped import load_house_rules


class Command(BaseCommand):
    help = "Brings database, standards and static files up to date. Safe to repeat; run it before each start."

    def handle(self, *_args: Any, **_options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_standards", stdout=io.StringIO())
        load_house_rules()
        index_missing()
        collect_static_files()
        remove_unfinished_uploads()
        if settings.WAYMARK_DEMO:
            call_command("seed_demo")
            sign_as_demonstration()


def sign_as_demonstration() -> None:
    """A certificate that nobody vouches for, for the signature panel of PDF readers to show."""
    if not (settings.WAYMARK_CERTIFICATES / "default.pem").exists():
        call_command("make_certificate", "Waymark demonstration", stdout=io.StringIO())


def collect_static_files() -> None:
    """Collects only when a file has changed: compressing takes longer than everything else together."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    sources = fingerprint()
    if mark.is_file() and mark.read_text() == sources:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(sources)


def remove_unfinished_uploads() -> None:
    """What a crash left half written; a day later nobody is still writing it."""
    storage = storages["default"]
    if isinstance(storage, DurableFileStorage):
        storage.remove_unfinished(older_than=timedelta(days=1))
    limit = time.time() - timedelta(days=1).total_seconds()
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(OurStaticFiles.ignore_patterns):
            status = Path(storage.path(name)).stat()
            digest.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
