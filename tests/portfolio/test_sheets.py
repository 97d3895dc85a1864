import csv
import datetime as dt
import io
import tracemalloc

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from portfolio.sheets import Column, Holds, Sheet, as_csv, csv_lines, write_book

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "\u200b=1",
    "＝1",
    "\r=1",
    "#N/A",
    "ابن 😀",
    "two\nlines",
]
COLUMNS = [
    Column("Name"),
    Column("Number", Holds.NUMBER),
    Column("Day", Holds.DAY),
    Column("At", Holds.MOMENT),
]
DAY, MOMENT = dt.date(2026, 11, 22), dt.datetime(2026, 7, 1, 12, 0, 5, 77, tzinfo=dt.UTC)


def sheet_of(*names, number=-3):
    return Sheet("nasty", "Nasty", COLUMNS, [[name, number, DAY, MOMENT] for name in names])


def read(sheet):
    return list(csv.reader(io.StringIO(as_csv(sheet).removeprefix("\ufeff"), newline="")))


def opened(*sheets):
    out = io.BytesIO()
    write_book(sheets, out)
    return load_workbook(out)


@pytest.mark.parametrize("text", NASTY[:9], ids=ascii)
def test_csv_puts_an_apostrophe_before_what_looks_like_a_formula(text):
    assert read(sheet_of(text))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "a=1", "ابن 😀", "two\nlines", "'=1", ""], ids=ascii)
def test_csv_leaves_other_text_alone(text):
    assert read(sheet_of(text))[1][0] == text


def test_csv_keeps_numbers_dates_and_times():
    assert as_csv(sheet_of("Ada")) == (
        "\ufeffName,Number,Day,At\r\nAda,-3,2026-11-22,2026-07-01 13:00:05\r\n"
    )


def test_csv_leaves_out_what_no_file_can_hold():
    assert as_csv(sheet_of("A\x00d\ud800a")).encode().decode("utf-8-sig").splitlines()[1][:4] == "Ada,"


def test_workbook_holds_every_text_as_text():
    rows = list(opened(sheet_of(*NASTY)).active.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [text.replace("\r", "\n") for text in NASTY]
    assert {row[0].data_type for row in rows} == {"s"}


def test_workbook_types_its_cells():
    row = next(opened(sheet_of("Ada")).active.iter_rows(min_row=2))
    assert [cell.data_type for cell in row] == ["s", "n", "d", "d"]
    assert [cell.value for cell in row[1:]] == [
        -3,
        dt.datetime(2026, 11, 22),  # noqa: DTZ001  # a workbook knows no zones
        dt.datetime(2026, 7, 1, 13, 0, 5),  # noqa: DTZ001
    ]
    assert [cell.number_format for cell in row] == ["General", "General", "d mmm yyyy", "d mmm yyyy hh:mm:ss"]


def test_workbook_keeps_its_heading_in_sight_and_can_be_filtered():
    page = opened(sheet_of("Ada", "Grace")).active
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:D3", "$1:$1")
    assert [page.column_dimensions[letter].width for letter in "ABCD"] == [22, 11, 14, 20]
    assert (page["A1"].font.bold, page.page_setup.orientation) == (True, "landscape")


def test_workbook_holds_several_sheets_by_name():
    second = Sheet("second", "What [nobody]: may / call it, at such a length", [Column("Name")], [["Ada"]])
    assert opened(sheet_of("Ada"), second).sheetnames == ["Nasty", "What  nobody   may   call it, at"[:31]]


@pytest.mark.parametrize("letter", ["x", "😀"])
@pytest.mark.parametrize("units", [32_767, 32_768, 100_000])
def test_workbook_cuts_a_cell_where_the_format_ends(letter, units):
    text = letter * (units if letter == "x" else units // 2)
    said = opened(sheet_of(text)).active["A2"].value
    length = len(said.encode("utf-16-le")) // 2
    if len(text.encode("utf-16-le")) // 2 <= 32_767:
        assert said == text
    else:
        assert (said[-1], said[0], length in {32_766, 32_767}) == ("…", letter, True)


@pytest.mark.parametrize("number", [0xFFFE, 0xFFFF, 0xD800, 0xDFFF, 0x1B, 0x7F, 0x1FFFE, 0x0B], ids=hex)
def test_what_xml_cannot_hold_does_not_stop_a_workbook(number):
    said = opened(sheet_of(f"Ada {chr(number)}Byron")).active["A2"].value
    assert said.replace(chr(number), "") == "Ada Byron"


def test_workbook_does_not_take_a_name_for_an_escape():
    """Excel reads _x0020_ as a blank; the letters are meant."""
    assert opened(sheet_of("scan_x0020_2.pdf")).active["A2"].value == "scan_x005F_x0020_2.pdf"


def test_rows_of_a_long_sheet_are_never_in_memory_together():
    def rows(number):
        return ([f"Person {row}", row, DAY, timezone.now()] for row in range(number))

    def peak(number):
        tracemalloc.start()
        for line in csv_lines(sheet_of().with_rows(rows(number))):
            assert line
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(3000) < peak(30) + 100_000
