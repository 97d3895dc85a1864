"""What people do with guidance: a provider adds its own words, and readers say whether it was of use."""

from __future__ import annotations

from http import HTTPStatus

from django.db import transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.people import providers_held
from accounts.permissions import Refused
from standards.library import OwnWords
from standards.models import GuidanceEntry, GuidanceFeedback, ProviderGuidance
from standards.permissions import can_judge_guidance, can_keep_guidance


class StaleGuidance(Refused):
    """Somebody else saved meanwhile; `newest` is what stands now, none when they took it away."""

    def __init__(self, newest: ProviderGuidance | None) -> None:
        super().__init__("Somebody at your provider changed this since you opened it.", HTTPStatus.CONFLICT)
        self.newest = newest


@transaction.atomic
def save_own_guidance(
    *, provider: Provider, entry: GuidanceEntry, words: OwnWords, saves: int, by: User
) -> ProviderGuidance | None:
    """Blank words take the provider's own away. saves: the count that was shown. Raises StaleGuidance.

    What already stands as it is asked for is left as it is, so a second click changes nothing.
    """
    can_keep_guidance(by, provider).require()
    hold_provider(provider.pk)
    own = ProviderGuidance.objects.filter(provider=provider, entry=entry).first()
    if _stands(own, words):
        return own
    if (own.saves if own else 0) != saves:
        raise StaleGuidance(own)
    if words.is_blank:
        _take_away(own, by)
        return None
    own = own or ProviderGuidance(provider=provider, entry=entry, saves=0)
    own.additions, own.links, own.hides_ours = words.additions, words.links, words.hides_ours
    own.saves, own.changed_by = own.saves + 1, by
    own.save()
    record(
        entry,
        "added to guidance",
        provider_id=provider.pk,
        by=by,
        sections=len(words.additions),
        links=len(words.links),
        hides_ours=words.hides_ours,
    )
    return own


def _stands(own: ProviderGuidance | None, words: OwnWords) -> bool:
    if own is None:
        return words.is_blank
    return OwnWords(own.additions, own.links, own.hides_ours) == words


def _take_away(own: ProviderGuidance | None, by: User) -> None:
    if own is not None:
        record(own.entry, "took own guidance away", provider_id=own.provider_id, by=by)
        own.delete()


@transaction.atomic
def judge_guidance(*, entry: GuidanceEntry, is_useful: bool, words: str, by: User) -> GuidanceFeedback:
    """One answer a person; a later one takes the place of the earlier."""
    can_judge_guidance(by).require()
    said = {"is_useful": is_useful, "words": words, "provider": providers_held(by)[0]}
    feedback, _ = GuidanceFeedback.objects.update_or_create(entry=entry, by=by, defaults=said)
    return feedback
