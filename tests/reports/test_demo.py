"""The demonstration: everybody is there, what they show adds up, and it is never added anywhere else."""

import datetime as dt
import io
import random
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image

from accounts.audit import broken_links
from accounts.models import Letter, Notification, Provider, Role, User
from assessments.models import BehaviourSeen, MockPhoto, OnProgrammeResult, ReadinessStanding
from assessments.progress import rebuild
from assessments.readiness import readiness_of
from portfolio.figures.checking import missing
from portfolio.figures.columns import JOURNEY_SHAPE, KPI_SHAPE
from portfolio.file_types import detect
from portfolio.models import Apprenticeship, Claim, Evidence, KsbProgress, StoredFile
from reports.arrivals import work
from reports.demo import library
from reports.demo.arrivals import LOG_IN, send_an_archive
from reports.demo.documents import DOCUMENTS
from reports.demo.files import Recipe, made
from reports.demo.guidance import plan_guidance
from reports.demo.pictures import SCENES
from reports.demo.plans import plan_own_version
from reports.demo.stages import STAGES
from reports.demo.story import Story
from reports.demo.telling import seed
from reports.models import Arrival
from standards.checks import is_plan_checked
from standards.figures import Sheet, differences
from standards.models import (
    AssessmentPlan,
    ContactChannel,
    EvidenceTemplate,
    GuidanceFeedback,
    Ksb,
    ProviderGuidance,
    StandardVersion,
)
from tests.factories import ApprenticeshipFactory, ProviderFactory, member
from tests.reports.portfolios import accepted

LOG_INS = {
    "apprentice@demo.waymark.example",
    "assessor@demo.waymark.example",
    "manager@demo.waymark.example",
    "iqa@demo.waymark.example",
    "admin@demo.waymark.example",
    "visitor@demo.waymark.example",
    "verifier@demo.waymark.example",
    "apprentice2@demo.waymark.example",
    "apprentice3@demo.waymark.example",
    "assessor2@demo.waymark.example",
    "admin2@demo.waymark.example",
}
CAST = library.read("cast")


def apprentices(provider=None):
    return [
        {**employer, **person}
        for entry in CAST
        if provider in (None, entry["name"])
        for employer in entry["employers"]
        for person in employer["apprentices"]
    ]


def every_account():
    accounts = [account for name in library.workplaces() for account in library.accounts_for(name)]
    return list({account.key: account for account in accounts}.values())


def plan_at(workplace):
    standard = library.standard_at(workplace)
    return AssessmentPlan.objects.ours().get(version__standard__reference=standard)


def shown_by_evidence(workplace):
    plan = plan_at(workplace)
    verified = plan.evidence_rules.get("verified_by_employer", [])
    return Ksb.objects.filter(version=plan.version_id).exclude(code__in=verified)


@pytest.mark.django_db
def test_seed_demo_refuses_outside_the_demonstration(settings):
    settings.WAYMARK_DEMO = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("seed_demo", stdout=io.StringIO())
    assert not User.objects.exists()


@pytest.mark.django_db
def test_seed_demo_adds_nobody_twice(settings):
    settings.WAYMARK_DEMO = True
    User.objects.create_user("apprentice@demo.waymark.example", name="Ffion Adeyemi")
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    assert out.getvalue() == "The people of the demonstration are there already.\n"
    assert User.objects.count() == 1


def test_cast_has_every_log_in_and_every_stage():
    people = [person for entry in CAST for person in entry["people"]]
    people += [m for entry in CAST for employer in entry["employers"] for m in employer["managers"]]
    addresses = {person["email"] for person in [*people, *apprentices()] if "email" in person}
    assert addresses == LOG_INS
    assert {person["stage"] for person in apprentices()} == set(STAGES)
    assert len(apprentices()) >= 24
    assert {person.get("channel", "both") for person in apprentices()} == set(ContactChannel.values)


