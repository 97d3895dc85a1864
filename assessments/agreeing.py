"""Agreement over time: by pair of assessors and by KSB over every second marking, and by exercise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assessments.models import Decision, Exercise, OpinionDecision
from assessments.rules.agreement import FEW, Figure, kappa, percent_agreement
from portfolio.addresses import addresses


class Compared(NamedTuple):
    """One claim that two people judged, neither knowing what the other said."""

    exercise: UUID
    title: str
    code: str
    pair: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass
class AgreementRow:
    """compared: how many claims the figures rest on. links: the exercises behind them."""

    name: str
    compared: int
    agreement: Figure
    kappa: Figure
    links: Sequence[Link] = field(default_factory=list)

    @property
    def is_few(self) -> bool:
        return self.compared < FEW


@dataclass(frozen=True)
class Agreement:
    pairs: Sequence[AgreementRow]
    ksbs: Sequence[AgreementRow]
    exercises: Sequence[AgreementRow]

    @property
    def is_empty(self) -> bool:
        return not (self.pairs or self.exercises)


def agreement_of(exercises: QuerySet[Exercise]) -> Agreement:
    """Three queries. exercises: those that the reader may see the results of."""
    compared = _second_markings(exercises.filter(kind=Exercise.Kind.SECOND))
    return Agreement(
        pairs=_rows(compared, "pair"),
        ksbs=_rows(compared, "code"),
        exercises=_standardisations(exercises.filter(kind=Exercise.Kind.STANDARDISATION)),
    )


def _second_markings(exercises: QuerySet[Exercise]) -> list[Compared]:
    second = (
        OpinionDecision.objects.filter(opinion__exercise__in=exercises.values("pk"))
        .select_related("opinion__exercise", "opinion__assessor", "claim__ksb")
        .order_by("claim__ksb__position", "opinion__given_at", "pk")
    )
    rows = list(second)
    decided = Decision.objects.filter(supersedes__isnull=True, claim__in=[row.claim_id for row in rows])
    first = {decision.claim_id: decision for decision in decided.select_related("assessor")}
    return [_compared(row, first[row.claim_id]) for row in rows if row.claim_id in first]


def _compared(row: OpinionDecision, decision: Decision) -> Compared:
    exercise = row.opinion.exercise
    pair = f"{decision.assessor}, then {row.opinion.assessor}"
    return Compared(exercise.pk, exercise.title, row.claim.ksb.code, pair, decision.outcome, row.outcome)


def _rows(compared: Iterable[Compared], by: str) -> list[AgreementRow]:
    grouped: dict[str, list[Compared]] = {}
    for each in compared:
        grouped.setdefault(getattr(each, by), []).append(each)
    url_of = addresses("assessments:exercise")
    found = []
    for name, same in grouped.items():
        said = [[each.first, each.second] for each in same]
        titles = {each.exercise: each.title for each in same}
        links = [Link(title, url_of(pk)) for pk, title in titles.items()]
        found.append(AgreementRow(name, len(same), percent_agreement(said), kappa(said), links))
    return found


def _standardisations(exercises: QuerySet[Exercise]) -> list[AgreementRow]:
    """Each by itself, because other people take part each time; the newest first."""
    decisions = (
        OpinionDecision.objects.filter(opinion__exercise__in=exercises.values("pk"))
        .select_related("opinion__exercise")
        .order_by("-opinion__exercise__created_at", "opinion_id", "claim_id")
    )
    by_exercise: dict[Exercise, dict[UUID, dict[UUID, str]]] = {}
    for row in decisions:
        said = by_exercise.setdefault(row.opinion.exercise, {})
        said.setdefault(row.claim_id, {})[row.opinion_id] = row.outcome
    return [_standardisation(exercise, said) for exercise, said in by_exercise.items()]


def _standardisation(exercise: Exercise, said: dict[UUID, dict[UUID, str]]) -> AgreementRow:
    rows = [[words[person] for person in sorted(words)] for words in said.values()]
    link = Link(exercise.title, exercise.get_absolute_url())
    return AgreementRow(exercise.title, len(rows), percent_agreement(rows), kappa(rows), [link])
