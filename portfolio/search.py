"""Full-text search over what was written and attached: keeping the index, finding pieces, showing where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portfolio.figures.reading import written_in
from portfolio.models import Attachment, Claim, Evidence, Revision, RevisionText, StoredFile
from portfolio.models.words import newest_holding
from portfolio.words import TITLE, Asked, fold

# PostgreSQL keeps at most a megabyte of words for a row, so that what is longer is found by its beginning.
LONGEST_BODY = 90_000
LONGEST_FILES = 300_000
BATCH = 100
BEFORE, AFTER = 60, 120
RECENT_FACTOR = 2
FEW = 1000


class Part(NamedTuple):
    """Text that stands in one place: `where` is empty for the answers, or says how to get there."""

    where: str
    text: str


def index_revision(revision: Revision) -> None:
    """To be called by whatever changed the words, the claims or the files of a revision. Four queries."""
    index_revisions([revision.pk])


def index_file(file: StoredFile) -> None:
    """The text of a file has arrived: every revision that holds it can now be found by it.

    The pieces are held meanwhile, so that nobody's newer words are written over.
    """
    holders = Revision.objects.filter(attachments__file=file.pk)
    with transaction.atomic():
        pieces = Evidence.objects.filter(pk__in=holders.values("evidence")).order_by("pk")
        list(pieces.select_for_update(no_key=True).only("pk"))
        index_revisions(holders.values_list("pk", flat=True))


def index_missing() -> int:
    """Index what was written before there was an index. How many revisions that were."""
    return _index_all(Revision.objects.filter(words__isnull=True))


def rebuild() -> int:
    """Index everything again, and what the database made of it."""
    count = _index_all(Revision.objects.all())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO portfolio_words (portfolio_words) VALUES ('rebuild')")
    return count


def _index_all(revisions: QuerySet[Revision]) -> int:
    ids = list(revisions.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        index_revisions(ids[start : start + BATCH])
    return len(ids)


def index_revisions(ids: Iterable[UUID]) -> None:
    ids = list(ids)
    told, files = _told(ids), _in_files(ids)
    rows = Revision.objects.filter(pk__in=ids).values_list("pk", "title", "answers")
    RevisionText.objects.bulk_create(
        [_row(pk, title, [*_answered(answers), *told[pk]], files[pk]) for pk, title, answers in rows],
        update_conflicts=True,
        unique_fields=["revision"],
        update_fields=["parts", "title", "body", "files"],
    )


def _row(pk: UUID, title: str, body: Sequence[Part], files: Sequence[Part]) -> RevisionText:
    return RevisionText(
        revision_id=pk,
        parts=[*body, *_cut(files)],
        title=fold(title),
        body=_folded(body, LONGEST_BODY),
        files=_folded(files, LONGEST_FILES),
    )


def _folded(parts: Iterable[Part], most_bytes: int) -> str:
    text = fold("\n".join(part.text[:most_bytes] for part in parts))
    return text.encode()[:most_bytes].decode(errors="ignore")


def _cut(parts: Iterable[Part]) -> Iterator[Part]:
    """No more than the index holds."""
    left = LONGEST_FILES
    for where, text in parts:
        yield Part(where, text[:left])
        left -= min(left, len(text))


def _answered(answers: object) -> list[Part]:
    return [Part("", text) for text in written_in(answers)]


def _told(ids: Iterable[UUID]) -> dict[UUID, list[Part]]:
    """What the claims say, under their KSB."""
    parts: dict[UUID, list[Part]] = defaultdict(list)
    claims = Claim.objects.filter(revision__in=ids).order_by("ksb__position")
    for pk, code, sentence in claims.values_list("revision", "ksb__code", "justification"):
        parts[pk].append(Part("in a claim", f"{code} {sentence}".strip()))
    return parts


def _in_files(ids: Iterable[UUID]) -> dict[UUID, list[Part]]:
    """Names and captions first, as they are short and cannot be cut off by a long text."""
    names: dict[UUID, list[Part]] = defaultdict(list)
    texts: dict[UUID, list[Part]] = defaultdict(list)
    files = Attachment.objects.filter(revision__in=ids).order_by("position", "pk")
    for pk, name, caption, text in files.values_list("revision", "name", "caption", "file__text__text"):
        names[pk].append(Part("in the name of a file", f"{name} {caption}".strip()))
        if text:
            texts[pk].append(Part(f"in {name}", text))
    return defaultdict(list, {pk: [*found, *texts[pk]] for pk, found in names.items()})


def matching_words(pieces: QuerySet[Evidence], path: str, asked: Asked) -> QuerySet[Evidence]:
    """The pieces that hold everything asked for: those with it in the title first, then newest first.

    path: which revision stands for a piece, `latest` or `shown`. Each piece's text is read, so they should
    be few, as those of one apprentice are.
    """
    titled = {f"{path}__words__title__held": asked.only_in(TITLE)}
    rank = Case(When(**titled, then=Value(0)), default=Value(1))
    return pieces.filter(**{f"{path}__words__title__held": asked}).order_by(rank, "-created_at", "pk")


def _matching_many(pieces: QuerySet[Evidence], path: str, asked: Asked) -> QuerySet[Evidence]:
    texts = RevisionText.objects.all()
    return _ranked(pieces, path, asked, texts, texts.filter(title__found=asked))


def best_matches(pieces: QuerySet[Evidence], path: str, asked: Asked, most: int) -> list[UUID]:
    """The ids of the first `most` of them, quickly too where a word stands in nearly every piece.

    What was written last is looked at first; all of it only when that does not fill the list.
    """
    if pieces.order_by()[: FEW + 1].count() <= FEW:
        return list(matching_words(pieces, path, asked).values_list("pk", flat=True)[:most])
    newest = newest_holding(asked, RECENT_FACTOR * most)
    if not newest:
        return []
    texts = RevisionText.objects.filter(pk__among=newest)
    ranked = _ranked(pieces, path, asked.from_number(newest[-1]), texts, texts)
    found = list(ranked.values_list("pk", flat=True)[:most])
    if len(newest) == RECENT_FACTOR * most and len(found) < most:
        found = list(_matching_many(pieces, path, asked).values_list("pk", flat=True)[:most])
    return found


def _ranked(
    pieces: QuerySet[Evidence],
    path: str,
    asked: Asked,
    texts: QuerySet[RevisionText],
    holding: QuerySet[RevisionText],
) -> QuerySet[Evidence]:
    """texts: where titles are looked at. holding: the texts that hold what was asked for."""
    titles = texts.filter(title__found=asked.only_in(TITLE))
    rank = Case(When(**{f"{path}__in": titles.values("revision")}, then=Value(0)), default=Value(1))
    holders = {f"{path}__in": holding.values("revision")}
    return pieces.filter(**holders).order_by(rank, "-created_at", "pk")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Where in a piece the words were found. `text` has them marked and is safe to show."""

    where: str
    text: SafeString


def excerpt(asked: Asked, parts: Iterable[Sequence[Any]]) -> Excerpt | None:
    """From the first place that holds any of the words; None when they stand in the title alone."""
    for where, text in parts:
        found = asked.pattern.search(text)
        if found:
            return Excerpt(_place(where, text, found.start()), _marked(asked, _around(text, found)))
    return None


def _place(where: str, text: str, at: int) -> str:
    is_paged = where.startswith("in ") and "\f" in text.rstrip("\f")
    return f"{where}, page {text.count(chr(12), 0, at) + 1}" if is_paged else where


def _around(text: str, found: re.Match[str]) -> str:
    """The words with some text on both sides, cut between words."""
    begin, end = max(0, found.start() - BEFORE), min(len(text), found.end() + AFTER)
    before, after = text[begin : found.start()], text[found.end() : end]
    if begin:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{found[0][: 2 * AFTER]}{after}".split())


def _marked(asked: Asked, text: str) -> SafeString:
    pieces, at = [], 0
    for found in asked.pattern.finditer(text):
        pieces.append((text[at : found.start()], found[0]))
        at = found.end()
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[at:])
