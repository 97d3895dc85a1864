"""Names in a pack: by pattern, safe everywhere, each once."""

import pytest

from reports.packs.naming import OF_A_FILE, OF_A_PDF, Names, filled, safe, unfit_in, with_ending


def test_pattern_is_filled_once_and_never_again():
    assert filled("E{number} {title}", {"number": "03", "title": "{apprentice}"}) == "E03 {apprentice}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("../../etc/passwd", "etc passwd"),
        ("a\\b:c|d", "a b c d"),
        ("...", "Untitled"),
        ("", "Untitled"),
        ("trailing. ", "trailing"),
        ("Ffion Siân 🎓 محمد", "Ffion Siân 🎓 محمد"),
        ("\u202egpj.exe", "gpj.exe"),
        ("~$Document", "Document"),
        ("=cmd()", "=cmd()"),
    ],
    ids=lambda value: None,
)
def test_name_is_safe_on_every_system(name, expected):
    assert safe(name) == expected


@pytest.mark.parametrize("letter", ["a", "é", "漢", "🎓"])
def test_long_name_stays_within_the_bytes_of_a_file_system(letter):
    name = safe(letter * 400)
    assert 90 <= len(name.encode()) <= 100


def test_same_names_are_told_apart_also_where_case_says_nothing():
    names = Names()
    assert [
        names.of("E/", name) for name in ("Letter.pdf", "letter.PDF", "LETTER.pdf", "noend", "Noend")
    ] == [
        "E/Letter.pdf",
        "E/letter (2).PDF",
        "E/LETTER (3).pdf",
        "E/noend",
        "E/Noend (2)",
    ]


def test_ending_is_that_of_the_file():
    assert with_ending("1-1 Letter", "letter.PDF") == "1-1 Letter.pdf"
    assert with_ending("1-1 letter.pdf", "letter.pdf") == "1-1 letter.pdf"
    assert with_ending("1-1", "no ending here. Really") == "1-1"


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("{number} {colour}", "{colour}"),
        ("{number", "brace"),
        ("a/b", "cannot stand"),
        ("{number.__class__}", "{number.__class__}"),
        ("{number} {title}", ""),
    ],
    ids=["unknown", "alone", "slash", "attribute", "fine"],
)
def test_unfit_pattern_is_named(pattern, word):
    said = unfit_in(pattern, OF_A_FILE)
    assert word in said
    assert bool(said) is bool(word)


def test_pattern_of_the_pdf_knows_no_piece():
    assert "{number}" in unfit_in("{number}", OF_A_PDF)
