"""Letting external verifiers in, and seeing visitors out."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import Role, User
from assessments.actions.marking import Incomplete
from assessments.permissions.sampling import can_let_in
from assessments.rules import Problem
from assessments.rules.sampling import NO_ORGANISATION
from portfolio.models import Apprenticeship, Visitor
from portfolio.rules import trimmed

LONGEST_VISIT = dt.timedelta(days=366)


@transaction.atomic
def name_verifier(
    *, user: User, apprenticeships: Sequence[Apprenticeship], organisation: str, until: dt.date, by: User
) -> int:
    """Let somebody read these portfolios whole, until a day inclusive. How many were opened to them.

    Naming the same person again moves the last day.
    """
    for apprenticeship in apprenticeships:
        can_let_in(by, apprenticeship).require()
    organisation = trimmed(organisation)
    problems = _problems(user, apprenticeships, organisation, until)
    if problems:
        raise Incomplete(problems)
    for apprenticeship in apprenticeships:
        visit, _ = Visitor.objects.update_or_create(
            apprenticeship=apprenticeship,
            user=user,
            defaults={
                "until": until,
                "reads": Visitor.Reads.PORTFOLIO,
                "organisation": organisation,
                "named_by": by,
            },
        )
        _record(visit, "let a verifier in", by, until=until.isoformat())
    return len(apprenticeships)


def _problems(
    user: User, apprenticeships: Sequence[Apprenticeship], organisation: str, until: dt.date
) -> list[Problem]:
    today = timezone.localdate()
    problems = []
    if not apprenticeships:
        problems.append(Problem("Tick at least one apprentice.", "apprenticeships"))
    if not organisation:
        problems.append(Problem(NO_ORGANISATION, "organisation"))
    if not today <= until <= today + LONGEST_VISIT:
        problems.append(Problem("Choose a day from today on, and within a year.", "until"))
    at = {apprenticeship.provider_id for apprenticeship in apprenticeships}
    here = user.memberships.active().filter(role=Role.VISITOR, provider__in=at)
    if set(here.values_list("provider", flat=True)) != at:
        problems.append(Problem("This person is not a visitor at your provider.", "user"))
    others = Visitor.objects.current(today).filter(user=user, reads=Visitor.Reads.SHOWCASE)
    if others.filter(apprenticeship__in=apprenticeships).exists():
        sentence = "They are reading what was chosen of one of these already. End that visit first."
        problems.append(Problem(sentence, "apprenticeships"))
    return problems


@transaction.atomic
def end_visit(*, visit: Visitor, by: User) -> None:
    """From the next page they open on, nothing is there. An ended visit is left as it is."""
    Visitor.objects.select_for_update(no_key=True).only("pk").get(pk=visit.pk)
    visit = Visitor.objects.select_related("apprenticeship").get(pk=visit.pk)
    can_let_in(by, visit.apprenticeship).require()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if visit.until > yesterday:
        visit.until = yesterday
        visit.save(update_fields=["until"])
        _record(visit, "ended a visit", by)


def _record(visit: Visitor, act: str, by: User, **detail: object) -> None:
    """Under the apprenticeship, where it is looked for."""
    provider_id = visit.apprenticeship.provider_id
    record(visit.apprenticeship, act, provider_id=provider_id, by=by, visitor=str(visit.user_id), **detail)
