"""Forgetting files that no piece holds any more."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from portfolio.models import StoredFile


def forget_unattached() -> int:
    """Delete what was removed from its last piece; answers how many files that were."""
    unattached = list(StoredFile.objects.unattached().values_list("pk", flat=True))
    return sum(forget(pk) for pk in unattached)


@transaction.atomic
def forget(file_id: UUID) -> bool:
    """Under the row's lock, so that whoever attaches these bytes now waits, and then keeps them anew."""
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or file.attachments.exists():
        return False
    keys = [file.key, *file.copy_keys]
    file.delete()
    for key in keys:
        default_storage.delete(key)
    return True
