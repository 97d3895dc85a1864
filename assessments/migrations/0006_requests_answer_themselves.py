from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_sign_letters"),
        ("portfolio", "0009_quicker_words"),
        ("standards", "0004_ksb_cues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="evidencerequest",
            name="answered_at",
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.UniqueConstraint(
                fields=("batch", "apprenticeship"), name="apprentice_is_asked_once_in_a_batch"
            ),
        ),
    ]
