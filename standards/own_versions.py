"""What an administrator does with a version of a standard of the provider's own."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.models import Standard, StandardVersion
from standards.permissions import can_keep_standards
from standards.versions import copied_version

LONGEST_NAME = 12


class DraftBegun(Refused):
    """The provider has begun a draft of the standard already; `draft` is that one."""

    def __init__(self, draft: StandardVersion) -> None:
        super().__init__(
            f"Your provider has begun a draft already: {draft}. Publish or discard it before another.",
            HTTPStatus.CONFLICT,
        )
        self.draft = draft


@transaction.atomic
def draft_from(
    *,
    provider: Provider,
    source: StandardVersion,
    by: User,
    new_id: UUID,
    version: str = "",
    starts_from: dt.date | None = None,
    why: str = "",
) -> StandardVersion:
    """A version of the provider's own to work on, copied whole from one it can use.

    new_id: made by the client, so that asking twice gives one draft. version: blank for the next free name.
    A draft touches nobody: only administrators see it, and no apprenticeship can be on it. Raises DraftBegun.
    """
    can_keep_standards(by, provider).require()
    hold(provider)
    own = StandardVersion.objects.filter(provider=provider, standard=source.standard_id)
    made = own.filter(pk=new_id).first()
    if made is not None:
        return made
    refuse_second_draft(provider, source.standard)
    source = StandardVersion.objects.usable_at(provider.pk).select_related("standard").get(pk=source.pk)
    names = names_taken(provider, source.standard)
    if version in names:
        raise Refused(f"There is a version {version} already. Give yours another name.", HTTPStatus.CONFLICT)
    draft = copied_version(
        source,
        provider,
        new_id,
        version=version or free_name(source.version, names),
        starts_from=starts_from or max(source.starts_from, timezone.localdate()),
        why=why,
    )
    record(draft, "drafted version", provider_id=provider.pk, by=by, replaces=str(source.pk))
    return draft


def refuse_second_draft(provider: Provider, standard: Standard) -> None:
    """One draft of a standard at a time. Raises DraftBegun."""
    own = StandardVersion.objects.filter(provider=provider, standard=standard)
    begun = own.filter(published_at__isnull=True).select_related("standard").first()
    if begun is not None:
        raise DraftBegun(begun)


def names_taken(provider: Provider, standard: Standard) -> set[str]:
    """What the versions of a standard are called there, ours and its own: no two are called the same."""
    kept = StandardVersion.objects.kept_at(provider.pk).filter(standard=standard)
    return set(kept.values_list("version", flat=True))


def free_name(base: str, taken: set[str]) -> str:
    """Such as 1.1-1, then 1.1-2: it says what the version was made from."""
    stem = base.partition("-")[0][: LONGEST_NAME - 4]
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}-{number}") not in taken)


def hold(provider: Provider) -> None:
    """Two administrators at once take turns."""
    Provider.objects.select_for_update(no_key=True).only("pk").get(pk=provider.pk)
