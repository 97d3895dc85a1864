"""How rows are written in an archive: one table, read by the writer, by the reader and by the schema.

A shape names the fields of a model that leave, and the rows that hang on it. What is not named here stays:
half-done markings, samples and findings, second opinions, links that are still open, who looked when.
"""

from collections.abc import Iterator

from reports.archive.shapes.pieces import EVIDENCE, SHOWCASE_ITEM
from reports.archive.shapes.programme import (
    BREAK,
    GATEWAY,
    MOCK,
    ON_PROGRAMME_RESULT,
    REQUEST,
    SIGN_REQUEST,
    SIGNATURE,
    TRAINING_ENTRY,
    TRAINING_PLAN,
    VERSION_MOVE,
)
from reports.archive.shapes.shape import Part, Shape

__all__ = ["PORTFOLIO_PARTS", "Part", "Shape", "walk"]

# What the portfolio holds, in the order in which it stands in the file.
PORTFOLIO_PARTS = (
    Part("evidence", EVIDENCE, "apprenticeship"),
    Part("showcase", SHOWCASE_ITEM, ""),
    Part("training_plan", TRAINING_PLAN, "apprenticeship", is_one=True),
    Part("training_entries", TRAINING_ENTRY, "apprenticeship"),
    Part("breaks", BREAK, "apprenticeship"),
    Part("evidence_requests", REQUEST, "apprenticeship"),
    Part("sign_requests", SIGN_REQUEST, "apprenticeship"),
    Part("signatures", SIGNATURE, "apprenticeship"),
    Part("mock_assessments", MOCK, "apprenticeship"),
    Part("on_programme_results", ON_PROGRAMME_RESULT, "apprenticeship"),
    Part("gateways", GATEWAY, "apprenticeship"),
    Part("version_moves", VERSION_MOVE, "apprenticeship", since=1),
)


def walk(parts: tuple[Part, ...] = PORTFOLIO_PARTS) -> Iterator[Part]:
    """Every part, parents before what hangs on them."""
    for part in parts:
        yield part
        yield from walk(part.shape.parts)
