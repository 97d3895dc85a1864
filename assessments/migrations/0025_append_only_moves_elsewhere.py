"""Of moves between versions that were made elsewhere, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLES = ("assessments_moveelsewhere", "assessments_claimmoveelsewhere")


def protect(apps, schema_editor):
    for table in TABLES:
        triggers.create(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        triggers.drop(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0024_moves_elsewhere")]

    operations = [migrations.RunPython(protect, release)]
