"""Of results on programme, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLE = "assessments_onprogrammeresult"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0019_on_programme_results")]

    operations = [migrations.RunPython(protect, release)]
