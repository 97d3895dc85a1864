"""On PostgreSQL, the words of titles in an index of their own."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portfolio.models.words import TITLE_INDEX_STATEMENTS


def create_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in TITLE_INDEX_STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE portfolio_revisiontext DROP COLUMN title_vector")


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0005_search")]

    operations = [migrations.RunPython(create_index, drop_index)]
