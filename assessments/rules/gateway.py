"""The gateway: what its checklist asks and answers, who declares what, and the states of an attempt."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.rules.marking import Problem
from portfolio.programme_rules import HoursAsked, hours_in_words
from portfolio.rules import counted
from portfolio.spans import Break, add_months, days_off, minutes_in_words
from standards.said import Said, mapping, named_with_and
from standards.words import USUAL, Words

OPEN, DECLARED, CONFIRMED, COMPLETED, WITHDRAWN = "open", "declared", "confirmed", "completed", "withdrawn"

# (state, act) -> state. A declaration lapses when what it is about changes: evidence that was opened again,
# another showcase. A new attempt begins where the last one was withdrawn.
GATEWAY_STATES: dict[tuple[str, str], str] = {
    (OPEN, "sign"): OPEN,
    (OPEN, "sign as the last of three"): DECLARED,
    (DECLARED, "let a declaration lapse"): OPEN,
    (DECLARED, "confirm"): CONFIRMED,
    (CONFIRMED, "enter the final result"): COMPLETED,
    (COMPLETED, "take the final result back"): CONFIRMED,
    (OPEN, "withdraw"): WITHDRAWN,
    (DECLARED, "withdraw"): WITHDRAWN,
    (CONFIRMED, "withdraw"): WITHDRAWN,
}

APPRENTICE, EMPLOYER, PROVIDER = "apprentice", "employer", "provider"
PARTS = (APPRENTICE, EMPLOYER, PROVIDER)
PART_WORDS = {APPRENTICE: "the apprentice", EMPLOYER: "the employer", PROVIDER: "the training provider"}

# What each of the three puts their name to, in the words they read and tick, in the words of most plans.
STATEMENTS: dict[str, tuple[str, ...]] = {
    APPRENTICE: (
        "The pieces in my showcase are my own work.",
        "I have dealt with customers’ and colleagues’ personal data in them.",
        "I want to go forward to the assessment with this showcase.",
    ),
    EMPLOYER: (
        "The apprentice works at or above the level of the standard.",
        "The showcase is the apprentice’s own work, as far as I can see.",
        "The apprentice gets the time and the room that the assessment needs.",
    ),
    PROVIDER: (
        "We have seen that every requirement on this page is met, and we keep the evidence of it.",
        "We agree with the employer that the apprentice is ready.",
    ),
}

# What the others on the list wait for; these follow from the signatures themselves.
SIGNED_LAST = {"employer-confirmation", "declarations"}
MOST_NAMED = 6
MOST_MONTHS, MOST_YEARS = 600, 120
NOTHING_ASKED = "The plan names no requirement, so nothing can be confirmed."
BACK_FOR_MORE = "Once the assessor opens them again, they are"
GCSE_NOTE = "The sources differ on whether level 2 has to be attempted; this is not yet checked."


@dataclass(frozen=True)
class Check:
    """One requirement: whether it is met, and the sentence that says why or why not."""

    rule: str
    is_met: bool
    says: str
    note: str = ""


def gateway_state(
    *, is_withdrawn: bool, is_confirmed: bool, is_completed: bool, signed: Collection[str]
) -> str:
    """signed: the parts whose declaration stands, that is, is about what is there now."""
    if is_withdrawn:
        return GATEWAY_STATES[OPEN, "withdraw"]
    if is_completed:
        return GATEWAY_STATES[CONFIRMED, "enter the final result"]
    if is_confirmed:
        return GATEWAY_STATES[DECLARED, "confirm"]
    return GATEWAY_STATES[OPEN, "sign as the last of three"] if set(PARTS) <= set(signed) else OPEN


def gateway_allows(state: str, act: str) -> bool:
    return (state, act) in GATEWAY_STATES


def time_check(
    asks: Mapping[str, Any], *, started_on: dt.date, breaks: Sequence[Break], today: dt.date
) -> Check:
    """The longer of the plan's months and those of the funding rules, less the days of breaks in learning."""
    said = Said(asks)
    months, source = _months_that_bind(said, started_on)
    if not months:
        return Check("minimum-time", is_met=True, says="The plan asks for no minimum time.", note=said.note)
    reached_on, off = _reached(started_on, months, breaks, today)
    tail = f" {counted(off, 'day')} of breaks in learning do not count." if off else ""
    asked = f"{counted(months, 'month')} by {source}, from {started_on:%-d %b %Y}"
    says = f"{asked}: reached on {reached_on:%-d %b %Y}.{tail}"
    if started_on > today:
        says = f"Begins only on {started_on:%-d %b %Y}."
    return Check("minimum-time", is_met=max(started_on, reached_on) <= today, says=says, note=said.note)


def _reached(
    started_on: dt.date, months: int, breaks: Sequence[Break], today: dt.date
) -> tuple[dt.date, int]:
    """The day on which the months are full, and how many days of breaks came before it."""
    full, off = add_months(started_on, months), 0
    while True:
        before = [each for each in breaks if each.began_on < full + dt.timedelta(days=off)]
        if (found := days_off(before, started_on, today)) == off:
            return full + dt.timedelta(days=off), off
        off = found


