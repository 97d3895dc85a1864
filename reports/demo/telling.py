"""Seeding the demonstration: gather the people, draw the files, then tell every year in order of time."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Provider, User
from accounts.telling import without_letters
from assessments.standing import sweep_standings
from reports.demo.arrivals import send_an_archive
from reports.demo.captures import plan_captures, recipes_caught
from reports.demo.clock import telling
from reports.demo.desk import SPOKEN, keep_comments
from reports.demo.files import Recipe, keep_and_check, made_all
from reports.demo.guidance import plan_guidance
from reports.demo.notices import settle_notices
from reports.demo.opinions import plan_exercises, plan_supervision
from reports.demo.people import FIRST_ADDRESS, Enrolment, gather
from reports.demo.piece import Stock
from reports.demo.plans import plan_own_version
from reports.demo.practice import plan_practice, recipes_photographed
from reports.demo.programme import plan_programme
from reports.demo.quality import plan_quality
from reports.demo.road import plan_road
from reports.demo.rooms import open_reading_room
from reports.demo.signing import SAID, plan_signing
from reports.demo.story import Story, Year
from reports.demo.talking import plan_talk
from standards.models import AssessmentPlan, EvidenceTemplate, StandardVersion
from standards.said import verified_codes

BEFORE_ANYBODY_CAME = dt.timedelta(days=500)


def is_seeded() -> bool:
    """Everything is written in one transaction: there is all of it or nothing."""
    return User.objects.filter(email=FIRST_ADDRESS).exists()


@transaction.atomic
def seed(cast: Sequence[dict[str, Any]]) -> None:
    """cast: the providers with their people, as `texts/cast.yaml` has them."""
    now = timezone.now()
    today = timezone.localdate(now)
    story = Story(now)
    with telling() as clock:
        clock.reached = now - BEFORE_ANYBODY_CAME
        enrolments = gather(cast)
        stocks = _stocks({enrolment.standard for enrolment in enrolments}, today)
        keep_comments(enrolments, stocks[enrolments[0].standard].ksbs)
    years = [_year(story, enrolment, stocks[enrolment.standard], today) for enrolment in enrolments]
    plan_supervision(story, years)
    plan_talk(story, enrolments, stocks)
    plan_practice(story, enrolments, stocks)
    _draw_files(years, stocks[enrolments[0].standard])
    plan_quality(story, enrolments)
    with telling() as clock, without_letters():
        for moment, act in story.in_order():
            clock.reached = moment
            act()
    for enrolment in enrolments:
        enrolment.end(today=today)
    sweep_standings(now)
    with without_letters():
        open_reading_room()
        send_an_archive()
    settle_notices(now)


def _stocks(references: Iterable[str], today: dt.date) -> dict[str, Stock]:
    """By the reference of the standard; all of them share the drawn files."""
    templates = {template.key: template for template in EvidenceTemplate.objects.ours()}
    bodies: dict[Recipe, bytes] = {}
    return {reference: _stock(reference, today, templates, bodies) for reference in references}


def _stock(
    reference: str, today: dt.date, templates: Mapping[str, EvidenceTemplate], bodies: dict[Recipe, bytes]
) -> Stock:
    open_today = StandardVersion.objects.ours().open_to_start_on(today)
    version = open_today.filter(standard__reference=reference).first()
    plan = AssessmentPlan.objects.ours().filter(version=version).order_by("in_force_from").last()
    if version is None or plan is None:
        raise StandardVersion.DoesNotExist(f"{reference} has no version with a plan that is open today.")
    return Stock(
        version=version,
        ksbs={ksb.code: ksb for ksb in version.ksbs.all()},
        templates=templates,
        verified=frozenset(verified_codes(plan.evidence_rules)),
        bodies=bodies,
    )


def _year(story: Story, enrolment: Enrolment, stock: Stock, today: dt.date) -> Year:
    begin = partial(enrolment.begin, version=stock.version, today=today)
    story.add(enrolment.stage.started, begin)
    year = Year(story, enrolment, stock, enrolment.asked_of(stock.ksbs.values()) - stock.verified)
    year.plan()
    plan_programme(story, enrolment)
    plan_road(story, enrolment)
    if enrolment.apprentice.email == FIRST_ADDRESS:
        plan_captures(story, enrolment, stock)
        plan_exercises(story, enrolment)
        plan_signing(story, year)
        plan_own_version(story, enrolment, stock.version)
        plan_guidance(story, enrolment)
    return year


def _draw_files(years: Sequence[Year], stock: Stock) -> None:
    """Each provider keeps its own copy of a file; each is drawn only once."""
    by_provider: dict[Provider, set[Recipe]] = {}
    for year in years:
        wanted = by_provider.setdefault(year.enrolment.provider, set())
        wanted.update(recipe for piece in year.pieces for recipe in piece.recipes)
        wanted.update(recipes_photographed())
        if year.enrolment.apprentice.email == FIRST_ADDRESS:
            wanted.update([*recipes_caught(), SPOKEN, SAID])
    stock.bodies.update(made_all(recipe for wanted in by_provider.values() for recipe in wanted))
    for provider, wanted in by_provider.items():
        keep_and_check(provider, {recipe: stock.bodies[recipe] for recipe in wanted})
