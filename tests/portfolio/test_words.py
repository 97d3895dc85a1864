"""Folding, reading what was asked for, and finding it again in a text as it was written."""

import pytest

from portfolio.words import EVERYWHERE, Phrase, fold, read_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Tŷ Gŵyl", "ty gwyl"),
        ("ty\u0302", "ty"),
        ("Café NAÏVE", "cafe naive"),
        ("Łukasz Ørsted đặt", "lukasz orsted dat"),
        ("Straße Æsop œuvre", "strasse aesop oeuvre"),
        ("don’t can't i'r", "dont cant ir"),
        ("e-mail/phone_no: 0800", "e mail phone no 0800"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("شكـــوى عن التأخيرِ", "شكوى عن التاخير"),
        ("ﬁnal ½ Ⅷ", "final 1 2 viii"),
        ("🎉 — … *", ""),
    ],
)
def test_folding(written, folded):
    assert fold(written) == folded
    assert fold(folded) == folded


def start(*words):
    return Phrase(words, is_whole=False)


def whole(*words):
    return Phrase(words, is_whole=True)


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("Letter refund", [start("letter"), start("refund")]),
        ("“no receipt” till", [whole("no", "receipt"), start("till")]),
        ('"unfinished quo', [whole("unfinished", "quo")]),
        ("e-mail", [start("e", "mail")]),
        ("k1", [whole("k1")]),
        ("same SAME", [start("same")]),
        ("x" * 10_000, [start("x" * 60)]),
    ],
)
def test_what_was_typed_is_read_as_phrases(typed, phrases):
    assert read_words(typed).phrases == tuple(phrases)


@pytest.mark.parametrize("typed", ["", "   ", "🎉", '""', "* - ( )", "\u202e", '"'])
def test_nothing_to_look_for(typed):
    assert read_words(typed) is None


def test_both_databases_are_asked_the_same():
    asked = read_words('"no receipt" till')
    assert asked.within == EVERYWHERE
    assert asked.as_fts5 == '{title body files} : ("no receipt" AND "till"*)'
    assert asked.as_tsquery == "('no' <-> 'receipt') & ('till':*)"
    assert asked.words_as_tsquery == "('no' & 'receipt') & ('till':*)"
    assert asked.only_in("title").as_fts5 == '{title} : ("no receipt" AND "till"*)'


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("ty", "Y tŷ mawr", "tŷ"),
        ("tŷ", "Y TY mawr", "TY"),
        ("ty", "Y ty\u0302 mawr", "ty\u0302"),
        ("refund", "two Refunds", "Refunds"),
        ("fund", "two Refunds", None),
        ("strasse", "Die Straße", "Straße"),
        ("dont", "I don’t know", "don’t"),
        ("lukasz", "with Łukasz", "Łukasz"),
        ('"no receipt"', "no — receipt", "no — receipt"),
        ('"no rec"', "no receipt", None),
        ("التاخير", "شكوى عن التأخير", "التأخير"),
        ("k1", "K12 and K1.", "K1"),
        ("a.b(c", "a b c", "a b c"),
    ],
)
def test_pattern_finds_in_the_text_what_the_index_found(typed, text, found):
    match = read_words(typed).pattern.search(text)
    assert (match and match[0]) == found
