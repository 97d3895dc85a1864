"""What comes in: archives that somebody sent."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_people_elsewhere"),
        ("portfolio", "0015_withdrawn_breaks"),
        ("reports", "0004_export_fingerprints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("waymark", "Waymark archive"), ("leap2a", "Leap2A file")],
                        default="waymark",
                        max_length=10,
                    ),
                ),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("touched_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Being looked at"),
                            ("ready", "Looked at: waiting for you"),
                            ("confirmed", "Being brought in"),
                            ("done", "Brought in"),
                            ("refused", "Could not be used"),
                            ("dropped", "Not brought in"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=80)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=600)),
                ("source_id", models.CharField(blank=True, max_length=60)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("preview", models.JSONField(blank=True, default=dict)),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("carried", models.JSONField(blank=True, default=dict)),
                (
                    "apprenticeship",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="portfolio.apprenticeship",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="accounts.provider",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at"],
                "indexes": [models.Index(fields=["state", "leased_until"], name="arrival_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_arrival_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("apprenticeship__isnull", False),
                            _connector="OR",
                        ),
                        name="what_was_brought_in_is_a_portfolio",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "waymark"), ("state", "done")),
                        fields=("provider", "digest"),
                        name="archive_is_brought_in_once_at_a_provider",
                    ),
                ],
            },
        ),
    ]
