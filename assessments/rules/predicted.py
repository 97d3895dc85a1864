"""What a predicted grade of a method rests on, and what would come of another choice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assessments.rules.grades import (
    DISTINCTION,
    FAIL,
    PASS,
    UNKNOWN,
    Mark,
    MethodGrade,
    Tally,
    method_grade,
)
from assessments.rules.practice import NO_CHANCE, NOT_SEEN, SEEN

BY_CRITERIA, EVERY_PASS = "criteria", "every-pass"
CHOICES = {
    BY_CRITERIA: "By the criteria ticked",
    FAIL: "Not passed",
    PASS: "Pass",
    DISTINCTION: "Distinction",
}
NOT_A_CHOICE = "Something in the address is no choice on this page, so it was left out."


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one criterion. grade: what it counts for. outcome: of the mock, blank without one.

    is_spoken_to: whether accepted evidence speaks to it in full; only where the evidence itself is assessed.
    """

    grade: str
    outcome: str = ""
    is_spoken_to: bool = False

    @property
    def is_shown(self) -> bool:
        """A mock's judgement first. Evidence alone counts for a pass: nobody graded its depth."""
        if self.outcome in {SEEN, NOT_SEEN}:
            return self.outcome == SEEN
        return self.is_spoken_to and self.grade == PASS

    @property
    def mark(self) -> Mark:
        return Mark(self.grade, self.is_shown)

    @property
    def why(self) -> str:
        said = {SEEN: "Seen in the mock", NOT_SEEN: "Not yet in the mock", NO_CHANCE: "No chance in the mock"}
        heard = said.get(self.outcome, "")
        if self.is_spoken_to and self.outcome != SEEN:
            words = "evidence speaks to it"
            depth = "" if self.grade == PASS else ", nobody has graded its depth"
            return f"{heard}; {words}{depth}" if heard else f"{words[0].upper()}{words[1:]}{depth}"
        return heard or "Nothing known yet"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What somebody supposes of one method: a grade outright, or (blank) which criteria would be shown."""

    grade: str = ""
    has_every_pass: bool = False
    ticked: frozenset[str] = frozenset()


def supposed_in(given: Mapping[str, Sequence[str]], key: str, names: Collection[str]) -> Supposed | None:
    """None where nothing is supposed of the method; what is no choice is left out.

    given: the values of an address by their names. names: what its distinction criteria are called.
    """
    shown = given.get(f"{key}-shown", ())
    if key not in given and not shown:
        return None
    grade = last_of_choices(given.get(key, ()))
    return Supposed("" if grade == BY_CRITERIA else grade, EVERY_PASS in shown, frozenset(shown) & set(names))


def last_of_choices(values: Sequence[str]) -> str:
    return next((each for each in reversed(values) if each in CHOICES), BY_CRITERIA)


def has_nonsense(given: Mapping[str, Sequence[str]], key: str, names: Collection[str]) -> bool:
    strange = set(given.get(key, ())) - set(CHOICES)
    return bool(strange or set(given.get(f"{key}-shown", ())) - {EVERY_PASS, *names})


def by_supposing(supposed: Supposed, stands: Tally, *, is_known: bool) -> tuple[str, list[str]]:
    """The grade of the method, and its sums. stands: what is shown without supposing anything."""
    if supposed.grade:
        return supposed.grade, [f"You chose: {CHOICES[supposed.grade].lower()}."]
    if not (is_known or supposed.has_every_pass or supposed.ticked):
        return UNKNOWN, ["Nothing is known and nothing is ticked, so there is no grade."]
    passes = stands.pass_asked if supposed.has_every_pass else stands.pass_shown
    found = method_grade(replace(stands, pass_shown=passes, distinction_shown=len(supposed.ticked)))
    return found.grade, found.sums


def capped(grade: str, cap: str | None) -> tuple[str, str]:
    """What a resit makes of a grade where the plan caps it, and the sentence for it. cap: None for no cap."""
    if cap == PASS and grade == DISTINCTION:
        return PASS, "By the plan a resit is not graded above a pass."
    return grade, ""


def further_words(found: MethodGrade) -> list[str]:
    """The fewest criteria beyond those shown that a pass takes, and a distinction."""
    tally = found.tally
    if not tally.pass_asked:
        return []
    missing = tally.pass_asked - tally.pass_shown
    more = "more " if tally.pass_shown or tally.distinction_shown else ""
    passes = f"For a pass: {_count(more, missing, PASS) if missing else 'nothing more'}."
    if found.needed is None:
        return [passes, "For a distinction: there is no number of criteria to count to."]
    short = max(found.needed - tally.distinction_shown, 0)
    wanted = [
        _count(more, number, grade) for number, grade in ((missing, PASS), (short, DISTINCTION)) if number
    ]
    return [passes, f"For a distinction: {' and '.join(wanted) or 'nothing more'}."]


def _count(more: str, number: int, grade: str) -> str:
    return f"{number} {more}{grade} {'criterion' if number == 1 else 'criteria'}"
