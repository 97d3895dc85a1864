"""No code knows one standard from another: what differs between them is in their packs."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CODE = ("accounts", "assessments", "config", "portfolio", "reports", "standards", "templates", "static/js")
# Where the made-up people of the demonstration are told to start on one.
TOLD = ROOT / "reports" / "demo"


def references() -> list[str]:
    packs = [yaml.safe_load(path.read_text()) for path in (ROOT / "fixtures" / "standards").glob("*.yaml")]
    return sorted(pack["standard"]["reference"] for pack in packs)


def test_more_than_one_standard_is_shipped():
    assert len(references()) > 1


@pytest.mark.parametrize("folder", CODE)
def test_no_code_mentions_the_reference_of_a_standard(folder):
    named = re.compile("|".join(references()), re.IGNORECASE)
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".html", ".js"}]
    assert files
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if TOLD not in path.parents and named.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
