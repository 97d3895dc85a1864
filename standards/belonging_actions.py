"""Bringing in what a pack has beside the standard: it is the provider's own, and what Waymark ships stays."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from uuid import uuid4

from django.db import transaction

from accounts.audit import record
from accounts.meanwhile import hold_provider, still_there
from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.actions import add_version, put_away
from standards.belongings import Belongings, TemplateBeside
from standards.guidance_actions import save_own_guidance
from standards.import_preview import ANEW, preview_of
from standards.models import EvidenceTemplate, ImportedRecord
from standards.permissions import can_keep_guidance, can_make_draft, can_manage_templates

TEMPLATES, GUIDANCE = "templates", "guidance"
STALE = "Somebody at your provider changed these meanwhile. Look at what differs now, then bring them in."


@transaction.atomic
def bring_belongings(*, row: ImportedRecord, kinds: Collection[str], seen: str, by: User) -> Belongings:
    """Answers what was brought in. seen: the print of what was shown. Twice is once."""
    provider = row.source.provider
    can_manage_templates(by, provider).require()
    can_keep_guidance(by, provider).require()
    hold_provider(provider.pk)
    row = still_there(ImportedRecord.objects.select_related("source__provider"), pk=row.pk)
    preview = preview_of(row, provider, by, ANEW)
    can_make_draft(preview.stopping).require()
    found = preview.belongings
    templates = found.new_templates if TEMPLATES in kinds else []
    words = found.new_words if GUIDANCE in kinds else []
    if (templates or words) and found.print != seen:
        raise Refused(STALE, HTTPStatus.CONFLICT)
    for place, template in enumerate(templates, start=1):
        _bring_template(provider, template, place, by)
    for each in words:
        saves = each.own.saves if each.own else 0
        save_own_guidance(provider=provider, entry=each.entry, words=each.words, saves=saves, by=by)
    return Belongings(templates, words)


def _bring_template(provider: Provider, found: TemplateBeside, place: int, by: User) -> None:
    over, new_id = found.over, uuid4()
    brought = EvidenceTemplate(
        pk=new_id,
        provider=provider,
        replaces=over,
        key=f"own-{new_id}" if over else found.given.key,
        evidence_kind=found.given.evidence_kind,
        fits=found.fits,
        position=over.position if over else place,
    )
    add_version(brought, found.given.wording)
    if over is not None:
        put_away(provider, over)
    replaced = str(over.pk) if over else ""
    record(brought, "brought in template", provider_id=provider.pk, by=by, replaces=replaced)
