"""A file that an administrator has sent and that was read."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from standards import importing
from standards.import_actions import receive_import

SAID = {"reference": "", "title": "", "version": "", "level": None, "starts_from": ""}


def imported(by, content, **said):
    """The first record of the file."""
    found = receive_import(
        provider=by.memberships.get().provider,
        source=SimpleUploadedFile("standards.json", content),
        name="standards.json",
        dialect="",
        said={**SAID, **said},
        new_id=uuid4(),
        by=by,
    )
    importing.read_import(found.pk)
    return found.records.select_related("source__provider").first()


def confirm(client, row, **fields):
    asked = {"form_id": str(uuid4()), "version": "1.1-1", "starts_from": "2026-12-01", "why": "", **fields}
    return client.post(row.get_absolute_url(), asked)
