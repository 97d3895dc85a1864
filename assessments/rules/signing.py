"""Pure questions about signing: how a request stands, what a signature needs, what looks odd about one."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assessments.rules.marking import Problem
from portfolio.rules import trimmed

TESTIMONY, CONFIRMATION, BEHAVIOURS = "testimony", "confirmation", "behaviours"
QUEUED, SENT, OPENED, SIGNED = "queued", "sent", "opened", "signed"
REFUSED, EXPIRED, WITHDRAWN = "refused", "expired", "withdrawn"

# (state, act) -> state. Whoever holds the link may answer before its sending was written down.
SIGN_REQUEST_STATES: dict[tuple[str, str], str] = {
    (QUEUED, "send"): SENT,
    (QUEUED, "open"): OPENED,
    (SENT, "open"): OPENED,
    (QUEUED, "sign"): SIGNED,
    (SENT, "sign"): SIGNED,
    (OPENED, "sign"): SIGNED,
    (QUEUED, "say not me"): REFUSED,
    (SENT, "say not me"): REFUSED,
    (OPENED, "say not me"): REFUSED,
    (QUEUED, "withdraw"): WITHDRAWN,
    (SENT, "withdraw"): WITHDRAWN,
    (OPENED, "withdraw"): WITHDRAWN,
    (QUEUED, "let pass"): EXPIRED,
    (SENT, "let pass"): EXPIRED,
    (OPENED, "let pass"): EXPIRED,
    (SENT, "send again"): QUEUED,
    (OPENED, "send again"): QUEUED,
    (EXPIRED, "send again"): QUEUED,
}

TEXT_LIMIT, WHERE_LIMIT, NAME_LIMIT, REFUSED_LIMIT = 10_000, 500, 200, 1000
LONGEST_RECORDING_SECONDS = 600
LARGEST_RECORDING_BYTES = 20_000_000
SOON = dt.timedelta(minutes=5)
FREE_MAIL = {
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "googlemail.com",
    "gmx.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mail.com",
    "me.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "yahoo.co.uk",
    "yahoo.com",
}
DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}


@dataclass(frozen=True)
class Invited:
    """Who is asked, and with which words."""

    name: str
    email: str
    relationship: str = ""
    message: str = ""

    @property
    def cleaned(self) -> "Invited":
        """Names on one line each: more of them in a letter would read as if we had written them."""
        return Invited(
            name=" ".join(trimmed(self.name, NAME_LIMIT).split()),
            email=self.email.strip(),
            relationship=" ".join(trimmed(self.relationship, NAME_LIMIT).split()),
            message=trimmed(self.message),
        )


@dataclass(frozen=True)
class Course:
    """The moments in the life of a request; None for what has not happened."""

    expires_at: dt.datetime
    sent_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    refused_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None


def request_state(course: Course, now: dt.datetime) -> str:
    ended = ((course.signed_at, SIGNED), (course.refused_at, REFUSED), (course.withdrawn_at, WITHDRAWN))
    over = next((state for at, state in ended if at), "")
    if over or course.expires_at <= now:
        return over or EXPIRED
    if course.opened_at:
        return OPENED
    return SENT if course.sent_at else QUEUED


def request_allows(state: str, act: str) -> bool:
    return (state, act) in SIGN_REQUEST_STATES


def plain_address(address: str) -> tuple[str, str]:
    """Mailbox and host of an address, without what makes one mailbox look like several."""
    local, _, host = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if host in DOTS_DO_NOT_COUNT:
        local, host = local.replace(".", ""), "gmail.com"
    return local, host


def is_same_mailbox(one: str, other: str) -> bool:
    return plain_address(one) == plain_address(other)


def is_free_twin(address: str, own: str) -> bool:
    """A free address, anywhere else, before whose @ stands the same as before that of one's own."""
    (local, host), (own_local, own_host) = plain_address(address), plain_address(own)
    return host in FREE_MAIL and host != own_host and _letters(local) == _letters(own_local)


