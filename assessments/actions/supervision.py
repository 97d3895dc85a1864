"""Naming who countersigns whom, for a time or for one marking."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.meanwhile import hold_provider
from accounts.models import Provider, User
from assessments.actions.marking import Incomplete
from assessments.actions.provisional import tell_countersigner
from assessments.lending import lend, take_back
from assessments.models import Countersignature, Supervision
from assessments.peers import assessors_at, countersigners_for
from assessments.permissions.opinions import (
    can_end_supervision,
    can_name_countersigner,
    can_set_supervision,
)
from assessments.rules import Problem
from portfolio.holding import hold_evidence


@transaction.atomic
def set_supervision(
    *, provider: Provider, trainee: User, countersigner: User, by: User, until: dt.date | None = None
) -> Supervision:
    """From today on this trainee's decisions wait for this countersigner, and so do those that wait now.

    until: the last day, when it is known. Whoever countersigned before no longer does.
    """
    hold_provider(provider.pk)
    can_set_supervision(by, provider.pk).require()
    today = timezone.localdate()
    problems = _problems(provider, trainee, countersigner, until, today)
    if problems:
        raise Incomplete(problems)
    current = Supervision.objects.current(today).filter(provider=provider, trainee=trainee)
    current.update(until=today)
    supervision = Supervision.objects.create(
        provider=provider,
        trainee=trainee,
        countersigner=countersigner,
        since=today,
        until=until,
        set_by=by,
    )
    record(supervision, "set supervision", provider_id=provider.pk, by=by, trainee=str(trainee.pk))
    path = "marking__revision__evidence__apprenticeship"
    waiting = Countersignature.objects.waiting().filter(
        **{f"{path}__provider": provider}, marking__assessor=trainee
    )
    for countersignature in waiting.exclude(countersigner=countersigner).select_related(path):
        apprenticeship = countersignature.marking.revision.evidence.apprenticeship
        if countersigners_for(apprenticeship, trainee).filter(pk=countersigner.pk).exists():
            _hand_over(countersignature, countersigner)
    return supervision


def _problems(
    provider: Provider, trainee: User, countersigner: User, until: dt.date | None, today: dt.date
) -> list[Problem]:
    assessors = assessors_at(provider.pk)
    current = Supervision.objects.current(today).filter(provider=provider)
    problems = []
    if not assessors.filter(pk=trainee.pk).exists():
        problems.append(Problem(f"{trainee} does not assess at {provider} now.", "trainee"))
    if not assessors.filter(pk=countersigner.pk).exists():
        problems.append(Problem(f"{countersigner} does not assess at {provider} now.", "countersigner"))
    if trainee == countersigner:
        problems.append(
            Problem("Nobody countersigns their own decisions. Choose two people.", "countersigner")
        )
    if current.filter(trainee=countersigner).exists():
        problems.append(Problem(f"{countersigner} is in supervision too.", "countersigner"))
    if current.filter(countersigner=trainee).exists():
        problems.append(
            Problem(f"{trainee} countersigns for somebody. Name another for them first.", "trainee")
        )
    if until and until < today:
        problems.append(Problem("Choose a last day that is not over yet, or leave it empty.", "until"))
    return problems


@transaction.atomic
def end_supervision(*, supervision: Supervision, by: User) -> Supervision:
    """Today is the last day. What waits is still countersigned."""
    supervision = Supervision.objects.select_for_update(of=("self",)).get(pk=supervision.pk)
    can_end_supervision(by, supervision).require()
    supervision.until = timezone.localdate()
    supervision.save(update_fields=["until"])
    record(supervision, "ended supervision", provider_id=supervision.provider_id, by=by)
    return supervision


@transaction.atomic
def name_countersigner(
    *, countersignature: Countersignature, countersigner: User, by: User
) -> Countersignature:
    """Somebody else for one marking that waits, because the first left or may not sign here."""
    hold_evidence(countersignature.marking.revision.evidence_id)
    countersignature = Countersignature.objects.for_page().get(pk=countersignature.pk)
    can_name_countersigner(by, countersignature).require()
    marking = countersignature.marking
    apprenticeship = marking.revision.evidence.apprenticeship
    if not countersigners_for(apprenticeship, marking.assessor).filter(pk=countersigner.pk).exists():
        sentence = f"{countersigner} cannot countersign this. Choose another assessor of the provider."
        raise Incomplete([Problem(sentence, "countersigner")])
    _hand_over(countersignature, countersigner)
    record(countersignature, "named a countersigner", provider_id=apprenticeship.provider_id, by=by)
    return countersignature


def _hand_over(countersignature: Countersignature, countersigner: User) -> None:
    before, revision = countersignature.countersigner, countersignature.marking.revision
    countersignature.countersigner = countersigner
    countersignature.save(update_fields=["countersigner"])
    take_back(revision, before)
    lend(revision, countersigner)
    tell_countersigner(countersignature)
