"""Whom a board is about: everybody in somebody's charge, narrowed by what the address asks for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, DateField, F, Func, IntegerField, Q, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Greatest
from django.db.models.sql.compiler import SQLCompiler

from accounts.models import Role, User
from assessments.rules import OFF_PROGRAMME, RISK_ORDER
from assessments.rules.risk import (
    AT_RISK,
    KSBS_A_WEEK_RISK,
    KSBS_A_WEEK_WATCH,
    ON_TRACK,
    QUIET_DAYS,
    READY,
    SILENT_DAYS,
    WATCH,
)
from portfolio.forms import as_uuid
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.programme import last_return
from portfolio.spans import add_months

# In this order: who sees everybody comes before who sees some.
SCOPES = {
    Role.PROVIDER_ADMIN.value: "Your provider",
    Role.ASSESSOR.value: "Those you assess",
    Role.IQA.value: "Those you quality assure",
    Role.LINE_MANAGER.value: "Those you manage",
}
DAYS_A_WEEK = 7
ON_PROGRAMME = Apprenticeship.Status.ON_PROGRAMME.value
WORDS_LIMIT = 100


def charge_of(user: User, role: str) -> ApprenticeshipQuerySet:
    """Everybody in this person's charge in that role."""
    if role == Role.PROVIDER_ADMIN:
        return Apprenticeship.objects.administered_by(user)
    if role == Role.ASSESSOR:
        return Apprenticeship.objects.assessed_by(user)
    if role == Role.IQA:
        return Apprenticeship.objects.quality_assured_by(user)
    return Apprenticeship.objects.managed_by(user)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; blank where it asks for all.

    cohort, gateway: months such as 2026-01. status: on programme, or blank.
    """

    role: str
    employer: str = ""
    cohort: str = ""
    assessor: str = ""
    version: str = ""
    risk: str = ""
    gateway: str = ""
    status: str = ""
    q: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], role: str) -> "Filters":
        """What cannot be read narrows nothing."""
        return cls(
            role=role,
            employer=_id(asked.get("employer", "")),
            cohort=_month(asked.get("cohort", "")),
            assessor=_id(asked.get("assessor", "")),
            version=_id(asked.get("version", "")),
            risk=asked["risk"] if asked.get("risk") in RISK_ORDER else "",
            gateway=_month(asked.get("gateway", "")),
            status=asked["status"] if asked.get("status") == ON_PROGRAMME else "",
            q=asked.get("q", "").replace("\0", "").strip()[:WORDS_LIMIT],
        )

    def query(self, **changed: str) -> str:
        """For an address: with these changed, without what is blank."""
        new = replace(self, **changed)
        pairs = {"as" if f.name == "role" else f.name: getattr(new, f.name) for f in fields(self)}
        return urlencode({key: value for key, value in pairs.items() if value})

    @property
    def is_any(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name != "role")


def _id(text: str) -> str:
    return text if as_uuid(text) else ""


def _month(text: str) -> str:
    return text if first_of(text) else ""


def first_of(month: str) -> dt.date | None:
    try:
        first = dt.datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007  # a month has no time zone
    except ValueError:
        return None
    return first if first.year < dt.MAXYEAR else None  # the month after it has to be a date too


def narrowed(
    apprenticeships: ApprenticeshipQuerySet, filters: Filters, today: dt.date, *, by_risk: bool = True
) -> ApprenticeshipQuerySet:
    """Those the filters ask for, each with its `rank` among the groups of risk."""
    found = apprenticeships.filter(_condition(filters))
    for word in filters.q.split():
        held = Q(apprentice__name__icontains=word) | Q(employer__name__icontains=word)
        found = found.filter(held | Q(assessor__name__icontains=word))
    found = with_rank(found, today)
    chosen = {"rank": RISK_ORDER.index(filters.risk)} if by_risk and filters.risk else {}
    return found.filter(**chosen)


def _condition(filters: Filters) -> Q:
    condition = Q()
    for name in ("employer", "assessor", "version", "status"):
        if getattr(filters, name):
            condition &= Q(**{name: getattr(filters, name)})
    for month, field in ((filters.cohort, "started_on"), (filters.gateway, "gateway_planned_on")):
        first = first_of(month)
        if first:
            condition &= Q(**{f"{field}__gte": first, f"{field}__lt": add_months(first, 1)})
    return condition


class Earlier(Func):
    """A date so many days before another; both may be columns."""

    arity = 2
    output_field = DateField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = "DATE(%(expressions)s || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", -", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)


def with_rank(apprenticeships: ApprenticeshipQuerySet, today: dt.date) -> ApprenticeshipQuerySet:
    """Adds `rank`: the place of each one's group in `RISK_ORDER`, as `rules.stands` finds it for one."""
    silent, quiet = (today - dt.timedelta(days=days) for days in (SILENT_DAYS, QUIET_DAYS))
    weeks = {WATCH: _weeks(KSBS_A_WEEK_WATCH), AT_RISK: _weeks(KSBS_A_WEEK_RISK)}
    known = apprenticeships.annotate(
        open=F("readiness__asked") - F("readiness__ready"),
        heard_on=Greatest(
            Coalesce("handed_in_on", "started_on"), Coalesce(last_return(), "handed_in_on", "started_on")
        ),
    ).annotate(
        watch_after=Earlier("gateway_planned_on", weeks[WATCH] * DAYS_A_WEEK),
        risk_after=Earlier("gateway_planned_on", weeks[AT_RISK] * DAYS_A_WEEK),
    )
    groups = [
        (~Q(status=Apprenticeship.Status.ON_PROGRAMME), OFF_PROGRAMME),
        (Q(readiness__is_ready=True), READY),
        (Q(open__gt=0, risk_after__lt=today) | Q(heard_on__lte=silent), AT_RISK),
        (Q(open__gt=0, watch_after__lt=today) | Q(heard_on__lte=quiet), WATCH),
    ]
    whens = [When(condition, then=Value(RISK_ORDER.index(key))) for condition, key in groups]
    default = Value(RISK_ORDER.index(ON_TRACK))
    return known.annotate(rank=Case(*whens, default=default, output_field=IntegerField()))


def _weeks(a_week: int) -> CombinedExpression:
    """In how many weeks what is open would take more than so many KSBs a week."""
    return (F("open") + Value(a_week - 1)) / Value(a_week)
