from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_readiness")]

    operations = [
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                fields=("gateway", "user", "about_hash"), name="nobody_declares_the_same_for_two"
            ),
        ),
    ]
