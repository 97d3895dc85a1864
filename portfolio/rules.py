"""What follows from what: the states of evidence and files, what a submission needs, where a KSB stands."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from standards.said import named_with_and

DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"
DECLINED = "declined"
WAITS = (SUBMITTED, ACCEPTED)
# Declared on submitting: this is mine, and it happened so; other people’s details were dealt with.
OWN_WORK, PERSONAL_DATA = "own_work", "personal_data"
DECLARED = frozenset({OWN_WORK, PERSONAL_DATA})

# (state, act) -> state. "revise" starts a new draft revision; the returned one stays as it was.
EVIDENCE_STATES: dict[tuple[str, str], str] = {
    (DRAFT, "submit"): SUBMITTED,
    (SUBMITTED, "return"): RETURNED,
    (SUBMITTED, "accept"): ACCEPTED,
    (ACCEPTED, "reopen"): RETURNED,
    (RETURNED, "revise"): DRAFT,
}

# (state, act) -> state. A file whose check was broken off is checked again by the next to come; one that
# must wait for the scanner goes back; one that was rejected gets another chance when it is sent again.
FILE_STATES: dict[tuple[str, str], str] = {
    ("received", "check"): "checking",
    ("checking", "check again"): "checking",
    ("checking", "wait"): "received",
    ("checking", "pass"): "safe",
    ("checking", "reject"): "rejected",
    ("rejected", "send again"): "received",
}

CLAIM_LIMIT = 12
TITLE_LIMIT = 200
JUSTIFICATION_LIMIT = 2000
FIRST_WORDS = 60
FOREIGN_KSB = "One of the KSBs you claimed does not belong to your standard. Nothing was changed."

# Then halves of a character, which JSON can carry and neither a page nor a database can; and what Unicode
# says is no character at all, which no XML can hold.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(17))
    + "]"
)
# Letters, by their category, that nobody sees: fillers of Hangul, the blank of Braille, what only joins.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159"
_VARIANTS = re.compile(r"[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def next_state(state: str, act: str) -> str | None:
    """The state after the act, or None when the act is not possible from here."""
    return EVIDENCE_STATES.get((state, act))


def clean_text(text: str) -> str:
    """Without control and direction-override characters and half characters, with plain line ends.

    Nothing at all where nobody would see anything. Among letters, characters without a width stay: emoji,
    Arabic, Persian and Indian scripts are joined by them, and Thai is broken by them.
    """
    cleaned = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return cleaned if _is_seen(cleaned) else ""


def _is_seen(text: str) -> bool:
    return any(
        each not in _UNSEEN and unicodedata.category(each) not in _UNSEEN_CATEGORIES
        for each in _VARIANTS.sub("", text)
    )


def trimmed(text: str, limit: int | None = None) -> str:
    """Clean, without space around it, and not longer than it may be: how whatever was typed is kept."""
    return clean_text(text).strip()[:limit]


class Gap(str):
    """A sentence about something missing; `field` names the place where it is put right."""

    __slots__ = ("field",)
    field: str

    def __new__(cls, sentence: str, field: str) -> Self:
        gap = super().__new__(cls, sentence)
        gap.field = field
        return gap


@dataclass(frozen=True)
class Question:
    """One prompt of a template, as far as a submission is concerned."""

    key: str
    label: str
    is_required: bool


@dataclass(frozen=True)
class Submission:
    """What stands in a draft when its owner wants to submit it.

    answers: every one in words. unfinished: what the rows of an answer still need, by the key of its prompt.
    lost_places: by KSB code, where a claim was shown that is not there any more.
    """

    title: str
    happened_on: dt.date | None
    answers: Mapping[str, str]
    justifications: Mapping[str, str]
    files_waiting: int = 0
    files_refused: int = 0
    unfinished: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lost_places: Mapping[str, str] = field(default_factory=dict)


def missing_before_submitting(
    draft: Submission, questions: Iterable[Question], *, today: dt.date
) -> list[Gap]:
    """One sentence for each thing that still stands in the way; empty when the piece can go."""
    missing = [] if draft.title.strip() else [Gap("Give it a title.", "title")]
    if draft.happened_on is None:
        missing.append(Gap("Say when it happened.", "happened_on"))
    elif draft.happened_on > today:
        missing.append(Gap("The date it happened is in the future.", "happened_on"))
    missing += [
        Gap(f"Answer “{question.label}”.", f"answer-{question.key}")
        for question in questions
        if question.is_required and not draft.answers.get(question.key, "").strip()
    ]
    missing += [
        Gap(sentence, f"answer-{key}")
        for key, sentences in draft.unfinished.items()
        for sentence in sentences
    ]
    if not draft.justifications:
        missing.append(Gap("Claim at least one KSB.", "claims"))
    missing += [
        Gap(f"Say in one sentence how this shows {code}.", f"claim-{code}")
        for code, sentence in draft.justifications.items()
        if not sentence.strip()
    ]
    missing += [
        Gap(f"Choose again where {code} is shown: {words} is not there.", f"claim-{code}")
        for code, words in draft.lost_places.items()
    ]
    return missing + missing_files(draft.files_waiting, draft.files_refused)


def missing_files(waiting: int, refused: int) -> list[Gap]:
    missing = []
    if waiting:
        sentence = f"Wait until {counted(waiting, 'file')} {is_or_are(waiting)} checked; it takes seconds."
        missing.append(Gap(sentence, "files"))
    if refused:
        missing.append(Gap(f"Remove {counted(refused, 'file')} that could not be used.", "files"))
    return missing


def first_words(text: str, limit: int = FIRST_WORDS) -> str:
    """The beginning of the first line that says something, cut between two words."""
    line = next((" ".join(line.split()) for line in clean_text(text).split("\n") if line.strip()), "")
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def days_ago(day: dt.date, today: dt.date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{counted(days, 'day')} ago")


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def named(titles: Sequence[str], most: int = 3) -> str:
    """Titles in a sentence: the first few by name, the others by number."""
    words = [f"“{title or 'Untitled'}”" for title in titles[:most]]
    if len(titles) > most:
        words.append(f"{len(titles) - most} more")
    return named_with_and(words)


def weeks_until(day: dt.date, today: dt.date) -> str:
    """How far a date lies ahead, in words."""
    weeks = (day - today).days // 7
    if weeks < 0:
        return f"{counted(-weeks, 'week')} ago"
    return f"{counted(weeks, 'week')} left" if weeks else "less than a week left"


def size_in_words(size: int) -> str:
    """As phones and shops count: a megabyte is a million bytes."""
    if size < 1000:
        return counted(size, "byte")
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ")
    return f"{size / 1_000_000_000:.1f} GB".replace(".0 ", " ")


def length_in_words(seconds: int) -> str:
    """How long a recording plays: “45 s”, “1 min 23 s”, “1 h 2 min”."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min".removesuffix(" 0 min")
    return f"{minutes} min {rest} s".removeprefix("0 min ").removesuffix(" 0 s")


