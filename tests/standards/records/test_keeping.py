"""Records brought into the library: new, reworded in place, refused where portfolios would lose something."""

import io

import pytest

from standards.importers import load_packs
from standards.models import Ksb, Standard, StandardVersion
from standards.records.comparing import Change
from standards.records.keeping import intake_of, keep, titled
from standards.records.official import read_official
from tests.shipped import FIXTURES
from tests.standards.records.files import GUIDS, WORDS, as_json, official

pytestmark = pytest.mark.django_db


def record(**changed):
    [(found, problems)] = read_official(io.BytesIO(as_json(official(**changed))))
    return intake_of(found, problems)


def told(intake):
    return [str(problem) for problem in intake.problems]


def test_new_standard_is_kept_with_areas_by_kind():
    intake = record()
    assert told(intake) == []
    keep(intake)
    version = StandardVersion.objects.get(standard__reference="ST0999")
    assert (version.status, version.wording, version.minimum_otj_hours) == ("approved", "official", 278)
    assert version.credit_line.startswith("Contains public sector information")
    assert [(ksb.code, ksb.statement, str(ksb.guid)) for ksb in version.ksbs.all()] == [
        (code, WORDS[code], GUIDS[code]) for code in WORDS
    ]
    assert [area.title for area in version.areas.all()] == ["Knowledge", "Skills", "Behaviours"]


def test_the_same_record_twice_writes_nothing(django_assert_num_queries):
    keep(record())
    again = record()
    assert {pair.change for pair in again.pairs} == {Change.KEPT}
    assert keep(again).lines == []


def test_later_version_carries_areas_and_pairs_by_guid():
    keep(record())
    Ksb.objects.filter(code="S1").update(alternative="way", alternative_channel="remote", title="Our title")
    version = StandardVersion.objects.get()
    version.areas.filter(kind="S").update(title="Talking with customers")
    moved = official()["behaviours"] + official()["skills"]
    later = record(
        version="1.2",
        earliestStartDate="2027-01-01",
        skills=[
            {"skillId": row.get("skillId", row.get("behaviourId")), "detail": row["detail"]} for row in moved
        ][1:],
    )
    keep(later)
    ksb = Ksb.objects.get(version__version="1.2", code="S1")
    assert (ksb.area.title, ksb.alternative_channel, ksb.title) == (
        "Talking with customers",
        "remote",
        "Our title",
    )
    assert Ksb.objects.filter(version=version).count() == 4


def test_a_version_loses_and_gains_no_ksb():
    keep(record())
    fewer = record(skills=[])
    assert told(fewer) == ["S1 is in the library and not here; version 1.1 keeps it."]
    more = record(skills=[*official()["skills"], {"skillId": GUIDS["K1"][:-1] + "9", "detail": "Swim."}])
    assert told(more) == ["record 1 (ST0999), S2: S2 is new; version 1.1 takes no more KSBs."]
    assert not fewer.can_be_kept
    assert not more.can_be_kept


def test_codes_that_swap_follow_their_guids():
    keep(record())
    first, second = official()["knowledges"]
    keep(record(knowledges=[second, first]))
    assert {ksb.code: str(ksb.guid) for ksb in Ksb.objects.filter(kind="K")} == {
        "K1": GUIDS["K2"],
        "K2": GUIDS["K1"],
    }


def test_record_without_a_first_day_or_level_is_told():
    assert told(record(earliestStartDate="", level="")) == [
        "record 1 (ST0999): It says no level, and the standard is not in the library yet.",
        "record 1 (ST0999): It says no first day for starts.",
    ]


def test_official_words_replace_ours_and_a_later_pack_leaves_them():
    load_packs(FIXTURES)
    version = StandardVersion.objects.get(standard__reference="ST0072", version="1.1")
    before = dict(version.ksbs.values_list("code", "pk"))
    rows = {
        "K": ("knowledges", "knowledgeId"),
        "S": ("skills", "skillId"),
        "B": ("behaviours", "behaviourId"),
    }
    lists = {name: [] for name, _ in rows.values()}
    for ksb in version.ksbs.all():
        name, identifier = rows[ksb.kind]
        lists[name].append({identifier: str(ksb.guid), "detail": f"Official words of {ksb.code}."})
    intake = record(referenceNumber="ST0072", title="Customer service practitioner", larsCode=122, **lists)
    assert len(intake.changed(Change.REWORDED)) == 35
    keep(intake)
    load_packs(FIXTURES)
    version.refresh_from_db()
    assert dict(version.ksbs.values_list("code", "pk")) == before
    assert version.ksbs.get(code="K4").statement == "Official words of K4."
    assert (version.wording, version.ksbs.get(code="K4").area.title) == (
        "official",
        "Understanding the organisation",
    )
    assert Standard.objects.get(reference="ST0072").regulator == "Ofqual"


def test_short_titles_end_at_a_word():
    assert titled("Listen. Then ask.") == "Listen"
    long = titled("Know how the measures that monitor levels of customer service are chosen and used")
    assert (len(long) <= 60, long[-1]) == (True, "…")
