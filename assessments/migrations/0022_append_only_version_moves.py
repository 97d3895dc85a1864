"""Of moves between versions, what they did and that they were undone, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLES = ("assessments_versionmove", "assessments_claimmove", "assessments_undonemove")


def protect(apps, schema_editor):
    for table in TABLES:
        triggers.create(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        triggers.drop(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0021_version_moves")]

    operations = [migrations.RunPython(protect, release)]
