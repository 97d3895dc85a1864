from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0011_logos"),
    ]

    operations = [
        migrations.AlterField(
            model_name="houserules",
            name="pdf_name",
            field=models.CharField(default="{showcase} - {apprentice} - {standard}", max_length=120),
        ),
    ]
