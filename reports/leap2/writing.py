"""Writes a portfolio as Leap2A, of what its archive says: Mahara and others read it.

Pieces are entries, files are resources, claimed KSBs are abilities that pieces support, training is
activities, and the showcase is a selection. What Leap2A has no word for stands in words.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship
from reports.archive.packing import COLLECTING, Note, collected, pack_files, put_text
from reports.archive.page import Page
from reports.leap2 import FEED

# What no XML may hold, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Row = Mapping[str, Any]


def pack_leap2a(apprenticeship: Apprenticeship, *, by: User, out: Path, note: Note) -> None:
    """The apprenticeship must have been fetched with `for_page()`."""
    note(COLLECTING)
    found = collected(apprenticeship, by)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        withheld = pack_files(archive, found.files, note)
        put_text(archive, FEED, feed_of(found.written, set(withheld)))


def feed_of(written: Row, withheld: set[str]) -> str:
    page = Page(written)
    context = page.context(has_showcase=False)
    files = [file for file in written["files"] if file["path"] and file["sha256"] not in withheld]
    pieces = zip(context["pieces"], written["evidence"], strict=True)
    context |= {
        "now": timezone.now().astimezone(dt.UTC).isoformat(),
        "entries": [_entry(piece, row) for piece, row in pieces],
        "chosen": sorted((row["position"], row["evidence"]) for row in written["showcase"]),
        "resources": [_resource(file) for file in files],
        "abilities": [ksb for ksb in context["ksbs"] if ksb["pieces"]],
        "email": next((row["email"] for row in written["people"] if row["email"]), ""),
        "held": {file["sha256"] for file in files},
    }
    return _FORBIDDEN.sub("", render_to_string("reports/leap2a_feed.xml", context))


def _resource(file: Row) -> dict[str, Any]:
    return {**file, "href": quote(file["path"]), "name": file["path"].rpartition("/")[2]}


def _entry(piece: Any, row: Row) -> dict[str, Any]:
    newest = row["revisions"][-1]
    return {
        "id": row["id"],
        "piece": piece,
        "version": piece.latest,
        "published": row["created_at"],
        "updated": newest["submitted_at"] or newest["saved_at"],
        "files": [held["file"] for held in newest["attachments"]],
        "codes": [claim["ksb"] for claim in newest["claims"]],
    }
