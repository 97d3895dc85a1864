"""Draws the state and import diagrams of docs/architecture.md from the code, between their markers.

python scripts/diagrams.py          writes them
python scripts/diagrams.py --check  says whether they are current; exits 1 when not
"""

import re
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portfolio.rules import EVIDENCE_STATES, FILE_STATES  # noqa: E402  # the path must be set first
from reports.rules import EXPORT_STATES  # noqa: E402  # the path must be set first

DOCUMENT = ROOT / "docs" / "architecture.md"


def states(beginning: str, first: str, table: dict[tuple[str, str], str]) -> str:
    lines = [f"    {before} --> {after}: {act}" for (before, act), after in table.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {first}: {beginning}", *lines])


def imports() -> str:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["name"] == "Apps import one way")
    lines = [f"    {above} --> {below}" for above, below in pairwise(layers)]
    return "\n".join(["flowchart LR", *lines])


DIAGRAMS = {
    "evidence": lambda: states("start", "draft", EVIDENCE_STATES),
    "files": lambda: states("send", "received", FILE_STATES),
    "exports": lambda: states("ask for", "queued", EXPORT_STATES),
    "imports": imports,
}


def redrawn(text: str) -> str:
    """The document with every diagram drawn again."""
    for name, draw in DIAGRAMS.items():
        block = f"<!-- drawn: {name} -->\n```mermaid\n{draw()}\n```\n<!-- end -->"
        text = re.sub(rf"<!-- drawn: {name} -->.*?<!-- end -->", lambda _, b=block: b, text, flags=re.DOTALL)
    return text


def main() -> int:
    text = DOCUMENT.read_text()
    if "--check" not in sys.argv:
        DOCUMENT.write_text(redrawn(text))
        return 0
    if redrawn(text) == text:
        return 0
    print("docs/architecture.md shows old diagrams. Run: python scripts/diagrams.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
