import pytest

from portfolio.suggesting import Cue, Experience, Source, read, suggest

LONG_ENOUGH = (
    "The boiler broke in January; a pensioner waited for parts while the warehouse searched every shelf."
)
CUES = [
    Cue("S7", 4, "staying calm", ("stayed calm",)),
    Cue("S8", 3, "empathy", ("understood how", "sorry")),
    Cue("S9", 1, "a hint", ("refund",)),
]
KSBS = ["S7", "S8", "S9", "K7"]


def codes(text, **more):
    return [each.ksb for each in suggest(read([text]), **{"ksbs": KSBS, "cues": CUES, **more})]


@pytest.mark.parametrize(
    "text", ["", " \n", "👍", "the and a", "مرحبا بكم", "I was there and it was on", "x" * 10_000]
)
def test_nothing_is_suggested_without_a_reason(text):
    assert codes(text, fits=["K7"], experience=Experience({"K7": 500}, {"boiler": {"K7": 400}})) == []


def test_the_strongest_comes_first_and_the_weak_not_at_all():
    assert codes("I understood how she felt, gave a refund and stayed calm") == ["S7", "S8"]


def test_what_may_not_be_claimed_is_not_suggested():
    assert codes("I understood how she felt and stayed calm", ksbs=["S8", "S9"]) == ["S8"]


def test_there_are_five_at_most():
    cues = [Cue(f"K{n}", 4, "", ("stayed calm",)) for n in range(9)]
    assert codes("I stayed calm", ksbs=[cue.ksb for cue in cues], cues=cues) == ["K0", "K1", "K2", "K3", "K4"]


def test_the_reason_quotes_what_was_written():
    [suggestion] = suggest(read(["Then I stayed really calm."]), ksbs=KSBS, cues=CUES)
    [reason] = suggestion.reasons
    assert (reason.source, reason.quotes, reason.about) == (
        Source.WORDS,
        ("I stayed really calm",),
        "staying calm",
    )


def test_the_template_lifts_a_hint_and_suggests_alone_once_enough_is_written():
    assert codes("A refund.", fits=["S9"]) == []
    assert codes(LONG_ENOUGH, fits=["K7"]) == ["K7"]
    assert codes(f"{LONG_ENOUGH} I stayed calm.", fits=["K7"]) == ["S7", "K7"]


def test_a_template_for_everything_says_nothing():
    ksbs = [f"K{n}" for n in range(1, 9)]
    assert codes(LONG_ENOUGH, ksbs=ksbs, fits=ksbs) == []


def experience(**words):
    return Experience({"K7": 40, "S7": 60}, words)


def test_what_was_accepted_before_suggests_with_the_words_in_common():
    counted = experience(boiler={"K7": 30}, pensioner={"K7": 20}, warehous={"K7": 15, "S7": 1})
    [suggestion] = suggest(read([LONG_ENOUGH]), ksbs=KSBS, cues=[], experience=counted)
    assert suggestion.ksb == "K7"
    assert [reason.source for reason in suggestion.reasons] == [Source.ACCEPTED]
    assert set(suggestion.reasons[0].quotes) == {"boiler", "pensioner", "warehouse"}


def test_words_that_stand_everywhere_say_nothing():
    counted = experience(boiler={"K7": 20, "S7": 30}, pensioner={"K7": 8, "S7": 12})
    assert codes(LONG_ENOUGH, cues=[], experience=counted) == []


def test_a_few_accepted_pieces_are_no_experience():
    counted = Experience({"K7": 2, "S7": 2}, {"boiler": {"K7": 2}, "pensioner": {"K7": 2}})
    assert codes(LONG_ENOUGH, cues=[], experience=counted) == []