def is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


@dataclass(frozen=True)
class ClaimFact:
    """One claim as the tally sees it: on which revision of which piece, and how it was decided.

    is_shown: it stands on the revision that others see (the latest ever submitted).
    """

    evidence: object
    revision_number: int
    revision_state: str
    is_shown: bool
    outcome: str
    decided_on: dt.date | None


Fact = TypeVar("Fact", bound=ClaimFact)


@dataclass(frozen=True)
class Tally:
    """How many pieces stand how for one KSB, each piece counted once for each word."""

    drafted: int = 0
    submitted: int = 0
    not_yet: int = 0
    met: int = 0
    met_on: dt.date | None = None

    @property
    def state(self) -> str:
        """Met beats waiting, waiting beats not yet, not yet beats drafted."""
        if self.met:
            return "met"
        if self.submitted:
            return "submitted"
        if self.not_yet:
            return "not-yet"
        return "drafted" if self.drafted else "not-started"


def tally(facts: Sequence[ClaimFact]) -> Tally:
    """Count the claims made for one KSB of one apprenticeship.

    A piece that was met and then revised stays met while the new revision still claims the KSB and
    waits to be decided: handing in a better version never takes away what was already shown.
    A claim that was declined does not belong to the KSB at all, so it counts as if it had not been made. One
    on an accepted piece without a decision waits: a move to another version asks the assessor again.
    """
    pieces: dict[object, list[ClaimFact]] = {}
    for fact in facts:
        if fact.outcome == DECLINED:
            continue
        pieces.setdefault(fact.evidence, []).append(fact)
    words = [word for claims in pieces.values() for word in _words_for(claims)]
    met_dates = [day for word, day in words if word == "met" and day]
    counts = {
        name: sum(word == name for word, _ in words) for name in ("drafted", "submitted", "not-yet", "met")
    }
    return Tally(
        drafted=counts["drafted"],
        submitted=counts["submitted"],
        not_yet=counts["not-yet"],
        met=counts["met"],
        met_on=min(met_dates) if met_dates else None,
    )


def met_claim(claims: Sequence[Fact]) -> Fact | None:
    """The claim of one piece by which it shows the KSB, None when it does not. As `tally` counts."""
    shown = next((claim for claim in claims if claim.is_shown and claim.outcome != DECLINED), None)
    if shown is None:
        return None
    standing = [claim for claim in claims if claim.outcome not in {"", DECLINED}]
    decided = [claim for claim in standing if claim.revision_number <= shown.revision_number]
    last = max(decided, key=lambda claim: claim.revision_number, default=None)
    return last if last is not None and last.outcome == "met" else None


def _words_for(claims: Sequence[ClaimFact]) -> list[tuple[str, dt.date | None]]:
    words: list[tuple[str, dt.date | None]] = []
    if any(claim.revision_state == DRAFT for claim in claims):
        words.append(("drafted", None))
    shown = next((claim for claim in claims if claim.is_shown), None)
    if shown is None:
        return words
    decided = [c for c in claims if c.outcome and c.revision_number <= shown.revision_number]
    last = max(decided, key=lambda c: c.revision_number, default=None)
    is_waiting = shown.revision_state in WAITS
    if is_waiting and not shown.outcome:
        words.append(("submitted", None))
    elif last is None or (last is not shown and not is_waiting):
        words.append(("not-yet", None))
    met = met_claim(claims)
    if met is not None:
        words.append(("met", met.decided_on))
    elif last is shown and last is not None:
        words.append(("not-yet", None))
    return words
