import re
from pathlib import Path

from django.conf import settings

from tests.reports.test_press import HEAD, LIMITS, press

SHEETS = [
    Path(settings.BASE_DIR, name).read_text(encoding="utf-8")
    for name in ("reports/base.css", "templates/reports/print/print.css")
]
TEMPLATES = Path(settings.BASE_DIR, "templates", "reports")
# The shapes of a drawing are laid out by the drawing, not by a sheet.
WITHOUT_A_LOOK = {"html", "meta", "title", "style", "a", "span", "circle", "rect", "text"}


def test_base_sheet_knows_every_element_of_the_print_templates():
    pages = [TEMPLATES / "showcase_print.html", *TEMPLATES.glob("print/*.html")]
    used = {tag for page in pages for tag in re.findall(r"<([a-z0-9]+)", page.read_text(encoding="utf-8"))}
    known = set(
        re.findall(r"[a-z0-9]+", " ".join(re.findall(r"^([^@{}]+)\{", SHEETS[0], flags=re.MULTILINE)))
    )
    assert used - WITHOUT_A_LOOK - known == set()


def test_sheets_use_no_logical_property_whose_lookup_is_switched_off():
    found = [re.findall(r"(?:inline|block|inset)-(?:start|end|size)|inset:", sheet) for sheet in SHEETS]
    assert found == [[], []]


def test_sheets_tell_pages_apart_by_name_alone():
    assert not any(re.search(r"@page[^{]*:", sheet) for sheet in SHEETS)


def test_printer_stays_warm_from_one_document_to_the_next(tmp_path):
    printers = set()
    for number in (1, 2):
        html = f"{HEAD}<p>Document {number}</p>"
        press.to_pdf(html, pictures={}, attachments=[], out=tmp_path / f"{number}.pdf", limits=LIMITS)
        printers.add(press._press._process.pid)
    assert len(printers) == 1
