"""What would make a piece stronger, without a database: accounts as apprentices write them."""

import datetime as dt

import pytest

from portfolio.figures.reading import written_in
from portfolio.strength import Account, Part, advice, language_of

TODAY = dt.date(2026, 11, 21)
RECENT = dt.date(2026, 10, 5)
SITUATION = "A customer came to the returns desk on a Saturday with a kettle that leaked."
LONG = "Then I walked with her to the shelf and let her choose between the models that we had that day. "
ACTION = (
    "I asked when she had bought it and looked at the receipt, because our policy gives thirty days. "
    "I explained her choices, a new one or her money, and let her decide. " + LONG
)
RESULT = "She chose a new kettle and said “that was easier than I thought”."
SENTENCE = "I stayed patient and gave her a choice."

NO_OUTCOME = "You say what you did, not how it ended."
SHORT_OUTCOME = "Say more about how it ended: for whom, and how you know."
SHORT_MAIN = (
    "“What did you do, and why?” is the part that counts most, and it is very short. Tell it step by step."
)
ONLY_WE = "You write “we” and never “I”. Say which part was yours."
NO_I = "You never write “I”. Say what you did yourself."
NO_WHY = "You say what you did. Say also why you did it that way."
NO_RESULT = "Nothing shows how well it went. A number, somebody’s own words or what changed would."
OLD = "It happened more than a year ago. A newer example shows better what you can do now."

WELSH_ACTION = (
    "Gofynnais i’r cwsmer pryd oedd hi wedi prynu’r tegell, ac edrychais ar y dderbynneb. Dywedais i wrthi "
    "fod dau ddewis ganddi oherwydd ein polisi ni, ac mi wnes i aros gyda hi wrth iddi ddewis. Fi oedd wedi "
    "cofnodi’r cyfan ar y system wedyn, ac roedd hi’n hapus iawn yn y diwedd."
)
ARABIC_ACTION = "سألت الزبونة متى اشترت الغلاية ثم شرحت لها الخيارات وتركتها تختار بنفسها " * 4


def account(situation=SITUATION, action=ACTION, result=RESULT, **changes):
    parts = [
        Part("situation", "What was going on?", situation, 4),
        Part("action", "What did you do, and why?", action, 8),
        Part("result", "How did it end?", result, 4, is_required=changes.pop("result_is_required", True)),
    ]
    fields = {
        "parts": parts,
        "sentences": {"S7": SENTENCE},
        "happened_on": RECENT,
        "evidence_kind": "reflective_account",
    }
    return Account(**{**fields, **changes})


def sentences(piece):
    return [str(gap) for gap in advice(piece, today=TODAY)]


GOOD = {
    "a plain account": account(),
    "in capitals": account(SITUATION.upper(), ACTION.upper(), RESULT.upper()),
    "with a small i": account(action=ACTION.replace("I ", "i ")),
    "with we beside I": account(action=ACTION + "We always check the date together, and I sign."),
    "with straight quotes": account(result='She chose a new kettle: "easier than I thought".'),
    "with curly apostrophes": account(
        action=ACTION.replace("I asked", "I’d asked").replace("I explained", "I’ve told")
    ),
    "in Welsh": account(
        "Daeth cwsmer at y ddesg gyda thegell.", WELSH_ACTION, "Roedd hi’n fodlon iawn gyda’r tegell."
    ),
    "in Welsh with we": account(
        "Roedd hi’n brysur.", "Wnaethon ni " + WELSH_ACTION, "Diolchodd hi i ni yn y diwedd."
    ),
    "in Arabic": account("جاءت زبونة يوم السبت", ARABIC_ACTION, "اختارت غلاية جديدة وخرجت راضية"),
    "a year ago to the day": account(happened_on=dt.date(2025, 11, 21)),
    "without a date": account(happened_on=None),
}


@pytest.mark.parametrize("piece", GOOD.values(), ids=GOOD.keys())
def test_advice_leaves_a_good_account_alone(piece):
    assert sentences(piece) == []


def test_advice_says_nothing_about_an_empty_page():
    assert sentences(account("", "", "", sentences={"S7": ""}, happened_on=dt.date(2020, 1, 1))) == []


