import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0014_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="guidanceentry",
            name="standard",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="guidance",
                to="standards.standard",
            ),
        ),
    ]
