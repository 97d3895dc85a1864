from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_unread_notices"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="touched_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
