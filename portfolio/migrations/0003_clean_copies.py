"""What is known of the copy that others are handed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_capture")]

    operations = [
        migrations.AddField("storedfile", "clean_media_type", models.CharField(blank=True, max_length=100)),
        migrations.AddField("storedfile", "clean_size", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("storedfile", "clean_sha256", models.CharField(blank=True, max_length=64)),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                name="clean_copy_is_known_by_its_hash",
                condition=Q(has_clean_copy=False) | ~Q(clean_sha256=""),
            ),
        ),
    ]
