"""Of what providers said about plans, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLE = "standards_plancheck"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("standards", "0006_plan_checks")]

    operations = [migrations.RunPython(protect, release)]
