"""KSBs that a plan has the employer verify: by whose word they count, and keeping progress up with it."""

import datetime as dt
from uuid import UUID

from django.db.models import Q

from accounts.models import Membership, Role
from assessments.models import BehaviourSeen
from assessments.models.signing import BehaviourSeenQuerySet
from portfolio import progress
from portfolio.models import Apprenticeship
from standards.models import Ksb
from standards.said import verified_codes


def said_by_the_employer(apprenticeship: Apprenticeship) -> BehaviourSeenQuerySet:
    """What the line manager signed, or somebody who is or was one at this employer. Needs the line manager.

    Whoever signs by a link without an account counts when the link went to the line manager's address.
    """
    managers = Membership.objects.filter(role=Role.LINE_MANAGER, employer=apprenticeship.employer_id)
    theirs = Q(signature__user__in=managers.values("user"))
    if manager := apprenticeship.line_manager:
        theirs |= Q(signature__user=manager)
        theirs |= Q(signature__user__isnull=True, signature__email__iexact=manager.email)
    return BehaviourSeen.objects.filter(theirs, signature__apprenticeship=apprenticeship)


def verified_by_code(apprenticeship: Apprenticeship) -> dict[str, dt.date]:
    """The first day on which each was seen. No query where the plan leaves it to evidence. Needs the plan.

    A behaviour is the same in every version that has it by its GUID.
    """
    codes = verified_codes(apprenticeship.plan.evidence_rules)
    if not codes:
        return {}
    asked = Ksb.objects.filter(version=apprenticeship.version_id, code__in=codes)
    code_of = dict(asked.values_list("guid", "code"))
    seen = said_by_the_employer(apprenticeship).filter(ksb__guid__in=list(code_of))
    rows = seen.order_by("-seen_on").values_list("ksb__guid", "seen_on")
    return {code_of[guid]: day for guid, day in rows}


def keep_verified(apprenticeship: Apprenticeship) -> None:
    """Bring progress in line with what the employer said. Call it when that, or the plan, has changed."""
    days = verified_by_code(apprenticeship)
    ksbs = Ksb.objects.filter(version=apprenticeship.version_id, code__in=list(days))
    by_id: dict[UUID, dt.date] = {ksb.pk: days[ksb.code] for ksb in ksbs}
    progress.keep_verified(apprenticeship.pk, by_id)
