"""The forecast of one apprentice beside their planned gateway, as pages show it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.rules.forecast import Forecast, Pace, against, forecast
from portfolio.models import Apprenticeship
from portfolio.models.programme import breaks_of


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """planned_on: breaks that have ended have moved it already. against: the range beside it."""

    found: Forecast
    planned_on: dt.date
    against: str


def forecast_card(
    apprenticeship: Apprenticeship, asked: int, met_on: Sequence[dt.date], today: dt.date
) -> ForecastCard:
    """One query, for the breaks. asked: how many KSBs are asked; met_on: the day of each that is met."""
    breaks = breaks_of(apprenticeship)
    found = forecast(Pace(apprenticeship.started_on, asked, met_on, breaks), today)
    planned = apprenticeship.gateway_planned_on
    return ForecastCard(found, planned, apprenticeship.plan.words.say(against(found, planned)))
