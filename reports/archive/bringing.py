"""Keeps what came with an archive: files first, then all rows in one transaction."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Model

from accounts.actions import give_role
from accounts.models import Employer, Provider, Role, User
from assessments.progress import rebuild
from portfolio.accepted import count_met
from portfolio.file_types import HEAD_BYTES, detect
from portfolio.keeping import Kept, have_checked, put_into_storage, row_of
from portfolio.models import Apprenticeship, Evidence, Revision, StoredFile
from portfolio.search import index_revisions
from reports.archive.building import Rows, cleaned
from reports.archive.matching import Matched
from reports.archive.opening import ArchiveRefusedError, SafeZip
from reports.archive.people import new_person, stand_ins
from reports.archive.reading import Note, Written, text_of
from reports.archive.shapes import walk
from standards.models import Prompt

AT_ONCE = 200
NOT_KEPT_HERE = "“{}” is of a kind that is not kept here, or is not what its name says."

UNREADABLE = (
    "“{}” of the apprenticeship cannot be read, so nothing was brought in. Ask for the archive once more."
)


@dataclass(frozen=True)
class Whose:
    """Whose portfolio it becomes: somebody who is here, or a new person with this name and address."""

    provider: Provider
    person: User | None
    name: str
    email: str
    employer: str
    assessor: User | None = None
    by: User | None = None


@dataclass(frozen=True)
class Brought:
    apprenticeship: Apprenticeship
    rows: Rows


class MemberFile(File[bytes]):
    """A file of the archive as storage takes it: read from the start, a block at a time."""

    def __init__(self, stream: IO[bytes], name: str, size: int) -> None:
        super().__init__(stream, name)
        self.size = size


def keep_files(archive: SafeZip, written: Written, provider: Provider, note: Note) -> dict[str, Kept]:
    """The bytes of every file into storage, before any row speaks of them."""
    kept: dict[str, Kept] = {}
    travelling = [file for file in written["files"] if file["path"]]
    total, done = sum(file["size"] for file in travelling), 0
    for file in travelling:
        with archive.stream(file["path"]) as stream:
            source = MemberFile(stream, file["path"], file["size"])
            wanted = StoredFile(
                provider=provider,
                sha256=file["sha256"],
                media_type=media_type_of(source, file),
                size=file["size"],
            )
            name = file["path"].rpartition("/")[2]
            kept[file["sha256"]] = Kept(wanted, source, name)
            put_into_storage(kept[file["sha256"]])
        done += file["size"]
        note(done // 1_000_000, max(1, total // 1_000_000))
    return kept


def unkept(archive: SafeZip, written: Written) -> list[str]:
    """A sentence for each file that could not be kept, for the preview."""
    found = []
    for file in written["files"]:
        if file["path"]:
            with archive.stream(file["path"]) as stream:
                head = stream.read(HEAD_BYTES)
            if detect(head, file["path"].rpartition("/")[2]) is None:
                found.append(NOT_KEPT_HERE.format(file["path"]))
    return found


def media_type_of(source: MemberFile, file: Written) -> str:
    """What the bytes are. What the archive calls them only chooses between types of one container."""
    name = file["path"].rpartition("/")[2]
    found = detect(source.read(HEAD_BYTES), name)
    if found is None:
        raise ArchiveRefusedError(NOT_KEPT_HERE.format(file["path"]))
    return found.media_type


@transaction.atomic
def bring_in(written: Written, matched: Matched, kept: Mapping[str, Kept], whose: Whose) -> Brought:
    """Every row of the archive, and what is maintained beside them. All of it, or nothing."""
    person = whose.person or new_person(whose.name, whose.email, whose.provider, by=whose.by)
    give_role(user=person, provider=whose.provider, role=Role.APPRENTICE, by=whose.by)
    for template, prompts in matched.made:
        template.save(force_insert=True)
        Prompt.objects.bulk_create(prompts)
    people = stand_ins(written, whose.provider, person, by=whose.by)
    apprenticeship = begin(written, matched, whose, person)
    files = {file["sha256"]: stored(file, kept, apprenticeship) for file in written["files"]}
    rows = Rows(written, matched, apprenticeship, people, files).build()
    if rows.problems:
        raise ArchiveRefusedError(rows.problems[0])
    save(rows)
    maintain(apprenticeship, rows)
    for file in files.values():
        have_checked(file)
    return Brought(apprenticeship, rows)


def begin(written: Written, matched: Matched, whose: Whose, person: User) -> Apprenticeship:
    """The apprenticeship itself. Nobody who worked with it elsewhere does here."""
    apprenticeship = blank_apprenticeship(written, matched, whose.provider, person)
    apprenticeship.employer, _ = Employer.objects.get_or_create(
        provider=whose.provider, name=whose.employer[:200]
    )
    apprenticeship.assessor = whose.assessor
    apprenticeship.save(force_insert=True)
    return apprenticeship


def blank_apprenticeship(
    written: Written, matched: Matched, provider: Provider, person: User
) -> Apprenticeship:
    about = written["apprenticeship"]
    names = ("status", "contact_channel", "started_on", "gateway_planned_on")
    values = {name: fitting(Apprenticeship._meta.get_field(name), about.get(name)) for name in names}
    return Apprenticeship(
        provider=provider, apprentice=person, version=matched.version, plan=matched.plan, **values
    )


def fitting(column: Any, value: Any) -> Any:
    try:
        found = cleaned(column, value)
        return found if found is None and column.null else column.clean(found, None)
    except (ValidationError, ValueError, OverflowError) as error:
        raise ArchiveRefusedError(UNREADABLE.format(column.name)) from error


def stored(file: Written, kept: Mapping[str, Kept], apprenticeship: Apprenticeship) -> StoredFile:
    """What came without its bytes is a row of its own: whoever knows a hash is not given the file by it."""
    provider = apprenticeship.provider
    if file["sha256"] in kept:
        return row_of(provider, kept[file["sha256"]])
    return StoredFile.objects.create(
        provider=provider,
        sha256=hashlib.sha256(f"{apprenticeship.pk} {file['sha256']}".encode()).hexdigest(),
        media_type=file["media_type"],
        size=file["size"],
        state=StoredFile.State.REJECTED,
        reason=f"{file['withheld'][:200]} Its SHA-256 was {file['sha256']}.",
    )


def save(rows: Rows) -> None:
    """Model by model; what rows point at may follow, as the databases look at the end."""
    for piece in rows.of(Evidence):
        piece.later = piece.latest, piece.shown
        piece.latest = piece.shown = None
    for part in walk():
        part.shape.model._default_manager.bulk_create(rows.of(part.shape.model), batch_size=AT_ONCE)
    for piece in rows.of(Evidence):
        piece.latest, piece.shown = piece.later
    Evidence.objects.bulk_update(rows.of(Evidence), ["latest", "shown"], batch_size=AT_ONCE)
    by_column: dict[Any, list[Model]] = {}
    for row, name, targets in rows.links:
        column = cast("Any", row._meta.get_field(name))
        through = column.remote_field.through
        names = {column.m2m_column_name(): row.pk}
        by_column.setdefault(through, []).extend(
            through(**{**names, column.m2m_reverse_name(): target.pk}) for target in targets
        )
    for through, joined in by_column.items():
        through._default_manager.bulk_create(joined, batch_size=AT_ONCE)


def maintain(apprenticeship: Apprenticeship, rows: Rows) -> None:
    """What other modules keep beside the rows is worked out from them, never taken from the archive."""
    rebuild(apprenticeship)
    revisions = [revision.pk for revision in rows.of(Revision)]
    for start in range(0, len(revisions), AT_ONCE):
        index_revisions(revisions[start : start + AT_ONCE])
    for revision in Revision.objects.filter(pk__in=revisions, claims__outcome="met").distinct():
        count_met(apprenticeship, revision, before=[], after=revision.claims.all())


def carried(written: Written, rows: Rows) -> dict[str, Any]:
    """What no row here says: who worked with the portfolio there, how ready it was, who did what.

    Ids of rows are exchanged for those that the rows have here.
    """
    about, made = written["apprenticeship"], written["made"]
    names = {key: row.own_name for key, row in rows.people.items()}
    roles = {role: names.get(str(about.get(role)), "") for role in ("assessor", "line_manager", "iqa")}
    before = {"provider": text_of(made, "provider"), "made_on": text_of(made, "on"), **roles}
    return {
        "earlier": [*written["earlier"], before],
        "readiness": written["readiness"],
        "trail": [renamed(event, rows) for event in written["trail"]],
    }


def renamed(value: Any, rows: Rows) -> Any:
    if isinstance(value, dict):
        return {key: renamed(each, rows) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, rows) for each in value]
    return rows.new_id(value) if isinstance(value, str) else value
