"""The columns of a KPI record and of a customer journey map, and how much of each is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

KPI, JOURNEY = "kpi", "journey"

# One row as it is kept: a blank cell is left out.
Row = Mapping[str, int | str]

LARGEST_COUNT = 9_999_999
FEELINGS: Mapping[int, str] = {1: "Very unhappy", 2: "Unhappy", 3: "Neutral", 4: "Happy", 5: "Very happy"}


class Holds(Enum):
    """What one cell holds; a level is one of the feelings, by number."""

    LINE = "line"
    TEXT = "text"
    COUNT = "count"
    LEVEL = "level"


@dataclass(frozen=True)
class Column:
    """`label` stands alone, `short` under the heading of its group of columns. most: characters at most."""

    key: str
    label: str
    holds: Holds
    group: str = ""
    short: str = ""
    most: int = 0


@dataclass(frozen=True)
class Shape:
    """One kind of answer made of rows. `name` is the column that names a row."""

    kind: str
    name: str
    noun: str
    whole: str
    most_rows: int
    columns: Sequence[Column]

    @property
    def too_many(self) -> str:
        return (
            f"A {self.whole} holds {self.most_rows} {self.noun}s at most. Nothing was lost: "
            f"remove or join some, then save again."
        )


def _count(key: str, group: str, label: str, short: str) -> Column:
    return Column(key, label, Holds.COUNT, group, short)


CONTACTS, SATISFACTION, RECOMMENDATION = "Contacts (FCR)", "Satisfaction (CSAT)", "Recommend us, 0–10 (NPS)"


KPI_SHAPE = Shape(
    kind=KPI,
    name="period",
    noun="period",
    whole="KPI record",
    most_rows=36,
    columns=(
        Column("period", "Period", Holds.LINE, short="Period", most=40),
        _count("contacts", CONTACTS, "Contacts", "All"),
        _count("resolved_first", CONTACTS, "Solved first time", "Solved first time"),
        _count("csat_answers", SATISFACTION, "Satisfaction answers", "Answers"),
        _count("csat_happy", SATISFACTION, "Satisfied", "Satisfied"),
        _count("promoters", RECOMMENDATION, "Promoters (9–10)", "9–10"),
        _count("passives", RECOMMENDATION, "Passives (7–8)", "7–8"),
        _count("detractors", RECOMMENDATION, "Detractors (0–6)", "0–6"),
        _count("nps_answers", RECOMMENDATION, "Recommendation answers, if you know", "All (if known)"),
    ),
)
JOURNEY_SHAPE = Shape(
    kind=JOURNEY,
    name="stage",
    noun="stage",
    whole="journey map",
    most_rows=40,
    columns=(
        Column("stage", "Stage", Holds.LINE, most=80),
        Column("touch_point", "Touch point", Holds.LINE, most=120),
        Column("feeling", "How the customer feels", Holds.LEVEL),
        Column("feels", "What they think or say", Holds.TEXT, most=300),
        Column("improvement", "What would make it better", Holds.TEXT, most=500),
    ),
)
SHAPES: Mapping[str, Shape] = {KPI: KPI_SHAPE, JOURNEY: JOURNEY_SHAPE}
