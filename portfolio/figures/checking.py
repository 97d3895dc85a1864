"""What in the rows cannot be true, and what is missing before the piece can be submitted."""

from collections import Counter
from collections.abc import Iterator, Sequence

from portfolio.figures.columns import JOURNEY_SHAPE, KPI, KPI_SHAPE, Row, Shape
from portfolio.figures.reading import Problem, name_of

PAIRS = (
    ("resolved_first", "contacts", "solved first time", "contacts"),
    ("csat_happy", "csat_answers", "satisfied", "answers"),
)
NPS = ("promoters", "passives", "detractors")
FEWEST_STAGES = 2


def impossible(shape: Shape, rows: Sequence[Row]) -> list[Problem]:
    """Counts that contradict each other, and names given twice."""
    found = list(_named_twice(shape, rows))
    if shape.kind == KPI:
        for number, row in enumerate(rows):
            found += [Problem(number, column, sentence) for column, sentence in _contradictions(row)]
    return sorted(found, key=lambda problem: problem.row)


def _contradictions(row: Row) -> Iterator[tuple[str, str]]:
    for part, whole, part_word, whole_word in PAIRS:
        if part in row and whole in row and _number(row, part) > _number(row, whole):
            yield part, f"{row[part]} {part_word} is more than {row[whole]} {whole_word}."
    if "nps_answers" not in row or not any(key in row for key in NPS):
        return
    total, answers = sum(_number(row, key) for key in NPS), _number(row, "nps_answers")
    is_whole = all(key in row for key in NPS)
    if total > answers or (is_whole and total != answers):
        counts = " + ".join(str(row[key]) for key in NPS if key in row)
        yield "nps_answers", f"{counts} = {total}, but you wrote {answers} answers."


def _number(row: Row, key: str) -> int:
    return int(row.get(key, 0))


def _named_twice(shape: Shape, rows: Sequence[Row]) -> Iterator[Problem]:
    if shape.kind != KPI:
        return
    names = [str(row.get(shape.name, "")).casefold() for row in rows]
    counted = Counter(names)
    for number, name in enumerate(names):
        if name and counted[name] > 1 and name in names[:number]:
            yield Problem(number, shape.name, f"There is another row for {rows[number][shape.name]}.")


def missing(shape: Shape, rows: Sequence[Row]) -> list[str]:
    """A sentence for everything that stands in the way of submitting; nothing when there are no rows."""
    found = [
        f"{_in_a_sentence(shape, rows, problem.row)}: {problem.sentence}"
        for problem in impossible(shape, rows)
    ]
    if shape.kind != KPI and len(rows) == 1:
        found.append(f"A journey needs at least {FEWEST_STAGES} stages.")
    check = _unfinished_period if shape.kind == KPI else _unfinished_stage
    return found + [sentence for number, row in enumerate(rows) for sentence in check(row, number)]


def _in_a_sentence(shape: Shape, rows: Sequence[Row], number: int) -> str:
    name = name_of(shape, rows[number], number)
    return name[0].upper() + name[1:]


def _unfinished_period(row: Row, number: int) -> Iterator[str]:
    name = name_of(KPI_SHAPE, row, number)
    if "period" not in row:
        yield f"Say which period row {number + 1} of the figures is about."
    for part, whole, part_word, whole_word in PAIRS:
        if (part in row) != (whole in row):
            lacking = part_word if whole in row else whole_word
            yield f"Add how many were “{lacking}” in {name}, or clear the other number."
    given = [key for key in NPS if key in row]
    if (given or "nps_answers" in row) and len(given) < len(NPS):
        lacks = " and ".join(key for key in NPS if key not in row)
        yield f"Add the {lacks} in {name}; write 0 if there were none."
    if set(row) == {"period"}:
        yield f"Add the counts for {name}, or remove the row."


def _unfinished_stage(row: Row, number: int) -> Iterator[str]:
    if "stage" not in row:
        yield f"Give stage {number + 1} a name."
    if "feeling" not in row:
        yield f"Say how the customer feels in “{name_of(JOURNEY_SHAPE, row, number)}”."
