"""What was declared on handing in was written in the audit trail alone; from now on it stays with the version."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy_declared(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    events = apps.get_model("accounts", "AuditEvent").objects
    revisions = apps.get_model("portfolio", "Revision").objects
    handed_in = events.filter(act="submitted", subject_type="portfolio.evidence").order_by(
        "provider", "number"
    )
    for piece, detail in handed_in.values_list("subject_id", "detail").iterator():
        declared = detail.get("declared")
        if declared:
            revisions.filter(evidence=piece, number=detail["revision"]).update(declared=declared)


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0011_declared"), ("accounts", "0001_people")]

    operations = [migrations.RunPython(copy_declared, migrations.RunPython.noop, elidable=True)]
