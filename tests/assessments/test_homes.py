"""What each person finds when they come in, and what they do not."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.actions.gateway import open_gateway
from assessments.actions.results import book_method
from assessments.caseload import cases
from assessments.readiness import readiness_of
from assessments.rules.results import Day
from assessments.standing import refresh_standing
from portfolio import progress
from portfolio.models import Apprenticeship, Revision
from tests.assessments.pieces import accepted
from tests.assessments.roads import TODAY, administrator, confirmed, failed_method, ready
from tests.assessments.test_opinions import give, second_marking
from tests.factories import (
    ApprenticeshipFactory,
    EmployerFactory,
    KsbFactory,
    MembershipFactory,
    ProviderFactory,
    UserFactory,
    evidence,
    member,
    visitor,
)

pytestmark = pytest.mark.django_db


def test_apprentice_sees_the_step_the_map_feedback_and_drafts(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    accepted(apprenticeship)
    draft = evidence(apprenticeship, title="Half a story")
    response = as_user(apprenticeship.apprentice).get("/")
    page, home = response.content.decode(), response.context["home"]
    assert home.step.title == "Finish and submit “Half a story”"
    assert home.step.url == reverse("portfolio:evidence-edit", args=[draft.pk])
    assert (home.map.met, home.map.total) == (1, 2)
    assert [item.text for item in home.feedback] == ["A clear account."]
    assert [piece.title for piece in home.pieces] == ["Half a story"]
    assert "Gateway planned for" in page
    assert "Tue 12 Jan 2027" in page
    assert reverse("portfolio:evidence-new", args=[apprenticeship.pk]) in page


def test_apprentice_is_shown_where_to_start_until_a_piece_is_marked(as_user):
    apprenticeship = ApprenticeshipFactory(ksbs=2)
    client, start = as_user(apprenticeship.apprentice), reverse("standards:guidance-for", args=["starting"])
    assert start in client.get("/").content.decode()
    accepted(apprenticeship)
    assert start not in client.get("/").content.decode()


def test_apprentice_without_an_apprenticeship_is_told(as_user):
    page = as_user(member(ProviderFactory(), Role.APPRENTICE)).get("/").content.decode()
    assert "Your apprenticeship is not set up yet" in page


def test_somebody_without_a_role_is_told(as_user):
    assert "You have no role here" in as_user(UserFactory()).get("/").content.decode()


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.ASSESSOR, "No apprentice is assigned to you"),
        (Role.IQA, "No apprentice is assigned to you"),
        (Role.LINE_MANAGER, "No apprentice is linked to you yet"),
        (Role.PROVIDER_ADMIN, "No apprentice is enrolled yet"),
        (Role.VISITOR, "No portfolio is open to you"),
    ],
)
def test_an_empty_home_explains_itself(as_user, role, words):
    response = as_user(member(ProviderFactory(), role)).get("/")
    assert response.status_code == 200
    assert words in response.content.decode()


def test_assessor_sees_own_queue_and_caseload_only(as_user):
    apprenticeship = ApprenticeshipFactory()
    for number in range(6):
        evidence(apprenticeship, Revision.State.SUBMITTED, title=f"Piece {number}")
    theirs = ApprenticeshipFactory(provider=apprenticeship.provider)
    evidence(theirs, Revision.State.SUBMITTED, title="Somebody else's")
    response = as_user(apprenticeship.assessor).get("/")
    home = response.context["home"]
    assert [row.title for row in home.top] == [f"Piece {number}" for number in range(5)]
    assert home.waiting == 6
    assert [case.name for case in home.cases] == [str(apprenticeship.apprentice)]
    assert "6 pieces</a> wait for you." in response.content.decode()


def test_assessor_sees_which_opinions_are_asked_of_them_until_when(as_user):
    asked = second_marking()
    client = as_user(asked.peer)
    page = client.get("/")
    assert [(row.title, row.due_on, row.url) for row in page.context["home"].opinions] == [
        ("Another look", asked.exercise.due_on, asked.opinion.get_absolute_url())
    ]
    said = page.content.decode()
    assert "Nothing waits for you" not in said
    assert "1 opinion asked of you" in said
    give(asked.opinion)
    assert "Nothing waits for you" in client.get("/").content.decode()


def test_line_manager_sees_progress_and_nothing_to_mark(as_user):
    apprenticeship = ApprenticeshipFactory()
    evidence(apprenticeship, title="A draft nobody sees")
    progress.rebuild(apprenticeship)
    refresh_standing(apprenticeship.pk)
    ApprenticeshipFactory(provider=apprenticeship.provider)
    response = as_user(apprenticeship.line_manager).get("/")
    assert [case.name for case in response.context["page"]] == [str(apprenticeship.apprentice)]
    assert "0 of 2" in response.content.decode()
    assert "rafted" not in response.content.decode().replace("mark-drafted", "")


def test_iqa_sees_assigned_apprentices_and_recent_decisions(as_user):
    apprenticeship = ApprenticeshipFactory()
    accepted(apprenticeship)
    accepted(ApprenticeshipFactory(provider=apprenticeship.provider))
    home = as_user(apprenticeship.iqa).get("/").context["home"]
    assert len(home.cases) == 1
    assert [(row.apprentice, row.outcome) for row in home.decisions] == [
        (str(apprenticeship.apprentice), "Met")
    ]


def test_administrator_sees_who_is_at_risk_and_why(as_user):
    provider = ProviderFactory()
    today = timezone.localdate()
    late = ApprenticeshipFactory(provider=provider, gateway_planned_on=today + dt.timedelta(days=3), ksbs=1)
    ready = ApprenticeshipFactory(provider=provider, ksbs=1)
    accepted(ready)
    resting = ApprenticeshipFactory(provider=provider, status=Apprenticeship.Status.BREAK)
    refresh_standing(late.pk)
    client = as_user(member(provider, Role.PROVIDER_ADMIN))
    response = client.get("/")
    assert [case.name for case in response.context["page"]] == [
        str(row.apprentice) for row in (late, ready, resting)
    ]
    assert {count.key: count.number for count in response.context["counts"]} == {
        "ready": 1,
        "at-risk": 1,
        "watch": 0,
        "on-track": 0,
        "off-programme": 1,
    }
    assert "gateway this week, 1 KSB open" in response.content.decode()
    assert "Break in learning" in response.content.decode()
    for count in response.context["counts"]:
        assert len(client.get(count.url).context["page"].object_list) == count.number


def test_administrator_searches_by_name_employer_and_assessor(as_user):
    provider = ProviderFactory()
    rows = [
        ApprenticeshipFactory(provider=provider, employer=EmployerFactory(provider=provider, name=name))
        for name in ("Corner Shop", "Call Centre")
    ]
    client = as_user(member(provider, Role.PROVIDER_ADMIN))

    def found(words):
        return [case.name for case in client.get("/", {"q": words}).context["page"]]

    assert found("corner") == [str(rows[0].apprentice)]
    assert found(str(rows[1].assessor)) == [str(rows[1].apprentice)]
    assert found("nobody at all") == []
    assert "Nobody matches" in client.get("/", {"q": "nobody at all"}).content.decode()


def test_administrator_of_one_provider_sees_nothing_of_another(as_user):
    ApprenticeshipFactory()
    response = as_user(member(ProviderFactory(), Role.PROVIDER_ADMIN)).get("/")
    assert response.context["everybody"] == 0


def test_visitor_sees_what_they_may_read_until_when(as_user):
    apprenticeship = ApprenticeshipFactory()
    user = visitor(apprenticeship, until=timezone.localdate() + dt.timedelta(days=2))
    ApprenticeshipFactory(provider=apprenticeship.provider)
    visits = as_user(user).get("/").context["visits"]
    assert [(visit.apprentice, visit.url) for visit in visits] == [
        (str(apprenticeship.apprentice), reverse("reports:showcase", args=[apprenticeship.pk]))
    ]


def test_somebody_with_two_roles_gets_a_tab_for_each(as_user):
    apprenticeship = ApprenticeshipFactory()
    user = apprenticeship.assessor
    MembershipFactory(user=user, provider=apprenticeship.provider, role=Role.PROVIDER_ADMIN)
    client = as_user(user)
    response = client.get("/")
    assert response.context["role"] == Role.ASSESSOR
    assert [tab.label for tab in response.context["tabs"]] == ["Assessor", "Provider administrator"]
    assert client.get("/", {"as": "provider_admin"}).context["role"] == Role.PROVIDER_ADMIN
    assert client.get("/", {"as": "visitor"}).context["role"] == Role.ASSESSOR


def test_a_leaver_sees_nothing_any_more(as_user):
    apprenticeship = ApprenticeshipFactory()
    apprenticeship.assessor.memberships.update(ended_at=timezone.now())
    assert "You have no role here" in as_user(apprenticeship.assessor).get("/").content.decode()


@pytest.mark.parametrize("channel", ["face_to_face", "remote", "both"])
@pytest.mark.parametrize("minimum", [None, 1, 2])
def test_caseload_counts_as_readiness_does(channel, minimum):
    apprenticeship = ApprenticeshipFactory(ksbs=2, contact_channel=channel)
    area = apprenticeship.version.areas.get()
    KsbFactory(area=area, alternative="pair", alternative_channel="face_to_face")
    KsbFactory(area=area, alternative="pair", alternative_channel="remote")
    apprenticeship.plan.evidence_rules = {"minimum_accepted_pieces_per_ksb": minimum} if minimum else {}
    apprenticeship.plan.save()
    ksbs = list(apprenticeship.version.ksbs.all())
    accepted(apprenticeship, ksbs=ksbs)
    accepted(apprenticeship, ksbs=ksbs[:1])
    case = cases(Apprenticeship.objects.all(), timezone.localdate())[0]
    found = readiness_of(apprenticeship)
    assert (case.met, case.asked) == (found.met, found.total)


def test_nobody_is_ready_on_one_page_and_not_on_another(as_user):
    """Every KSB met, and the method asks for more events: ready by the KSBs alone, not by the plan."""
    row = ApprenticeshipFactory(ksbs=1)
    row.plan.evidence_rules = {"minimum_events_per_method": 2}
    row.plan.save()
    accepted(row)
    admin = member(row.provider, Role.PROVIDER_ADMIN)
    board = as_user(admin).get(reverse("assessments:board")).context["page"].object_list
    homes = [
        as_user(row.assessor).get("/").context["home"].cases,
        as_user(row.iqa).get("/").context["home"].cases,
        as_user(row.line_manager).get("/").context["page"].object_list,
        as_user(admin).get("/").context["page"].object_list,
    ]
    assert [(case.risk_key, case.met, case.asked) for case in board] == [("on-track", 1, 1)]
    for cases_there in homes:
        assert [(case.risk, case.met, case.asked) for case in cases_there] == [
            (board[0].risk, board[0].met, board[0].asked)
        ]


@pytest.mark.parametrize(
    ("come_to", "says"),
    [
        (lambda: ready(), "Look through the gateway"),
        (lambda: opened(), "Read and sign your gateway"),
        (lambda: confirmed(), "See what comes next"),
        (lambda: booked(), f"Get ready for Observation on {TODAY:%a %-d %b %Y}"),
        (lambda: failed(), "Prepare to take Apprentice showcase again"),
    ],
    ids=["ready", "opened", "confirmed", "booked", "failed"],
)
def test_home_and_readiness_page_name_the_same_next_step(as_user, come_to, says):
    apprenticeship = come_to()
    client = as_user(apprenticeship.apprentice)
    for path in ("/", f"/apprenticeships/{apprenticeship.pk}/readiness/"):
        card = client.get(path).content.decode().split('id="next-step"')[1]
        assert re.search("<strong>(.*?)</strong>", card)[1] == says


def test_apprentice_sees_the_hours_that_are_asked_and_entered(as_user):
    apprenticeship = ready()
    said = as_user(apprenticeship.apprentice).get("/").content.decode()
    assert "2 h 30 min</a> of training entered: that is all that is asked for." in said


def opened():
    apprenticeship = ready()
    open_gateway(apprenticeship=apprenticeship, by=apprenticeship.assessor)
    return apprenticeship


def booked():
    apprenticeship = confirmed()
    observation = apprenticeship.plan.methods.get(key="observation")
    admin = administrator(apprenticeship)
    book_method(apprenticeship=apprenticeship, method=observation, day=Day(TODAY), by=admin)
    return apprenticeship


def failed():
    apprenticeship = ready()
    failed_method(apprenticeship)
    Apprenticeship.objects.update(status="in_gateway")
    return apprenticeship


@pytest.mark.parametrize(
    ("who", "queries"),
    [
        ("apprentice", 8),
        ("assessor", 9),
        ("line_manager", 7),
        ("iqa", 7),
        ("administrator", 10),
        ("visitor", 4),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_homes_ask_the_same_number_of_questions(as_user, django_assert_num_queries, who, queries, number):
    first = ApprenticeshipFactory(ksbs=2)
    people = {"assessor": first.assessor, "line_manager": first.line_manager, "iqa": first.iqa}
    rows = [first] + [
        ApprenticeshipFactory(provider=first.provider, version=first.version, plan=first.plan, **people)
        for _ in range(number - 1)
    ]
    for row in [*rows, first]:
        accepted(row)
        evidence(row, Revision.State.SUBMITTED)
        evidence(row)
    user = {
        **people,
        "apprentice": first.apprentice,
        "administrator": member(first.provider, Role.PROVIDER_ADMIN),
        "visitor": visitor(first),
    }[who]
    client = as_user(user)
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")


def test_home_of_an_apprentice_names_the_gateway_by_the_plans_word(as_user):
    apprenticeship = ApprenticeshipFactory()
    apprenticeship.plan.vocabulary = {"gateway": "gateway to completion"}
    apprenticeship.plan.save()
    found = as_user(apprenticeship.apprentice).get("/").content.decode()
    assert "Gateway to completion planned for" in found
