"""How somebody who works on a portfolio reads its pieces: their owner as they stand, others as handed in."""

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import User
from portfolio.models import Apprenticeship, Claim, Evidence
from portfolio.models.evidence import EvidenceQuerySet
from portfolio.permissions import is_own
from standards.models import Ksb
from standards.models.ksb import KsbQuerySet
from standards.rules import is_asked


@dataclass(frozen=True)
class Reading:
    """Only for an apprenticeship that came through `read_by(user)`: other visitors read less than this."""

    apprenticeship: Apprenticeship
    is_own: bool

    @property
    def path(self) -> str:
        """Which revision of a piece stands for it."""
        return "latest" if self.is_own else "shown"

    @property
    def pieces(self) -> EvidenceQuerySet:
        """Without what waits in the inbox: that is no piece yet."""
        pieces = Evidence.objects.filter(apprenticeship=self.apprenticeship, in_inbox=False)
        return pieces if self.is_own else pieces.filter(shown__isnull=False)

    @property
    def piece_count(self) -> int:
        """From `with_piece_counts`, so that it costs no query of its own."""
        return int(getattr(self.apprenticeship, "piece_count" if self.is_own else "shown_count"))

    @property
    def inbox_count(self) -> int:
        """From `with_piece_counts` too: only their owner has an inbox to look into."""
        return int(getattr(self.apprenticeship, "inbox_count", 0)) if self.is_own else 0

    @property
    def claims(self) -> QuerySet[Claim]:
        """The claims that count now: those of the revision others see, and the owner's newest."""
        current = Q(revision__shown_of__isnull=False)
        if self.is_own:
            current |= Q(revision__latest_of__isnull=False)
        return Claim.objects.filter(current, revision__evidence__apprenticeship=self.apprenticeship)


def reading_of(apprenticeship: Apprenticeship, user: User) -> Reading:
    return Reading(apprenticeship, is_own(user, apprenticeship))


@dataclass(frozen=True)
class AskedKsbs:
    """The KSBs of a version in their order: those asked of this apprentice, and the halves spared."""

    asked: list[Ksb]
    spared: list[Ksb]


def ksbs_of(apprenticeship: Apprenticeship) -> AskedKsbs:
    """One query, areas and progress included."""
    ksbs = with_progress(Ksb.objects.filter(version=apprenticeship.version_id), apprenticeship)
    asked: list[Ksb] = []
    spared: list[Ksb] = []
    for ksb in ksbs.order_by("area__position", "position"):
        is_wanted = is_asked(ksb.alternative_channel, apprenticeship.contact_channel)
        (asked if is_wanted else spared).append(ksb)
    return AskedKsbs(asked, spared)


def with_progress(ksbs: KsbQuerySet, apprenticeship: Apprenticeship) -> KsbQuerySet:
    """Adds where this apprentice stands, and how many pieces show it or wait to be marked.

    `progress_state`, `progress_met`, `progress_submitted`: all None where nothing was ever claimed.
    """
    own = FilteredRelation("progress", condition=Q(progress__apprenticeship=apprenticeship))
    return ksbs.for_map().annotate(
        own_progress=own,
        progress_state=F("own_progress__state"),
        progress_met=F("own_progress__met"),
        progress_submitted=F("own_progress__submitted"),
    )
