"""What is shipped of guidance is whole, kind to read, and tied to where it helps."""

import re
from collections import Counter

import pytest

from standards.models import (
    Area,
    EvidenceTemplate,
    GuidanceEntry,
    GuidancePoint,
    Method,
    Prompt,
    WorkedExample,
)

MOST_WORDS, FEWEST_WORDS = 440, 180
LONGEST_SENTENCE, LONGEST_MEAN = 35, 17
LONGEST_SYNOPSIS = 45
MOST_POINTS = 5
MOST_TOMORROW = 100
TOPICS = {
    "starting-out",
    "customer-service-cycle",
    "customer-journey-mapping",
    "communication-across-channels",
    "five-step-problem-solving",
    "complaint-handling",
    "star",
    "service-standards-and-kpis",
    "consumer-rights-act",
    "data-protection",
    "equality-act",
    "identity-checks",
    "tone-in-digital-channels",
    "using-a-crm",
    "team-working-and-reflection",
    "preparing-the-showcase",
    "observation-day",
    "discussion-day",
    "role-play-practice",
    "redaction",
    "gateway",
    "resits",
}
LAWS = {"consumer-rights-act", "data-protection", "equality-act"}


def sentences(text):
    return [each for each in re.split(r"(?<=[.!?])[”\"]?\s+", text) if each]


def texts_of(entry):
    points = [text for point in entry.points.all() for text in (point.text, point.strong_answer) if text]
    return [entry.synopsis, *points]


def tomorrow_of(entry):
    return [entry.to_add, entry.to_write, entry.to_hide]


def words_in(texts):
    return sum(len(text.split()) for text in texts)


@pytest.fixture
def entries(version):
    return list(GuidanceEntry.objects.in_order().prefetch_related("points", "ksbs", "methods"))


def test_library_has_an_entry_for_every_area_method_and_topic(version, entries):
    here = [entry for entry in entries if entry.standard_id in (None, version.standard_id)]
    by_kind = {kind: {e.key for e in here if e.kind == kind} for kind in GuidanceEntry.Kind.values}
    assert by_kind["area"] == set(version.areas.values_list("key", flat=True))
    methods = Method.objects.filter(plan__version=version).values_list("key", flat=True)
    assert by_kind["method"] == {f"method-{key}" for key in methods}
    assert by_kind["topic"] == TOPICS


def test_every_entry_has_all_seven_sections(entries):
    asked = set(GuidancePoint.Section.values)
    lacking = {e.key: asked - {point.section for point in e.points.all()} for e in entries}
    assert {key: missing for key, missing in lacking.items() if missing} == {}
    assert [e.key for e in entries if not e.synopsis] == []


def test_every_entry_says_what_to_do_after_the_next_shift(entries):
    assert [e.key for e in entries if not all(tomorrow_of(e))] == []
    lengths = {entry.key: words_in(tomorrow_of(entry)) for entry in entries}
    assert {key: n for key, n in lengths.items() if n > MOST_TOMORROW} == {}


def test_every_entry_is_tied_to_ksbs_or_methods(entries):
    assert [e.key for e in entries if not e.ksbs.all() and not e.methods.all()] == []
    for entry in entries:
        if entry.kind == "area":
            assert {ksb.area_id for ksb in entry.ksbs.all()} == {entry.ksbs.all()[0].area_id}


def test_every_ksb_is_helped_by_its_area(version):
    entries = GuidanceEntry.objects.filter(kind="area", ksbs__version=version)
    helped = set(entries.values_list("ksbs__code", flat=True))
    assert helped == set(version.ksbs.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("reference", "without"), [("ST0072", {"assignment"}), ("WM0001", set())], ids=["ST0072", "WM0001"]
)
def test_every_place_leads_somewhere_on_each_standard(entries, reference, without):
    fitting = [e for e in entries if e.standard is None or e.standard.reference == reference]
    places = {place for entry in fitting for place in entry.places}
    assert places == set(GuidanceEntry.Place.values) - without


def test_what_fits_any_standard_speaks_of_no_showcase(entries):
    texts = [text for e in entries if not e.standard for text in [e.title, *texts_of(e), *tomorrow_of(e)]]
    assert [text for text in texts if "showcase" in text.lower()] == []


def test_every_question_to_practise_says_what_a_strong_answer_has_in_it(version):
    asked = GuidancePoint.objects.filter(section="practice_prompts")
    assert list(asked.filter(strong_answer="").values_list("text", flat=True)) == []
    assert asked.values("entry").distinct().count() == GuidanceEntry.objects.count()


def test_laws_say_what_was_checked_and_when(entries):
    assert {e.key for e in entries if e.last_checked and e.checked_against} == LAWS


def test_no_entry_is_longer_than_is_kind_to_read(entries):
    lengths = {entry.key: words_in(texts_of(entry)) for entry in entries}
    assert {key: n for key, n in lengths.items() if not FEWEST_WORDS <= n <= MOST_WORDS} == {}
    assert [e.key for e in entries if len(e.synopsis.split()) > LONGEST_SYNOPSIS] == []
    for entry in entries:
        assert max(Counter(point.section for point in entry.points.all()).values()) <= MOST_POINTS, entry.key


def test_guidance_is_written_in_short_sentences(entries):
    for entry in entries:
        said = [sentence for text in [*texts_of(entry), *tomorrow_of(entry)] for sentence in sentences(text)]
        lengths = [len(sentence.split()) for sentence in said]
        longest = max(said, key=lambda sentence: len(sentence.split()))
        assert max(lengths) <= LONGEST_SENTENCE, longest
        assert sum(lengths) / len(lengths) <= LONGEST_MEAN, entry.key


def test_guidance_never_calls_itself_official(entries):
    claimed = [text for e in entries for text in texts_of(e) if "official" in text.lower()]
    assert claimed == [
        (
            "What is marked “not yet checked against the official plan” may change. "
            "Ask your provider before you rely on it."
        )
    ]


def test_most_templates_have_help_of_their_own(version):
    tied = {tie.partition("/")[0] for entry in GuidanceEntry.objects.all() for tie in entry.prompts}
    offered = set(EvidenceTemplate.objects.ours().offered().values_list("key", flat=True))
    assert offered - tied == {"testimony-request"}
    assert Prompt.objects.filter(template__key__in=tied).count() >= 60


def test_every_area_has_a_worked_example_with_three_tellings(version):
    examples = WorkedExample.objects.prefetch_related("accounts", "ksbs").select_related("area")
    assert {e.area_id for e in examples} == set(Area.objects.values_list("pk", flat=True))
    for example in examples:
        assert [a.strength for a in example.accounts.all()] == ["thin", "better", "strong"], example.key
        thin, _, strong = example.accounts.all()
        codes = {ksb.code for ksb in example.ksbs.all()}
        assert (thin.met, set(strong.met)) == ([], codes), example.key
        assert codes == {ksb.code for ksb in example.area.ksbs.all()}, example.key


def test_worked_examples_grow_with_their_strength_and_stay_short(version):
    for example in WorkedExample.objects.prefetch_related("accounts"):
        lengths = [len(account.text.split()) for account in example.accounts.all()]
        assert lengths[-1] == max(lengths), example.key
        assert max(lengths) <= 170, example.key
        verdicts = [len(account.verdict.split()) for account in example.accounts.all()]
        assert 15 <= min(verdicts) <= max(verdicts) <= 60, example.key