def test_cast_gives_the_assessor_a_queue_and_one_apprentice_forty_pieces():
    caseload = [person for person in apprentices("Larkmoor Training") if "assessor" not in person]
    assert len(caseload) >= 14
    assert 25 <= sum(STAGES[person["stage"]].waiting for person in caseload) <= 35
    stage = STAGES["showcase"]
    assert stage.accepted + stage.waiting + stage.returned + stage.drafts == 40


def test_accounts_are_many_and_long_enough_to_be_read():
    accounts = every_account()
    assert len(accounts) >= 40
    for account in accounts:
        told = [answer for answer in account.answers.values() if isinstance(answer, str)]
        words = sum(len(answer.split()) for answer in told)
        assert 50 <= words <= 185, account.key
        assert all(sentence.endswith(".") for sentence in account.claims.values())
        assert set(account.files) <= {*SCENES, *DOCUMENTS}


@pytest.mark.django_db
def test_accounts_answer_the_prompts_and_claim_known_ksbs():
    call_command("load_standards", stdout=io.StringIO())
    for workplace in library.workplaces():
        codes = {ksb.code for ksb in shown_by_evidence(workplace)}
        told = library.accounts_for(workplace)
        assert {code for account in told for code in account.claims} <= codes, workplace
        assert set(library.feedback(workplace)["not_yet"]) == codes, workplace
    assert {code for account in every_account() for code in account.claims} == set(
        Ksb.objects.values_list("code", flat=True)
    )
    for account in every_account():
        prompts = EvidenceTemplate.objects.ours().get(key=account.template).prompts
        assert list(account.answers) == list(prompts.values_list("key", flat=True))


@pytest.mark.django_db
def test_the_first_provider_has_a_stamped_version_with_one_figure_set_otherwise():
    call_command("load_standards", stdout=io.StringIO())
    provider, version = ProviderFactory(), StandardVersion.objects.get(version="1.1")
    admin, story = member(provider, "provider_admin"), Story(timezone.now())
    plan_own_version(story, SimpleNamespace(provider=provider, admin=admin), version)
    for _, act in story.in_order():
        act()
    own = AssessmentPlan.objects.get(provider=provider, version=version)
    told = differences(Sheet(version.plans.ours().get()), Sheet(own))
    assert [(row.was, row.will_be) for row in told] == [("24 months", "18 months")]
    assert not own.is_draft
    assert is_plan_checked(own, provider.pk)
    assert AssessmentPlan.objects.for_start(version, provider.pk, timezone.localdate()) == own
    draft = StandardVersion.objects.get(provider=provider)
    assert draft.is_draft
    assert draft.ksbs.get(code="K6").statement != version.ksbs.get(code="K6").statement


@pytest.mark.django_db
def test_the_first_provider_puts_words_beside_the_guidance_and_hears_what_was_useful():
    call_command("load_standards", stdout=io.StringIO())
    apprenticeship, story = ApprenticeshipFactory(), Story(timezone.now())
    people = {"apprentice": apprenticeship.apprentice, "assessor": apprenticeship.assessor}
    admin = member(apprenticeship.provider, "provider_admin")
    plan_guidance(story, SimpleNamespace(provider=apprenticeship.provider, admin=admin, **people))
    for _, act in story.in_order():
        act()
    own = ProviderGuidance.objects.filter(provider=apprenticeship.provider)
    assert set(own.values_list("entry__key", flat=True)) == {"complaint-handling", "redaction"}
    assert GuidanceFeedback.objects.visible_to(admin).count() == 2


@pytest.mark.django_db
def test_every_template_is_told_with_at_every_workplace():
    call_command("load_standards", stdout=io.StringIO())
    for workplace in library.workplaces():
        kinds = plan_at(workplace).evidence_rules["allowed_kinds"]
        offered = EvidenceTemplate.objects.ours().offered().filter(evidence_kind__in=kinds)
        keys = set(offered.values_list("key", flat=True))
        assert {account.template for account in library.accounts_for(workplace)} == keys, workplace


