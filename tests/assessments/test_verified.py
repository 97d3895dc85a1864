"""Behaviours that the plan has the employer verify: who counts, and what follows."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.actions.signing import sign_behaviours
from assessments.gateway import facts_of, for_gateway
from assessments.progress import rebuild
from assessments.readiness import readiness_of
from assessments.rules.readiness import Standing, inputs_from, judged, kept_inputs
from assessments.rules.readiness.asked import EvidenceRules
from assessments.rules.readiness.ksbs import UNVERIFIED, Piece
from assessments.rules.signing import Sighting, Signing
from assessments.rules.steps import OpenKsb, next_step
from portfolio.models import Apprenticeship, KsbProgress
from tests.factories import ApprenticeshipFactory, KsbFactory, member

DAY = dt.date(2026, 5, 4)
RULES = EvidenceRules.of({"verified_by_employer": ["B1"]})


@pytest.mark.parametrize(
    ("standing", "state", "cause"),
    [
        (Standing("B1"), "not-started", UNVERIFIED),
        (Standing("B1", verified_on=DAY), "met", ""),
        (Standing("B1", [Piece(DAY)]), "not-yet", UNVERIFIED),
        (Standing("B2", [Piece(DAY)]), "met", ""),
        (Standing("B2", verified_on=DAY), "not-started", "not-started"),
    ],
)
def test_only_the_employers_word_counts_where_the_plan_says_so(standing, state, cause):
    found = judged(standing, RULES, DAY)
    assert (found.state, found.cause) == (state, cause)


def test_next_step_asks_for_what_is_not_verified_once_evidence_is_in():
    ksbs = [OpenKsb(code, code, "-", "unverified") for code in ("B1", "B2", "B3")]
    assert next_step([], ksbs).title == "Ask for B1, B2 and B3 to be verified"
    assert next_step([], [*ksbs, OpenKsb("K1", "K1", "Tools", "not-started")]).title.startswith(
        "Add evidence for K1"
    )


@pytest.fixture
def apprenticeship(db):
    found = ApprenticeshipFactory(ksbs=1)
    KsbFactory(area__version=found.version, area__kind="B", code="B1", kind="B")
    found.plan.evidence_rules = {"verified_by_employer": ["B1"]}
    found.plan.save()
    found.plan.gateway_requirements.create(
        rule="behaviours-verified", title="Verified", explanation="-", position=1
    )
    return Apprenticeship.objects.select_related("plan", "line_manager").get(pk=found.pk)


def seen(apprenticeship, by, day=None):
    sighting = Sighting("At the desk, when it was full.", day or timezone.localdate(), is_ticked=True)
    signing = Signing(
        kind="behaviours",
        name="Dana",
        role="Manager",
        relationship="I manage them",
        behaviours={"B1": sighting},
    )
    return sign_behaviours(apprenticeship=apprenticeship, signing=signing, by=by)


def row(apprenticeship):
    return next(each for each in readiness_of(apprenticeship).ksbs if each.ksb.code == "B1")


def check(apprenticeship):
    found = facts_of(for_gateway(Apprenticeship.objects.filter(pk=apprenticeship.pk)).get())
    return next(each.check for each in found.rows if each.check.rule == "behaviours-verified")


def test_the_line_managers_signature_verifies_a_behaviour(apprenticeship):
    assert (row(apprenticeship).found.cause, check(apprenticeship).says) == (
        UNVERIFIED,
        "0 of 1 are verified by the employer. Not yet: B1.",
    )
    day = timezone.localdate() - dt.timedelta(days=3)
    signature = seen(apprenticeship, apprenticeship.line_manager, day)
    assert f"version {apprenticeship.version.version}" in signature.snapshot["shown"]["means"]
    assert row(apprenticeship).is_ready
    assert check(apprenticeship).is_met
    kept = KsbProgress.objects.get(apprenticeship=apprenticeship, ksb__code="B1")
    assert (kept.state, kept.verified_on, kept.met_on) == ("met", day, day)
    apprenticeship.refresh_from_db()
    assert apprenticeship.readiness.answer.answer["ksbs"]["B1"] == ["", ""]


def test_an_administrators_signature_is_kept_and_verifies_nothing(apprenticeship):
    seen(apprenticeship, member(apprenticeship.provider, Role.PROVIDER_ADMIN))
    assert not row(apprenticeship).is_ready
    assert not check(apprenticeship).is_met


def test_what_a_line_manager_verified_stands_after_another_took_over(apprenticeship):
    before = apprenticeship.line_manager
    seen(apprenticeship, before)
    after = member(apprenticeship.provider, Role.LINE_MANAGER, employer=apprenticeship.employer)
    before.memberships.update(employer=apprenticeship.employer)
    apprenticeship.line_manager = after
    apprenticeship.save()
    assert row(apprenticeship).is_ready


def test_rebuilding_equals_what_was_kept_up(apprenticeship):
    seen(apprenticeship, apprenticeship.line_manager)
    columns = ("ksb", "state", "met_on", "verified_on")
    kept = list(KsbProgress.objects.filter(verified_on__isnull=False).values_list(*columns))
    rebuild(apprenticeship)
    assert list(KsbProgress.objects.filter(verified_on__isnull=False).values_list(*columns)) == kept


def test_inputs_are_kept_and_read_back_with_what_was_verified(apprenticeship):
    seen(apprenticeship, apprenticeship.line_manager)
    inputs = readiness_of(apprenticeship).inputs
    assert inputs_from(kept_inputs(inputs)).standings["B1"].verified_on == timezone.localdate()


def test_forecast_counts_what_was_verified_on_its_day(apprenticeship, as_user):
    day = timezone.localdate() - dt.timedelta(days=3)
    seen(apprenticeship, apprenticeship.line_manager, day)
    assert (row(apprenticeship).is_ready, row(apprenticeship).met_on) == (True, day)
    page = as_user(apprenticeship.apprentice).get(reverse("assessments:readiness", args=[apprenticeship.pk]))
    assert (page.context["readiness"].met, page.context["readiness"].total) == (1, 2)
    assert "No forecast yet: 1 KSB ready on 1 day" in page.context["readiness"].forecast.found.why


def test_page_says_what_is_verified_for_which_version(apprenticeship, as_user, django_assert_num_queries):
    seen(apprenticeship, apprenticeship.line_manager)
    client = as_user(apprenticeship.apprentice)
    with django_assert_num_queries(8):
        text = client.get(reverse("assessments:behaviours", args=[apprenticeship.pk])).content.decode()
    assert "1 of 1 are verified" in text
    assert f"for {apprenticeship.version}" in text


def test_progress_asks_no_evidence_for_what_the_employer_verifies(apprenticeship, as_user):
    address = reverse("portfolio:progress", args=[apprenticeship.pk])
    client = as_user(apprenticeship.apprentice)
    before = client.get(address).content.decode()
    seen(apprenticeship, apprenticeship.line_manager)
    after = client.get(address).content.decode()
    assert ("For the employer to verify" in before, "Verified by the employer" in after) == (True, True)
    assert "?ksb=B1" not in before


def test_page_of_a_ksb_says_whose_word_it_rests_on_and_asks_for_no_evidence(apprenticeship, as_user):
    ksb = apprenticeship.version.ksbs.get(code="B1")
    address = reverse("portfolio:claims", args=[apprenticeship.pk, ksb.pk])
    client = as_user(apprenticeship.apprentice)
    before = client.get(address).content.decode()
    seen(apprenticeship, apprenticeship.line_manager)
    after = client.get(address).content.decode()
    assert ("For the employer to verify." in before, "Met: verified by the employer." in before) == (
        True,
        False,
    )
    assert ("For the employer to verify." in after, "Met: verified by the employer." in after) == (
        False,
        True,
    )
    assert ("Not verified yet</span>" in before, "Verified</span>" in after) == (True, True)
    assert "What to add" not in before + after
    assert "Not started" not in before
    assert "Nothing shown for B1" not in after
    assert "?ksb=B1" not in after.partition("<main")[2].replace("/guidance/?ksb=B1", "")
