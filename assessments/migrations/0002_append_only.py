"""Decisions can only be added to."""

from django.db import migrations

from accounts import triggers


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, "assessments_decision")


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, "assessments_decision")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_judgements"), ("accounts", "0002_append_only")]

    operations = [migrations.RunPython(protect, release)]
