"""What an administrator does with a version of a standard of the provider's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider, still_there
from accounts.models import Provider, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from standards.draft_checks import flaws_in
from standards.models import AssessmentPlan, Standard, StandardVersion
from standards.parts import Draft, print_of
from standards.permissions import can_change_version, can_keep_standards
from standards.rules import with_number
from standards.versions import copied_into, copied_version, swap_between

LONGEST_NAME = 12


FACTS = (
    "version",
    "starts_from",
    "why",
    "typical_months",
    "minimum_otj_hours",
    "wording",
    "source",
    "credit_line",
)


class StaleVersion(Refused):
    """Somebody has changed the draft meanwhile; `newest` is the draft as it is now."""

    def __init__(self, newest: StandardVersion) -> None:
        super().__init__(
            "Somebody at your provider changed this draft since you opened it.", HTTPStatus.CONFLICT
        )
        self.newest = newest


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
    hold_provider(provider.pk)
    own = StandardVersion.objects.filter(provider=provider, standard=source.standard_id)
    made = own.filter(pk=new_id).first()
    if made is not None:
        return made
    refuse_unless_free(StandardVersion, new_id)
    refuse_second_draft(provider, source.standard)
    usable = StandardVersion.objects.usable_at(provider.pk).select_related("standard")
    source = still_there(usable, pk=source.pk)
    names = names_taken(provider, source.standard)
    refuse_taken_name(version, names)
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


@transaction.atomic
def save_facts(
    *, provider: Provider, version: StandardVersion, values: Mapping[str, Any], seen: str, by: User
) -> StandardVersion:
    """values: of `FACTS`. seen: the print of the facts as they were shown. Raises StaleVersion."""
    version = draft_held(provider, version, by)
    if all(getattr(version, name) == value for name, value in values.items()):
        return version
    if seen != facts_print(version):
        raise StaleVersion(version)
    refuse_taken_name(values["version"], names_taken(provider, version.standard, besides=version))
    for name, value in values.items():
        setattr(version, name, value)
    version.save(update_fields=FACTS)
    version.plans.update(in_force_from=version.starts_from)
    count_change(version, by, part="facts", what="changed")
    return version


def facts_print(version: StandardVersion) -> str:
    return print_of(FACTS, version)


@transaction.atomic
def save_words(
    *, provider: Provider, version: StandardVersion, name: str, words: Mapping[str, str], seen: str, by: User
) -> StandardVersion:
    """What the plan is called, and its own words for things. Raises StaleVersion."""
    version = draft_held(provider, version, by)
    plan = version.plans.get()
    if (plan.name, plan.vocabulary) == (name, dict(words)):
        return version
    if seen != words_print(plan):
        raise StaleVersion(version)
    plan.name, plan.vocabulary = name, dict(words)
    plan.save(update_fields=["name", "vocabulary"])
    count_change(version, by, part="words", what="changed")
    return version


def words_print(plan: AssessmentPlan) -> str:
    return print_of(("name", "vocabulary"), plan)


@transaction.atomic
def begin_plan(
    *, provider: Provider, version: StandardVersion, source: AssessmentPlan | None, by: User
) -> AssessmentPlan:
    """For a draft that has none: empty, or a copy of one, its KSBs found by GUID. Twice is once."""
    version = draft_held(provider, version, by)
    plan = version.plans.first()
    if plan is not None:
        return plan
    if source is None:
        plan = AssessmentPlan.objects.create(
            provider=provider,
            version=version,
            name=f"{version.standard.title} plan"[:160],
            plan_version=version.version,
            in_force_from=version.starts_from,
        )
    else:
        plan = copied_into(source, version, swap_between(source.version, version))
    count_change(version, by, part="plan", what="added")
    return plan


@transaction.atomic
def discard_version(*, provider: Provider, version: StandardVersion, by: User) -> None:
    version = draft_held(provider, version, by)
    record(version, "discarded version", provider_id=provider.pk, by=by)
    version.delete()


@transaction.atomic
def publish_version(*, provider: Provider, version: StandardVersion, saves: int, by: User) -> StandardVersion:
    """New starts get it from its day on; whoever is on another version stays there. Raises StaleVersion.

    Publishing it twice is publishing it once.
    """
    can_keep_standards(by, provider).require()
    hold_provider(provider.pk)
    known = StandardVersion.objects.select_related("standard")
    version = still_there(known, pk=version.pk, provider=provider)
    if version.published_at is not None and version.saves == saves:
        return version
    can_change_version(by, provider, version).require()
    if version.saves != saves:
        raise StaleVersion(version)
    others = names_taken(provider, version.standard, besides=version)
    for flaw in flaws_in(Draft(version), timezone.localdate(), others):
        raise Refused(flaw.sentence, HTTPStatus.CONFLICT)
    now = timezone.now()
    version.plans.update(published_at=now, published_by=by)
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
    day = version.starts_from.isoformat()
    record(version, "published version", provider_id=provider.pk, by=by, starts_from=day)
    return version


def draft_held(provider: Provider, version: StandardVersion, by: User) -> StandardVersion:
    """As it is now, with nobody else at it."""
    can_keep_standards(by, provider).require()
    hold_provider(provider.pk)
    version = still_there(StandardVersion.objects.select_related("standard"), pk=version.pk)
    can_change_version(by, provider, version).require()
    return version


def count_change(version: StandardVersion, by: User, *, part: str, what: str, **more: str) -> None:
    """So that whoever publishes has read what they publish; and written down."""
    version.saves += 1
    version.save(update_fields=["saves", "wording"])
    provider_id = cast("UUID", version.provider_id)
    found = {"part": part, "what": what, "saves": version.saves, **more}
    record(version, "changed version", provider_id=provider_id, by=by, **found)


def draft_begun(provider: Provider, standard: Standard) -> StandardVersion | None:
    own = StandardVersion.objects.filter(provider=provider, standard=standard)
    return own.filter(published_at__isnull=True).select_related("standard").first()


def refuse_second_draft(provider: Provider, standard: Standard) -> None:
    """One draft of a standard at a time. Raises DraftBegun."""
    begun = draft_begun(provider, standard)
    if begun is not None:
        raise DraftBegun(begun)


def names_taken(provider: Provider, standard: Standard, besides: StandardVersion | None = None) -> set[str]:
    """What the versions of a standard are called there, ours and its own: no two are called the same."""
    kept = StandardVersion.objects.kept_at(provider.pk).filter(standard=standard)
    others = kept.exclude(pk=besides.pk) if besides else kept
    return set(others.values_list("version", flat=True))


def refuse_taken_name(name: str, taken: set[str]) -> None:
    if name in taken:
        raise Refused(f"There is a version {name} already. Give yours another name.", HTTPStatus.CONFLICT)


def free_name(base: str, taken: set[str]) -> str:
    """Such as 1.1-1, then 1.1-2: it says what the version was made from."""
    stem = base.partition("-")[0][: LONGEST_NAME - 4]
    return with_number(stem, taken)
