"""Answers to whether somebody is ready, to which rows are only added, and the one that stands."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from accounts import triggers

TABLE = "assessments_readinessanswer"


def protect(apps, schema_editor):
    triggers.create(schema_editor.connection, TABLE)


def release(apps, schema_editor):
    triggers.drop(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0012_append_only_practice"),
        ("portfolio", "0012_declared_from_the_trail"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadinessAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("answered_on", models.DateField()),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("inputs", models.JSONField()),
                ("answer", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "apprenticeship",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readiness_answers",
                        to="portfolio.apprenticeship",
                    ),
                ),
            ],
            options={
                "ordering": ["answered_at"],
            },
        ),
        migrations.CreateModel(
            name="ReadinessStanding",
            fields=[
                (
                    "apprenticeship",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="readiness",
                        serialize=False,
                        to="portfolio.apprenticeship",
                    ),
                ),
                ("asked", models.PositiveSmallIntegerField()),
                ("ready", models.PositiveSmallIntegerField()),
                ("methods", models.PositiveSmallIntegerField()),
                ("methods_ready", models.PositiveSmallIntegerField()),
                ("is_ready", models.BooleanField()),
                ("missing", models.JSONField(blank=True, default=dict)),
                ("next_step", models.CharField(max_length=200)),
                ("next_why", models.CharField(max_length=300)),
                ("next_code", models.CharField(blank=True, max_length=6)),
                ("as_of", models.DateField()),
                ("turns_on", models.DateField(blank=True, null=True)),
                ("asked_digest", models.CharField(max_length=64)),
                ("refreshed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="assessments.readinessanswer",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="readinessanswer",
            index=models.Index(fields=["apprenticeship", "answered_on"], name="readiness_by_day"),
        ),
        migrations.AddIndex(
            model_name="readinessstanding",
            index=models.Index(fields=["turns_on"], name="readiness_by_turn"),
        ),
        migrations.AddIndex(
            model_name="readinessstanding",
            index=models.Index(fields=["is_ready"], name="readiness_by_result"),
        ),
        migrations.AddConstraint(
            model_name="readinessstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("ready__lte", models.F("asked"))),
                name="no_more_ksbs_are_ready_than_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="readinessstanding",
            constraint=models.CheckConstraint(
                condition=models.Q(("methods_ready__lte", models.F("methods"))),
                name="no_more_methods_are_ready_than_asked",
            ),
        ),
        migrations.RunPython(protect, release),
    ]
