"""What each revision says, folded for searching; the databases keep an index over it."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from portfolio.models.evidence import Revision
from portfolio.words import EVERYWHERE, Asked

# What each database needs to find words quickly and to stay in step with the table by itself.
INDEX_STATEMENTS = {
    "sqlite": [
        """CREATE VIRTUAL TABLE portfolio_words USING fts5(
               title, body, files,
               content='portfolio_revisiontext', content_rowid='id',
               tokenize='unicode61 remove_diacritics 0')""",
        """CREATE TRIGGER portfolio_words_are_added AFTER INSERT ON portfolio_revisiontext BEGIN
               INSERT INTO portfolio_words (rowid, title, body, files)
                   VALUES (new.id, new.title, new.body, new.files);
           END""",
        """CREATE TRIGGER portfolio_words_are_removed AFTER DELETE ON portfolio_revisiontext BEGIN
               INSERT INTO portfolio_words (portfolio_words, rowid, title, body, files)
                   VALUES ('delete', old.id, old.title, old.body, old.files);
           END""",
        """CREATE TRIGGER portfolio_words_are_replaced AFTER UPDATE ON portfolio_revisiontext BEGIN
               INSERT INTO portfolio_words (portfolio_words, rowid, title, body, files)
                   VALUES ('delete', old.id, old.title, old.body, old.files);
               INSERT INTO portfolio_words (rowid, title, body, files)
                   VALUES (new.id, new.title, new.body, new.files);
           END""",
    ],
    "postgresql": [
        """ALTER TABLE portfolio_revisiontext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
               setweight(to_tsvector('simple'::regconfig, title), 'A')
               || setweight(to_tsvector('simple'::regconfig, body), 'B')
               || setweight(to_tsvector('simple'::regconfig, files), 'C')) STORED""",
        "CREATE INDEX portfolio_words ON portfolio_revisiontext USING gin (vector)",
    ],
}
# Titles apart, as PostgreSQL would otherwise unpack all words of a piece to see whether one is in its title.
TITLE_INDEX_STATEMENTS = {
    "sqlite": [],
    "postgresql": [
        """ALTER TABLE portfolio_revisiontext ADD COLUMN title_vector tsvector
               GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title)) STORED""",
        "CREATE INDEX portfolio_title_words ON portfolio_revisiontext USING gin (title_vector)",
    ],
}

# SQLite keeps the beginnings of words apart. PostgreSQL keeps long values out of the rows, so that rows found
# lie close together; only what is written anew is laid out so, hence the vector is made again. The function
# asks the index first: the planner takes unpacking a row's words to cost nothing, and would read every row.
QUICKER_STATEMENTS = {
    "sqlite": [
        "DROP TABLE portfolio_words",
        """CREATE VIRTUAL TABLE portfolio_words USING fts5(
               title, body, files,
               content='portfolio_revisiontext', content_rowid='id',
               tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
        "INSERT INTO portfolio_words (portfolio_words) VALUES ('rebuild')",
    ],
    "postgresql": [
        "ALTER TABLE portfolio_revisiontext SET (toast_tuple_target = 128)",
        "ALTER TABLE portfolio_revisiontext DROP COLUMN vector",
        *INDEX_STATEMENTS["postgresql"],
        """CREATE FUNCTION portfolio_newest_words(anywhere tsquery, in_order tsquery, most integer)
               RETURNS SETOF bigint LANGUAGE sql STABLE
               SET enable_seqscan = off SET enable_indexscan = off AS $$
                   SELECT id FROM (
                       SELECT id, vector FROM portfolio_revisiontext
                       WHERE vector @@ anywhere ORDER BY id DESC OFFSET 0
                   ) held
                   WHERE anywhere = in_order OR vector @@ in_order
                   LIMIT most
               $$""",
    ],
}


class RevisionText(models.Model):
    """`parts`: what was written, as [where, text], for showing what was found. The rest is folded.

    Made from other rows by `portfolio.search` alone, and made again by it at any time.
    """

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="words")
    parts = models.JSONField(default=list)
    title = models.TextField()
    body = models.TextField()
    files = models.TextField()

    def __str__(self) -> str:
        return self.title


class Found(models.Lookup[Any]):
    """`revision__found=asked`: the rows that hold everything asked for."""

    lookup_name = "found"
    prepare_rhs = False
    rhs: Asked

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:  # noqa: ARG002  # Django's interface
        found = "SELECT rowid FROM portfolio_words WHERE portfolio_words MATCH %s"
        if self.rhs.since:
            found += f" AND rowid >= {int(self.rhs.since)}"
        return f"{self._column(compiler, 'id')} IN ({found})", [self.rhs.as_fts5]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:  # noqa: ARG002  # Django's interface
        vector = "vector" if self.rhs.within == EVERYWHERE else "title_vector"
        return f"{self._column(compiler, vector)} @@ to_tsquery('simple', %s)", [self.rhs.as_tsquery]

    def _column(self, compiler: SQLCompiler, name: str) -> str:
        return f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{name}"


class Held(models.Lookup[Any]):
    """`title__held=asked`, like `found`, but each row is read and no index asked.

    Quick for the texts of few pieces, where the index would first put together where a word stands in
    everybody's.
    """

    lookup_name = "held"
    prepare_rhs = False
    rhs: Asked

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:  # noqa: ARG002  # Django's interface
        alias = compiler.quote_name_unless_alias(self.lhs.alias)
        places = [f"instr(' ' || {alias}.{place} || ' ', %s) > 0" for place in self.rhs.within]
        phrases = self.rhs.as_pieces_of_text
        anywhere = f"({' OR '.join(places)})"
        return f"({' AND '.join([anywhere] * len(phrases))})", [text for text in phrases for _ in places]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:  # noqa: ARG002  # Django's interface
        vector = "vector" if self.rhs.within == EVERYWHERE else "title_vector"
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{vector}"
        # The function behind @@: no index answers it, and the planner expects it to hold for many rows, so it
        # looks for the few pieces first.
        return f"ts_match_vq({column}, to_tsquery('simple', %s))", [self.rhs.as_tsquery]


class Among(models.Lookup[Any]):
    """`pk__among=[1, 2, …]`: a thousand numbers as one parameter, where `in` would write out each."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Sequence[int]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        numbers = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({numbers})", [json.dumps(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [list(self.rhs)]


RevisionText._meta.get_field("title").register_lookup(Found)
RevisionText._meta.get_field("title").register_lookup(Held)
RevisionText._meta.get_field("id").register_lookup(Among)


def newest_holding(asked: Asked, most: int) -> list[int]:
    """The numbers of the texts that hold everything asked for, newest first; always everywhere."""
    values: list[str | int]
    if connection.vendor == "sqlite":  # read from the end of the index, and no further than needed
        found = (
            "SELECT rowid FROM portfolio_words WHERE portfolio_words MATCH %s ORDER BY rowid DESC LIMIT %s"
        )
        values = [asked.as_fts5, most]
    else:
        found = (
            "SELECT * FROM portfolio_newest_words(to_tsquery('simple', %s), to_tsquery('simple', %s), %s)"
            " AS id ORDER BY id DESC"
        )
        values = [asked.words_as_tsquery, asked.as_tsquery, most]
    with connection.cursor() as cursor:
        cursor.execute(found, values)
        return [number for (number,) in cursor.fetchall()]
