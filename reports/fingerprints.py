"""A short name for all that goes into a file, so that one made of the same can be handed out again."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# What decides how values look: a change to any of these makes every older file another one.
DRAWN_BY = (("reports", "*.py"), ("reports", "*.css"), ("reports", "*.svg"), ("templates/reports", "*"))


def fingerprint(value: object) -> str:
    """value: frozen dataclasses, tuples, texts, numbers, dates; the same value has the same fingerprint."""
    told = f"{code_version()}\n{settings.SITE_URL}\n{value!r}"
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def code_version() -> str:
    """Of the modules and templates that turn values into pages. Read once: a new version starts anew."""
    found = hashlib.sha256(settings.WAYMARK_VERSION.encode())
    for folder, pattern in DRAWN_BY:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob(pattern)):
            if path.is_file() and "demo" not in path.parts:
                found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
