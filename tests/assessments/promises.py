"""What must be true of every portfolio after anything anybody did, over rows as plain values."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assessments.rules.marking import CLAIM_STATES, UNDECIDED
from portfolio.rules import EVIDENCE_STATES, ClaimFact, tally
from tests.assessments.worlds import ASSESSOR, OWNER, Rows

Row = dict[str, Any]
Promise = Callable[["Step"], bool]
PROMISES: dict[str, Promise] = {}

OWNERS_ACTS = {"start", "save", "submit", "revise", "delete", "choose"}
ASSESSORS_ACTS = {"mark", "correct", "reopen"}
ONLY_ADDED = ("Marking", "Decision", "Reopening", "AuditEvent")
WHAT_WAS_SAID = ("title", "happened_on", "answers", "submitted_at", "number", "evidence_id")


@dataclass(frozen=True)
class Step:
    """One move that was done: what stood before and after it, and who did what."""

    before: Rows
    after: Rows
    act: str
    by: str

    def kept(self, table: str) -> Iterator[tuple[Row, Row]]:
        """Rows that were there before and are still."""
        both = self.before[table].keys() & self.after[table].keys()
        return ((self.before[table][pk], self.after[table][pk]) for pk in both)

    def added(self, table: str) -> list[Row]:
        return [row for pk, row in self.after[table].items() if pk not in self.before[table]]


def promise(sentence: str) -> Callable[[Promise], Promise]:
    def keep(test: Promise) -> Promise:
        PROMISES[sentence] = test
        return test

    return keep


def broken(step: Step) -> list[str]:
    return [sentence for sentence, holds in PROMISES.items() if not holds(step)]


@promise("only the owner writes, and only the named assessor judges")
def _(step: Step) -> bool:
    return step.by == (OWNER if step.act in OWNERS_ACTS else ASSESSOR)


@promise("a submitted version never changes what it says")
def _(step: Step) -> bool:
    return all(
        before["state"] == "draft" or all(before[name] == after[name] for name in WHAT_WAS_SAID)
        for before, after in step.kept("Revision")
    )


@promise("the claims of a submitted version are neither changed nor taken away, only judged or added to")
def _(step: Step) -> bool:
    submitted = {row["id"] for row in step.before["Revision"].values() if row["state"] != "draft"}
    stood = {pk: row for pk, row in step.before["Claim"].items() if row["revision_id"] in submitted}
    new = [row for row in step.added("Claim") if row["revision_id"] in submitted]
    return all(
        pk in step.after["Claim"] and _said(step.after["Claim"][pk]) == _said(row)
        for pk, row in stood.items()
    ) and all(row["added_by_id"] for row in new)


def _said(claim: Row) -> Row:
    return {name: value for name, value in claim.items() if name not in {"outcome", "decided_on"}}


@promise("a submitted version is never deleted")
def _(step: Step) -> bool:
    submitted = {pk for pk, row in step.before["Revision"].items() if row["state"] != "draft"}
    return submitted <= step.after["Revision"].keys()


@promise("states change only as the table of states says")
def _(step: Step) -> bool:
    allowed = {(before, after) for (before, _), after in EVIDENCE_STATES.items()}
    changed = [(b["state"], a["state"]) for b, a in step.kept("Revision") if b["state"] != a["state"]]
    return all(change in allowed for change in changed) and all(
        row["state"] == "draft" for row in step.added("Revision")
    )


@promise("the outcome of a claim changes only as the table of outcomes says")
def _(step: Step) -> bool:
    allowed = {(before, after) for (before, _), after in CLAIM_STATES.items()}
    changed = [(b["outcome"], a["outcome"]) for b, a in step.kept("Claim") if b["outcome"] != a["outcome"]]
    return all((before or UNDECIDED, after or UNDECIDED) in allowed for before, after in changed)


@promise("a piece has at most one draft, and it is the latest version")
def _(step: Step) -> bool:
    by_piece = defaultdict(list)
    for row in step.after["Revision"].values():
        by_piece[row["evidence_id"]].append((row["number"], row["state"]))
    numbers = [sorted(versions) for versions in by_piece.values()]
    return all(state != "draft" for versions in numbers for _, state in versions[:-1]) and all(
        [number for number, _ in versions] == list(range(1, len(versions) + 1)) for versions in numbers
    )


@promise("others are shown the last version that was submitted, and never a draft")
def _(step: Step) -> bool:
    submitted: dict[Any, int] = {}
    for row in step.after["Revision"].values():
        if row["state"] != "draft":
            submitted[row["evidence_id"]] = max(row["number"], submitted.get(row["evidence_id"], 0))
    revisions = step.after["Revision"]
    return all(
        submitted.get(piece["id"]) == (revisions[piece["shown_id"]]["number"] if piece["shown_id"] else None)
        for piece in step.after["Evidence"].values()
    )


@promise("judgements and the audit trail are only added to")
def _(step: Step) -> bool:
    return all(
        step.after[table].get(pk) == row for table in ONLY_ADDED for pk, row in step.before[table].items()
    )


@promise("a claim has at most one decision in force, and its decisions follow one from another")
def _(step: Step) -> bool:
    decisions = step.after["Decision"].values()
    firsts = Counter(row["claim_id"] for row in decisions if row["supersedes_id"] is None)
    in_force = Counter(row["claim_id"] for row in _in_force(step.after))
    claims = {row["claim_id"] for row in decisions}
    return firsts == in_force == Counter(claims)


def _in_force(rows: Rows) -> list[Row]:
    superseded = {row["supersedes_id"] for row in rows["Decision"].values()}
    return [row for row in rows["Decision"].values() if row["id"] not in superseded]


@promise("a version is marked once at most, and only after it was submitted")
def _(step: Step) -> bool:
    revisions = step.after["Revision"]
    marked = Counter(row["revision_id"] for row in step.after["Marking"].values())
    return all(
        number == 1 and revisions[pk]["state"] in {"accepted", "returned"} for pk, number in marked.items()
    ) and all(pk in marked for pk, row in revisions.items() if row["state"] in {"accepted", "returned"})


@promise("the outcome of a claim is that of its decision in force, unless the piece was opened again since")
def _(step: Step) -> bool:
    reopened = _reopened(step.after)
    decided = {}
    for row in _in_force(step.after):
        piece = step.after["Revision"][step.after["Claim"][row["claim_id"]]["revision_id"]]["evidence_id"]
        if piece not in reopened or row["created_at"] > reopened[piece]:
            decided[row["claim_id"]] = row["outcome"]
    return all(row["outcome"] == decided.get(pk, "") for pk, row in step.after["Claim"].items())


def _reopened(rows: Rows) -> dict[Any, Any]:
    """When each piece was last opened again."""
    last: dict[Any, Any] = {}
    for row in rows["Reopening"].values():
        revision = rows["Marking"][row["marking_id"]]["revision_id"]
        piece = rows["Revision"][revision]["evidence_id"]
        last[piece] = max(row["created_at"], last.get(piece, row["created_at"]))
    return last


@promise("a piece is accepted on at least one claim that is met, and on none that is undecided")
def _(step: Step) -> bool:
    firsts = [row for row in step.after["Decision"].values() if row["supersedes_id"] is None]
    decided = {row["claim_id"] for row in firsts}
    for marking in step.after["Marking"].values():
        if marking["outcome"] != "accepted":
            continue
        outcomes = {row["outcome"] for row in firsts if row["marking_id"] == marking["id"]}
        claims = [row for row in step.after["Claim"].values() if row["revision_id"] == marking["revision_id"]]
        if "met" not in outcomes or any(claim["id"] not in decided for claim in claims):
            return False
    return True


@promise("a piece that stands accepted has something in it that is met")
def _(step: Step) -> bool:
    accepted = {pk for pk, row in step.after["Revision"].items() if row["state"] == "accepted"}
    met = {row["revision_id"] for row in step.after["Claim"].values() if row["outcome"] == "met"}
    shown = {row["shown_id"] for row in step.after["Evidence"].values()}
    return accepted & shown <= met


@promise("whoever says not yet, declines or corrects gives a reason, and whoever returns says what to do")
def _(step: Step) -> bool:
    reasons = all(
        row["reason"].strip()
        for row in step.after["Decision"].values()
        if row["outcome"] != "met" or row["supersedes_id"]
    )
    feedback = [row["feedback"] for row in step.after["Marking"].values() if row["outcome"] == "returned"]
    return reasons and all(words.strip() for words in feedback)


@promise("what an assessor adds is decided, with the word why")
def _(step: Step) -> bool:
    decided = {row["claim_id"] for row in step.after["Decision"].values()}
    added = [row for row in step.after["Claim"].values() if row["added_by_id"]]
    return all(row["id"] in decided and row["justification"].strip() for row in added)


@promise("progress equals the tally of the claims")
def _(step: Step) -> bool:
    facts = defaultdict(list)
    for claim in step.after["Claim"].values():
        facts[claim["ksb_id"]].append(_fact(step.after, claim))
    kept = {row["ksb_id"]: _counts(row) for row in step.after["KsbProgress"].values()}
    counted = {ksb: _tallied(found) for ksb, found in facts.items()}
    nothing = _tallied([])
    return all(kept.get(ksb, nothing) == counted.get(ksb, nothing) for ksb in kept.keys() | counted.keys())


def _fact(rows: Rows, claim: Row) -> ClaimFact:
    revision = rows["Revision"][claim["revision_id"]]
    return ClaimFact(
        evidence=revision["evidence_id"],
        revision_number=revision["number"],
        revision_state=revision["state"],
        is_shown=rows["Evidence"][revision["evidence_id"]]["shown_id"] == revision["id"],
        outcome=claim["outcome"],
        decided_on=claim["decided_on"],
    )


def _counts(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("state", "drafted", "submitted", "not_yet", "met", "met_on"))


def _tallied(facts: list[ClaimFact]) -> tuple[Any, ...]:
    sums = tally(facts)
    return sums.state, sums.drafted, sums.submitted, sums.not_yet, sums.met, sums.met_on


@promise(
    "whatever changes a state or a judgement leaves an event in the audit trail, in the name of who did it"
)
def _(step: Step) -> bool:
    moved = [b for b, a in step.kept("Revision") if b["state"] != a["state"]]
    judged = [row for table in ("Marking", "Decision", "Reopening") for row in step.added(table)]
    return bool(step.added("AuditEvent")) or not (moved or judged)
