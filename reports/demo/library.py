"""The texts of the demonstration: accounts by apprentices, and what assessors write about them."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portfolio.answering import Answer
from portfolio.figures.columns import KPI_SHAPE

TEXTS = Path(__file__).parent / "texts"
PRONOUNS = (
    {"they": "she", "them": "her", "their": "her", "theirs": "hers", "They_cap": "She"},
    {"they": "he", "them": "him", "their": "his", "theirs": "his", "They_cap": "He"},
)
ONLY_FOR_WELSH_SPEAKERS = {"in-welsh"}
MONTHS_TOLD = 12


@dataclass(frozen=True)
class Account:
    """One moment at work, as somebody tells it. `claims`: KSB code -> the sentence that says why."""

    key: str
    title: str
    template: str
    files: Sequence[str]
    answers: Mapping[str, Answer]
    claims: Mapping[str, str]

    def told_at(self, workplace: str, employer: str, day: dt.date, chance: random.Random) -> "Account":
        """In the words of this workplace, by somebody who tells of this day."""
        words = {**workplaces()[workplace]["words"], **chance.choice(PRONOUNS), "employer": employer}
        words |= months_before(day)
        return Account(
            key=self.key,
            title=self.title.format(**words),
            template=self.template,
            files=self.files,
            answers={key: filled_in(answer, words, chance) for key, answer in self.answers.items()},
            claims={code: text.format(**words) for code, text in self.claims.items()},
        )


def months_before(day: dt.date) -> dict[str, str]:
    """The names of the months before the one of this day."""
    months = {}
    for ago in range(1, MONTHS_TOLD + 1):
        year, month = divmod(day.year * 12 + day.month - 1 - ago, 12)
        months[f"months_ago_{ago}"] = f"{dt.date(year, month + 1, 1):%B %Y}"
    return months


def filled_in(answer: Any, words: Mapping[str, str], chance: random.Random) -> Answer:
    """Text with its gaps filled; a row of a list is a period, one of names a stage.

    No two people count the same number of customers, but what they tell about the shares stays true.
    """
    if isinstance(answer, str):
        return answer.format(**words)
    counts = [column.key for column in KPI_SHAPE.columns]
    if not isinstance(answer[0], dict):
        share = chance.uniform(0.8, 1.3)
        answer = [[row[0], *(round(count * share) for count in row[1:])] for row in answer]
    rows = [row if isinstance(row, dict) else dict(zip(counts, row, strict=False)) for row in answer]
    return [
        {key: cell.format(**words) if isinstance(cell, str) else cell for key, cell in row.items()}
        for row in rows
    ]


def read(name: str) -> Any:
    return yaml.safe_load((TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def workplaces() -> dict[str, Any]:
    return dict(read("workplaces"))


def standard_at(workplace: str) -> str:
    """The reference of the standard that is learned there."""
    return str(workplaces()[workplace]["standard"])


@cache
def told(name: str, workplace: str) -> dict[str, Any]:
    """The usual texts of this name, less what is told otherwise at this workplace."""
    instead = workplaces()[workplace].get("instead", {}).get(name)
    return {**read(name), **(read(instead) if instead else {})}


def feedback(workplace: str) -> dict[str, Any]:
    return told("feedback", workplace)


def talking(workplace: str) -> dict[str, Any]:
    words = told("talking", workplace)
    return {**words, "requests": {**read("talking")["requests"], **words["requests"]}}


def practised(workplace: str) -> dict[str, Any]:
    return told("practice", workplace)


@cache
def accounts_for(workplace: str) -> tuple[Account, ...]:
    return tuple(Account(**entry) for name in workplaces()[workplace]["accounts"] for entry in read(name))
