"""What a template shows well was named by code, which another standard may use for something else."""

from django.db import migrations


def name_by_guid(apps, schema_editor):
    """Only one standard was shipped until now, so that a code meant its KSB."""
    codes = apps.get_model("standards", "Ksb").objects.order_by("version__starts_from")
    guids = {code: str(guid) for code, guid in codes.values_list("code", "guid")}
    rename(apps, guids)


def name_by_code(apps, schema_editor):
    ksbs = apps.get_model("standards", "Ksb").objects.order_by("version__starts_from")
    rename(apps, {str(guid): code for code, guid in ksbs.values_list("code", "guid")})


def rename(apps, names):
    templates = apps.get_model("standards", "EvidenceTemplate").objects
    for template in templates.exclude(fits=[]):
        template.fits = [names[fit] for fit in template.fits if fit in names]
        template.save(update_fields=["fits"])


class Migration(migrations.Migration):
    dependencies = [("standards", "0010_own_versions")]

    operations = [migrations.RunPython(name_by_guid, name_by_code)]
