"""What would become of one record of a file, before anything does: beside which version, and what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from accounts.models import Provider, User
from accounts.permissions import Refused
from standards.belongings import Belongings, belongings_of
from standards.comparison import Comparison, comparison_of
from standards.figures import FARTHEST
from standards.models import ImportedRecord, Ksb, StandardVersion
from standards.records.checks import problems_beside
from standards.records.comparing import Change, Pair, pairs_of
from standards.records.keeping import as_record
from standards.records.storing import problems_from, record_from
from standards.records.values import Problem, Record, RecordKsb

NO_KSBS = Problem("", "It lists no KSBs, so there is nothing to make a version of.")
UNREAD = Problem("", "Nothing could be made of this record.")
ANEW = "anew"
BEFORE_BASE = (
    "The file says {day:%-d %b %Y}, but {base}, which it is made from, is for starts from {first:%-d %b %Y}."
)
TOO_FAR = "The file says {day:%-d %b %Y}, which is more than two years ahead."


@dataclass(frozen=True)
class Preview:
    """bases: the versions it could stem from. base: the one it is laid beside; None where it begins anew."""

    record: Record | None
    bases: Sequence[StandardVersion]
    base: StandardVersion | None
    pairs: Sequence[Pair[Ksb, RecordKsb]]
    problems: Sequence[Problem]
    belongings: Belongings = field(default_factory=Belongings)

    @property
    def read(self) -> Record:
        """The record, where something could be read."""
        if self.record is None:
            raise Refused(UNREAD.text, HTTPStatus.CONFLICT)
        return self.record

    @property
    def comparison(self) -> Comparison:
        return comparison_of(self.pairs)

    @property
    def stopping(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.stops]

    @property
    def notes(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.stops]

    @property
    def removed(self) -> list[Ksb]:
        return [pair.old for pair in self.pairs if pair.change == Change.REMOVED and pair.old]

    @property
    def is_reworded(self) -> bool:
        """Whether it says what the version beside it does not say so."""
        return any(pair.change in {Change.REWORDED, Change.NEW} for pair in self.pairs)

    @property
    def plan_count(self) -> int:
        """How many ways of assessing it the file itself describes."""
        plans = self.record.pack["version"].get("plans") if self.record and self.record.pack else []
        return len(plans) if isinstance(plans, list) else 0

    @property
    def has_plan(self) -> bool:
        return self.plan_count > 0

    def first_day(self, today: dt.date) -> dt.date:
        """The one that the file says, where a draft may begin then; else the first on which it may."""
        if self.record and self.record.starts_from and not self.why_not_its_day(today):
            return self.record.starts_from
        return max(today, self.base.starts_from) if self.base else today

    def why_not_its_day(self, today: dt.date) -> str:
        """Blank where a draft may begin on the day that the file says, and where it says none."""
        day = self.record.starts_from if self.record else None
        if day and self.base and day < self.base.starts_from:
            return BEFORE_BASE.format(day=day, base=self.base, first=self.base.starts_from)
        return TOO_FAR.format(day=day) if day and day > today + FARTHEST else ""

    @property
    def asks_level(self) -> bool:
        """Whether neither the file nor anything here says the level."""
        return not self.bases and not (self.record and self.record.level)


def preview_of(row: ImportedRecord, provider: Provider, user: User, wanted: str = "") -> Preview:
    """wanted: the id of the version it is to be laid beside, `ANEW` for none, blank for the likeliest:
    what a draft that was made of it stems from.
    """
    problems = problems_from(row.problems)
    if not row.content:
        return Preview(None, [], None, [], problems or [UNREAD])
    record = record_from(row.content)
    visible = StandardVersion.objects.visible_to(user).usable_at(provider.pk)
    versions = list(
        visible.filter(standard__reference=record.reference)
        .select_related("standard", "provider")
        .order_by("-starts_from", "-published_at", "pk")
    )
    base = _base(versions, record, wanted or _stem(row))
    old = list(Ksb.objects.filter(version=base).select_related("area")) if base else []
    pairs = pairs_of(old, record.ksbs, by_place=base is not None and is_same_list(base, record))
    others = [as_record(each, record) for each in versions if not is_same_list(each, record)]
    found = [*problems, *problems_beside(record, others), *([] if record.ksbs else [NO_KSBS])]
    belongings = belongings_of(record, provider)
    return Preview(record, versions, base, pairs, [*found, *belongings.problems], belongings)


def _stem(row: ImportedRecord) -> str:
    """Blank where nothing was made of it yet."""
    return str(row.draft.replaces_id or ANEW) if row.draft else ""


def is_same_list(version: StandardVersion, record: Record) -> bool:
    """Whether both are one version of the standard, also where a provider has copied it: 1.1 and 1.1-2."""
    return version.version.partition("-")[0] == record.version.partition("-")[0]


def _base(versions: Iterable[StandardVersion], record: Record, wanted: str) -> StandardVersion | None:
    """The one that was asked for; else the newest of the same version, else the newest that has KSBs."""
    listed = [each for each in versions if each.has_structured_ksbs]
    if wanted:
        return next((each for each in listed if str(each.pk) == wanted), None)
    same = [each for each in listed if is_same_list(each, record)]
    return next(iter([*same, *listed]), None)
