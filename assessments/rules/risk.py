"""Whether somebody is on the way to their gateway, with the reason in words."""

import datetime as dt
from dataclasses import dataclass

from portfolio.rules import counted
from standards.words import USUAL

READY, AT_RISK, WATCH, ON_TRACK = "ready", "at-risk", "watch", "on-track"
RISK_LABELS = {READY: "Ready", AT_RISK: "At risk", WATCH: "Keep an eye on", ON_TRACK: "On track"}
OFF_PROGRAMME = "off-programme"  # through the gateway, on a break, completed or withdrawn: no risk is told
# Who needs attention first.
RISK_ORDER = [AT_RISK, WATCH, ON_TRACK, READY, OFF_PROGRAMME]
NOT_YET_KNOWN = "readiness is being worked out"
QUIET_DAYS, SILENT_DAYS = 28, 56
KSBS_A_WEEK_WATCH, KSBS_A_WEEK_RISK = 1, 2


@dataclass(frozen=True)
class Course:
    """How far one apprentice has come: the figures from which a risk follows. asked: KSBs asked of them.

    back_on: the first day back from the newest break in learning, since when silence counts. gateway: what
    their plan calls it.
    """

    started_on: dt.date
    gateway_on: dt.date
    asked: int
    met: int
    last_submitted_on: dt.date | None = None
    back_on: dt.date | None = None
    gateway: str = USUAL.gateway

    @property
    def open(self) -> int:
        return max(self.asked - self.met, 0)

    def weeks_left(self, today: dt.date) -> int:
        return max((self.gateway_on - today).days // 7, 0)

    def days_quiet(self, today: dt.date) -> int:
        heard_on = self.last_submitted_on or self.started_on
        return (today - max(heard_on, self.back_on or heard_on)).days

    @property
    def is_quiet_since_break(self) -> bool:
        return self.back_on is not None and self.back_on > (self.last_submitted_on or self.started_on)


@dataclass(frozen=True)
class Risk:
    key: str
    why: str

    @property
    def label(self) -> str:
        return RISK_LABELS[self.key]


def stands(course: Course, today: dt.date, *, is_ready: bool) -> Risk:
    """Whether somebody is on the way to their gateway, with the reason in words.

    is_ready: by every rule of the plan, not by the KSBs alone. At risk: more than two KSBs a week would be
    needed, the gateway date has passed, or nothing was submitted for eight weeks. Worth an eye: more than
    one a week, or four quiet weeks.
    """
    if is_ready:
        return Risk(READY, "everything asked of evidence is there")
    reasons = _reasons_for_risk(course, today)
    for key in (AT_RISK, WATCH):
        why = [sentence for found, sentence in reasons if found == key]
        if why:
            return Risk(key, "; ".join(why))
    if course.open:
        return Risk(ON_TRACK, _pace(course, today))
    return Risk(ON_TRACK, "every KSB is ready, a method asks for more" if course.asked else NOT_YET_KNOWN)


def _reasons_for_risk(course: Course, today: dt.date) -> list[tuple[str, str]]:
    weeks, quiet = course.weeks_left(today), course.days_quiet(today)
    reasons = []
    if course.open > weeks * KSBS_A_WEEK_RISK:
        reasons.append((AT_RISK, _pace(course, today)))
    elif course.open > weeks * KSBS_A_WEEK_WATCH:
        reasons.append((WATCH, _pace(course, today)))
    if quiet >= QUIET_DAYS:
        what = "nothing submitted for" if course.last_submitted_on else "nothing submitted yet, after"
        since = " since the break" if course.is_quiet_since_break else ""
        key = AT_RISK if quiet >= SILENT_DAYS else WATCH
        reasons.append((key, f"{what} {counted(quiet // 7, 'week')}{since}"))
    return reasons


def _pace(course: Course, today: dt.date) -> str:
    return f"{course.gateway} {gateway_words(course.gateway_on, today)}, {counted(course.open, 'KSB')} open"


def gateway_words(gateway_on: dt.date, today: dt.date) -> str:
    """What is said after the word for it: "in 5 weeks", "this week" or "date passed 2 weeks ago"."""
    days = (gateway_on - today).days
    if days < 0:
        ago = "this week" if days > -7 else f"{counted(-days // 7, 'week')} ago"
        return f"date passed {ago}"
    return "this week" if days < 7 else f"in {counted(days // 7, 'week')}"
