"""Whether the plan of an apprenticeship is checked, for the provider whose apprentice it is."""

from __future__ import annotations

from portfolio.models import Apprenticeship
from standards.checks import is_plan_checked


def is_checked(apprenticeship: Apprenticeship) -> bool:
    """No query where the row came by `for_page`; else one."""
    known: bool | None = vars(apprenticeship).get("plan_checked")
    if known is not None:
        return known
    return is_plan_checked(apprenticeship.plan, apprenticeship.provider_id)