def _months_that_bind(said: Said, started_on: dt.date) -> tuple[int, str]:
    plan = said.whole("plan_months", "its months", most=MOST_MONTHS) or 0
    funding = said.whole("funding_months", "the months of the funding rules", most=MOST_MONTHS) or 0
    since = said.day("funding_months_for_starts_from", "the day from which the funding rules hold")
    if since and started_on < since:
        funding = 0
    if funding > plan:
        return funding, "the funding rules" + (f" (the plan asks for {plan})" if plan else "")
    return plan, "the plan" + (f" (the funding rules ask for {funding})" if funding else "")


STATUS_WORDS = {
    "": "is not recorded yet",
    "opted_in": "was chosen and is not started",
    "in_progress": "is in progress",
    "level_1_achieved": "has level 1, and level 2 is not attempted yet",
    "evidence_missing": "is achieved, but the evidence for it is missing",
}


def english_maths_check(
    asks: Mapping[str, Any], *, age_at_start: int | None, english: str, maths: str
) -> Check:
    """Compulsory for those who were young at the start; nobody that young is exempt, whatever is recorded."""
    said = Said(asks)
    passing = set(said.listed("statuses_that_pass", "what is enough in English and maths") or ["complete"])
    is_doubtful = False
    if mapping(asks).get("is_attempt_asked") is False:
        passing.add("level_1_achieved")
    else:
        is_doubtful = not mapping(asks).get("is_attempt_confirmed", True)
    adult = said.whole("optional_from_age_at_start", "the age of those who are exempt", most=MOST_YEARS) or 0
    statuses = {"English": english, "Maths": maths}
    exempt = [subject for subject, status in statuses.items() if status == "exempt_by_age"]
    if why := _why_not_exempt(exempt, age_at_start, adult):
        return Check("english-maths", is_met=False, says=why, note=said.note)
    open_words = [
        f"{subject} {STATUS_WORDS.get(status, 'is not enough yet')}"
        for subject, status in statuses.items()
        if status not in passing
    ]
    if open_words:
        note = f"{GCSE_NOTE if is_doubtful else ''} {said.note}".strip()
        return Check("english-maths", is_met=False, says=f"{', and '.join(open_words)}.", note=note)
    says = "English and maths are where the plan asks them to be."
    if len(exempt) == len(statuses):
        says = f"Not compulsory: {age_at_start} at the start, and not opted in."
    return Check("english-maths", is_met=True, says=says, note=said.note)


def _why_not_exempt(exempt: Sequence[str], age_at_start: int | None, adult: int) -> str:
    """exempt: the subjects recorded as left out by age. adult: from which age they can be."""
    if exempt and age_at_start is None:
        return "The age at the start is not recorded, so nobody is exempt by it."
    if exempt and age_at_start is not None and age_at_start < adult:
        who = f"Who started at {age_at_start} is not exempt"
        return f"{who}: {' and '.join(exempt)} can be left out only from {adult} on."
    return ""


def hours_check(asked: HoursAsked, logged_minutes: int) -> Check:
    logged = minutes_in_words(logged_minutes)
    if asked.hours is None:
        return Check("off-the-job", is_met=not asked.is_asked, says=f"{logged} entered. {asked.why}")
    said = f"{logged} of {hours_in_words(asked.hours)} entered: {asked.why}"
    return Check("off-the-job", is_met=asked.is_reached(logged_minutes), says=said)


def ksbs_check(
    *, met: int, total: int, is_ready: bool, missing: Sequence[str], why: Sequence[str] = ()
) -> Check:
    """met: how many are ready. missing: codes of those that are not.

    why: what a whole method still asks for, in sentences.
    """
    if not total:
        return Check("every-ksb-met", is_met=False, says="The standard of this apprenticeship names no KSBs.")
    said = f"{met} of {total} KSBs are ready."
    if is_ready and not missing:
        return Check("every-ksb-met", is_met=True, says=said)
    reasons = [said, _named("Not yet:", missing), *why]
    if not missing and not why:
        reasons.append("The plan names no assessment method, so nothing says what they are ready for.")
    return Check("every-ksb-met", is_met=False, says=" ".join(filter(None, reasons)))


