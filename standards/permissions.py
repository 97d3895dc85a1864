"""Whether this person may change what a provider offers or keeps, with the reason when not."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Provider, Role, User
from accounts.people import providers_held, providers_where
from accounts.permissions import ALLOWED, Permission, not_now, refused
from standards.models import AssessmentPlan, EvidenceTemplate, StandardImport, StandardVersion
from standards.records.values import Problem
from standards.rules import Catalogue

ONLY_AN_ADMINISTRATOR = refused("Only an administrator of your provider can change its templates.")
ONLY_AN_ADMINISTRATOR_KEEPS_PLANS = refused(
    "Only an administrator of your provider can stamp or change its assessment plans."
)
ONLY_AN_ADMINISTRATOR_KEEPS_STANDARDS = refused(
    "Only an administrator of your provider can make and change its own versions of a standard."
)
ONLY_AN_ADMINISTRATOR_KEEPS_GUIDANCE = refused(
    "Only an administrator of your provider can put its own words beside the guidance."
)

MOST_IMPORTS = 6


def can_manage_templates(
    user: User, provider: Provider, template: EvidenceTemplate | None = None
) -> Permission:
    """Whether this person runs the provider's templates; a given one must be ours or the provider's."""
    is_foreign = template is not None and template.provider_id not in (None, provider.pk)
    if is_foreign or provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_AN_ADMINISTRATOR
    return ALLOWED


def can_hide(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    if catalogue.offered == [template]:
        return not_now("This is the only template you offer. Offer another one before you hide it.")
    return ALLOWED


def can_offer(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    if catalogue.newest_of(template) is not None:
        return not_now("A newer version of this template has taken its place.")
    return ALLOWED


def can_restore(catalogue: Catalogue, template: EvidenceTemplate) -> Permission:
    original = catalogue.original_of(template)
    if template.provider_id is None or original is None or not original.is_offered:
        return not_now("There is no Waymark template behind this one to go back to.")
    return can_offer(catalogue, template)


def can_keep_plans(user: User, provider: Provider) -> Permission:
    if provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_AN_ADMINISTRATOR_KEEPS_PLANS
    return ALLOWED


def can_stamp(user: User, provider: Provider, plan: AssessmentPlan) -> Permission:
    """Whether this person speaks for the provider on the plan."""
    may = can_keep_plans(user, provider)
    if may and plan.is_draft:
        return not_now("This is a draft. Publish it first, then stamp what you published.")
    if may and plan.is_checked_for_all:
        return not_now("Waymark has stamped this plan for everybody, so there is nothing left to stamp.")
    return may


def can_change_plan(user: User, provider: Provider, plan: AssessmentPlan) -> Permission:
    """A published plan stands as it is: people are on it, or may be tomorrow."""
    may = can_keep_plans(user, provider)
    if may and plan.provider_id != provider.pk:
        return not_now("This plan is shared. Make a version of your own to set its figures otherwise.")
    if may and not plan.is_draft:
        return not_now("This plan is published and stays as it is. Make a new version of it instead.")
    return may


def can_leave_version(plan: AssessmentPlan) -> Permission:
    """Whether a draft of a plan is published or discarded by itself."""
    if plan.version.is_draft:
        return not_now(
            "This plan belongs to a draft version of the standard, and is published or discarded with it."
        )
    return ALLOWED


def can_keep_standards(user: User, provider: Provider) -> Permission:
    if provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_AN_ADMINISTRATOR_KEEPS_STANDARDS
    return ALLOWED


def can_import(user: User, provider: Provider) -> Permission:
    """Whether one more file may be kept; each is, for a fortnight, unless somebody drops it."""
    may = can_keep_standards(user, provider)
    if may and StandardImport.objects.sent_at(provider.pk).count() >= MOST_IMPORTS:
        return not_now(f"{MOST_IMPORTS} files are kept here already. Drop one that you need no more.")
    return may


def can_make_draft(stopping: Sequence[Problem], begun: StandardVersion | None = None) -> Permission:
    """Whether anything can be made of a record.

    stopping: what is wrong with it. begun: a draft in the way.
    """
    if stopping:
        return not_now("This cannot be used yet: what is wrong is listed above.")
    return not_now(f"Publish or discard {begun} first.") if begun else ALLOWED


def can_change_version(user: User, provider: Provider, version: StandardVersion) -> Permission:
    """A published version stands as it is: people are on it, or may be tomorrow."""
    may = can_keep_standards(user, provider)
    if may and version.provider_id != provider.pk:
        return not_now("This version is shared. Make a version of your own to change it.")
    if may and not version.is_draft:
        return not_now("This version is published and stays as it is. Make a new version of it instead.")
    return may


def can_keep_guidance(user: User, provider: Provider) -> Permission:
    if provider.pk not in providers_where(user, Role.PROVIDER_ADMIN):
        return ONLY_AN_ADMINISTRATOR_KEEPS_GUIDANCE
    return ALLOWED


def can_judge_guidance(user: User) -> Permission:
    if not providers_held(user):
        return refused("Only people who belong to a provider say here what was useful: it is read there.")
    return ALLOWED
