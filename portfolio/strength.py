"""What would make a piece stronger: plain sentences about what is missing in it. Never a score.

Words are judged only in English and Welsh. Whoever writes in another language hears about lengths, dates,
claims and files, and nothing that this list of words cannot know.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.figures.reading import written_in
from portfolio.rules import Gap

ENGLISH, WELSH = "en", "cy"
OUTCOME_KEYS = ("result", "outcome", "progress")
SHORT_MAIN_WORDS, SHORT_MAIN_CHARACTERS = 25, 120
SHORT_OUTCOME_WORDS, SHORT_SENTENCE_WORDS = 4, 4
ENOUGH_TO_JUDGE = 20


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of one language that the other does not use, frequent enough to tell them apart.
ENGLISH_WORDS = listed(
    "the and to of was were that it for with is he she they had have but we then when because this not at "
    "my by so if which there what their been from would said asked"
)
WELSH_WORDS = listed(
    "yn yr y oedd roedd mae wedi gyda ac fy ddim ei bod ar wnes nes fi ni ond hefyd fod mewn gan cwsmer "
    "chi eu dim dw rwy rwyf roeddwn iddo iddi wrth"
)
NUMBER_WORDS = listed(
    "two three four five six seven eight nine ten eleven twelve twenty thirty hundred half twice once dozen "
    "double quarter percent dau dwy tri tair pedwar pedair pump chwech saith wyth naw deg hanner"
)
RESULT_WORDS = re.compile(
    r"\b(thank\w*|grateful|happ(?:y|ier)|pleased|satisfied|relieved|delighted|impressed|solved|resolved|sorted"
    r"|fixed|settled|result\w*|outcome|improve\w*|reduced|increased|saved|faster|quicker|fewer|praise\w*"
    r"|compliment\w*|scor\w*|rating|rated|review\w*|complaint was closed|closed|worked|success\w*|arrived"
    r"|delivered|smil\w*|laugh\w*|chose|renewed|came back|stayed|kept|no longer"
    r"|never again|since then|in the end|from then on|ever since|diolch\w*|canlyniad\w*|bodlon|hapus"
    r"|datrys\w*|datrus\w*|gwell\w*|llwydd\w*|yn y diwedd|ers hynny)\b"
)
REASON_WORDS = re.compile(
    r"\b(because|cos|coz|cause|since|so|why|reason\w*|therefore|otherwise|in order|make sure|making sure"
    r"|made sure|to avoid|to keep|to help|to show|to prevent|to protect|wanted|meant|means|meaning|due to"
    r"|in case|rather than|instead of|that way|if|oherwydd|achos|er mwyn|felly|rhag|gan fod|rheswm|rhesymau"
    r"|os)\b"
)
QUOTED = re.compile(r"[\"“”„«][^\"“”„«»\n]{2,300}[\"“”»]|(?<!\w)['‘][^'‘’\n]{2,300}['’](?!\w)")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

A_FILE_WOULD_HELP = {
    "work_product": "There is no file yet. Add the e-mail, form or screenshot itself, with names covered.",
    "photo": "There is no picture yet. Add it, with faces and names covered.",
    "audio_video": "There is no clip yet. Add it, so that your assessor can hear or see you.",
    "certificate": "There is no file yet. Add the certificate.",
    "customer_feedback": "If you have the feedback in writing, add it as a file, with names covered.",
    "observation_record": "If the observer wrote notes and signed them, add them as a file.",
    "witness_testimony": "If the witness wrote a statement and signed it, add it as a file.",
}


@dataclass(frozen=True)
class Part:
    """One prompt with what was answered. `weight`: the bigger its box, the more it counts.

    `answer` is text, or the rows of a prompt that asks for figures or stages.
    """

    key: str
    label: str
    answer: object
    weight: int = 4
    is_required: bool = True

    @property
    def field(self) -> str:
        return f"answer-{self.key}"

    @property
    def text(self) -> str:
        return self.answer if isinstance(self.answer, str) else ""

    @property
    def written(self) -> str:
        return "\n".join(written_in(self.answer))


@dataclass(frozen=True)
class Account:
    """What stands in a draft, as far as its strength is concerned. `sentences` is KSB code -> sentence."""

    parts: Sequence[Part]
    sentences: Mapping[str, str]
    happened_on: dt.date | None
    evidence_kind: str
    files: int = 0


def advice(account: Account, *, today: dt.date) -> list[Gap]:
    """One sentence for each thing that would help; none for a piece in which nothing is written yet."""
    if not any(part.written.strip() for part in account.parts):
        return []
    return [
        *about_outcome(account.parts),
        *about_main(account.parts),
        *about_words(account.parts),
        *about_claims(account.sentences),
        *about_files(account),
        *about_date(account.happened_on, today),
    ]


def main_part(parts: Sequence[Part]) -> Part | None:
    """The part that counts most: the text with the biggest box."""
    texts = [part for part in parts if isinstance(part.answer, str)]
    return max(texts, key=lambda part: part.weight, default=None)


def outcome_part(parts: Sequence[Part]) -> Part | None:
    named = {part.key: part for part in parts}
    return next((named[key] for key in OUTCOME_KEYS if key in named), None)


def about_outcome(parts: Sequence[Part]) -> Iterator[Gap]:
    """An outcome that must be answered and is blank stands in the way already; that is not said twice."""
    outcome, main = outcome_part(parts), main_part(parts)
    if outcome is None or main is None or not main.text.strip():
        return
    is_blank = not outcome.written.strip()
    if is_blank and not outcome.is_required:
        yield Gap("You say what you did, not how it ended.", outcome.field)
    elif not is_blank and is_short(outcome.text, SHORT_OUTCOME_WORDS, 24):
        yield Gap("Say more about how it ended: for whom, and how you know.", outcome.field)


def about_main(parts: Sequence[Part]) -> Iterator[Gap]:
    main = main_part(parts)
    if main and main.text.strip() and is_short(main.text, SHORT_MAIN_WORDS, SHORT_MAIN_CHARACTERS):
        yield Gap(
            f"“{main.label}” is the part that counts most, and it is very short. Tell it step by step.",
            main.field,
        )


def about_words(parts: Sequence[Part]) -> Iterator[Gap]:
    """What the words show, once there are enough of them in a language whose words are known."""
    text = "\n".join(part.written for part in parts)
    main, language = main_part(parts), language_of(text)
    if main is None or not language or len(WORD.findall(text)) < ENOUGH_TO_JUDGE:
        return
    if language == ENGLISH:
        yield from about_whose_work("\n".join(part.text for part in parts), main.field)
    if not REASON_WORDS.search(plain(text)):
        yield Gap("You say what you did. Say also why you did it that way.", main.field)
    if not shows_a_result(text):
        place = (outcome_part(parts) or main).field
        yield Gap(
            "Nothing shows how well it went. A number, somebody’s own words or what changed would.", place
        )


def about_whose_work(text: str, field: str) -> Iterator[Gap]:
    """Words that somebody else said, in quotation marks, are neither the writer's “I” nor their “we”."""
    words = [word.split("'")[0] for word in WORD.findall(plain(QUOTED.sub(" ", text)))]
    if any(word in {"i", "im", "ive", "myself", "fi", "mi"} for word in words):
        return
    if "we" in words or "weve" in words:
        yield Gap("You write “we” and never “I”. Say which part was yours.", field)
    elif len(words) >= ENOUGH_TO_JUDGE and not {"me", "my", "mine"} & set(words):
        yield Gap("You never write “I”. Say what you did yourself.", field)


