"""The KSBs suggested for a draft as its page shows them, gathered in two queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from portfolio.accepted import experience_of, read_revision
from portfolio.models import Evidence, Revision
from portfolio.suggesting import Cue, Reason, Source, suggest
from standards.models import Ksb, KsbCue


@dataclass(frozen=True)
class Suggested:
    """One KSB with the reasons to claim it."""

    ksb: Ksb
    reasons: tuple[Reason, ...]

    @property
    def from_words(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.source is Source.WORDS]

    @property
    def from_accepted(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.source is Source.ACCEPTED]

    @property
    def is_from_template(self) -> bool:
        return any(reason.source is Source.TEMPLATE for reason in self.reasons)


@dataclass(frozen=True)
class Suggestions:
    """What to show: the suggestions, or why there are none."""

    found: list[Suggested]
    is_blank: bool
    declined: int

    @cached_property
    def digest(self) -> str:
        """Changes when what is shown does: a page that shows this already need not be drawn again."""
        shown = [(each.ksb.code, *each.reasons) for each in self.found]
        return sha256(repr((shown, self.is_blank, self.declined)).encode()).hexdigest()[:16]


def suggestions_for(evidence: Evidence, draft: Revision, ksbs: Iterable[Ksb]) -> Suggestions:
    """ksbs: those that the apprentice may add to this draft, in their own order."""
    offered = {str(ksb.pk): ksb for ksb in ksbs}
    declined = [pk for pk in draft.declined if offered.pop(pk, None)]
    reading = read_revision(draft)
    apprenticeship = evidence.apprenticeship
    fits = set(evidence.template.fits)
    found = suggest(
        reading,
        ksbs=list(offered),
        cues=cues_for(apprenticeship.version_id, apprenticeship.provider_id),
        fits=[pk for pk, ksb in offered.items() if str(ksb.guid) in fits],
        experience=experience_of(apprenticeship.provider_id, apprenticeship.version_id, reading),
    )
    return Suggestions(
        found=[Suggested(offered[str(each.ksb)], each.reasons) for each in found],
        is_blank=not reading.words,
        declined=len(declined),
    )


def cues_for(version_id: UUID, provider_id: UUID) -> Sequence[Cue]:
    rows = KsbCue.objects.kept_at(provider_id).filter(ksb__version=version_id)
    return [
        Cue(str(ksb), weight, reason, tuple(words))
        for ksb, weight, reason, words in rows.values_list("ksb", "weight", "reason", "words")
    ]