def is_same_name(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _words(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").split())


@dataclass(frozen=True)
class Circumstances:
    """What is known of how a signature by link came about. networks: keyed hashes, "" where unknown."""

    invited: str
    signed_by: str
    address: str
    apprentice: str
    apprentice_address: str
    asked_at: dt.datetime
    signed_at: dt.datetime
    asker_network: str = ""
    signer_network: str = ""
    apprentices_browser: bool = False
    askers_browser: bool = False
    apprentices_colleague: bool = False


def noticed(seen: Circumstances) -> list[str]:
    """Keys of what is worth a look, the weightiest first. None of them proves anything."""
    found = {
        "apprentices-browser": seen.apprentices_browser,
        "askers-browser": seen.askers_browser and not seen.apprentices_browser,
        "apprentices-name": is_same_name(seen.signed_by, seen.apprentice),
        "free-twin": is_free_twin(seen.address, seen.apprentice_address),
        "another-apprentice": seen.apprentices_colleague,
        "other-name": not is_same_name(seen.signed_by, seen.invited),
        "same-network": bool(seen.signer_network) and seen.signer_network == seen.asker_network,
        "soon": seen.signed_at - seen.asked_at < SOON,
    }
    return [key for key, is_so in found.items() if is_so]


NOTICED: Mapping[str, str] = {
    "apprentices-browser": "It was signed in a browser in which the apprentice has been logged in.",
    "askers-browser": "It was signed in a browser in which the person who asked was logged in.",
    "apprentices-name": "It was signed with the apprentice’s own name.",
    "free-twin": "The free e-mail address it was sent to begins like the apprentice’s own.",
    "another-apprentice": "It was sent to another apprentice of this training provider.",
    "other-name": "It was signed by another name than the one that was asked.",
    "same-network": "It was signed from the same network as it was asked for, as happens at one workplace.",
    "soon": "It was signed within five minutes of being asked for.",
}


def noticed_in_words(keys: Iterable[str]) -> list[str]:
    return [NOTICED[key] for key in keys if key in NOTICED]


@dataclass(frozen=True)
class Sighting:
    """One behaviour: where it was seen, and when, both as typed. day: None when there is none to read."""

    where: str
    day: dt.date | None
    is_ticked: bool = True


@dataclass(frozen=True)
class Signing:
    """Everything somebody writes above their name. behaviours: by KSB code."""

    kind: str
    name: str
    role: str
    relationship: str
    text: str = ""
    is_recorded: bool = False
    codes: Sequence[str] = ()
    behaviours: Mapping[str, Sighting] = field(default_factory=dict)


def problems_with_signing(signing: Signing, *, today: dt.date) -> list[Problem]:
    """A sentence for each thing that is missing, in the order of the page; empty when it can be signed."""
    problems: list[Problem] = []
    if signing.kind == TESTIMONY:
        if not signing.text.strip() and not signing.is_recorded:
            problems.append(Problem("Write what you saw, or record it.", "text"))
        if not signing.codes:
            problems.append(Problem("Tick at least one thing that you saw yourself.", "ksbs"))
    if signing.kind == BEHAVIOURS:
        problems += _problems_with_sightings(signing.behaviours, today)
    for about, value, sentence in (
        ("name", signing.name, "Give your name."),
        ("role", signing.role, "Say what your role is, such as “shift leader”."),
        ("relationship", signing.relationship, "Say how you know the apprentice."),
    ):
        if not value.strip():
            problems.append(Problem(sentence, about))
    return problems


def _problems_with_sightings(behaviours: Mapping[str, Sighting], today: dt.date) -> list[Problem]:
    ticked = {code: seen for code, seen in behaviours.items() if seen.is_ticked}
    if not ticked:
        return [Problem("Tick at least one behaviour that you saw yourself.", "behaviours")]
    problems = []
    for code, seen in ticked.items():
        if not seen.where.strip():
            problems.append(Problem(f"Say where you saw {code}.", f"where-{code}"))
        if seen.day is None:
            problems.append(Problem(f"Say on which day you saw {code}.", f"seen-{code}"))
        elif seen.day > today:
            problems.append(Problem(f"The day you saw {code} is in the future.", f"seen-{code}"))
    return problems
