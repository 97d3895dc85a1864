"""Writing down that somebody took a table or a picture away."""

from collections.abc import Iterable

from django.db import models, transaction

from accounts.audit import record
from accounts.models import Provider, User


@transaction.atomic(savepoint=False)
def note_taken(
    subject: models.Model | None, sheet: str, kind: str, *, providers: Iterable[Provider], by: User
) -> None:
    """One event at each of the providers whose data it is, about the subject or else about the provider.

    They are held in the same order whoever asks.
    """
    for provider in sorted(providers, key=lambda each: str(each.pk)):
        about = subject or provider
        record(about, "took a sheet away", provider_id=provider.pk, by=by, sheet=sheet, format=kind)
