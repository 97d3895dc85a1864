"""A first readiness that explains itself: for every KSB and every assessment method, ready or why not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Countersignature
from assessments.rules import Standing, why_not_yet
from assessments.rules.readiness import PROVISIONAL
from portfolio.marks import shown_state
from portfolio.models import Apprenticeship, Claim, KsbProgress
from standards.models import Ksb, Method
from standards.rules import is_asked


@dataclass(frozen=True)
class KsbReadiness:
    ksb: Ksb
    state: str
    why_not: str
    met_on: dt.date | None = None

    @property
    def is_ready(self) -> bool:
        return not self.why_not

    @property
    def is_provisional(self) -> bool:
        return self.why_not == PROVISIONAL


@dataclass(frozen=True)
class Asked:
    """The KSBs that somebody or something asks for, and how many of them are met."""

    ksbs: Sequence[KsbReadiness]

    @property
    def total(self) -> int:
        return len(self.ksbs)

    @property
    def met(self) -> int:
        return sum(ksb.is_ready for ksb in self.ksbs)


@dataclass(frozen=True)
class MethodReadiness(Asked):
    """One assessment method: how many of the KSBs it asks for are met."""

    method: Method

    @property
    def is_ready(self) -> bool:
        return self.met == self.total


@dataclass(frozen=True)
class Readiness(Asked):
    """`ksbs` are those asked of this apprentice; `spared` the halves of either-or pairs that are not."""

    methods: Sequence[MethodReadiness]
    spared: Sequence[Ksb] = ()

    @property
    def is_ready(self) -> bool:
        return all(method.is_ready for method in self.methods)

    @property
    def missing(self) -> list[KsbReadiness]:
        return [ksb for ksb in self.ksbs if not ksb.is_ready]


def readiness_of(apprenticeship: Apprenticeship, *, with_drafts: bool = False) -> Readiness:
    """Three queries: the KSBs and where each stands, the methods, and their KSBs.

    with_drafts: only for the apprentice; to everybody else a draft is as good as not there.
    """
    minimum = int(apprenticeship.plan.evidence_rules.get("minimum_accepted_pieces_per_ksb", 1))
    asked, spared = {}, []
    for ksb, standing, met_on in _standings(apprenticeship, with_drafts):
        if is_asked(ksb.alternative_channel, apprenticeship.contact_channel):
            asked[ksb.pk] = KsbReadiness(ksb, standing.state, why_not_yet(standing, minimum), met_on)
        else:
            spared.append(ksb)
    methods = Method.objects.filter(plan=apprenticeship.plan_id).prefetch_related("ksbs")
    return Readiness(
        ksbs=list(asked.values()),
        methods=[
            MethodReadiness([asked[ksb.pk] for ksb in method.ksbs.all() if ksb.pk in asked], method)
            for method in methods
        ],
        spared=spared,
    )


def _standings(
    apprenticeship: Apprenticeship, with_drafts: bool
) -> list[tuple[Ksb, Standing, dt.date | None]]:
    own = FilteredRelation("progress", condition=Q(progress__apprenticeship=apprenticeship))
    ksbs = Ksb.objects.filter(version=apprenticeship.version_id).annotate(
        own=own,
        own_state=F("own__state"),
        own_met=F("own__met"),
        own_submitted=F("own__submitted"),
        own_not_yet=F("own__not_yet"),
        own_drafted=F("own__drafted"),
        own_met_on=F("own__met_on"),
        provisional=_provisional_pieces(apprenticeship),
    )
    return [(ksb, _standing(ksb, with_drafts), getattr(ksb, "own_met_on", None)) for ksb in ksbs]


def _standing(ksb: Ksb, with_drafts: bool) -> Standing:
    """From the columns that `_standings` adds to each KSB; they are null where no row exists."""
    state = getattr(ksb, "own_state", None) or KsbProgress.State.NOT_STARTED.value
    counts = {
        name: getattr(ksb, f"own_{name}", None) or 0 for name in ("met", "submitted", "not_yet", "drafted")
    }
    if not with_drafts:
        counts["drafted"] = 0
    counts["provisional"] = vars(ksb)["provisional"]
    return Standing(ksb.code, shown_state(state, is_own=with_drafts), **counts)


def _provisional_pieces(apprenticeship: Apprenticeship) -> Coalesce:
    """For each KSB, how many pieces are met by a decision that nobody has countersigned yet."""
    waiting = Claim.objects.filter(
        ksb=OuterRef("pk"),
        revision__evidence__apprenticeship=apprenticeship,
        outcome=Claim.Outcome.MET,
        revision__marking__countersignature__state=Countersignature.State.WAITING,
    )
    counted = waiting.order_by().values("ksb").annotate(number=Count("revision__evidence", distinct=True))
    return Coalesce(Subquery(counted.values("number")), 0)
