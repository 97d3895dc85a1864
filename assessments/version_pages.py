"""The pages of moves between versions: whom to move, what becomes of their evidence, and one move made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Provider, User
from accounts.permissions import Permission
from assessments.carrying import CarryRow
from assessments.changing import MOST_AT_ONCE, Change, Person, for_changing
from assessments.models import ClaimMove, EvidenceRequest, VersionMove
from assessments.permissions.version_moves import UNDONE, can_change_version, can_undo_move
from assessments.rules.carrying import JOINED, Choice
from assessments.undoing import in_the_way
from portfolio.forms import as_uuid
from portfolio.models import Apprenticeship, Claim
from standards.models import AssessmentPlan, Ksb, StandardVersion

MOST_SHOWN = 100
MOST_MOVES = 50


@dataclass(frozen=True)
class Candidate:
    apprenticeship: Apprenticeship
    may: Permission
    is_ticked: bool = False


@dataclass(frozen=True)
class Ticked:
    """group: the version of which everybody is ticked who can move, as many as move at once. who: by id."""

    group: str = ""
    who: Collection[str] = ()


@dataclass(frozen=True)
class Leaving:
    """Another version of the standard, and who is on it."""

    version: StandardVersion
    rows: Sequence[Candidate]

    @property
    def free(self) -> list[Candidate]:
        return [row for row in self.rows if row.may]

    @property
    def can_move(self) -> int:
        return len(self.free)

    @property
    def staying(self) -> dict[str, list[Candidate]]:
        """By the reason."""
        found: dict[str, list[Candidate]] = {}
        for row in self.rows:
            if not row.may:
                found.setdefault(row.may.reason, []).append(row)
        return found

    @property
    def ticked_at_once(self) -> int:
        return min(self.can_move, MOST_AT_ONCE)

    @property
    def ticked(self) -> int:
        return sum(row.is_ticked for row in self.rows)


@dataclass(frozen=True)
class Whom:
    provider: Provider
    version: StandardVersion
    leaving: Sequence[Leaving]
    moves: Sequence[VersionMove]
    name: str
    is_short: bool


def whom_to_move(
    provider: Provider,
    version: StandardVersion,
    plan: AssessmentPlan,
    user: User,
    name: str,
    ticked: Ticked,
) -> Whom:
    """Three queries."""
    theirs = Apprenticeship.objects.administered_by(user).filter(provider=provider).named(name)
    elsewhere = theirs.filter(version__standard=version.standard_id).exclude(version=version)
    rows = list(for_changing(elsewhere).order_by("version", "apprentice__name", "pk")[: MOST_SHOWN + 1])
    leaving: dict[StandardVersion, list[Candidate]] = {}
    for row in rows[:MOST_SHOWN]:
        found = leaving.setdefault(row.version, [])
        may = can_change_version(user, row, plan)
        found.append(Candidate(row, may, bool(may) and _is_ticked(row, ticked, found)))
    moves = VersionMove.objects.visible_to(user).filter(apprenticeship__provider=provider)
    moves = moves.filter(joined__version=version) | moves.filter(left__version=version)
    return Whom(
        provider=provider,
        version=version,
        leaving=[Leaving(left, found) for left, found in leaving.items()],
        moves=list(moves.for_list()[:MOST_MOVES]),
        name=name,
        is_short=len(rows) > MOST_SHOWN,
    )


def _is_ticked(row: Apprenticeship, ticked: Ticked, before: Sequence[Candidate]) -> bool:
    is_of_group = str(row.version_id) == ticked.group
    return str(row.pk) in ticked.who or (is_of_group and sum(one.is_ticked for one in before) < MOST_AT_ONCE)


def rows_named(provider: Provider, typed: Sequence[str], user: User) -> list[Apprenticeship]:
    """Those that were ticked. Raises DoesNotExist where one of them is none of this person's. One query."""
    wanted = {value: as_uuid(value) for value in typed[:MOST_AT_ONCE]}
    theirs = Apprenticeship.objects.administered_by(user).filter(provider=provider)
    known = {pk for pk in wanted.values() if pk}
    rows = list(for_changing(theirs.filter(pk__in=known)).order_by("apprentice__name", "pk"))
    if len(rows) < len(wanted):
        raise Apprenticeship.DoesNotExist
    return rows


@dataclass(frozen=True)
class Offered:
    ksb: Ksb
    is_ticked: bool


