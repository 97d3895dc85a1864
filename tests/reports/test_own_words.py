"""A person whose plan has words of its own reads them, and never those of other plans."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from assessments.models import MockAssessment
from portfolio.models import Apprenticeship
from standards.models import Method
from standards.pack_reading import read_pack
from tests.assessments.roads import administrator
from tests.factories import ApprenticeshipFactory, visitor
from tests.reports.rooms import door, furnished, inside, new_link, room
from tests.shipped import FIXTURES

pytestmark = pytest.mark.django_db

FOREIGN = re.compile(
    r"(?i).{0,40}(?:showcase|end-point|independent assessor|gateway(?! to completion)).{0,40}"
)
OF_ONE = {
    "apprentice": [
        "portfolio:evidence-list",
        "portfolio:showcase",
        "portfolio:hours",
        "portfolio:training-plan",
        "portfolio:viewings",
        "assessments:readiness",
        "assessments:gateway",
        "assessments:results",
        "assessments:grades",
        "assessments:practice",
        "reports:exports",
        "reports:reading-links",
        "reports:showcase-prepare",
        "reports:issues",
    ],
    "assessor": [
        "portfolio:apprenticeship",
        "portfolio:showcase",
        "assessments:gateway",
        "assessments:results",
    ],
    "administrator": ["portfolio:apprenticeship", "assessments:gateway", "assessments:results"],
    "visitor": ["reports:showcase", "reports:exports"],
}
WITHOUT_ONE = {
    "apprentice": ["assessments:home", "assessments:definitions"],
    "line_manager": ["assessments:home"],
    "visitor": ["assessments:home"],
}


@pytest.fixture
def apprenticeship():
    """On a plan that speaks as the second of those that are shipped."""
    found = ApprenticeshipFactory()
    pack = read_pack(FIXTURES / "standards" / "wm0001-1.0.yaml", "").value
    found.plan.vocabulary = pack["versions"][0]["plans"][0]["vocabulary"]
    found.plan.save()
    Method.objects.filter(plan=found.plan).update(name="Assessment conversation", kind="discussion")
    return furnished(found)


def person(apprenticeship: Apprenticeship, who: str):
    makers = {"administrator": administrator, "visitor": visitor}
    return makers[who](apprenticeship) if who in makers else getattr(apprenticeship, who)


def text_of(answer) -> str:
    """What is read, without what is only in the markup; descriptions for those who listen are kept."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", answer.content.decode())
    spoken = " ".join(re.findall(r'(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"', page))
    return " ".join(f"{strip_tags(page)} {spoken}".split())


@pytest.mark.parametrize("who", ["apprentice", "assessor", "administrator", "visitor", "line_manager"])
def test_pages_about_one_apprenticeship_speak_in_the_words_of_its_plan(as_user, apprenticeship, who):
    client = as_user(person(apprenticeship, who))
    pages = [reverse(name, args=[apprenticeship.pk]) for name in OF_ONE.get(who, ())]
    pages += [reverse(name) for name in WITHOUT_ONE.get(who, ())]
    texts = {page: text_of(client.get(page)) for page in pages}
    assert {page: FOREIGN.findall(text) for page, text in texts.items() if FOREIGN.search(text)} == {}
    assert any(re.search("evidence portfolio|gateway to completion", text) for text in texts.values())


def test_reading_room_and_its_door_speak_in_the_words_of_the_plan(apprenticeship):
    made = new_link(apprenticeship)
    at_the_door = text_of(Client().get(door(made)))
    assert "An evidence portfolio for you to read" in at_the_door
    within = inside(made)
    for page in ("", "?by=piece", "pieces/1/"):
        text = text_of(within.get(f"{room(made.link)}{page}"))
        assert "Evidence portfolio of" in text
        assert FOREIGN.findall(text) == []


def test_reasons_speak_in_the_words_of_the_plan(as_user, apprenticeship):
    Apprenticeship.objects.update(status="in_gateway")
    client = as_user(apprenticeship.apprentice)
    frozen = client.post(reverse("portfolio:showcase", args=[apprenticeship.pk]), {"piece": []})
    asked = as_user(apprenticeship.assessor).post(
        reverse("assessments:results-book", args=[apprenticeship.pk])
    )
    for answer in (frozen, asked, client.get(reverse("assessments:home"))):
        assert FOREIGN.findall(text_of(answer)) == []
    assert "The evidence portfolio went through the gateway to completion" in text_of(frozen)


def test_boards_use_each_plans_words_in_its_row(as_user, apprenticeship):
    other = ApprenticeshipFactory(provider=apprenticeship.provider, assessor=apprenticeship.assessor)
    page = as_user(apprenticeship.assessor).get(reverse("assessments:board")).content.decode()
    rows = set(re.findall(r"(?s)<tr>\s*<th scope=\"row\">.*?</tr>", page))
    own = {
        str(each.apprentice): row
        for row in rows
        for each in (apprenticeship, other)
        if str(each.apprentice) in row
    }
    assert 'data-label="Gateway to completion"' in own[str(apprenticeship.apprentice)]
    assert 'data-label="Gateway"' in own[str(other.apprentice)]
    assert "gateway to completion" not in own[str(other.apprentice)].lower()


def test_practice_goes_by_the_words_of_the_plan(as_user, apprenticeship):
    method = apprenticeship.plan.methods.get()
    mock = MockAssessment.objects.create(
        apprenticeship=apprenticeship,
        kind=method.kind,
        method=method,
        begun_by=apprenticeship.assessor,
    )
    text = text_of(as_user(apprenticeship.assessor).get(mock.get_absolute_url()))
    assert "Mock assessment conversation" in text
    assert FOREIGN.findall(text) == []
