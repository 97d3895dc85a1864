"""Reading what one provider has: its templates beside ours, and the providers of a person."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Provider, User
from standards.models import EvidenceTemplate, HiddenTemplate
from standards.rules import Catalogue


def providers_of(user: User) -> QuerySet[Provider]:
    """Where this person holds any role now."""
    held = user.memberships.filter(ended_at__isnull=True)
    return Provider.objects.filter(pk__in=held.values("provider")).order_by("name")


def catalogue_of(provider: Provider) -> Catalogue:
    """Three queries, however many templates there are."""
    rows = list(EvidenceTemplate.objects.kept_at(provider.pk).for_form())
    hidden = HiddenTemplate.objects.filter(provider=provider).values_list("template", flat=True)
    return Catalogue(
        ours=[row for row in rows if row.provider_id is None and row.is_offered],
        own=[row for row in rows if row.provider_id is not None],
        hidden=frozenset(hidden),
    )
