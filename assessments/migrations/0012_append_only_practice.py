"""Of what was shown in practice, criterion by criterion, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLE = "assessments_criterionresult"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_practice")]

    operations = [migrations.RunPython(protect, release)]
