"""Narrowing the list of evidence: each filter, filters together, and nonsense."""

import pytest
from django.http import QueryDict

from portfolio.filters import matching, read_filter
from portfolio.reading import reading_of
from tests.factories import ApprenticeshipFactory, TemplateFactory, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


def titles(apprenticeship, query, user=None):
    reading = reading_of(apprenticeship, user or apprenticeship.apprentice)
    wanted = read_filter(QueryDict(query), reading, apprenticeship.version.ksbs.values_list("code", "title"))
    found = matching(reading, wanted)
    pieces = reading.pieces.select_related(reading.path).in_bulk(found)
    return [getattr(pieces[pk], reading.path).title for pk in found]


def test_filters_combine(apprenticeship):
    first, second = apprenticeship.version.ksbs.all()
    other = TemplateFactory(evidence_kind="photo")
    evidence(apprenticeship, "submitted", title="Right", ksbs=[second], template=other)
    evidence(apprenticeship, "submitted", title="Wrong kind", ksbs=[second], template=TemplateFactory())
    evidence(apprenticeship, "submitted", title="Wrong KSB", ksbs=[first], template=other)
    evidence(apprenticeship, "draft", title="Wrong state", ksbs=[second], template=other)
    assert titles(apprenticeship, f"state=submitted&ksb={second.code}&kind=photo") == ["Right"]


def test_method_filter_finds_pieces_that_claim_what_it_asks_for(apprenticeship):
    evidence(apprenticeship, title="For the showcase", ksbs=list(apprenticeship.version.ksbs.all()))
    evidence(apprenticeship, title="Claims nothing", ksbs=[])
    assert titles(apprenticeship, "method=showcase") == ["For the showcase"]
    assert titles(apprenticeship, "method=observation") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ŴYTHNOS", True),
        ("التأخير", True),
        ("wythnos cwyn", True),
        ("wythnos kettle", False),
        ("what", False),
    ],
)
def test_text_is_found_in_title_and_answers_in_any_script_and_case(apprenticeship, text, found):
    evidence(apprenticeship, title="Cwyn", answers={"what": "Bob ŵythnos, wythnos. شكوى حول التأخير"})
    assert bool(titles(apprenticeship, f"q={text}")) is found


def test_sort_by_title_ignores_case(apprenticeship):
    for title in ("beta", "Alpha", "Gamma"):
        evidence(apprenticeship, title=title)
    assert titles(apprenticeship, "sort=title") == ["Alpha", "beta", "Gamma"]
    assert titles(apprenticeship, "sort=oldest") == ["beta", "Alpha", "Gamma"]
    assert titles(apprenticeship, "") == ["Gamma", "Alpha", "beta"]


def test_others_cannot_ask_for_drafts(apprenticeship):
    evidence(apprenticeship, title="Secret")
    reading = reading_of(apprenticeship, apprenticeship.assessor)
    wanted = read_filter(QueryDict("state=draft"), reading, [])
    assert wanted.ignored == ["“draft” is nothing that “State” knows, so it was left out."]
    assert matching(reading, wanted) == []


def test_unknown_values_are_put_aside_and_named(apprenticeship):
    reading = reading_of(apprenticeship, apprenticeship.apprentice)
    wanted = read_filter(QueryDict(f"state=xyz&ksb={'K' * 99}&method=no%00ne"), reading, [])
    assert wanted.narrows is False
    assert [sentence[:12] for sentence in wanted.ignored] == [
        "“xyz” is not",
        f"“{'K' * 11}",
        "“none” is no",
    ]


def test_query_keeps_what_was_chosen_for_the_next_page(apprenticeship):
    reading = reading_of(apprenticeship, apprenticeship.apprentice)
    wanted = read_filter(QueryDict("q=two++words&state=draft&kind=nonsense&page=3"), reading, [])
    assert wanted.query == "q=two+words&state=draft"
