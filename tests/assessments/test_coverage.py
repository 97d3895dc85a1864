"""What speaks to each criterion: the arithmetic without a database, then the pages."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.definitions import definitions_in
from assessments.models import ReadinessAnswer
from assessments.rules.coverage import FULL, NONE, NOT_ASKED, PART, Needed, needed, spoken_to
from standards.models import Criterion
from standards.words import USUAL
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, KsbFactory, verifier, visitor


@pytest.mark.parametrize(
    ("ksbs", "stands"),
    [
        ([], NOT_ASKED),
        ([(0, False)], NONE),
        ([(1, True)], FULL),
        ([(1, False)], PART),
        ([(1, True), (0, False)], PART),
        ([(2, True), (1, True)], FULL),
        ([(0, False), (0, False)], NONE),
    ],
)
def test_a_criterion_is_spoken_to_through_its_ksbs(ksbs, stands):
    assert spoken_to(ksbs) == stands


@pytest.mark.parametrize(
    ("passes", "distinctions", "threshold", "expected"),
    [
        ((3, 5), (1, 4), 70, Needed(2, 2, 3)),
        ((5, 5), (3, 4), 75, Needed(0, 0, 3)),
        ((5, 5), (4, 4), 70, Needed(0, 0, 3)),
        ((5, 5), (0, 10), 70, Needed(0, 7, 7)),
        ((5, 5), (0, 3), 100, Needed(0, 3, 3)),
        ((5, 5), (0, 3), None, Needed(0, None, None)),
        ((0, 0), (0, 0), 70, Needed(0, None, None)),
    ],
)
def test_what_is_missing_is_counted_in_whole_criteria(passes, distinctions, threshold, expected):
    assert needed(passes=passes, distinctions=distinctions, threshold=threshold) == expected


def url_of(apprenticeship, name="coverage"):
    return reverse(f"assessments:{name}", args=[apprenticeship.pk])


def criteria(apprenticeship, *rows):
    """rows: grade, and the numbers of the KSBs it rests on."""
    method = apprenticeship.plan.methods.get()
    ksbs = list(apprenticeship.version.ksbs.all())
    for position, (grade, numbers) in enumerate(rows, start=1):
        code = f"{grade[0].upper()}{position}"
        criterion = Criterion.objects.create(
            method=method, code=code, grade=grade, text=f"Does {code}", position=position
        )
        criterion.ksbs.set([ksbs[number] for number in numbers])
    return method


@pytest.mark.django_db
def test_coverage_names_the_evidence_and_what_is_missing(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=2, contact_channel="remote")
    area = apprenticeship.version.areas.get()
    KsbFactory(area=area, alternative="pair", alternative_channel="face_to_face")
    method = criteria(
        apprenticeship,
        ("pass", [0]),
        ("pass", [0, 1]),
        ("pass", [2]),
        ("distinction", [0]),
        ("distinction", [1]),
    )
    method.distinction_threshold = 70
    method.save()
    piece = accepted(apprenticeship, title="Kettle refunded").revision.evidence
    response = as_user(apprenticeship.apprentice).get(url_of(apprenticeship))
    [part] = response.context["methods"]
    assert [[row.stands for row in grade.rows] for grade in part.grades] == [
        [FULL, PART, NOT_ASKED],
        [FULL, NONE],
    ]
    assert (part.needed, part.is_indicative) == (Needed(1, 1, 2), True)
    page = response.content.decode()
    assert piece.get_absolute_url() in page
    assert "Kettle refunded" in page
    for words in (
        "For a pass: 1 criterion still lacks evidence",
        "nothing claimed yet",
        "Indicative",
        "Not asked",
    ):
        assert words in page


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_coverage_asks_the_same_number_of_questions(as_user, number, django_assert_num_queries):
    apprenticeship = ApprenticeshipFactory(ksbs=number)
    criteria(apprenticeship, *[("pass", [0])] * number, *[("distinction", range(number))] * number)
    for ksb in apprenticeship.version.ksbs.all():
        accepted(apprenticeship, ksbs=[ksb])
    client = as_user(apprenticeship.apprentice)
    client.get(url_of(apprenticeship))
    with django_assert_num_queries(8):
        client.get(url_of(apprenticeship))


@pytest.mark.django_db
def test_coverage_is_for_those_who_read_the_portfolio(as_user):
    apprenticeship = ApprenticeshipFactory()
    url = url_of(apprenticeship)
    for who in (
        apprenticeship.assessor,
        apprenticeship.line_manager,
        apprenticeship.iqa,
        verifier(apprenticeship),
    ):
        assert as_user(who).get(url).status_code == 200
    assert as_user(visitor(apprenticeship)).get(url).status_code == 404
    assert as_user(ApprenticeshipFactory().assessor).get(url).status_code == 404


@pytest.mark.django_db
def test_readiness_says_what_changed_since_last_week(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    client, url = as_user(apprenticeship.apprentice), url_of(apprenticeship, "readiness")
    first, second = apprenticeship.version.ksbs.all()
    assert client.get(url).context["readiness"].last_week is None
    accepted(apprenticeship, ksbs=[first])
    row = ReadinessAnswer.objects.get()
    [[method, *_]] = row.answer["methods"]
    ksbs = {first.code: ["few", "0 of 1"], second.code: ["", ""]}
    before = {**row.answer, "ksbs": ksbs, "methods": [[method, 2, 2, ""]]}
    day = row.answered_on - dt.timedelta(days=9)
    at = row.answered_at - dt.timedelta(days=9)
    ReadinessAnswer.objects.create(
        apprenticeship=apprenticeship, answered_on=day, answered_at=at, inputs={}, answer=before, digest="0"
    )
    answer = client.get(url)
    shown = answer.context["readiness"].last_week
    assert [(lost.key, why) for lost, why in shown.methods_lost] == [(method, "")]
    assert "No longer ready as a whole:" in answer.content.decode()
    assert (shown.on, [row.code for row in shown.gained]) == (day, [first.code])
    assert [(row.code, row.why_not) for row in shown.lost] == [(second.code, "nothing claimed yet")]


@pytest.mark.django_db
def test_readiness_warns_of_evidence_too_old_by_the_gateway(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=1, gateway_planned_on=dt.date(2098, 1, 12))
    apprenticeship.plan.evidence_rules = {"oldest_evidence_months": 400}
    apprenticeship.plan.save()
    accepted(apprenticeship)
    shown = as_user(apprenticeship.apprentice).get(url_of(apprenticeship, "readiness")).context["readiness"]
    assert shown.is_ready
    assert [row.code for row in shown.too_old_by_gateway] == [apprenticeship.version.ksbs.get().code]


@pytest.mark.django_db
def test_a_method_that_wants_another_event_is_not_ready_and_says_so(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=1)
    apprenticeship.plan.evidence_rules = {"minimum_events_per_method": 2}
    apprenticeship.plan.save()
    accepted(apprenticeship)
    response = as_user(apprenticeship.apprentice).get(url_of(apprenticeship, "readiness"))
    shown = response.context["readiness"]
    [card] = shown.cards
    assert (card.met, card.total, card.is_ready, shown.is_ready) == (1, 1, False, False)
    assert "all its evidence comes from 1 event, and 2 are asked for" in response.content.decode()
    assert shown.step.why.startswith("all its evidence comes from 1 event, and 2 are asked for")


@pytest.mark.django_db
def test_definitions_explain_each_number_once(as_user):
    page = as_user(ApprenticeshipFactory().apprentice).get("/definitions/").content.decode()
    keys = [definition.key for group in definitions_in(USUAL) for definition in group.definitions]
    assert len(set(keys)) == len(keys)
    assert all(f'id="{key}"' in page for key in keys)


def test_links_to_definitions_lead_to_one():
    linked = {
        key
        for template in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for key in re.findall(r'components/definition\.html" with key="([^"]+)"', template.read_text())
    }
    known = {definition.key for group in definitions_in(USUAL) for definition in group.definitions}
    assert {"resit-by", "hours-asked", "risk"} <= linked <= known
