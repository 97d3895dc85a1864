"""The day on which something was last handed in, from what was."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    revisions = apps.get_model("portfolio", "Revision").objects
    apprenticeships = apps.get_model("portfolio", "Apprenticeship").objects
    own = revisions.filter(evidence__apprenticeship=OuterRef("pk"), submitted_at__isnull=False)
    last = own.order_by("-submitted_at").values(day=TruncDate("submitted_at"))[:1]
    apprenticeships.update(handed_in_on=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0013_handed_in")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