@dataclass(frozen=True)
class ChoiceRow:
    """A KSB of the version that is left, with what was chosen for it. others: where else it might fit."""

    row: CarryRow
    choice: Choice
    offered: Sequence[Offered]
    others: Sequence[Offered]

    @property
    def goes_to(self) -> list[Ksb]:
        return [one.ksb for one in (*self.offered, *self.others) if one.is_ticked]


def choice_rows(change: Change, choices: Mapping[UUID, Choice]) -> list[ChoiceRow]:
    return [_choice_row(row, choices[row.old.pk], change.joined.ksbs) for row in change.carrying.rows]


def _choice_row(row: CarryRow, choice: Choice, new: Sequence[Ksb]) -> ChoiceRow:
    known = {ksb.pk for ksb in row.offered}
    return ChoiceRow(
        row,
        choice,
        [Offered(ksb, ksb.pk in choice.to) for ksb in row.offered],
        [Offered(ksb, ksb.pk in choice.to) for ksb in new if ksb.pk not in known],
    )


@dataclass(frozen=True)
class RequestRow:
    """An open request for evidence that names other KSBs afterwards. was, now: their codes."""

    apprenticeship: Apprenticeship
    request: UUID
    title: str
    was: Sequence[str]
    now: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """requests: those that change. request_count: all that go along."""

    people: Sequence[Person]
    digest: str
    requests: Sequence[RequestRow]

    @property
    def request_count(self) -> int:
        return sum(len(person.requests) for person in self.people)

    @property
    def has_joined(self) -> bool:
        return any(person.acts[JOINED] for person in self.people)

    @property
    def can_move(self) -> bool:
        return all(person.may for person in self.people)


def preview_of(change: Change, choices: Mapping[UUID, Choice], user: User) -> Preview:
    """No query."""
    may = {row.pk: can_change_version(user, row, change.plan) for row in change.rows}
    people = change.people(choices, may)
    return Preview(people, change.digest(choices), _changed_requests(change, people))


def _changed_requests(change: Change, people: Sequence[Person]) -> list[RequestRow]:
    code_of = {ksb.pk: ksb.code for ksb in (*change.old, *change.joined.ksbs)}
    rows = [
        RequestRow(
            person.apprenticeship,
            one.was.request,
            one.was.title,
            [code_of[ksb] for ksb in one.was.ksbs if ksb in code_of],
            [code_of[ksb] for ksb in one.joined],
        )
        for person in people
        for one in person.requests
    ]
    return [row for row in rows if row.was != row.now]


@dataclass(frozen=True)
class JoinedClaim:
    """A claim that is one with another of its piece since the move. code: of the KSB of that other."""

    claim: Claim
    code: str


@dataclass(frozen=True)
class MovePage:
    move: VersionMove
    aside: Sequence[Claim]
    joined: Sequence[JoinedClaim]
    counts: Mapping[str, int]
    requests: Sequence[EvidenceRequest]
    can_undo: Permission


def move_page(move: VersionMove, user: User) -> MovePage:
    """The move must come from `for_list`."""
    rows = list(ClaimMove.objects.filter(move=move).select_related("joined"))
    told = {row.claim: row for row in rows if row.act in (ClaimMove.Act.ASIDE, ClaimMove.Act.JOINED)}
    found = Claim.every.set_aside().filter(pk__in=told).select_related("ksb", "revision__evidence")
    aside, joined = [], []
    for claim in found.order_by("ksb__position", "pk"):
        to = told[claim.pk].joined
        if to:
            joined.append(JoinedClaim(claim, to.code))
        else:
            aside.append(claim)
    counts = {act.value: sum(row.act == act for row in rows) for act in ClaimMove.Act}
    requests = list(EvidenceRequest.objects.filter(moves__move=move).order_by("due_on", "pk"))
    return MovePage(move, aside, joined, counts, requests, _can_undo(move, user))


def joined_with(claim: Claim) -> list[Claim]:
    """What a move made one with this claim: its assessor reads those sentences as well."""
    rows = ClaimMove.objects.filter(act=ClaimMove.Act.JOINED, joined=claim.ksb_id, move__undoing__isnull=True)
    found = Claim.every.set_aside().filter(revision=claim.revision_id, pk__in=rows.values("claim"))
    return list(found.select_related("ksb").order_by("ksb__position", "pk"))


def _can_undo(move: VersionMove, user: User) -> Permission:
    if move.undone:
        return UNDONE
    row = for_changing(Apprenticeship.objects.filter(pk=move.apprenticeship_id)).get()
    may = can_undo_move(user, row, "")
    return may and can_undo_move(user, row, in_the_way(move))
