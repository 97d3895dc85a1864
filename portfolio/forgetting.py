"""Forgetting files that nothing holds any more: no piece, no marking, no testimony."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from portfolio.models import StoredFile


def forget_unattached() -> int:
    """Delete what was removed from the last thing that held it; answers how many files that were."""
    unattached = list(StoredFile.objects.unattached().values_list("pk", flat=True))
    return sum(forget(pk) for pk in unattached)


@transaction.atomic
def forget(file_id: UUID) -> bool:
    """Under the row's lock, so that whoever takes these bytes in now waits, and then keeps them anew."""
    file = StoredFile.objects.select_for_update().filter(pk=file_id).first()
    if file is None or not StoredFile.objects.unattached().filter(pk=file_id).exists():
        return False
    keys = [file.key, *file.copy_keys]
    file.delete()
    for key in keys:
        default_storage.delete(key)
    return True
