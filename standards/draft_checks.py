"""Everything that stands in the way of publishing one draft version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from standards.draft_rules import Flaw, flaws_in_ksbs, flaws_in_plan
from standards.figures import Sheet, problems_with
from standards.parts import Draft, verified_in

NO_PLAN = "It has no assessment plan yet, so nobody could be put on it. Begin one."


def flaws_in(draft: Draft, today: dt.date, names: Collection[str]) -> list[Flaw]:
    """names: of the other versions that the provider can use."""
    version, plan = draft.version, draft.plan
    found = flaws_in_ksbs(draft.areas, draft.ksbs)
    if version.version in names:
        words = f"Another version is called {version.version} by now. Give yours another name."
        found.append(Flaw(words, "facts"))
    if plan is None:
        return [*found, Flaw(NO_PLAN, "plan")]
    methods, gateway = draft.methods, draft.gateway
    found += flaws_in_plan(draft.ksbs, methods, draft.criteria, gateway, verified=verified_in(plan))
    earliest = plan.replaces.in_force_from if plan.replaces else version.starts_from
    problems = problems_with(Sheet(plan), version.starts_from, earliest, today)
    return found + [Flaw(problem, "figures") for problem in problems]
