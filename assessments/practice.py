"""What an apprentice practised: what may be begun, what is open, and each kind's history with its trend."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from assessments.mock_criteria import methods_by_kind
from assessments.mock_page import tally_in
from assessments.models import MockAssessment
from assessments.permissions.practice import can_begin, is_self_marked
from assessments.rules.practice import KINDS, ROLE_PLAY, Run, trend_words
from assessments.rules.trends import Bars, bars_of
from assessments.wording import practice_called
from portfolio.models import Apprenticeship
from portfolio.permissions import is_own
from standards.models import Method

ABOUT = {
    "observation": "With real customers: tap each criterion as it is seen, while the clock runs.",
    "assignment": "The real task, done as on the day: each criterion is tapped as it is seen.",
    "discussion": "A conversation about the job, asked from the guidance and about pieces handed in.",
    "role_play": "A scenario card, with somebody playing the customer. Not one of the official methods.",
    "showcase": "The chosen pieces, read against every criterion as an independent assessor would.",
}


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished mock in the list of its kind."""

    mock: MockAssessment
    run: Run


@dataclass(frozen=True)
class Kind:
    """One form of practice. finished: the newest first."""

    key: str
    label: str
    about: str
    may: Permission
    open: Sequence[MockAssessment]
    finished: Sequence[Finished]
    trend: str
    bars: Bars | None

    @property
    def phrase(self) -> str:
        """Within a sentence."""
        return self.label.lower()

    @property
    def is_role_play(self) -> bool:
        return self.key == MockAssessment.Kind.ROLE_PLAY


@dataclass(frozen=True)
class Practice:
    apprenticeship: Apprenticeship
    is_own: bool
    kinds: Sequence[Kind]


def practice_of(apprenticeship: Apprenticeship, viewer: User) -> Practice:
    """Two queries beside the one that fetched the apprenticeship `for_page`.

    What the plan has no method for is not offered; what was practised all the same stays to be read.
    """
    methods = methods_by_kind(apprenticeship)
    mocks = MockAssessment.objects.visible_to(viewer).filter(apprenticeship=apprenticeship).for_list()
    of_kind: dict[str, list[MockAssessment]] = {kind: [] for kind in KINDS}
    for mock in mocks:
        mock.apprenticeship = apprenticeship
        of_kind[mock.kind].append(mock)
    return Practice(
        apprenticeship=apprenticeship,
        is_own=is_own(viewer, apprenticeship),
        kinds=[
            _kind(kind, found, methods.get(kind), apprenticeship, viewer)
            for kind, found in of_kind.items()
            if found or kind == ROLE_PLAY or kind in methods
        ],
    )


def _kind(
    kind: str,
    mocks: Sequence[MockAssessment],
    method: Method | None,
    apprenticeship: Apprenticeship,
    viewer: User,
) -> Kind:
    finished = [Finished(mock, run_of(mock)) for mock in mocks if not mock.is_open]
    runs, words = [row.run for row in reversed(finished)], apprenticeship.plan.words
    return Kind(
        key=kind,
        label=practice_called(kind, method, words),
        about=words.say(ABOUT[kind]),
        may=can_begin(viewer, apprenticeship, kind, method),
        open=[mock for mock in mocks if mock.is_open],
        finished=finished,
        trend=trend_words(runs),
        bars=bars_of(runs),
    )


def run_of(mock: MockAssessment) -> Run:
    """Needs `mock.apprenticeship` at hand; of a finished one."""
    day = timezone.localtime(mock.finished_at).date()
    card = str(mock.scenario_id or "")
    return Run(day, tally_in(mock), is_self_marked=is_self_marked(mock), card=card)
