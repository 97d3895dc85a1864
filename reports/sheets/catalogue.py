"""Which sheets there are: of one portfolio, of the apprentices in somebody's charge, of a provider."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import Provider, User
from accounts.permissions import Permission
from assessments.agreeing import agreement_of
from assessments.models import Exercise, Sample
from assessments.quality.sheets import agreement_sheet, findings_sheet, samples_sheet
from portfolio.models import Apprenticeship
from portfolio.models.apprenticeships import ApprenticeshipQuerySet
from portfolio.permissions import is_own
from portfolio.programme import with_hours
from portfolio.sheets import Sheet
from reports.gaps import gap_analysis
from reports.permissions.sheets import (
    can_audit,
    can_take_cohort,
    can_take_quality,
    can_take_sheet,
    can_take_trail,
)
from reports.rules import clean_filename
from reports.sheets.cohort import caseload_sheet, cohort_sheet
from reports.sheets.evidence import evidence_sheet, files_sheet
from reports.sheets.gaps import gaps_sheet
from reports.sheets.hours import hours_sheet
from reports.sheets.paper import MOST_ROWS
from reports.sheets.trail import portfolio_trail, provider_trail


@dataclass(frozen=True)
class Entry:
    """about: one sentence on what it is for. is_long: so long at times that its workbook is made apart."""

    title: str
    about: str
    build: Callable[[Any, User], Sheet]
    may: Callable[[User, Any], Permission]
    is_long: bool = False


@dataclass(frozen=True)
class Charge:
    """The apprentices that a cohort's sheet is about, as boards rank them."""

    ranked: ApprenticeshipQuerySet
    today: dt.date


def _gaps(apprenticeship: Apprenticeship, user: User) -> Sheet:
    return gaps_sheet(gap_analysis(apprenticeship, with_drafts=is_own(user, apprenticeship)))


def _samples(provider: Provider, user: User) -> Sheet:
    found = Sample.objects.visible_to(user).filter(provider=provider).for_list()
    return samples_sheet(found.prefetch_related("findings"))


def _findings(provider: Provider, user: User) -> Sheet:
    found = Sample.objects.visible_to(user).filter(provider=provider).for_list()
    return findings_sheet(found.prefetch_related("findings__answers"))


def _agreement(provider: Provider, user: User) -> Sheet:
    return agreement_sheet(agreement_of(Exercise.objects.led_by(user).filter(provider=provider)))


PORTFOLIO: Mapping[str, Entry] = {
    "gap-analysis": Entry(
        "Gap analysis",
        "Every KSB and criterion: what is there, what is missing, and the next step.",
        _gaps,
        can_take_sheet,
    ),
    "off-the-job-hours": Entry(
        "Off-the-job hours",
        "Every entry of training, with the total against what is asked for.",
        lambda apprenticeship, _: hours_sheet(apprenticeship),
        can_take_sheet,
    ),
    "evidence-index": Entry(
        "Evidence index",
        "Every piece that was handed in, KSB by KSB, with the spot that shows it and the decision.",
        lambda apprenticeship, _: evidence_sheet(apprenticeship),
        can_take_sheet,
    ),
    "files": Entry(
        "Files",
        "Every file of those pieces with its SHA-256, to check that it is still the same.",
        lambda apprenticeship, _: files_sheet(apprenticeship),
        can_take_sheet,
    ),
    "audit-trail": Entry(
        "Audit trail",
        "Everything that was done to this portfolio: who, what and when.",
        lambda apprenticeship, _: portfolio_trail(apprenticeship),
        can_audit,
    ),
}
COHORT: Mapping[str, Entry] = {
    "cohort-readiness": Entry(
        "Cohort readiness",
        "Who is ready and who is at risk, with hours, dates and the ILR outcome of each.",
        lambda charge, _: cohort_sheet(charge.ranked, charge.today),
        can_take_cohort,
    ),
    "caseload": Entry(
        "Caseload",
        "What waits for each assessor: pieces to mark, requests, and who has gone quiet.",
        lambda charge, _: caseload_sheet(charge.ranked, charge.today),
        can_take_cohort,
    ),
}
PROVIDER: Mapping[str, Entry] = {
    "samples": Entry(
        "Samples", "Every sample that was taken, and how it stands.", _samples, can_take_quality
    ),
    "findings": Entry(
        "Findings and actions",
        "What quality assurance found, when each action is due, and what was answered.",
        _findings,
        can_take_quality,
    ),
    "agreement": Entry(
        "Agreement between assessors",
        "How far assessors judged alike: by pair, by KSB and by exercise.",
        _agreement,
        can_take_quality,
    ),
    "audit-trail": Entry(
        "Audit trail of the provider",
        "Everything ever done at the provider, with the chain of hashes that proves it. Paper ends at "
        f"{MOST_ROWS:,} events.",
        lambda provider, _: provider_trail(provider),
        can_take_trail,
        is_long=True,
    ),
}


def for_sheets(apprenticeships: ApprenticeshipQuerySet) -> ApprenticeshipQuerySet:
    """With what the sheets of one portfolio need."""
    return with_hours(apprenticeships.for_page())


def sheet_of(entry: Entry, subject: Any, user: User, whose: object, on: dt.date) -> Sheet:
    """Built, under the name that its file goes by. subject: what the entry is about, or the charge."""
    sheet = entry.build(subject, user)
    name = f"{sheet.title} - {clean_filename(str(whose), longest=80) or 'Waymark'} - {on.isoformat()}"
    return replace(sheet, name=name)
