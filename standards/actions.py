"""What an administrator does with templates: word anew, hide, offer again, go back to ours."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.db import transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from accounts.once import refuse_unless_free
from accounts.permissions import Refused
from standards.catalogues import catalogue_of
from standards.models import EvidenceTemplate, HiddenTemplate, Prompt
from standards.permissions import can_hide, can_manage_templates, can_offer, can_restore
from standards.rules import Catalogue, Wording, wording_of


class StaleTemplate(Refused):
    """Somebody has put a newer version in its place; `newest` is that one."""

    def __init__(self, newest: EvidenceTemplate) -> None:
        super().__init__(
            "Somebody at your provider changed this template since you opened it.", HTTPStatus.CONFLICT
        )
        self.newest = newest


@transaction.atomic
def replace_template(
    *, provider: Provider, template: EvidenceTemplate, wording: Wording, new_id: UUID, by: User
) -> EvidenceTemplate:
    """Offer a new version in its place. The old one stays as it is, with everything written in it.

    Asking twice with one id and one wording gives the same version. Raises StaleTemplate.
    """
    catalogue = _hold(provider, template, by)
    known = next((row for row in catalogue.own if row.pk == new_id), None)
    if known and wording_of(known, known.prompts.all()) == wording:
        return known
    newest = catalogue.newest_of(template)
    if newest is not None:
        raise StaleTemplate(newest)
    refuse_unless_free(EvidenceTemplate, new_id)
    version = _new_version(provider, template, wording, new_id)
    put_away(provider, template)
    record(version, "replaced", provider_id=provider.pk, by=by, replaces=str(template.pk))
    return version


def _new_version(
    provider: Provider, template: EvidenceTemplate, wording: Wording, new_id: UUID
) -> EvidenceTemplate:
    version = EvidenceTemplate(
        pk=new_id,
        provider=provider,
        replaces=template,
        key=f"own-{new_id}",
        evidence_kind=template.evidence_kind,
        fits=template.fits,
        position=template.position,
    )
    return add_version(version, wording)


def add_version(version: EvidenceTemplate, wording: Wording) -> EvidenceTemplate:
    """With its questions. version: not saved yet, and without words."""
    version.name, version.group, version.summary = wording.name, wording.group, wording.summary
    version.save(force_insert=True)
    Prompt.objects.bulk_create(
        Prompt(template=version, position=position, **vars(question))
        for position, question in enumerate(wording.questions, start=1)
    )
    return version


@transaction.atomic
def hide_template(*, provider: Provider, template: EvidenceTemplate, by: User) -> None:
    """Apprentices are not offered it any more; what was written with it stays."""
    catalogue = _hold(provider, template, by)
    if not catalogue.is_offered(_in(catalogue, template)):
        return
    can_hide(catalogue, template).require()
    put_away(provider, template)
    record(template, "hidden", provider_id=provider.pk, by=by)


@transaction.atomic
def offer_template(*, provider: Provider, template: EvidenceTemplate, by: User) -> None:
    catalogue = _hold(provider, template, by)
    if catalogue.is_offered(_in(catalogue, template)):
        return
    can_offer(catalogue, template).require()
    _take_out(provider, template)
    record(template, "offered", provider_id=provider.pk, by=by)


@transaction.atomic
def restore_template(*, provider: Provider, template: EvidenceTemplate, by: User) -> EvidenceTemplate:
    """Offer ours again in place of the provider's own version of it."""
    catalogue = _hold(provider, template, by)
    can_restore(catalogue, _in(catalogue, template)).require()
    original = catalogue.original_of(template)
    if original is None:
        raise EvidenceTemplate.DoesNotExist
    _take_out(provider, original)
    put_away(provider, template)
    record(template, "restored", provider_id=provider.pk, by=by, original=str(original.pk))
    return original


def _hold(provider: Provider, template: EvidenceTemplate, by: User) -> Catalogue:
    """The catalogue as it is, after anybody else who is changing it has finished."""
    can_manage_templates(by, provider, template).require()
    hold_provider(provider.pk)
    return catalogue_of(provider)


def _in(catalogue: Catalogue, template: EvidenceTemplate) -> EvidenceTemplate:
    """The row as it is now, not as it was when the page was drawn."""
    return next((row for row in catalogue.ours + catalogue.own if row == template), template)


def put_away(provider: Provider, template: EvidenceTemplate) -> None:
    if template.provider_id is None:
        HiddenTemplate.objects.get_or_create(provider=provider, template=template)
    else:
        EvidenceTemplate.objects.filter(pk=template.pk, provider=provider).update(is_offered=False)


def _take_out(provider: Provider, template: EvidenceTemplate) -> None:
    if template.provider_id is None:
        HiddenTemplate.objects.filter(provider=provider, template=template).delete()
    else:
        EvidenceTemplate.objects.filter(pk=template.pk, provider=provider).update(is_offered=True)
