"""Narrowing the list of evidence: each filter, filters together, chips, and nonsense."""

import datetime as dt

import pytest
from django.http import QueryDict

from portfolio.filters import matching, read_filter
from portfolio.models import Revision
from portfolio.reading import reading_of
from tests.factories import ApprenticeshipFactory, TemplateFactory, attachment, evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def apprenticeship():
    return ApprenticeshipFactory()


def read(apprenticeship, query, user=None):
    reading = reading_of(apprenticeship, user or apprenticeship.apprentice)
    ksbs = apprenticeship.version.ksbs.values_list("code", "title", "area__key", "area__title")
    return reading, read_filter(QueryDict(query), reading, ksbs)


def titles(apprenticeship, query, user=None):
    reading, wanted = read(apprenticeship, query, user)
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


def test_several_values_of_one_filter_widen_it(apprenticeship):
    first, second = apprenticeship.version.ksbs.all()
    evidence(apprenticeship, "draft", title="A", ksbs=[first, second])
    evidence(apprenticeship, "submitted", title="B", ksbs=[second])
    evidence(apprenticeship, "accepted", title="C", ksbs=[first])
    assert titles(apprenticeship, "state=draft&state=accepted&sort=title") == ["A", "C"]
    assert titles(apprenticeship, f"ksb={first.code}&ksb={second.code}&sort=title") == ["A", "B", "C"]
    assert titles(apprenticeship, f"ksb={second.code}&state=draft&state=submitted&sort=title") == ["A", "B"]


def test_area_and_method_find_pieces_that_claim_what_belongs_to_them(apprenticeship):
    evidence(apprenticeship, title="For the showcase", ksbs=list(apprenticeship.version.ksbs.all()))
    evidence(apprenticeship, title="Claims nothing", ksbs=[])
    area = apprenticeship.version.ksbs.first().area
    assert titles(apprenticeship, f"area={area.key}") == ["For the showcase"]
    assert titles(apprenticeship, "method=showcase") == ["For the showcase"]
    assert titles(apprenticeship, "method=observation") == []


def test_days_are_inclusive(apprenticeship):
    for title, day in (("First", 1), ("Fifth", 5), ("Tenth", 10)):
        piece = evidence(apprenticeship, title=title)
        Revision.objects.filter(pk=piece.latest_id).update(happened_on=dt.date(2026, 10, day))
    assert titles(apprenticeship, "from=2026-10-05&sort=oldest") == ["Fifth", "Tenth"]
    assert titles(apprenticeship, "to=2026-10-05&sort=oldest") == ["First", "Fifth"]
    assert titles(apprenticeship, "from=2026-10-02&to=2026-10-09") == ["Fifth"]
    assert titles(apprenticeship, "from=2026-10-09&to=2026-10-02") == []


def test_waiting_counts_from_the_day_of_submission(apprenticeship):
    long = evidence(apprenticeship, "submitted", title="Long")
    evidence(apprenticeship, "submitted", title="Fresh")
    decided = evidence(apprenticeship, "accepted", title="Decided")
    for piece in (long, decided):
        before = piece.latest.submitted_at - dt.timedelta(days=15)
        Revision.objects.filter(pk=piece.latest_id).update(submitted_at=before)
    assert titles(apprenticeship, "waiting=14") == ["Long"]
    assert titles(apprenticeship, "waiting=28") == []


def test_files_filter(apprenticeship):
    one, two = evidence(apprenticeship, title="One"), evidence(apprenticeship, title="Two")
    alone = evidence(apprenticeship, title="Alone")
    evidence(apprenticeship, title="Bare")
    attachment(one.latest, b"%PDF-1.4 same")
    attachment(two.latest, b"%PDF-1.4 same")
    attachment(alone.latest, b"%PDF-1.4 other")
    assert titles(apprenticeship, "files=some&sort=title") == ["Alone", "One", "Two"]
    assert titles(apprenticeship, "files=none") == ["Bare"]
    assert titles(apprenticeship, "files=twice&sort=title") == ["One", "Two"]


def test_sort_by_title_ignores_case(apprenticeship):
    for title in ("beta", "Alpha", "Gamma"):
        evidence(apprenticeship, title=title)
    assert titles(apprenticeship, "sort=title") == ["Alpha", "beta", "Gamma"]
    assert titles(apprenticeship, "sort=oldest") == ["beta", "Alpha", "Gamma"]
    assert titles(apprenticeship, "") == ["Gamma", "Alpha", "beta"]


def test_words_are_listed_best_first_unless_another_order_is_asked_for(apprenticeship):
    evidence(apprenticeship, title="A kettle came back")
    evidence(apprenticeship, title="Zebra", answers={"what": "It was a kettle."})
    assert titles(apprenticeship, "q=kettle") == ["A kettle came back", "Zebra"]
    assert titles(apprenticeship, "q=kettle&sort=newest") == ["Zebra", "A kettle came back"]
    assert titles(apprenticeship, "sort=best") == ["Zebra", "A kettle came back"]


def test_others_cannot_ask_for_drafts(apprenticeship):
    evidence(apprenticeship, title="Secret")
    reading, wanted = read(apprenticeship, "state=draft", apprenticeship.assessor)
    assert wanted.ignored == ["“draft” is nothing that “State” knows, so it was left out."]
    assert matching(reading, wanted) == []


def test_unknown_values_are_put_aside_and_named(apprenticeship):
    _, wanted = read(apprenticeship, f"state=xyz&ksb={'K' * 99}&method=no%00ne&from=yesterday&q=%2A")
    assert wanted.narrows is False
    assert wanted.ignored == [
        "“xyz” is nothing that “State” knows, so it was left out.",
        f"“{'K' * 40}…” is nothing that “KSB” knows, so it was left out.",
        "“none” is nothing that “Assessed by” knows, so it was left out.",
        "“yesterday” is not a date, so it was left out.",
        "“*” holds no word to look for, so it was left out.",
    ]


def test_query_keeps_what_was_chosen_for_the_next_page(apprenticeship):
    _, wanted = read(
        apprenticeship,
        "q=two++words&state=draft&state=returned&kind=nonsense&sort=title&from=2026-10-01&page=3",
    )
    assert wanted.query == "q=two+words&state=draft&state=returned&sort=title&from=2026-10-01"


def test_each_chip_takes_away_one_thing(apprenticeship):
    _, wanted = read(apprenticeship, "q=letter&state=draft&state=returned&to=2026-10-01&sort=oldest")
    assert [(chip.label, chip.url) for chip in wanted.chips] == [
        ("“letter”", "?state=draft&state=returned&sort=oldest&to=2026-10-01"),
        ("State: Draft", "?q=letter&state=returned&sort=oldest&to=2026-10-01"),
        ("State: Returned", "?q=letter&state=draft&sort=oldest&to=2026-10-01"),
        ("Happened to 1 Oct 2026", "?q=letter&state=draft&state=returned&sort=oldest"),
    ]
    assert wanted.folded == 3
