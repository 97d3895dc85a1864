"""Of what was read in a reading room, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLE = "reports_roomreading"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_reading_room")]

    operations = [migrations.RunPython(protect, release)]
