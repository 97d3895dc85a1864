"""Of requests for evidence in moves between versions, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLE = "assessments_requestmove"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0026_requests_moved")]

    operations = [migrations.RunPython(protect, release)]
