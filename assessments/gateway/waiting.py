"""Whose signature open gateways wait for, as it stands on homes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from assessments.gateway.facts import about_now, state_of
from assessments.gateway.showing import Showing, showcases_now
from assessments.models import Declaration, Gateway
from assessments.permissions.gateway import Standing, can_confirm, can_sign_gateway
from assessments.snapshots import digest
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own

SIGN, CONFIRM = "sign", "confirm"
IN_THE_WAY = "Something stands in the way. The page of the gateway says what."


@dataclass(frozen=True, slots=True)
class GatewayTask:
    """One act that an open gateway waits for from one person."""

    act: str
    words: str
    url: str
    asked_by: str
    at: dt.datetime
    message: str = ""


def gateway_tasks(apprenticeships: QuerySet[Apprenticeship], user: User) -> list[GatewayTask]:
    """What this person can sign or confirm now, oldest first. One query, three when a gateway is open."""
    open_ones = Gateway.objects.filter(
        apprenticeship__in=apprenticeships.order_by().values("pk"),
        apprenticeship__status=Apprenticeship.Status.ON_PROGRAMME,
        withdrawn_at__isnull=True,
        confirmed_at__isnull=True,
    )
    gateways = list(
        open_ones.select_related(
            "opened_by",
            "apprenticeship__apprentice",
            "apprenticeship__readiness",
            "apprenticeship__training_plan",
            "apprenticeship__plan",
        )
        .prefetch_related(Prefetch("declarations", Declaration.objects.order_by("signed_at", "pk")))
        .order_by("opened_at", "pk")
    )
    showings = showcases_now([each.apprenticeship_id for each in gateways]) if gateways else {}
    return [task for gateway in gateways if (task := _task(gateway, showings, user))]


def _task(gateway: Gateway, showings: Mapping[UUID, Showing], user: User) -> GatewayTask | None:
    apprenticeship = gateway.apprenticeship
    standing = _standing(gateway, showings[apprenticeship.pk])
    word = apprenticeship.plan.words.gateway
    who = "your" if is_own(user, apprenticeship) else f"{apprenticeship.apprentice}’s"
    if can_sign_gateway(user, apprenticeship, standing):
        act, words = SIGN, f"Read and sign {who} {word}"
    elif can_confirm(user, apprenticeship, standing):
        act, words = CONFIRM, f"Confirm {who} {word}: all three have signed"
    else:
        return None
    return GatewayTask(act, words, gateway.get_absolute_url(), str(gateway.opened_by), gateway.opened_at)


def _standing(gateway: Gateway, showing: Showing) -> Standing:
    """From what is kept: the page itself looks at every requirement again."""
    about = digest(about_now(gateway.apprenticeship, gateway.number, showing))
    signers = {each.user_id: each.part for each in gateway.declarations.all() if each.about_hash == about}
    signed = frozenset(signers.values())
    kept = getattr(gateway.apprenticeship, "readiness", None)
    is_clear = kept is not None and kept.is_ready and showing.is_clear
    return Standing(state_of(gateway, signed), signed, "" if is_clear else IN_THE_WAY, signers)