WE_ACTION = ACTION.replace("I ", "we ")
NOBODY = (
    "The kettle was checked and the receipt was found, because the policy gives thirty days. The choices "
    "were explained to the customer and a new one was taken from the shelf and tested at the desk."
)
BARE_ACTION = (
    "I asked the customer when it was bought and looked at the receipt. I explained the choices to the "
    "customer. I walked to the shelf with the customer. I took the kettle to the desk and put the form "
    "in the folder."
)
WEAK = {
    "no outcome": (account(result="", result_is_required=False), [NO_OUTCOME]),
    "an outcome of two words": (account(result="All good."), [SHORT_OUTCOME]),
    "a line for the main part": (account(action="I gave her a new one because she asked."), [SHORT_MAIN]),
    "only we": (
        account("We were busy at the desk.", WE_ACTION.replace("I", "we"), "We sold the kettle to her."),
        [ONLY_WE],
    ),
    "only the customer's I": (
        account(
            "We were busy at the desk.",
            "We listened because she said “I am upset”. " + NOBODY,
            "It was sorted in the end.",
        ),
        [ONLY_WE],
    ),
    "nobody": (account("It was busy at the desk.", NOBODY, "The kettle was sold to the customer."), [NO_I]),
    "no reason and no result": (
        account("A customer came to the desk.", BARE_ACTION, "The customer went out of the shop."),
        [NO_WHY, NO_RESULT],
    ),
    "an old piece": (account(happened_on=dt.date(2025, 11, 20)), [OLD]),
    "an old piece of a leap day": (account(happened_on=dt.date(2024, 2, 29)), [OLD]),
    "a claim without a sentence": (
        account(sentences={"S7": " "}),
        ["Say in one sentence how this shows S7."],
    ),
    "a claim of two words": (
        account(sentences={"S7": "Was patient"}),
        ["Say more about S7: which of your words or files show it?"],
    ),
    "one sentence twice": (
        account(sentences={"S7": SENTENCE, "S8": SENTENCE.upper()}),
        ["S7 and S8 have the same sentence. Say what shows each."],
    ),
    "a work product that is not there": (
        account(evidence_kind="work_product"),
        ["There is no file yet. Add the e-mail, form or screenshot itself, with names covered."],
    ),
}


@pytest.mark.parametrize(("piece", "expected"), WEAK.values(), ids=WEAK.keys())
def test_advice_says_what_is_missing(piece, expected):
    assert sentences(piece) == expected


def test_advice_leaves_a_required_outcome_to_what_blocks():
    assert sentences(account(result="")) == []


def test_advice_needs_no_file_once_one_is_there():
    assert sentences(account(evidence_kind="work_product", files=1)) == []


@pytest.mark.parametrize(
    ("piece", "field"),
    [
        (account(result="All good."), "answer-result"),
        (account(action="I gave her a new one because she asked."), "answer-action"),
        (account(evidence_kind="certificate"), "files"),
        (account(happened_on=dt.date(2020, 1, 1)), "happened_on"),
        (account(sentences={"S7": ""}), "claim-S7"),
    ],
)
def test_advice_names_the_place_to_put_it_right(piece, field):
    assert [gap.field for gap in advice(piece, today=TODAY)] == [field]


def rows(*parts):
    return Account(list(parts), {"K10": "I kept the figures for three months."}, RECENT, "performance_record")


def test_advice_counts_figures_in_rows_as_results():
    figures = Part(
        "figures", "The figures", [{"period": "May", "calls": 120, "resolved": 96}, {"period": "June"}]
    )
    words = Part("meaning", "What do they tell you?", BARE_ACTION, 6)
    assert sentences(rows(figures, words)) == [NO_WHY]


@pytest.mark.parametrize(
    "answer", [[], [{}], [{"stage": None, "score": 0, "known": True}], "", None, 7, {"a": ["b"]}]
)
def test_advice_takes_any_shape_of_answer(answer):
    assert sentences(rows(Part("map", "The map", answer))) in (
        [],
        [SHORT_MAIN.replace("What did you do, and why?", "The map")],
    )


def test_written_in_gathers_words_and_figures_at_any_depth():
    answer = [{"stage": "Arrive", "touch": ["door", "desk"], "minutes": 4, "good": True, "note": None}]
    assert list(written_in(answer)) == ["Arrive", "door", "desk", "4"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ACTION, "en"),
        (WELSH_ACTION, "cy"),
        (WELSH_ACTION.upper(), "cy"),
        (ARABIC_ACTION, ""),
        ("Zapytałam klientkę, kiedy kupiła czajnik, i wyjaśniłam jej możliwości.", ""),
        ("", ""),
    ],
)
def test_language_of_knows_english_and_welsh(text, language):
    assert language_of(text) == language
