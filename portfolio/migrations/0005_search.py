"""Words of revisions, with the full-text index that each database offers."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portfolio.models.words import INDEX_STATEMENTS


def create_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in INDEX_STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_index(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The table takes its triggers, its vector and the index over that with it."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE portfolio_words")


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0004_accepted_words")]

    operations = [
        migrations.CreateModel(
            name="RevisionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parts", models.JSONField(default=list)),
                ("title", models.TextField()),
                ("body", models.TextField()),
                ("files", models.TextField()),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="portfolio.revision",
                    ),
                ),
            ],
        ),
        migrations.RunPython(create_index, drop_index),
    ]
