"""Single fields as the dialects write them: numbers as text, dates in many fashions, codes and kinds."""

import datetime as dt
import re
from contextlib import suppress
from uuid import UUID

from standards.choices import KsbKind, VersionStatus
from standards.records.text import plain

DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
STATUSES = {
    "approved for delivery": VersionStatus.APPROVED,
    "approved": VersionStatus.APPROVED,
    "proposal in development": VersionStatus.IN_DEVELOPMENT,
    "in development": VersionStatus.IN_DEVELOPMENT,
    "retired": VersionStatus.RETIRED,
    "withdrawn": VersionStatus.WITHDRAWN,
    "adopted": VersionStatus.APPROVED,
    "draft": VersionStatus.IN_DEVELOPMENT,
    "deprecated": VersionStatus.RETIRED,
}
KINDS = {
    "k": KsbKind.KNOWLEDGE,
    "knowledge": KsbKind.KNOWLEDGE,
    "technical knowledge": KsbKind.KNOWLEDGE,
    "s": KsbKind.SKILL,
    "skill": KsbKind.SKILL,
    "skills": KsbKind.SKILL,
    "technical skill": KsbKind.SKILL,
    "technical skills": KsbKind.SKILL,
    "b": KsbKind.BEHAVIOUR,
    "behaviour": KsbKind.BEHAVIOUR,
    "behaviours": KsbKind.BEHAVIOUR,
    "employability": KsbKind.BEHAVIOUR,
    "employability skills and behaviours": KsbKind.BEHAVIOUR,
}
CODE = re.compile(r"([KSB])\s*0*(\d{1,3})", re.IGNORECASE)
VERSION = re.compile(r"\d{1,3}\.\d{1,3}")
MOST_NUMBER = 32_000


def number(value: object) -> int | None:
    """A whole number, also where it came as text or with a fraction of nought; None for whatever else."""
    if isinstance(value, bool) or value is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?\s*", str(value))
    read = int(found[1].replace(",", "")) if found else None
    return read if read is not None and read <= MOST_NUMBER else None


def larscode(value: object) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,7})(?:\.0+)?\s*", str(value))
    return int(found[1]) or None if found else None


def day(value: object) -> dt.date | None:
    """A date in any of the fashions that were seen; None where there is none to be read."""
    text = plain(value) if isinstance(value, str) else ""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    with suppress(ValueError):
        return dt.datetime.fromisoformat(text).date()
    for form in DATE_FORMS:
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no time zone
    return None


def guid(value: object) -> UUID | None:
    text = str(value or "").strip().removeprefix("urn:uuid:")
    with suppress(ValueError):
        return UUID(text)
    return None


def status(value: object) -> str:
    """One of `VersionStatus`; blank for one that is not known."""
    return str(STATUSES.get(plain(value).lower(), ""))


def known_status(value: object) -> str:
    """The same, of one that our own packs write."""
    return str(value) if value in VersionStatus.values else ""


def kind(value: object) -> KsbKind | None:
    return KINDS.get(plain(value).lower())


def code(value: object) -> tuple[KsbKind, str] | None:
    """The kind and the code itself, without noughts before the number: K4 of “k 04”."""
    found = CODE.fullmatch(plain(value))
    return (KsbKind(found[1].upper()), f"{found[1].upper()}{int(found[2])}") if found else None


def is_version(value: str) -> bool:
    """major.minor, as the official list numbers them."""
    return VERSION.fullmatch(value) is not None
