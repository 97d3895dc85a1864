"""Beginnings of words in an index of their own on SQLite, and found rows close together on PostgreSQL."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portfolio.models.words import INDEX_STATEMENTS, QUICKER_STATEMENTS

SLOWER_STATEMENTS = {
    "sqlite": [
        "DROP TABLE portfolio_words",
        INDEX_STATEMENTS["sqlite"][0],
        "INSERT INTO portfolio_words (portfolio_words) VALUES ('rebuild')",
    ],
    "postgresql": [
        "DROP FUNCTION portfolio_newest_words",
        "ALTER TABLE portfolio_revisiontext RESET (toast_tuple_target)",
    ],
}


def quicken_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in QUICKER_STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def slow_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SLOWER_STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0008_append_only_viewings")]

    operations = [migrations.RunPython(quicken_index, slow_index)]
