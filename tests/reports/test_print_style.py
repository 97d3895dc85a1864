import re
from pathlib import Path

import pytest
from django.conf import settings

PRINT = Path(settings.BASE_DIR, "templates", "reports", "print")


@pytest.mark.parametrize("word", ["flex", "grid", "column-count", "columns:"])
def test_print_style_uses_nothing_that_multiplies_the_time_to_set_a_page(word):
    assert word not in (PRINT / "print.css").read_text(encoding="utf-8")


def test_print_style_fetches_nothing():
    sheet = (PRINT / "print.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|@font-face", sheet)


def test_print_style_is_small():
    assert (PRINT / "print.css").stat().st_size < 10_000


def test_print_templates_carry_no_style_of_their_own():
    found = [page.name for page in PRINT.glob("*.html") if "style=" in page.read_text(encoding="utf-8")]
    assert found == []
