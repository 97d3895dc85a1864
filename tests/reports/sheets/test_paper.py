import datetime as dt

import pypdfium2
import pytest

from portfolio.sheets import Column, Holds, Sheet
from reports import press
from reports.sheets.paper import MOST_ROWS, TooLongError, set_sheets, table_of

COLUMNS = [
    Column("Person"),
    Column("Left out", is_printed=False),
    Column("Stands", Holds.STATUS),
    Column("Number", Holds.NUMBER),
    Column("Day", Holds.DAY),
    Column("At", Holds.MOMENT),
]
DAY, MOMENT = dt.date(2026, 11, 2), dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)


def sheet_of(number, name="Ada", title="People"):
    rows = ([f"{name} {row}", "hidden", "Not yet", -3, DAY, MOMENT] for row in range(number))
    return Sheet("people", title, COLUMNS, rows, ["A note."])


def test_table_holds_what_is_printed_with_its_mark():
    table = table_of(sheet_of(1))
    assert [cell.text for cell in table.rows[0]] == [
        "Ada 0",
        "Not yet",
        "-3",
        "2 Nov 2026",
        "1 Jul 2026, 13:00",
    ]
    assert [cell.mark for cell in table.rows[0]] == ["", "not-yet", "", "", ""]
    assert (table.left_out, table.notes) == (["Left out"], ["A note."])
    assert sum(float(head.width.rstrip("%")) for head in table.heads) == pytest.approx(100, abs=0.1)


def test_sheet_that_is_too_long_for_paper_says_so():
    assert len(table_of(sheet_of(MOST_ROWS)).rows) == MOST_ROWS
    with pytest.raises(TooLongError, match=r"more than 1,500 rows.*spreadsheet"):
        table_of(sheet_of(MOST_ROWS + 1))


def test_pdf_repeats_its_headings_and_escapes_what_people_wrote(tmp_path):
    nasty = "<b onclick=x>😀 ابن =1+1\n<link rel=attachment href=file:///etc/hostname>"
    out = tmp_path / "sheets.pdf"
    sheets = [sheet_of(120, name=nasty), sheet_of(0, title="Empty")]
    printed = set_sheets(sheets, out, title="Sheets <i>", whose="Ada", note=press.ignore_wait)
    with out.open("rb") as content, pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        assert document.count_attachments() == 0
        width, height = document[0].get_size()
    assert printed.pages == len(pages) >= 3
    assert all("Person" in page for page in pages[:-1])
    assert "<b onclick=x>" in pages[0]
    assert "There is nothing to list here yet." in pages[-1]
    assert width > height


def test_heading_cells_are_tagged_with_their_scope(tmp_path):
    out = tmp_path / "sheets.pdf"
    set_sheets([sheet_of(2)], out, title="Sheets", whose="Ada", note=press.ignore_wait)
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(out) as pdf:
        tagged = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == pikepdf.Name.TH
        ]
        scopes = [str(each.get("/A", [{}])) for each in tagged]
    assert len(tagged) == 5
    assert all("/Column" in scope for scope in scopes)
