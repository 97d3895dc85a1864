"""What a provider's files take, and which limits follow for a piece."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Provider
from portfolio.limits import Limits, limits_from
from portfolio.models import Evidence, StoredFile, Upload
from portfolio.models.evidence import EvidenceQuerySet
from portfolio.rules import size_in_words

PROVIDER = "evidence__apprenticeship__provider"


def with_room(pieces: EvidenceQuerySet) -> EvidenceQuerySet:
    """Each with its provider, and with `bytes_used` there: files kept and the whole of those under way."""
    provider = OuterRef("apprenticeship__provider")
    kept = _total(StoredFile.objects.filter(provider=provider), "provider")
    under_way = _total(Upload.objects.under_way().filter(**{PROVIDER: provider}), PROVIDER)
    return pieces.select_related("apprenticeship__provider").annotate(bytes_used=kept + under_way)


def _total(rows: "QuerySet[Any]", group: str) -> Coalesce:
    totals = rows.order_by().values(group).annotate(total=Sum("size")).values("total")
    return Coalesce(Subquery(totals), 0)


def limits_of(evidence: Evidence) -> Limits:
    """The limits for one more file of this piece."""
    provider = evidence.apprenticeship.provider
    used: int | None = getattr(evidence, "bytes_used", None)
    return limits_at(provider) if used is None else limits_for(provider, used)


def limits_at(provider: Provider) -> Limits:
    """The limits for one more file of anybody's; asks for what is used only where it matters."""
    return limits_for(provider, used_by(provider.pk) if provider.storage_bytes is not None else 0)


def limits_for(provider: Provider, used: int) -> Limits:
    return limits_from(
        installation=settings.WAYMARK_MAX_FILE_BYTES,
        in_form=settings.WAYMARK_MAX_FORM_FILE_BYTES,
        provider=provider.largest_file_bytes,
        quota=provider.storage_bytes,
        used=used,
    )


def used_by(provider_id: UUID) -> int:
    under_way = Upload.objects.under_way().filter(**{PROVIDER: provider_id})
    return kept_by(provider_id) + (under_way.aggregate(total=Sum("size"))["total"] or 0)


def kept_by(provider_id: UUID) -> int:
    return StoredFile.objects.filter(provider=provider_id).aggregate(total=Sum("size"))["total"] or 0


@dataclass(frozen=True, slots=True)
class Room:
    """What a provider's files take, in words. percent: of the quota; None where there is none."""

    used: str
    quota: str
    percent: int | None


def room_at(provider: Provider) -> Room:
    used, quota = used_by(provider.pk), provider.storage_bytes
    percent = None if quota is None else min(100, used * 100 // max(1, quota))
    return Room(size_in_words(used), size_in_words(quota) if quota is not None else "", percent)