def showcase_check(
    *,
    pieces: int,
    not_accepted: int,
    missing: Sequence[str],
    unsigned: Sequence[tuple[str, str]] = (),
    undeclared: Sequence[str] = (),
    showcase: str = "showcase",
    is_asked: bool = True,
) -> Check:
    """not_accepted: chosen, and opened again since. missing: KSBs that no chosen piece was found to meet.

    unsigned: the title of each piece that waits for a countersignature, and whose. undeclared: the title of
    each that was handed in without a word on whose work it is, or on personal data. is_asked: KSBs are, by a
    method that reads it.
    """
    rule = "showcase-complete"
    if not pieces:
        return Check(rule, is_met=False, says=f"No piece is chosen for the {showcase} yet.")
    chosen = f"{counted(pieces, 'piece')} chosen"
    if not_accepted:
        said = f"{chosen}, {not_accepted} of them not accepted: opened again, or being marked."
        return Check(rule, is_met=False, says=said)
    if unsigned:
        return Check(rule, is_met=False, says=f"{chosen}. {_waiting_words(unsigned)}")
    if undeclared:
        return Check(rule, is_met=False, says=f"{chosen}. {_undeclared_words(undeclared)}")
    if missing:
        return Check(rule, is_met=False, says=f"{chosen}. {_named('No chosen piece shows', missing)}")
    shown = ", and every KSB is shown" if is_asked else ""
    said = f"{chosen}, each handed in as own work with personal data dealt with{shown}."
    return Check(rule, is_met=True, says=said)


def _undeclared_words(titles: Sequence[str]) -> str:
    """Which pieces lack a declaration, and how it comes about."""
    named = [f"“{title}”" for title in titles[:MOST_NAMED]]
    if more := len(titles) - len(named):
        named.append(f"{more} more")
    one = len(titles) == 1
    was, back = ("was", "Once the assessor opens it again, it is") if one else ("were", BACK_FOR_MORE)
    return (
        f"{named_with_and(named)} {was} handed in without declaring own work and personal data. "
        f"{back} handed in anew with both ticked."
    )


def _waiting_words(unsigned: Sequence[tuple[str, str]]) -> str:
    """Which pieces wait for whom, in the order of the showcase."""
    named = [f"“{title}” waits for {who}’s countersignature" for title, who in unsigned[:MOST_NAMED]]
    if more := len(unsigned) - len(named):
        named.append(f"{more} more wait for one" if more > 1 else "1 more waits for one")
    return f"{named_with_and(named)}."


def behaviours_check(asked: Sequence[str], verified: Collection[str]) -> Check:
    """asked: the codes of what the plan has the employer verify, in their order."""
    rule = "behaviours-verified"
    if not asked:
        return Check(rule, is_met=True, says="The plan leaves nothing for the employer to verify.")
    missing = [code for code in asked if code not in verified]
    said = f"{len(asked) - len(missing)} of {len(asked)} are verified by the employer."
    return Check(rule, is_met=not missing, says=" ".join(filter(None, [said, _named("Not yet:", missing)])))


def declarations_check(rule: str, wanted: Sequence[str], signed: Collection[str]) -> Check:
    """For both rules that ask for signatures: which of those wanted stand, and whose are missing."""
    missing = [PART_WORDS[part] for part in wanted if part not in signed]
    if not missing:
        return Check(rule, is_met=True, says="Signed, and nothing has changed since.")
    return Check(rule, is_met=False, says=f"Not signed yet by {named_with_and(missing)}.")


def unknown_check(rule: str) -> Check:
    said = "Nobody here knows how to check this. Ask your provider’s administrator, who keeps the plan."
    return Check(rule, is_met=False, says=said)


def wanted_parts(asks: Mapping[str, Any]) -> list[str]:
    """Whose signatures the rule asks for; all three, where the plan does not say so that it can be read."""
    said = Said(asks)
    named = {*(said.listed("signed_by", "") or PARTS), *(said.listed("together_with", "") or ())}
    return [part for part in PARTS if part in named] or list(PARTS)


def unread_parts(asks: Mapping[str, Any]) -> str:
    """The sentence for a plan that names those who sign so that nobody can read it; blank where it can."""
    said = Said(asks)
    for key in ("signed_by", "together_with"):
        said.listed(key, "who signs")
    return said.note


def in_the_way(checks: Sequence[Check]) -> list[Check]:
    """What has to be met before anybody signs."""
    return [check for check in checks if not check.is_met and check.rule not in SIGNED_LAST]


def why_not_signed_yet(checks: Sequence[Check]) -> str:
    """Why nobody can sign now; blank when they can."""
    if not checks:
        return NOTHING_ASKED
    number = len(in_the_way(checks))
    if not number:
        return ""
    verb = "stands" if number == 1 else "stand"
    return f"{counted(number, 'requirement')} still {verb} in the way. Each is explained on this page."


def statements_of(part: str, words: Words) -> list[str]:
    """In the words of the plan; none for who signs for nobody."""
    return [statement.replace(USUAL.showcase, words.showcase) for statement in STATEMENTS.get(part, ())]


def problems_with_declaration(part: str, ticked: Collection[int], words: Words) -> list[Problem]:
    """One for each statement that was not ticked: nobody signs half a declaration."""
    return [
        Problem(f"Tick “{statement.removesuffix('.')}”, or do not sign yet.", f"statement-{number}")
        for number, statement in enumerate(statements_of(part, words))
        if number not in ticked
    ]


def _named(words: str, codes: Sequence[str]) -> str:
    if not codes:
        return ""
    more = f" and {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return f"{words} {', '.join(codes[:MOST_NAMED])}{more}."
