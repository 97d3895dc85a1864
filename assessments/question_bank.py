"""Questions for a mock discussion: from the guidance, and about what the apprentice handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.mock_criteria import asked_of
from portfolio.models import Apprenticeship, Claim
from standards.models import Criterion, GuidanceEntry, GuidancePoint, Ksb

ABOUT_A_PIECE = (
    "In “{title}” you claimed {code}, {ksb}. What was going on, what did you do, and how did it end?"
)
ABOUT_NOTHING = "Nothing is handed in for {code}, {ksb}, yet. Which moment at work would you tell for it?"


@dataclass(frozen=True, slots=True)
class Asked:
    """strong_answer: what a strong answer has in it; blank where only the apprentice's own work says."""

    text: str
    strong_answer: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    """What may be asked about one area or outcome."""

    heading: str
    of_own_work: Sequence[Asked]
    of_guidance: Sequence[Asked]

    @property
    def all(self) -> list[Asked]:
        return [*self.of_own_work, *self.of_guidance]


def questions_for(apprenticeship: Apprenticeship, criteria: Sequence[Criterion]) -> list[Questions]:
    """Area by area, or outcome by outcome, in the order of the criteria: what is asked of this apprentice.

    Two queries.
    """
    ksbs: dict[str, dict[int, Ksb]] = {}
    for criterion in criteria:
        if criterion.heading:
            found = ksbs.setdefault(criterion.heading, {})
            found.update({ksb.position: ksb for ksb in asked_of(criterion, apprenticeship.contact_channel)})
    titles = _newest_titles(apprenticeship)
    prompts = _prompts([ksb for found in ksbs.values() for ksb in found.values()])
    return [
        Questions(
            heading,
            [_about(ksb, titles.get(ksb.code, "")) for _, ksb in sorted(found.items())],
            list(dict.fromkeys(each for ksb in found.values() for each in prompts.get(ksb.pk, []))),
        )
        for heading, found in ksbs.items()
        if found
    ]


def _about(ksb: Ksb, title: str) -> Asked:
    words = ABOUT_A_PIECE if title else ABOUT_NOTHING
    return Asked(words.format(title=title, code=ksb.code, ksb=ksb.title.lower()))


def _newest_titles(apprenticeship: Apprenticeship) -> Mapping[str, str]:
    """The newest piece that was handed in for each KSB: drafts are nobody else's."""
    rows = Claim.objects.filter(revision__shown_of__apprenticeship=apprenticeship)
    ordered = rows.order_by("revision__submitted_at", "pk")
    return dict(ordered.values_list("ksb__code", "revision__title"))


def _prompts(ksbs: Sequence[Ksb]) -> dict[UUID, list[Asked]]:
    """Those of the guidance on areas, by the id of each KSB that it is about."""
    points = GuidancePoint.objects.filter(
        section=GuidancePoint.Section.PRACTICE_PROMPTS,
        entry__kind=GuidanceEntry.Kind.AREA,
        entry__ksbs__in=ksbs,
    )
    rows = points.order_by("entry__position", "position", "pk")
    found: dict[UUID, list[Asked]] = {}
    for ksb, *asked in rows.values_list("entry__ksbs", "text", "strong_answer").distinct():
        found.setdefault(ksb, []).append(Asked(*asked))
    return found
