"""SQLite wrote the table anew for its constraint, and let go of what kept its rows from being changed."""

from django.db import migrations

from accounts import triggers

TABLE = "assessments_declaration"


def protect(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)
    triggers.create(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_nobody_signs_for_two")]

    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
