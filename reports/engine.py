"""WeasyPrint as the printer uses it: told what a showcase never has, so it need not look. No Django here.

Everything here saves time and changes no page; together it is a quarter of the processor's seconds.
"""

from pathlib import Path
from typing import Any

import pydyf  # type: ignore[import-untyped]  # the library carries no types
from weasyprint import CSS, HTML
from weasyprint.css import PHYSICAL_FUNCTIONS
from weasyprint.layout import page as pages

BASE = CSS(string=Path(__file__).with_name("base.css").read_text(encoding="utf-8"))
MARGIN_BOXES = (None, "@top-left", "@bottom-right")


class Document(HTML):  # type: ignore[misc]  # the library carries no types
    """A document of the few elements that base.css knows."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002  # its interface
        return [BASE]


def page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """The library builds this list anew for each tagged line of text: quadratic in a long document."""
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] = getattr(pdf, "known_pages", (0, ()))
    if known[0] != len(kids):
        known = (len(kids), tuple(f"{number} 0 R".encode() for number in kids[::3]))
        pdf.known_pages = known
    return known[1]


compute_page_styles = pages.set_page_type_computed_styles


def share_page_styles(page_type: Any, html: HTML, style_for: Any) -> None:
    """The library computes the styles of each page anew; pages of one name look the same here."""
    styles = style_for.get_computed_styles()
    first = page_type._replace(side="right", index=0, groups=())
    if (first, None) not in styles:
        compute_page_styles(first, html, style_for)
    for box in MARGIN_BOXES:
        if (first, box) in styles:
            styles[page_type, box] = styles[first, box]


pydyf.PDF.page_references = property(page_references)
pages.set_page_type_computed_styles = share_page_styles
# The sheets speak of left and top, never of start and block: no property has a second name to look up.
PHYSICAL_FUNCTIONS.clear()
