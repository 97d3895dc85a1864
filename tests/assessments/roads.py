"""Apprenticeships on the road: ready for the gateway, through it, with a failed method."""

import datetime as dt
from uuid import uuid4

from django.db.models import Model
from django.utils import timezone

from accounts.models import Role, User
from assessments.actions import mark_revision
from assessments.actions.gateway import confirm_gateway, open_gateway, sign_gateway
from assessments.gateway import Facts, facts_of, for_gateway
from assessments.models import Booking, EpaResult, Gateway, Resit
from assessments.permissions.gateway import part_of
from assessments.rules import Judgement
from assessments.rules.gateway import STATEMENTS
from portfolio.models import Apprenticeship, BreakInLearning, Evidence, Revision, TrainingEntry, TrainingPlan
from standards.models import GatewayRequirement
from tests.factories import ApprenticeshipFactory, MethodFactory, chosen, evidence, member

TODAY = timezone.localdate()
LONG_AGO = TODAY - dt.timedelta(days=500)
RESITS = {"only_after": "fail", "asks_for": ["action plan", "employer agreement"], "within_months": 12}
ASKED = {
    "minimum-time": {"plan_months": 12},
    "employer-confirmation": {"signed_by": ["employer"], "together_with": ["provider"]},
    "english-maths": {"optional_from_age_at_start": 19, "statuses_that_pass": ["exempt_by_age", "complete"]},
    "off-the-job": {"published_hours": 2},
    "every-ksb-met": {},
    "showcase-complete": {},
    "declarations": {},
}


def asks(apprenticeship: Apprenticeship) -> None:
    """A plan with every requirement, and two methods more than the showcase."""
    for position, (rule, parameters) in enumerate(ASKED.items(), start=1):
        GatewayRequirement.objects.create(
            plan=apprenticeship.plan,
            rule=rule,
            title=f"Asked: {rule}",
            explanation="Why it is asked.",
            parameters=parameters,
            position=position,
        )
    for position, kind in enumerate(["observation", "discussion"], start=2):
        method = MethodFactory(plan=apprenticeship.plan, key=kind, name=kind.capitalize(), kind=kind)
        method.position = position
        method.save()
    apprenticeship.plan.evidence_rules = {"resits": RESITS}
    apprenticeship.plan.save()


def accept(piece: Evidence) -> None:
    mark_revision(
        revision=piece.latest,
        judgements={claim.pk: Judgement("met", "Good.") for claim in piece.latest.claims.all()},
        outcome="accepted",
        feedback="Well done.",
        by=piece.apprenticeship.assessor,
    )


def ready(pieces: int = 1) -> Apprenticeship:
    """Everything but the signatures."""
    apprenticeship = ApprenticeshipFactory(
        started_on=LONG_AGO, gateway_planned_on=LONG_AGO + dt.timedelta(days=450)
    )
    asks(apprenticeship)
    for position in range(1, pieces + 1):
        piece = evidence(
            apprenticeship, Revision.State.SUBMITTED, ksbs=list(apprenticeship.version.ksbs.all())
        )
        accept(piece)
        chosen(piece, position)
    TrainingPlan.objects.create(
        apprenticeship=apprenticeship,
        age_at_start=17,
        english="complete",
        maths="complete",
        changed_by=apprenticeship.assessor,
    )
    trained(apprenticeship, 150)
    return Apprenticeship.objects.get(pk=apprenticeship.pk)


def trained(apprenticeship: Apprenticeship, minutes: int = 60, **fields: object) -> TrainingEntry:
    defaults = {"trained_on": LONG_AGO, "kind": "theory", "learned": "Canary learned."}
    return TrainingEntry.objects.create(
        apprenticeship=apprenticeship, minutes=minutes, by=apprenticeship.apprentice, **{**defaults, **fields}
    )


def facts(apprenticeship: Apprenticeship) -> Facts:
    return facts_of(for_gateway(Apprenticeship.objects.filter(pk=apprenticeship.pk))[0])


def administrator(apprenticeship: Apprenticeship) -> User:
    """One of them, always the same."""
    held = apprenticeship.provider.memberships.filter(role=Role.PROVIDER_ADMIN).order_by("created_at").first()
    return held.user if held else member(apprenticeship.provider, Role.PROVIDER_ADMIN)


def sign(apprenticeship: Apprenticeship, by: User) -> None:
    now = facts(apprenticeship)
    every = range(len(STATEMENTS[part_of(by, apprenticeship)]))
    sign_gateway(apprenticeship=apprenticeship, ticked=every, about_hash=now.about_hash, by=by)


def declared(apprenticeship: Apprenticeship | None = None) -> Apprenticeship:
    """Signed by all three."""
    apprenticeship = apprenticeship or ready()
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    for by in (apprenticeship.apprentice, apprenticeship.line_manager, administrator(apprenticeship)):
        sign(apprenticeship, by)
    return apprenticeship


def confirmed() -> Apprenticeship:
    apprenticeship = declared()
    confirm_gateway(apprenticeship=apprenticeship, by=administrator(apprenticeship))
    return Apprenticeship.objects.get(pk=apprenticeship.pk)


def long_confirmed(days: int = 420) -> Apprenticeship:
    """So long ago that results and their notices have room behind it."""
    apprenticeship = confirmed()
    Gateway.objects.update(confirmed_at=timezone.now() - dt.timedelta(days=days))
    return apprenticeship


def failed_method(apprenticeship: Apprenticeship) -> dict[str, Model]:
    """Rows alone, for whoever only needs that they are there: a booking, its fail, and a planned resit."""
    admin = apprenticeship.assessor
    gateway = Gateway.objects.create(
        apprenticeship=apprenticeship,
        opened_by=admin,
        confirmed_by=admin,
        confirmed_at=timezone.now(),
        snapshot={"about": {"showcase": []}, "checks": []},
        snapshot_hash="0" * 64,
    )
    booking = Booking.objects.create(
        gateway=gateway,
        method=apprenticeship.plan.methods.first(),
        booked_for=TODAY,
        place="Canary room",
        booked_by=admin,
        is_settled=True,
    )
    failed = EpaResult.objects.create(
        booking=booking, grade="fail", told_on=TODAY, note="Canary note", entered_by=admin
    )
    resit = Resit.objects.create(
        gateway=gateway, failed=failed, kind="resit", action_plan="Canary plan", planned_by=admin
    )
    return {
        "booking": booking,
        "resit": resit,
        "break": BreakInLearning.objects.create(
            apprenticeship=apprenticeship,
            began_on=apprenticeship.started_on,
            back_on=apprenticeship.started_on + dt.timedelta(days=1),
            reason="Canary break",
            recorded_by=admin,
        ),
        "training": trained(apprenticeship, pk=uuid4(), trained_on=apprenticeship.started_on),
    }
