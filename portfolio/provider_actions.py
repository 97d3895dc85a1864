"""What an administrator changes for the whole provider."""

from django.db import transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from portfolio.permissions import can_change_provider


@transaction.atomic
def change_provider(*, provider: Provider, nation: str, largest_file_bytes: int | None, by: User) -> Provider:
    """From now on; files that are there already stay, however large."""
    can_change_provider(by, provider).require()
    provider = hold_provider(provider.pk)
    provider.nation, provider.largest_file_bytes = nation, largest_file_bytes
    provider.save(update_fields=["nation", "largest_file_bytes"])
    record(
        provider,
        "changed settings",
        provider_id=provider.pk,
        by=by,
        nation=nation,
        largest_file_bytes=largest_file_bytes,
    )
    return provider
