"""Bank holidays of each nation, as the library that comes with Waymark lists them; nothing is fetched."""

import datetime as dt
from functools import cache

from accounts.models import Nation

WARN_BEFORE = dt.timedelta(days=90)


@cache
def bank_holidays(nation: str) -> frozenset[dt.date]:
    """Every one that is known. Read once in a process; a nation nobody knows has none."""
    return _listed().get(nation, frozenset())


@cache
def known_until() -> dt.date:
    """The last day of the last year that is listed for every nation; after it only weekends are free."""
    return dt.date(min(max(days).year for days in _listed().values()), 12, 31)


def runs_out(today: dt.date) -> bool:
    return today + WARN_BEFORE > known_until()


@cache
def _listed() -> dict[str, frozenset[dt.date]]:
    from govuk_bank_holidays.bank_holidays import BankHolidays

    library = BankHolidays(use_cached_holidays=True)
    return {
        nation: frozenset(holiday["date"] for holiday in library.get_holidays(division=nation))
        for nation in Nation.values
    }
