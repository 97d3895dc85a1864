"""Two versions of one draft beside each other: what was saved, what was typed, where they differ."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format

from portfolio.actions import DraftText
from portfolio.anchors import NOWHERE, ClaimText
from portfolio.answering import saved_answer
from portfolio.answering import text_of as in_words
from portfolio.forms import DraftForm, DraftShape
from portfolio.models import Revision
from portfolio.spots import RevisionPlaces
from standards.models import Prompt

NOTHING = "(empty)"
NOT_CLAIMED = "(not claimed)"
ANYWHERE = "(anywhere in the piece)"


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
        claims=claims_in(revision),
    )


def claims_in(revision: Revision) -> dict[UUID, ClaimText]:
    return {claim.ksb_id: claim.text for claim in revision.claims.all()}


def text_in(form: DraftForm) -> DraftText:
    """What was typed into a form that is valid."""
    return DraftText(
        title=form.cleaned_data["title"],
        happened_on=form.cleaned_data["happened_on"],
        answers=form.answers(),
        claims=form.claims(),
    )


def differences(saved: DraftText, typed: DraftText, *, shape: DraftShape) -> list[Difference]:
    """Only what differs, in the order of the page."""
    pairs = [
        Difference("Title", saved.title or NOTHING, typed.title or NOTHING),
        Difference("When it happened", day(saved.happened_on), day(typed.happened_on)),
        *(
            Difference(
                p.label, in_words(saved.answers[p.key]) or NOTHING, in_words(typed.answers[p.key]) or NOTHING
            )
            for p in shape.prompts
        ),
        *claim_pairs(saved, typed, shape),
    ]
    return [pair for pair in pairs if pair.saved != pair.typed]


def claim_pairs(saved: DraftText, typed: DraftText, shape: DraftShape) -> Iterator[Difference]:
    places = shape.saved_places
    for pk, ksb in shape.ksbs.items():
        before, now = saved.claims.get(pk), typed.claims.get(pk)
        yield Difference(f"Claim for {ksb.code}", sentence(before), sentence(now))
        yield Difference(f"Where {ksb.code} is shown", where(before, places), where(now, places))


def sentence(claim: ClaimText | None) -> str:
    return (claim.sentence or NOTHING) if claim else NOT_CLAIMED


def where(claim: ClaimText | None, places: RevisionPlaces) -> str:
    return places.in_words(claim.anchor if claim else NOWHERE) or ANYWHERE


def day(date: dt.date | None) -> str:
    return date_format(date) if date else NOTHING
