"""The test database: built from the migrations once, then copied for every worker and every later session."""

import fcntl
import hashlib
import shutil
from collections.abc import Collection
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import triggers

# Our own code that migrations run: when it changes, what they build does too.
RUN_BY_MIGRATIONS = ("accounts/triggers.py", "portfolio/models/words.py")


def key() -> str:
    """Another one for every change of what the migrations of all installed apps build."""
    paths = [Path(settings.BASE_DIR, name) for name in RUN_BY_MIGRATIONS]
    for app in apps.get_app_configs():
        paths += sorted(Path(app.path).glob("migrations/*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def create(folder: Path) -> None:
    """The connection's test database, as new; two workers that begin at once do not build it twice."""
    folder.mkdir(parents=True, exist_ok=True)
    template = (SqliteTemplate if connection.vendor == "sqlite" else PostgresTemplate)(folder)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template.is_there():
            template.copy()
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            template.keep()
    connection.ensure_connection()


def empty(database: BaseDatabaseWrapper, append_only: Collection[str]) -> None:
    """As the migrations left it. Most tables were never filled: they are not asked to be emptied."""
    full = filled(database)
    guarded = [table for table in full if table in append_only]
    for table in guarded:
        triggers.drop(database, table)
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for table in full:
            cursor.execute(f"DELETE FROM {database.ops.quote_name(table)}")
    for table in guarded:
        triggers.create(database, table)


def filled(database: BaseDatabaseWrapper) -> list[str]:
    """Permissions and kinds of content belong to the tables themselves, and stay."""
    kept = {Permission._meta.db_table, ContentType._meta.db_table}
    tables = sorted(set(database.introspection.django_table_names(include_views=False)) - kept)
    asked = (
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {database.ops.quote_name(table)})" for table in tables
    )
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]


def _connect_to(name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


class SqliteTemplate:
    """A file beside pytest's cache."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / f"{key()}.sqlite3"
        self.name = connection.creation._get_test_db_name()

    def is_there(self) -> bool:
        return self.path.exists()

    def copy(self) -> None:
        for left_by_a_killed_session in ("-wal", "-shm"):
            Path(self.name + left_by_a_killed_session).unlink(missing_ok=True)
        shutil.copyfile(self.path, self.name)
        _connect_to(self.name)

    def keep(self) -> None:
        for old in self.folder.glob("*.sqlite3*"):
            old.unlink()
        half = self.path.with_suffix(".sqlite3-half")
        shutil.copyfile(self.name, half)
        half.rename(self.path)


class PostgresTemplate:
    """A database beside the ones that are copied from it."""

    def __init__(self, folder: Path) -> None:
        name = connection.settings_dict["NAME"]
        self.family = f"template_{name}_"
        self.path = self.family + key()
        self.name = connection.creation._get_test_db_name()

    def is_there(self) -> bool:
        return self.path in self._all()

    def copy(self) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{self.name}"')
        self._say(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.path}"')
        _connect_to(self.name)

    def keep(self) -> None:
        for old in self._all():
            self._say(f'DROP DATABASE "{old}"')
        self._say(f'CREATE DATABASE "{self.path}" TEMPLATE "{self.name}"')

    def _all(self) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.family])
            return [name for (name,) in cursor.fetchall()]

    def _say(self, statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)
