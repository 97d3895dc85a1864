"""How long apprentices wait for feedback: measured from what was marked lately, assessor by assessor."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.holidays import bank_holidays
from accounts.models import User
from accounts.rules.working_days import working_days_after
from assessments.models import Marking
from assessments.rules import FeedbackTime, feedback_time
from portfolio.models import Apprenticeship

NATION = "revision__evidence__apprenticeship__provider__nation"
LOOKED_BACK = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TimeOf:
    assessor: str
    time: FeedbackTime
    assessor_id: UUID


def own_time(user: User) -> FeedbackTime | None:
    """This assessor's, wherever they marked; None when they marked nothing lately. One query."""
    times = _times(Marking.objects.filter(assessor=user.pk))
    return times[0].time if times else None


def times_in(apprenticeships: QuerySet[Apprenticeship, Any]) -> list[TimeOf]:
    """Of everybody who marked in these portfolios, by name. One query."""
    marked = Marking.objects.made_here()
    return _times(marked.filter(revision__evidence__apprenticeship__in=apprenticeships.values("pk")))


def _times(markings: QuerySet[Marking]) -> list[TimeOf]:
    lately = markings.filter(created_at__gte=timezone.now() - LOOKED_BACK)
    rows = (
        lately.annotate(handed_in=TruncDate("revision__submitted_at"), marked=TruncDate("created_at"))
        .values("assessor", "handed_in", "marked", name=F("assessor__name"), nation=F(NATION))
        .annotate(pieces=Count("pk"))
        .order_by("name", "assessor")
    )
    waits: dict[tuple[str, UUID], Counter[int]] = defaultdict(Counter)
    for row in rows:
        days = working_days_after(row["handed_in"], row["marked"], bank_holidays(row["nation"]))
        waits[row["name"], row["assessor"]][days] += row["pieces"]
    return [TimeOf(name, feedback_time(found), pk) for (name, pk), found in waits.items()]
