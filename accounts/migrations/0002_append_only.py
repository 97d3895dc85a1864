"""The audit trail can only be added to."""

from django.db import migrations

from accounts import triggers


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, "accounts_auditevent")


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, "accounts_auditevent")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people")]

    operations = [migrations.RunPython(protect, release)]
