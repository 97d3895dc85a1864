"""Of people who are known only from an archive: where they worked."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_export_notices")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="elsewhere",
            field=models.CharField(blank=True, default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                name="somebody_from_elsewhere_has_no_account",
                condition=Q(elsewhere="") | Q(is_active=False, is_staff=False, is_superuser=False),
            ),
        ),
    ]
