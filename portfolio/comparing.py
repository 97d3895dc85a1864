"""Two versions of one draft beside each other: what was saved, what was typed, where they differ."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format

from portfolio.actions import DraftText
from portfolio.answering import saved_answer
from portfolio.answering import text_of as in_words
from portfolio.forms import DraftForm
from portfolio.models import Revision
from standards.models import Ksb, Prompt

NOTHING = "(empty)"
NOT_CLAIMED = "(not claimed)"


@dataclass(frozen=True)
class Difference:
    label: str
    saved: str
    typed: str


def text_of(revision: Revision, prompts: list[Prompt]) -> DraftText:
    """What was saved, in the shape of what is typed."""
    return DraftText(
        title=revision.title,
        happened_on=revision.happened_on,
        answers={prompt.key: saved_answer(prompt, revision.answers) for prompt in prompts},
        claims=dict(revision.claims.values_list("ksb_id", "justification")),
    )


def text_in(form: DraftForm) -> DraftText:
    """What was typed into a form that is valid."""
    return DraftText(
        title=form.cleaned_data["title"],
        happened_on=form.cleaned_data["happened_on"],
        answers=form.answers(),
        claims=form.claims(),
    )


def differences(
    saved: DraftText, typed: DraftText, *, prompts: list[Prompt], ksbs: Mapping[UUID, Ksb]
) -> list[Difference]:
    """Only what differs, in the order of the page."""
    pairs = [
        Difference("Title", saved.title or NOTHING, typed.title or NOTHING),
        Difference("When it happened", day(saved.happened_on), day(typed.happened_on)),
        *(
            Difference(
                p.label, in_words(saved.answers[p.key]) or NOTHING, in_words(typed.answers[p.key]) or NOTHING
            )
            for p in prompts
        ),
        *claim_pairs(saved, typed, ksbs),
    ]
    return [pair for pair in pairs if pair.saved != pair.typed]


def claim_pairs(saved: DraftText, typed: DraftText, ksbs: Mapping[UUID, Ksb]) -> Iterator[Difference]:
    for pk, ksb in ksbs.items():
        yield Difference(f"Claim for {ksb.code}", claim(saved, pk), claim(typed, pk))


def claim(text: DraftText, ksb_id: UUID) -> str:
    return (text.claims[ksb_id] or NOTHING) if ksb_id in text.claims else NOT_CLAIMED


def day(date: dt.date | None) -> str:
    return date_format(date) if date else NOTHING
