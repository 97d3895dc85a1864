"""What takes long to build, built once in a process: later its rows and files are put back as they were."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from tests import database

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Kept:
    """made: what the building gave. Whoever asks gets a copy, to change as they like."""

    made: Any
    rows: dict[type[models.Model], Rows]
    files: dict[Path, bytes]


_kept: dict[Callable[[], Any], Kept] = {}


def again(build: Callable[[], Any]) -> Any:
    """What this builds; where nothing else is in the database, only a process's first call does the work."""
    if database.filled(connection):
        return build()
    if build not in _kept:
        made = build()
        _kept[build] = Kept(deepcopy(made), rows_there(), files_there())
        return made
    kept = _kept[build]
    with transaction.atomic():
        for model, rows in kept.rows.items():
            _put_back(model, rows)
    for path, content in kept.files.items():
        whole = Path(default_storage.location, path)
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_bytes(content)
    return deepcopy(kept.made)


def rows_there() -> dict[type[models.Model], Rows]:
    filled = set(database.filled(connection))
    kinds = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in filled]
    return {model: _rows_of(model) for model in kinds}


def _rows_of(model: type[models.Model]) -> Rows:
    """As the database holds them: SQLite's driver leaves alone what is worked out."""
    as_held = "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(as_held + name for name in _columns(model))} FROM {_table(model)}")
        return cursor.fetchall()


def _put_back(model: type[models.Model], rows: Rows) -> None:
    names = _columns(model)
    row = f"({', '.join(['%s'] * len(names))})"
    at_once = max(1, (connection.features.max_query_params or 10_000) // len(names))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            cursor.execute(
                f"INSERT INTO {_table(model)} ({', '.join(names)}) VALUES {', '.join([row] * len(some))}",
                [value for one in some for value in one],
            )


def _columns(model: type[models.Model]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in model._meta.local_concrete_fields]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def files_there() -> dict[Path, bytes]:
    folder = Path(default_storage.location)
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
