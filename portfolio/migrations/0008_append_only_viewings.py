"""What somebody from outside looked at can only be added to."""

from django.db import migrations

from accounts import triggers


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, "portfolio_viewing")


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, "portfolio_viewing")


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0007_loans_and_verifiers"), ("accounts", "0002_append_only")]

    operations = [migrations.RunPython(protect, release)]
