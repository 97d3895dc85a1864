"""KSBs that a plan has the employer verify: by whose word they count, and keeping progress up with it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Membership, Role
from assessments.models import BehaviourSeen
from assessments.models.signing import BehaviourSeenQuerySet
from portfolio import progress
from portfolio.models import Apprenticeship
from standards.models import Ksb
from standards.said import verified_codes

# The first day on which each behaviour was seen, by its GUID.
Seen = dict[UUID, dt.date]


def said_by_employers(apprenticeship_ids: Iterable[UUID]) -> BehaviourSeenQuerySet:
    """What line managers signed, or somebody who is or was one at the apprentice's employer.

    Whoever signs by a link without an account counts when the link went to the line manager's address.
    """
    row = "signature__apprenticeship"
    managers = Membership.objects.filter(
        role=Role.LINE_MANAGER, employer=OuterRef(f"{row}__employer"), user=OuterRef("signature__user")
    )
    theirs = Q(Exists(managers)) | Q(signature__user=F(f"{row}__line_manager"))
    by_link = Q(signature__user__isnull=True, signature__email__iexact=F(f"{row}__line_manager__email"))
    return BehaviourSeen.objects.filter(theirs | by_link, signature__apprenticeship__in=apprenticeship_ids)


def seen_by_employers(apprenticeship_ids: Iterable[UUID]) -> dict[UUID, Seen]:
    """Of each apprenticeship, the first day on which each behaviour was seen. One query."""
    rows = said_by_employers(apprenticeship_ids).order_by("-seen_on")
    found: dict[UUID, Seen] = {}
    for whose, guid, day in rows.values_list("signature__apprenticeship", "ksb__guid", "seen_on"):
        found.setdefault(whose, {})[guid] = day
    return found


def verified_by_code(
    apprenticeship: Apprenticeship, ksbs: Iterable[Ksb] | None = None, seen: Seen | None = None
) -> dict[str, dt.date]:
    """The first day on which each was seen. No query where the plan leaves it to evidence. Needs the plan.

    ksbs: of the version, and seen: as `seen_by_employers` gives it, where they are at hand; else one query
    each. A behaviour is the same in every version that has it by its GUID.
    """
    codes = verified_codes(apprenticeship.plan.evidence_rules)
    if not codes:
        return {}
    if ksbs is None:
        ksbs = Ksb.objects.filter(version=apprenticeship.version_id, code__in=codes)
    if seen is None:
        seen = seen_by_employers([apprenticeship.pk]).get(apprenticeship.pk, {})
    return {ksb.code: seen[ksb.guid] for ksb in ksbs if ksb.code in codes and ksb.guid in seen}


def keep_verified(apprenticeship: Apprenticeship) -> None:
    """Bring progress in line with what the employer said. Call it when that, or the plan, has changed."""
    days = verified_by_code(apprenticeship)
    ksbs = Ksb.objects.filter(version=apprenticeship.version_id, code__in=list(days))
    by_id: dict[UUID, dt.date] = {ksb.pk: days[ksb.code] for ksb in ksbs}
    progress.keep_verified(apprenticeship.pk, by_id)
