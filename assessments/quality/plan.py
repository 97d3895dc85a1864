"""The sampling plan of a provider: worked out from what was marked and what was sampled, for one reader."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Provider, User
from assessments.models import Strategy
from assessments.quality.facts import Facts
from assessments.quality.rows import KINDS, AssessorLine, Offer, Row, labels
from assessments.rules.proposals import proposals
from assessments.rules.sampling import Period, Rates, Summative, period_of, summative_of, uncovered
from portfolio.rules import counted


@dataclass(frozen=True)
class Plan:
    provider: Provider
    strategy: Strategy
    rates: Rates
    period: Period
    lines: list[AssessorLine]
    summative: Summative
    summative_rows: list[tuple[str, str, bool]]
    kinds_missing: list[str]
    methods_missing: list[str]
    offers: list[Offer]
    rows: dict[UUID, list[Row]]

    @property
    def is_own_strategy(self) -> bool:
        """Whether somebody set it; otherwise these are our proposals."""
        return self.strategy.set_by_id is not None

    @property
    def made(self) -> int:
        return sum(each.line.made for each in self.lines)

    @property
    def wanted(self) -> int:
        return sum(each.line.wanted for each in self.lines)

    @property
    def sampled(self) -> int:
        return sum(each.line.sampled for each in self.lines)

    @property
    def missing(self) -> int:
        return sum(each.line.missing for each in self.lines)

    @property
    def behind(self) -> list[AssessorLine]:
        return [each for each in self.lines if each.line.missing]

    @property
    def is_met(self) -> bool:
        return not (self.missing or self.summative.missing or self.kinds_missing or self.methods_missing)

    @property
    def verdict(self) -> str:
        if not self.made:
            return "Nothing was marked in this period yet, so there is nothing to sample."
        if self.is_met:
            return "The plan is being met."
        if self.missing:
            return f"The plan is {counted(self.missing, 'sample')} behind."
        return "The plan is nearly met."


def rates_of(strategy: Strategy) -> Rates:
    return Rates(
        low=strategy.low_percent,
        medium=strategy.medium_percent,
        high=strategy.high_percent,
        new=strategy.new_percent,
        summative=strategy.summative_percent,
        least=strategy.least_per_assessor,
        new_months=strategy.new_months,
        period_months=strategy.period_months,
        each_kind=strategy.each_kind,
    )


def strategy_of(provider: Provider) -> Strategy:
    """The newest, or what we propose where none was set. One query."""
    newest = (
        Strategy.objects.filter(provider=provider).order_by("-created_at", "-pk").select_related("set_by")
    )
    return newest.first() or Strategy(provider=provider)


def plan_of(provider: Provider, user: User, today: dt.date) -> Plan:
    """Eight queries, however many apprentices and assessors there are."""
    strategy = strategy_of(provider)
    rates = rates_of(strategy)
    period = period_of(today, rates.period_months)
    facts = Facts(provider, user, period)
    lines = facts.lines(rates, today)
    summative = summative_of(facts.gateways, facts.summative_done, rates)
    only = [each.line for each in lines]
    found = proposals(only, summative, facts.marked, kind_labels=KINDS, summative_done=facts.summative_done)
    return Plan(
        provider=provider,
        strategy=strategy,
        rates=rates,
        period=period,
        lines=lines,
        summative=summative,
        summative_rows=facts.summative_rows(),
        kinds_missing=labels(uncovered(only, "kinds")) if rates.each_kind else [],
        methods_missing=uncovered(only, "methods"),
        offers=[facts.offer(proposal) for proposal in found],
        rows=facts.rows(),
    )
