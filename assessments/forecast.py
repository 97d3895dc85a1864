"""The forecast of one apprentice beside their planned gateway, as pages show it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.forecast import Forecast, Pace, against, forecast
from portfolio.models import Apprenticeship
from portfolio.models.programme import breaks_of
from portfolio.programme_rules import moved_by_breaks


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """against: the range beside the planned gateway, which breaks have moved."""

    found: Forecast
    planned_on: dt.date
    against: str


def forecast_card(
    apprenticeship: Apprenticeship, asked: int, met_on: Sequence[dt.date], today: dt.date
) -> ForecastCard:
    """One query, for the breaks. asked: how many KSBs are asked; met_on: the day of each that is met."""
    breaks = breaks_of(apprenticeship)
    found = forecast(Pace(apprenticeship.started_on, asked, met_on, breaks), today)
    first = apprenticeship.started_on
    planned = moved_by_breaks(apprenticeship.gateway_planned_on, breaks, first, today)
    return ForecastCard(found, planned, against(found, planned))
