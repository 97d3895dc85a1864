"""What came of an exercise: claims down, people across, and how far they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.exhibition import claims_made_in
from assessments.models import Decision, Exercise, Opinion, OpinionDecision
from assessments.rules.agreement import Figure, kappa, percent_agreement, strength
from assessments.rules.opinions import SECOND
from portfolio.marks import OUTCOME_MARKS, Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person said of one claim; mark is None where they said nothing."""

    who: str
    mark: Mark | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    cells: Sequence[Cell]
    agreement: Figure

    @property
    def differs(self) -> bool:
        return self.agreement.value is not None and self.agreement.value < 100


@dataclass(frozen=True, slots=True)
class Voice:
    """One column: who judged, in what part, and what they said of the whole."""

    who: str
    part: str
    feedback: str
    said: Mapping[UUID, tuple[str, str]]


@dataclass(frozen=True)
class Results:
    """awaited: who was asked and has not answered."""

    exercise: Exercise
    voices: Sequence[Voice]
    rows: Sequence[Row]
    agreement: Figure
    kappa: Figure
    kappa_name: str
    awaited: Sequence[str]

    @property
    def strength(self) -> str:
        return strength(self.kappa.value) if self.kappa.value is not None else ""


def results_of(exercise: Exercise, opinions: Sequence[Opinion]) -> Results:
    """Three queries. opinions: all of the exercise, each with its assessor."""
    given = [opinion for opinion in opinions if opinion.given_at]
    voices = [*_first(exercise), *_voices(given, is_second=exercise.kind == SECOND)]
    claims = claims_made_in(exercise.revision)
    said = [[voice.said.get(claim.pk, ("", ""))[0] for voice in voices] for claim in claims]
    heard = [[word for word in row if word] for row in said]
    return Results(
        exercise=exercise,
        voices=voices,
        rows=[
            Row(
                claim.ksb.code,
                claim.ksb.title,
                [_cell(voice, claim.pk) for voice in voices],
                percent_agreement([words]),
            )
            for claim, words in zip(claims, heard, strict=True)
        ],
        agreement=percent_agreement(heard),
        kappa=kappa(said),
        kappa_name="Cohen’s kappa" if len(voices) == 2 else "Fleiss’ kappa",
        awaited=[str(opinion.assessor) for opinion in opinions if not opinion.given_at],
    )


def _first(exercise: Exercise) -> list[Voice]:
    """The marking that a second one is compared with, as it was given, whatever was corrected later."""
    if exercise.kind != SECOND:
        return []
    marking = exercise.revision.marking
    first = Decision.objects.filter(marking=marking, supersedes__isnull=True)
    said = {row.claim_id: (row.outcome, row.reason) for row in first}
    return [Voice(str(marking.assessor), "First marking", marking.feedback, said)]


def _voices(given: Sequence[Opinion], *, is_second: bool) -> list[Voice]:
    said: dict[UUID, dict[UUID, tuple[str, str]]] = {opinion.pk: {} for opinion in given}
    for row in OpinionDecision.objects.filter(opinion__in=given):
        said[row.opinion_id][row.claim_id] = (row.outcome, row.reason)
    part = "Blind second marking" if is_second else "Opinion"
    return [Voice(str(each.assessor), part, each.feedback, said[each.pk]) for each in given]


def _cell(voice: Voice, claim: UUID) -> Cell:
    outcome, reason = voice.said.get(claim, ("", ""))
    return Cell(voice.who, OUTCOME_MARKS[outcome] if outcome else None, reason)
