"""Promises of the house style that a machine can keep."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import RUN_BY_MIGRATIONS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "accounts", "standards", "portfolio", "assessments", "reports")
MODULES = [p for app in APPS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]
VIEWS = [p for p in MODULES if "views" in p.parts or p.name == "views.py"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def is_paper(path):
    """The PDF's own pages carry their style sheet inside; no browser ever loads them."""
    return path.name.endswith("_print.html") or not {"print", "pack"}.isdisjoint(path.parts)


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short_and_says_what_belongs_in_it(path):
    text = path.read_text()
    assert sum(1 for line in text.splitlines() if line.strip()) <= 400
    tree = ast.parse(text)
    assert not tree.body or ast.get_docstring(tree), "the first line says what belongs here"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} is over 40 lines"


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_view_reaches_rows_only_through_visible_to(path):
    reached = re.findall(r"\.objects\.(\w+)", path.read_text())
    assert set(reached) <= {"visible_to", "worked_on_by", "read_by"}, (
        "the latter are visible_to less (some) visits"
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_is_short_and_strict(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    if is_paper(path):
        return
    for banned in (" style=", "<style", " onclick", "|safe", "http://", "javascript:", "user.pk"):
        assert banned not in text, f"{banned!r} does not belong in a template"
    assert not re.search(r"<script(?![^>]*\b(src=|type=.application/json))", text), "no inline scripts"


def test_diagrams_are_drawn_from_the_code():
    script = [sys.executable, str(ROOT / "scripts" / "diagrams.py"), "--check"]
    answer = subprocess.run(script, check=False, capture_output=True, text=True)
    assert (answer.stdout, answer.returncode) == ("", 0)


def test_the_test_database_is_built_anew_when_code_that_migrations_run_changes():
    ours = rf"^from ((?:{'|'.join(APPS)})\S*) import (\w+)"
    run = set()
    for app in APPS:
        for path in (ROOT / app).glob("migrations/*.py"):
            for package, name in re.findall(ours, path.read_text(), re.MULTILINE):
                module = ROOT / package.replace(".", "/")
                run.add(name_of(module / f"{name}.py" if module.is_dir() else module.with_suffix(".py")))
    assert run == set(RUN_BY_MIGRATIONS)
