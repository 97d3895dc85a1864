"""What each revision says, folded for searching; the databases keep an index over it."""

from typing import Any

from django.db import models
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
        if self.rhs.newest:  # read from the end of the index, and no further than needed
            found += f" ORDER BY rowid DESC LIMIT {int(self.rhs.newest)}"
        return f"{self._column(compiler, 'id')} IN ({found})", [self.rhs.as_fts5]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:  # noqa: ARG002  # Django's interface
        vector = "vector" if self.rhs.within == EVERYWHERE else "title_vector"
        return f"{self._column(compiler, vector)} @@ to_tsquery('simple', %s)", [self.rhs.as_tsquery]

    def _column(self, compiler: SQLCompiler, name: str) -> str:
        return f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{name}"


RevisionText._meta.get_field("title").register_lookup(Found)
