"""What must hold of records, one by one and side by side, whatever dialect they came in."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from uuid import UUID

from standards.choices import VersionStatus
from standards.records import fields
from standards.records.values import Problem, Record, RecordKsb

LONGEST = {"reference": 12, "title": 200, "version": 12, "route": 120}
LONGEST_STATEMENT = 20_000
MOST_KSBS = 400


def problems_of(record: Record) -> list[Problem]:
    """What is wrong with one record by itself."""
    place = record.place
    found = [
        Problem(place, f"“{name}” has {len(getattr(record, name))} characters; {most} fit.")
        for name, most in LONGEST.items()
        if len(getattr(record, name)) > most
    ]
    if not record.reference:
        found.append(Problem(place, "It names no standard, such as AB0123."))
    if not record.title:
        found.append(Problem(place, "It has no title."))
    if not record.version:
        found.append(Problem(place, "It says no version, such as 1.1."))
    elif record.pack is None and not fields.is_version(record.version):
        found.append(Problem(place, f"“{record.version}” is no version such as 1.1."))
    if record.is_official and not record.status:
        found.append(
            Problem(place, "Its status is not one that is known; it counts as in development.", stops=False)
        )
    if record.starts_from and record.starts_until and record.starts_until < record.starts_from:
        found.append(Problem(place, "Its last day for starts comes before its first."))
    if len(record.ksbs) > MOST_KSBS:
        found.append(Problem(place, f"It has {len(record.ksbs)} KSBs; {MOST_KSBS} are the most."))
    return found + _problems_with_ksbs(record.ksbs)


def _problems_with_ksbs(ksbs: Sequence[RecordKsb]) -> list[Problem]:
    codes: Counter[str] = Counter()
    guids: Counter[UUID] = Counter()
    found = []
    for ksb in ksbs:
        codes[ksb.code] += 1
        if codes[ksb.code] == 2:
            found.append(Problem(ksb.place, f"{ksb.code} is there twice."))
        if ksb.guid:
            guids[ksb.guid] += 1
            if guids[ksb.guid] == 2:
                found.append(Problem(ksb.place, f"The GUID {ksb.guid} is there twice."))
        if len(ksb.statement) > LONGEST_STATEMENT:
            found.append(Problem(ksb.place, f"Its words have more than {LONGEST_STATEMENT:,} characters."))
    return found


def problems_among(records: Iterable[Record]) -> list[Problem]:
    """Between versions of one standard: the same twice, two live at once, windows that overlap."""
    versions = sorted(records, key=lambda record: (record.starts_from or dt.date.min, record.version))
    found = [
        Problem(later.place, f"Version {later.version} of {later.reference} is there twice.")
        for earlier, later in pairwise(sorted(versions, key=lambda record: record.version))
        if earlier.version == later.version
    ]
    live: dict[str, Record] = {}
    for each in versions:
        if each.status == VersionStatus.APPROVED:
            live.setdefault(each.version, each)
    for earlier, later in pairwise(live.values()):
        ends, begins = earlier.starts_until, later.starts_from
        if ends is None or begins is None:
            words = (
                f"Versions {earlier.version} and {later.version} are both approved, with no day between them."
            )
            found.append(Problem(later.place, words, stops=False))
        elif begins <= ends:
            words = (
                f"Its first day for starts, {begins:%-d %b %Y}, lies before the last of {earlier.version}."
            )
            found.append(Problem(later.place, words, stops=False))
    return found


def problems_beside(record: Record, others: Sequence[Record]) -> list[Problem]:
    """What is wrong among these versions only since this one is there. others: of the same standard."""
    before = problems_among(others)
    return [problem for problem in problems_among([*others, record]) if problem not in before]