@pytest.mark.parametrize("workplace", library.workplaces())
def test_every_workplace_has_figures_and_a_journey_without_a_gap(workplace):
    told = [
        account.told_at(workplace, "Somebody Ltd", dt.date(2026, 3, 15), random.Random(1))
        for account in library.accounts_for(workplace)
    ]
    rows = {a.template: answer for a in told for answer in a.answers.values() if isinstance(answer, list)}
    assert set(rows) == {"kpi-record", "journey-map"}
    assert 6 <= len(rows["kpi-record"]) <= 12
    assert rows["kpi-record"][-1]["period"] == "February 2026"
    assert missing(KPI_SHAPE, rows["kpi-record"]) + missing(JOURNEY_SHAPE, rows["journey-map"]) == []


@pytest.mark.parametrize("kind", [*SCENES, *DOCUMENTS])
def test_files_are_what_they_say_and_the_same_each_time(kind):
    recipe = Recipe(kind, 7)
    body = made(recipe)
    assert detect(body[:8192], recipe.name).media_type
    assert body == made(recipe)
    assert body != made(Recipe(kind, 8))
    if kind in SCENES:
        width, height = Image.open(io.BytesIO(body)).size
        assert width * height <= 12_100_000
        assert len(body) < 500_000


@pytest.mark.django_db
def test_seed_tells_histories_that_add_up():
    call_command("load_standards", stdout=io.StringIO())
    seed(CAST[1:])
    assert Apprenticeship.objects.count() == len(apprentices("Brackenfold Skills"))
    states = Counter(Evidence.objects.values_list("latest__state", flat=True))
    assert set(states) == {"draft", "submitted", "returned", "accepted"}
    for provider in Provider.objects.all():
        times = list(provider.audit_events.order_by("number").values_list("at", flat=True))
        assert broken_links(provider) == []
        assert times == sorted(times)
    assert not Letter.objects.exists()
    assert {at is None for at in Notification.objects.values_list("read_at", flat=True)} == {True, False}
    for name in ("Olumide Bankole", "Sunniva Blackwood"):
        assert readiness_of(Apprenticeship.objects.get(apprentice__name=name)).is_ready
    assert list(OnProgrammeResult.objects.in_order().values_list("grade", flat=True)) == ["fail", "pass"]
    assert BehaviourSeen.objects.count() == 4
    assert ReadinessStanding.objects.count() == Apprenticeship.objects.count()
    photos = MockPhoto.objects.filter(mock__finished_at__isnull=False, file__has_picture=True)
    assert photos.exclude(caption="").exists()
    before = progress_rows()
    for apprenticeship in Apprenticeship.objects.all():
        rebuild(apprenticeship)
    assert progress_rows() == before
    files = StoredFile.objects.all()
    assert {file.state for file in files} == {StoredFile.State.SAFE}
    assert all(default_storage.exists(file.thumbnail_key) for file in files if file.has_picture)


@pytest.mark.django_db
def test_an_archive_of_another_provider_waits_to_be_brought_in():
    administrator = member(ProviderFactory(), Role.PROVIDER_ADMIN, email=LOG_IN)
    leaving = accepted().apprenticeship
    send_an_archive()
    arrival = Arrival.objects.visible_to(administrator).get()
    work(arrival.pk)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.preview["name"]) == ("ready", leaving.apprentice.name)
    assert arrival.preview["problems"] == []


def progress_rows():
    claims = set(Claim.objects.values_list("pk", "outcome", "decided_on"))
    fields = ("apprenticeship", "ksb", "state", "drafted", "submitted", "not_yet", "met", "met_on")
    standings = set(ReadinessStanding.objects.values_list("apprenticeship", "asked", "ready", "next_code"))
    return claims, standings, set(KsbProgress.objects.exclude(state="not-started").values_list(*fields))
