"""Of what people said, signed, drew and found, rows can only be added."""

from django.db import migrations

from accounts import triggers

TABLES = [
    "assessments_assessorrisk",
    "assessments_behaviourseen",
    "assessments_findinganswer",
    "assessments_opiniondecision",
    "assessments_pagemark",
    "assessments_remark",
    "assessments_signature",
    "assessments_strategy",
    "assessments_testimony",
    "assessments_testimony_ksbs",
]
# SQLite copied this table to change it, and its triggers stayed behind.
COPIED = "assessments_decision"


def protect(apps, schema_editor):
    triggers.drop(schema_editor.connection, COPIED)
    for table in [*TABLES, COPIED]:
        triggers.create(schema_editor.connection, table)


def release(apps, schema_editor):
    for table in TABLES:
        triggers.drop(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_judging"), ("portfolio", "0008_append_only_viewings")]

    operations = [migrations.RunPython(protect, release)]
