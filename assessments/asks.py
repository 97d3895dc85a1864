"""The asks for another look that wait for an assessor, oldest first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.models import Remark
from portfolio.models import Apprenticeship
from portfolio.rules import days_ago


@dataclass(frozen=True, slots=True)
class Asked:
    """One ask in the assessor's list. about: the KSB, blank for the piece as a whole."""

    title: str
    about: str
    text: str
    apprentice: str
    url: str
    on: dt.date
    ago: str


def asks_for(user: User) -> QuerySet[Remark]:
    assessed = Apprenticeship.objects.assessed_by(user)
    mine = Remark.objects.open_asks().filter(marking__revision__evidence__apprenticeship__in=assessed)
    return mine.for_page().order_by("created_at", "pk")


def ask_rows(asks: Iterable[Remark], today: dt.date) -> list[Asked]:
    return [_row(ask, today) for ask in asks]


def _row(ask: Remark, today: dt.date) -> Asked:
    revision = ask.marking.revision
    on = timezone.localdate(ask.created_at)
    return Asked(
        title=revision.title,
        about=ask.claim.ksb.code if ask.claim else "",
        text=ask.text,
        apprentice=str(revision.evidence.apprenticeship.apprentice),
        url=reverse("assessments:ask-answer", args=[ask.pk]),
        on=on,
        ago=days_ago(on, today),
    )


def with_asks(apprenticeships: QuerySet[Apprenticeship]) -> QuerySet[Apprenticeship]:
    """Adds `asks`: how many wait for an answer. It costs no query of its own."""
    path = F("marking__revision__evidence__apprenticeship")
    counts = (
        Remark.objects.open_asks()
        .order_by()
        .annotate(whose=path)
        .filter(whose=OuterRef("pk"))
        .values("whose")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return apprenticeships.annotate(asks=Coalesce(Subquery(counts, output_field=IntegerField()), 0))