def about_claims(sentences: Mapping[str, str]) -> Iterator[Gap]:
    first_with: dict[str, str] = {}
    for code, sentence in sentences.items():
        text = " ".join(plain(sentence).split())
        if not text:
            yield Gap(f"Say in one sentence how this shows {code}.", f"claim-{code}")
        elif is_short(text, SHORT_SENTENCE_WORDS, 24):
            yield Gap(f"Say more about {code}: which of your words or files show it?", f"claim-{code}")
        elif text in first_with:
            other = first_with[text]
            yield Gap(f"{other} and {code} have the same sentence. Say what shows each.", f"claim-{code}")
        first_with.setdefault(text, code)


def about_files(account: Account) -> Iterator[Gap]:
    if not account.files and account.evidence_kind in A_FILE_WOULD_HELP:
        yield Gap(A_FILE_WOULD_HELP[account.evidence_kind], "files")


def about_date(happened_on: dt.date | None, today: dt.date) -> Iterator[Gap]:
    if happened_on is None:
        return
    a_year_on = (happened_on.year + 1, happened_on.month, happened_on.day)
    if a_year_on < (today.year, today.month, today.day):
        yield Gap(
            "It happened more than a year ago. A newer example shows better what you can do now.",
            "happened_on",
        )


def shows_a_result(text: str) -> bool:
    """A figure, a quotation, or a word that tells how something turned out."""
    words = plain(text)
    return bool(
        any(character.isdigit() for character in words)
        or QUOTED.search(text)
        or RESULT_WORDS.search(words)
        or NUMBER_WORDS & set(WORD.findall(words))
    )


def language_of(text: str) -> str:
    """English or Welsh by its commonest words; empty when it reads like neither."""
    words = WORD.findall(plain(text))
    english = sum(word.split("'")[0] in ENGLISH_WORDS for word in words)
    welsh = sum(word.split("'")[0] in WELSH_WORDS for word in words)
    if max(english, welsh) * 100 < 8 * len(words) or english == welsh:
        return ""
    return ENGLISH if english > welsh else WELSH


def is_short(text: str, words: int, characters: int) -> bool:
    """Few words, and few characters too: some scripts put no spaces between words."""
    return len(WORD.findall(text)) < words and len(text.strip()) < characters


def plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("‘", "'")
