"""The texts of the demonstration: accounts by apprentices, and what assessors write about them."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEXTS = Path(__file__).parent / "texts"
PRONOUNS = (
    {"they": "she", "them": "her", "their": "her", "theirs": "hers", "They_cap": "She"},
    {"they": "he", "them": "him", "their": "his", "theirs": "his", "They_cap": "He"},
)
ONLY_FOR_WELSH_SPEAKERS = {"in-welsh"}


@dataclass(frozen=True)
class Account:
    """One moment at work, as somebody tells it. `claims`: KSB code -> the sentence that says why."""

    key: str
    title: str
    template: str
    files: Sequence[str]
    answers: Mapping[str, str]
    claims: Mapping[str, str]

    def told_at(self, workplace: str, employer: str, chance: random.Random) -> "Account":
        """In the words of this workplace."""
        words = {**workplaces()[workplace]["words"], **chance.choice(PRONOUNS), "employer": employer}
        return Account(
            key=self.key,
            title=self.title.format(**words),
            template=self.template,
            files=self.files,
            answers={key: text.format(**words) for key, text in self.answers.items()},
            claims={code: text.format(**words) for code, text in self.claims.items()},
        )


def read(name: str) -> Any:
    return yaml.safe_load((TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def workplaces() -> dict[str, Any]:
    return dict(read("workplaces"))


@cache
def feedback() -> dict[str, Any]:
    return dict(read("feedback"))


@cache
def accounts_for(workplace: str) -> tuple[Account, ...]:
    return tuple(Account(**entry) for name in workplaces()[workplace]["accounts"] for entry in read(name))
