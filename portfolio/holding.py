"""Holding rows while an action changes them: everybody waits their turn and then reads what is true.

Always in this order, so that nobody waits for somebody who waits for them: the piece, its apprenticeship,
and last, with the audit event, the provider.
"""

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from accounts.meanwhile import hold_provider
from accounts.models import Provider
from accounts.permissions import Refused
from portfolio.models import Apprenticeship, Evidence

DELETED = "This piece was deleted in another window."


def hold_evidence(evidence_id: UUID, *related: str) -> Evidence:
    """The piece as it is after the wait, held until the transaction ends.

    Asked in two queries: PostgreSQL reads joined rows before it waits, and would show them as they were.
    """
    piece = Evidence.objects.filter(pk=evidence_id)
    if piece.select_for_update(no_key=True).only("pk").first() is None:
        raise Refused(DELETED, HTTPStatus.CONFLICT)
    return piece.select_related(*related)[0]


def hold_several(evidence_ids: Iterable[UUID], *related: str) -> list[Evidence]:
    """Several pieces at once, each of them held; refused when one of them was deleted meanwhile."""
    wanted = set(evidence_ids)
    pieces = Evidence.objects.filter(pk__in=wanted).order_by("pk")
    if len(pieces.select_for_update(no_key=True).only("pk")) < len(wanted):
        raise Refused(DELETED, HTTPStatus.CONFLICT)
    return list(pieces.select_related("latest", *related))


def hold_apprenticeship(apprenticeship_id: UUID) -> Apprenticeship:
    return Apprenticeship.objects.select_for_update(no_key=True).get(pk=apprenticeship_id)


def hold_quota(provider: Provider) -> Provider:
    """Nobody else adds files meanwhile where they are counted; where there is no quota nobody waits."""
    if provider.storage_bytes is None:
        return provider
    return hold_provider(provider.pk)
