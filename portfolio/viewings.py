"""Who from outside opened what of a portfolio: written down before it is shown, and listed afterwards."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from accounts.models import User
from portfolio.models import Apprenticeship, Attachment, Evidence, Viewing, Visitor
from standards.words import Words

# What an address begins with, the model that its id names, and the way from there to the apprenticeship.
# Apps above are named by string. What is not listed is not shown to visitors at all.
BEHIND = {
    "apprenticeships": ("portfolio.Apprenticeship", "pk"),
    "evidence": ("portfolio.Evidence", "apprenticeship"),
    "attachments": ("portfolio.Attachment", "revision__evidence__apprenticeship"),
    "decisions": ("assessments.Decision", "claim__revision__evidence__apprenticeship"),
    "markings": ("assessments.Marking", "revision__evidence__apprenticeship"),
    "samples": ("assessments.Sample", "apprenticeship"),
    "signatures": ("assessments.Signature", "apprenticeship"),
    "testimonies": ("assessments.Testimony", "signature__apprenticeship"),
    "quality/findings": ("assessments.SampleFinding", "sample__apprenticeship"),
    "exports": ("reports.Export", "apprenticeship"),
}
# Opened again and again by one look at a page or one play of a clip: one row for a few minutes.
FILES = {
    "portfolio:attachment",
    "portfolio:attachment-picture",
    "portfolio:attachment-thumbnail",
    "portfolio:attachment-page",
    "reports:export-download",
}
ONE_LOOK = dt.timedelta(minutes=5)
# What was opened, in the words of whoever reads the list. {title} is that of the piece or file.
WORDS = {
    "portfolio:apprenticeship": "The overview of the portfolio",
    "portfolio:evidence-list": "The list of evidence",
    "portfolio:evidence": "The piece “{title}”",
    "portfolio:evidence-figures": "The figures in “{title}”",
    "portfolio:progress": "The progress for each KSB",
    "portfolio:claims": "The claims for one KSB",
    "portfolio:showcase": "The showcase",
    "reports:showcase": "The showcase",
    "reports:exports": "The list of PDFs",
    "reports:export": "The page of a PDF",
    "reports:export-download": "The showcase as a PDF, downloaded",
    "assessments:history": "The history of “{title}”",
    "assessments:gateway": "The gateway and what was declared",
    "assessments:results": "The bookings and results",
    "assessments:finding": "A finding of a quality sample, with its answers",
    "assessments:readiness": "The readiness for each assessment method",
    "assessments:coverage": "What speaks to each criterion",
    "assessments:grades": "The predicted grades",
    "assessments:samples-of": "The list of quality samples",
    "assessments:sample": "The report of a quality sample",
    **dict.fromkeys(sorted(FILES - {"reports:export-download"}), "The file “{title}”"),
    "portfolio:attachment-view": "The file “{title}”",
}


def apprenticeship_behind(noun: str, pk: object) -> Apprenticeship | None:
    """noun: what the address begins with. None when there is no row, or no model is known. One query."""
    label, path = BEHIND.get(noun, ("", ""))
    if not label:
        return None
    model: type[Model] = apps.get_model(label)
    ids = model._default_manager.filter(pk=pk).values(path)
    return Apprenticeship.objects.filter(pk__in=ids).first()


def write_down(
    *, apprenticeship: Apprenticeship, route: str, subject_id: object, is_file: bool, by: User
) -> None:
    """One row for each page; of a file that comes in parts, one for each look at it."""
    look = Viewing(apprenticeship=apprenticeship, user=by, route=route, subject_id=str(subject_id))
    if is_file:
        same = Viewing.objects.filter(user=by, route=route, subject_id=look.subject_id)
        if same.filter(at__gt=look.at - ONE_LOOK).exists():
            return
    look.save(force_insert=True)


@dataclass(frozen=True, slots=True)
class Look:
    """Something opened by somebody on one day, however often."""

    who: str
    organisation: str
    what: str
    at: dt.datetime
    times: int


def looks_of(apprenticeship: Apprenticeship, viewings: Iterable[Viewing]) -> list[Look]:
    """The same person, the same thing and the same day make one line. Four queries at most."""
    rows, words = list(viewings), apprenticeship.plan.words
    titles = _titles({row.subject_id for row in rows})
    organisations = dict(
        Visitor.objects.filter(apprenticeship=apprenticeship).values_list("user", "organisation")
    )
    return [
        Look(
            who=str(first.user),
            organisation=organisations.get(first.user_id, ""),
            what=_what(first, titles, words),
            at=first.at,
            times=1 + len(others),
        )
        for first, *others in _together(rows, lambda row: (row.user_id, _day(row), _what(row, titles, words)))
    ]


def _together(rows: Iterable[Viewing], key: Callable[[Viewing], tuple[object, ...]]) -> list[list[Viewing]]:
    """Rows with the same key, in the order of the first of each; only within one day of the list."""
    groups: dict[tuple[object, ...], list[Viewing]] = {}
    for _, same_day in groupby(rows, _day):
        for row in same_day:
            groups.setdefault(key(row), []).append(row)
    return list(groups.values())


def _day(row: Viewing) -> dt.date:
    return timezone.localdate(row.at)


def _what(row: Viewing, titles: dict[str, str], words: Words) -> str:
    opened = words.say(WORDS.get(row.route, "Another page of the portfolio"))
    return opened.format(title=titles.get(row.subject_id, "Untitled"))


def _titles(ids: Iterable[str]) -> dict[str, str]:
    """Of the pieces and files among these ids."""
    wanted = [UUID(value) for value in ids if len(value) == len(str(UUID(int=0)))]
    pieces = Evidence.objects.filter(Q(pk__in=wanted), shown__isnull=False).values_list("pk", "shown__title")
    files = Attachment.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {str(pk): title for pk, title in [*pieces, *files]}
