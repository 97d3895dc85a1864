"""The page of somebody who judges a piece again: the version, and one field for each claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField

from assessments.exhibition import Exhibition, exhibition_of
from assessments.forms.opinions import OpinionForm
from assessments.models import Exercise, Opinion
from portfolio.spots import Spot
from standards.models import Ksb


@dataclass(frozen=True, slots=True)
class Panel:
    ksb: Ksb
    justification: str
    spot: Spot | None
    outcome: BoundField
    reason: BoundField


@dataclass(frozen=True)
class BlindDesk:
    opinion: Opinion
    exercise: Exercise
    exhibition: Exhibition
    panels: Sequence[Panel]


def blind_desk(opinion: Opinion, form: OpinionForm) -> BlindDesk:
    """Two queries beside those that fetched the opinion and the claims."""
    exhibition = exhibition_of(opinion.exercise.revision)
    return BlindDesk(
        opinion=opinion,
        exercise=opinion.exercise,
        exhibition=exhibition,
        panels=[
            Panel(
                ksb=claim.ksb,
                justification=claim.justification,
                spot=exhibition.spot_in(claim),
                outcome=form[f"outcome-{claim.pk}"],
                reason=form[f"reason-{claim.pk}"],
            )
            for claim in form.claims
        ],
    )
