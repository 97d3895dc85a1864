"""A Waymark archive: looked at to its last byte, then brought in as one transaction."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Role, User
from accounts.people import holders_of
from portfolio.models import StoredFile
from portfolio.quota import limits_at
from portfolio.rules import counted, size_in_words
from reports.archive.bringing import (
    Brought,
    Whose,
    blank_apprenticeship,
    bring_in,
    carried,
    keep_files,
    unkept,
)
from reports.archive.building import Rows
from reports.archive.matching import Matched, match
from reports.archive.opening import ArchiveRefusedError, Limits, opened
from reports.archive.people import apprentice_key, apprentices_at, email_in, name_in, named_in
from reports.archive.reading import Read, Written, digest_of, read_portfolio, text_of, verify
from reports.arriving.seal import seal_of
from reports.models import Arrival

LOOKING, KEEPING, WRITING = "Comparing every file", "Keeping the files", "Writing everything down"
NO_PERSON = "The archive does not say whose portfolio it is, so nothing was brought in."
TWICE = "This archive was brought in here before, on {:%-d %B %Y}. Nothing was brought in again."
NOT_AN_APPRENTICE = (
    "Whom you chose is no apprentice of yours any more, so nothing was brought in. Choose once more."
)
NOT_AN_ASSESSOR = (
    "The assessor you chose assesses here no longer, so nothing was brought in. Choose once more."
)


class ChosenNoLongerError(Exception):
    """What was chosen on the preview does not hold any more. The message says what to do."""


class Job(Protocol):
    arrival: Arrival

    def __call__(self, stage: str = "", done: int = 0, total: int = 0) -> None: ...

    def end(self, act: str, **fields: object) -> None: ...


def beat(job: Job, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: job(stage, done, total)


def look(arrival: Arrival, path: Path, limits: Limits, job: Job) -> Mapping[str, Any]:
    """Everything is tried, in memory; nothing is kept."""
    with opened(path, limits) as archive:
        read = read_portfolio(archive)
        matched = match(read.written, arrival.provider)
        rows = tried(read.written, matched, arrival)
        verify(archive, read.written, beat(job, LOOKING))
        rows.problems += unkept(archive, read.written)
    return {
        "digest": read.digest,
        "source_id": read.source_id,
        "preview": preview_of(read, matched, rows, arrival) | {"seal": seal_of(path)},
    }


def tried(written: Written, matched: Matched, arrival: Arrival) -> Rows:
    people = {key: User(name=text_of(row, "name")) for key, row in named_in(written).items()}
    if apprentice_key(written) not in people:
        raise ArchiveRefusedError(NO_PERSON)
    files = {file["sha256"]: StoredFile() for file in written["files"]}
    nobody = blank_apprenticeship(written, matched, arrival.provider, people[apprentice_key(written)])
    return Rows(written, matched, nobody, people, files).build()


def preview_of(read: Read, matched: Matched, rows: Rows, arrival: Arrival) -> dict[str, Any]:
    written = read.written
    made, standard = written["made"], matched.version
    return {
        "name": name_in(written),
        "email": email_in(written),
        "employer": text_of(written["apprenticeship"], "employer") or "Employer not named",
        "provider": text_of(made, "provider"),
        "made_by": text_of(made, "by"),
        "made_on": day_in_words(text_of(made, "on")),
        "standard": str(standard),
        "plan": matched.plan.name,
        "holds_drafts": made.get("holds_drafts") is True,
        "holds_originals": made.get("holds_originals") is True,
        "counts": counts_of(written, rows),
        "ksbs": {"by_guid": matched.by_guid, "by_text": matched.by_text, "missing": matched.missing},
        "templates": [template.name for template, _ in matched.made],
        "problems": [*rows.problems, *room_problems(written, arrival)],
        "notes": [*matched.notes, *read.notes, *withheld(written)],
    }


def day_in_words(written: str) -> str:
    try:
        return f"{dt.datetime.fromisoformat(written):%-d %B %Y}"
    except ValueError:
        return "a day that is not said"


def counts_of(written: Written, rows: Rows) -> list[list[str]]:
    """What is inside, as [what, how many] in the order in which it is shown."""
    made = {model._meta.model_name: len(found) for model, found in rows.made.items()}
    drafts = sum(1 for piece in rows.of_pieces() if piece.shown is None)
    size = sum(file["size"] for file in written["files"] if file["path"])
    files = [file for file in written["files"] if file["path"]]
    found = [
        ("Pieces of evidence", made.get("evidence", 0)),
        ("Of these, drafts", drafts),
        ("Versions", made.get("revision", 0)),
        ("Claims", made.get("claim", 0)),
        ("Decisions made elsewhere", made.get("decision", 0)),
        ("Signatures", made.get("signature", 0)),
        ("Training entries", made.get("trainingentry", 0)),
        ("Mock assessments", made.get("mockassessment", 0)),
        ("Gateways", made.get("gateway", 0)),
        ("Moves between versions", made.get("moveelsewhere", 0)),
    ]
    listed = [[what, f"{number:,}"] for what, number in found]
    return [*listed, ["Files", f"{counted(len(files), 'file')}, {size_in_words(size)}"]]


def room_problems(written: Written, arrival: Arrival) -> list[str]:
    """What of the files would not fit. What the provider keeps already takes no room again."""
    hashes = [file["sha256"] for file in written["files"]]
    kept = set(
        StoredFile.objects.filter(provider=arrival.provider, sha256__in=hashes).values_list(
            "sha256", flat=True
        )
    )
    new = [file for file in written["files"] if file["path"] and file["sha256"] not in kept]
    limits = limits_at(arrival.provider)
    problems = [limits.why_too_large(file["size"]) and f"{file['path']}: too large." for file in new]
    room = limits.why_no_room(sum(file["size"] for file in new))
    if room:
        problems.append("There is not enough room for the files. Ask whoever runs this site for more.")
    return [problem for problem in problems if problem]


def withheld(written: Written) -> list[str]:
    missing = [file for file in written["files"] if not file["path"]]
    if not missing:
        return []
    return [f"{counted(len(missing), 'file')} could not be put into the archive where it was made."]


def bring(arrival: Arrival, path: Path, limits: Limits, job: Job) -> None:
    """Bytes first, which nobody sees; then every row at once, or none."""
    with opened(path, limits) as archive:
        read = read_portfolio(archive)
        kept = keep_files(archive, read.written, arrival.provider, beat(job, KEEPING))
        job(WRITING)
        with transaction.atomic():
            refuse_twice(arrival)
            matched = match(read.written, arrival.provider)
            brought = bring_in(read.written, matched, kept, whose(arrival))
            finish(arrival, job, read, brought)


def whose(arrival: Arrival) -> Whose:
    """As was chosen on the preview, of those who still hold their role here."""
    chosen, provider = arrival.choices, arrival.provider
    return Whose(
        provider=provider,
        person=still(chosen.get("person", ""), apprentices_at(provider), NOT_AN_APPRENTICE),
        name=chosen["name"],
        email=chosen["email"],
        employer=chosen["employer"],
        assessor=still(chosen.get("assessor", ""), holders_of(Role.ASSESSOR, provider.pk), NOT_AN_ASSESSOR),
        by=arrival.requested_by,
    )


def still(chosen: str, people: Iterable[User], otherwise: str) -> User | None:
    if not chosen:
        return None
    found = next((user for user in people if str(user.pk) == chosen), None)
    if found is None:
        raise ChosenNoLongerError(otherwise)
    return found


def refuse_twice(arrival: Arrival) -> None:
    before = Arrival.objects.same_as(arrival).first()
    if before is not None:
        raise ArchiveRefusedError(TWICE.format(timezone.localtime(before.finished_at)))


def finish(arrival: Arrival, job: Job, read: Read, brought: Brought) -> None:
    job.end(
        "finish",
        apprenticeship=brought.apprenticeship,
        carried=carried(read.written, brought.rows),
    )
    record(
        brought.apprenticeship,
        "brought in from elsewhere",
        provider_id=arrival.provider_id,
        by=arrival.requested_by,
        arrival=str(arrival.pk),
        source=read.source_id,
        digest=digest_of(read.written),
        pieces=len(brought.rows.of_pieces()),
    )
