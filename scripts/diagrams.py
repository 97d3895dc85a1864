"""Draws the state and import diagrams of docs/architecture.md from the code, between their markers.

python scripts/diagrams.py          writes them
python scripts/diagrams.py --check  says whether they are current; exits 1 when not

Every table named <NOUN>_STATES in an app's rules is drawn, from `<!-- drawn: noun -->` to `<!-- end -->`.
"""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DOCUMENT = ROOT / "docs" / "architecture.md"
SUFFIX = "_STATES"
# What brings the first state about. A table begins with the first of its rows.
BEGINNINGS = {"evidence": "start", "file": "send", "export": "ask for", "arrival": "send"}

Table = dict[tuple[str, str], str]


def contracts() -> dict[str, list[str]]:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {contract["name"]: contract["layers"] for contract in written}


def apps() -> list[str]:
    """From the one that imports the others to the one that imports none."""
    return contracts()["Apps import one way"]


def rule_modules() -> Iterator[str]:
    """Every module of rules that has such a table: `rules.py`, or what lies in the package `rules`."""
    for app in reversed(apps()):
        for path in [ROOT / app / "rules.py", *sorted((ROOT / app / "rules").glob("*.py"))]:
            if path.exists() and re.search(rf"^\w+{SUFFIX}\b", path.read_text(), re.MULTILINE):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def tables() -> dict[str, Table]:
    """Every table of states, by its noun."""
    found: dict[str, Table] = {}
    for name in rule_modules():
        for constant, value in vars(importlib.import_module(name)).items():
            if constant.endswith(SUFFIX) and isinstance(value, dict):
                found[constant.removesuffix(SUFFIX).lower().replace("_", " ")] = value
    return found


def states(noun: str, table: Table) -> str:
    (first, _), *_ = table
    beginning = BEGINNINGS.get(noun)
    lines = [f"    [*] --> {word(first)}" + (f": {beginning}" if beginning else "")]
    lines += [f"    {word(before)} --> {word(after)}: {act}" for (before, act), after in table.items()]
    return "\n".join(["stateDiagram-v2", *lines])


def word(state: str) -> str:
    """A state as a diagram may name it: one word."""
    return re.sub(r"\W", "_", str(state))


def imports() -> str:
    lines = [f"    {above} --> {below}" for above, below in pairwise(apps())]
    return "\n".join(["flowchart LR", *lines])


def diagrams() -> dict[str, str]:
    return {"imports": imports(), **{noun: states(noun, table) for noun, table in tables().items()}}


def redrawn(text: str) -> str:
    """The document with every diagram drawn again."""
    for name, drawing in diagrams().items():
        block = f"<!-- drawn: {name} -->\n```mermaid\n{drawing}\n```\n<!-- end -->"
        text = re.sub(rf"<!-- drawn: {name} -->.*?<!-- end -->", lambda _, b=block: b, text, flags=re.DOTALL)
    return text


def problems(text: str) -> list[str]:
    """What keeps the document from showing every table as it is, a sentence each."""
    marked = set(re.findall(r"<!-- drawn: (.+?) -->", text))
    drawn = set(diagrams())
    missing = [
        f"docs/architecture.md has no place for the states of {noun}. Add <!-- drawn: {noun} --><!-- end --> "
        "under a heading, then run: python scripts/diagrams.py"
        for noun in sorted(drawn - marked)
    ]
    left = [f"docs/architecture.md draws {noun}, which no rules know." for noun in sorted(marked - drawn)]
    old = ["docs/architecture.md shows old diagrams. Run: python scripts/diagrams.py"]
    return missing + left + (old if redrawn(text) != text else [])


def main() -> int:
    text = DOCUMENT.read_text()
    if "--check" not in sys.argv:
        text = redrawn(text)
        DOCUMENT.write_text(text)
    found = problems(text)
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
