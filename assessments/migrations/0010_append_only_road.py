"""Of what was declared at the gateway, and of results, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLES = ["assessments_declaration", "assessments_eparesult"]


def protect(apps, schema_editor):
    for table in TABLES:
        triggers.create(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        triggers.drop(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_gateway")]

    operations = [migrations.RunPython(protect, release)]
