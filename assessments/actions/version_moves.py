"""Moving apprenticeships from one version of a standard to another, and undoing it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.db import transaction

from accounts.audit import record
from accounts.models import NoticeKind, Provider, User
from accounts.permissions import Permission, Refused
from accounts.telling import tell
from assessments.actions.marking import Incomplete
from assessments.carried_claims import carry, put_back
from assessments.carried_requests import carry_requests, put_back_requests
from assessments.changing import MOST_AT_ONCE, Change, Person, for_changing
from assessments.models import EvidenceRequest, UndoneMove, VersionMove
from assessments.permissions.version_moves import UNDONE, can_change_version, can_undo_move
from assessments.rules import REASON_LIMIT, Problem
from assessments.rules.carrying import Choice
from assessments.standing import refresh_verified
from assessments.undoing import in_the_way
from portfolio.models import Apprenticeship, Evidence
from portfolio.rules import trimmed
from standards.models import AssessmentPlan

NOBODY = "Tick whom to move."
TOO_MANY = f"At most {MOST_AT_ONCE} move at once. Tick fewer, and move the others afterwards."
NO_REASON = "Say why they are moved. They and their assessor can read it."
NO_REASON_BACK = "Say why the move is undone. The apprentice and their assessor can read it."
STALE = "Something changed since the preview was made. Nobody was moved; this is how it stands now."
SENT_AND_UNDONE = "This was sent before, and the move was undone since. Begin again with whom to move."


class Stale(Refused):
    """What was confirmed is not what would happen now."""

    def __init__(self) -> None:
        super().__init__(STALE, HTTPStatus.CONFLICT)


@dataclass(frozen=True)
class Order:
    """What somebody confirmed. seen: the digest of the preview. batch: made by the browser."""

    chosen: Collection[UUID]
    choices: Mapping[UUID, Choice]
    reason: str
    seen: str
    batch: UUID


@transaction.atomic
def move_to_version(*, provider: Provider, plan: AssessmentPlan, order: Order, by: User) -> int:
    """All of them or none; answers how many moved. The same batch again moves nobody twice.

    Raises Incomplete without people or a reason, Stale when the preview no longer holds.
    """
    reason = _reason(order.reason, NO_REASON, _problems_with(order.chosen))
    held = _hold(order.chosen, provider)
    before = VersionMove.objects.filter(batch=order.batch, by=by, apprenticeship__in=held)
    if before.exists():
        if not before.standing().exists():
            raise Refused(SENT_AND_UNDONE, HTTPStatus.CONFLICT)
        return before.count()
    rows = list(for_changing(Apprenticeship.objects.filter(pk__in=held)).order_by("pk"))
    may = {row.pk: can_change_version(by, row, plan) for row in rows}
    _require_all(rows, may)
    change = Change(rows, plan)
    if change.digest(order.choices) != order.seen:
        raise Stale
    written = written_choices(change, order.choices)
    for person in change.people(order.choices, may):
        _move(person, plan, order.batch, written, reason, by)
    return len(rows)


def _problems_with(chosen: Collection[UUID]) -> list[Problem]:
    if not chosen:
        return [Problem(NOBODY, "who")]
    return [Problem(TOO_MANY, "who")] if len(chosen) > MOST_AT_ONCE else []


def _reason(text: str, missing: str, problems: Sequence[Problem]) -> str:
    reason = trimmed(text, REASON_LIMIT)
    found = [*problems, *([] if reason else [Problem(missing, "reason")])]
    if found:
        raise Incomplete(found)
    return reason


def _hold(chosen: Collection[UUID], provider: Provider) -> list[UUID]:
    """Pieces, requests, then apprenticeships, as everybody holds them.

    So nobody is marking meanwhile, or starts a piece for KSBs that a request no longer names.
    """
    pieces = Evidence.objects.filter(apprenticeship__in=chosen, apprenticeship__provider=provider)
    list(pieces.order_by("pk").select_for_update(of=("self",), no_key=True).only("pk"))
    asked = EvidenceRequest.objects.filter(apprenticeship__in=chosen, apprenticeship__provider=provider)
    list(asked.order_by("pk").select_for_update(of=("self",), no_key=True).only("pk"))
    wanted = Apprenticeship.objects.filter(pk__in=chosen, provider=provider).order_by("pk")
    held = [row.pk for row in wanted.select_for_update(no_key=True).only("pk")]
    if len(held) < len(set(chosen)):
        raise Apprenticeship.DoesNotExist
    return held


def _require_all(rows: Sequence[Apprenticeship], may: Mapping[UUID, Permission]) -> None:
    for row in rows:
        if not may[row.pk]:
            raise Refused(f"{row.apprentice}: {may[row.pk].reason} Nobody was moved.", may[row.pk].status)
    if len({row.version_id for row in rows}) > 1:
        raise Refused("They are on different versions. Move those of one version at a time.", 409)


def written_choices(change: Change, choices: Mapping[UUID, Choice]) -> list[dict[str, object]]:
    """By the codes of both versions, so that the record can be read without their rows."""
    code_of = {ksb.pk: ksb.code for ksb in change.joined.ksbs}
    return [
        {
            "from": row.old.code,
            "to": [code_of[ksb] for ksb in choices[row.old.pk].to],
            "stands": choices[row.old.pk].stands,
            "kind": row.kind,
            "decided": row.touched.decided,
        }
        for row in change.carrying.all_rows
        if row.old.pk in choices
    ]


def _move(
    person: Person, plan: AssessmentPlan, batch: UUID, written: list[dict[str, object]], reason: str, by: User
) -> None:
    row, left = person.apprenticeship, person.apprenticeship.plan
    move = VersionMove.objects.create(
        batch=batch,
        apprenticeship=row,
        left=left,
        joined=plan,
        choices=written,
        readiness=person.figures,
        reason=reason,
        by=by,
    )
    row.version, row.plan = plan.version, plan
    row.save(update_fields=["version", "plan"])
    carry(move, person.carried)
    carry_requests(move, person.requests)
    refresh_verified(row.pk)
    _tell_moved(move, person)
    acts = dict(person.acts) | {"requests": len(person.requests)}
    record(row, "moved to version", provider_id=row.provider_id, by=by, move=str(move.pk), **acts)


@transaction.atomic
def undo_move(*, move: VersionMove, reason: str, by: User) -> UndoneMove:
    """Claims, decisions and readiness as they were; refused where something was built on the new version."""
    reason = _reason(reason, NO_REASON_BACK, [])
    row = Apprenticeship.objects.select_related("provider").get(pk=move.apprenticeship_id)
    _hold([row.pk], row.provider)
    move = VersionMove.objects.for_list().get(pk=move.pk)
    if move.undone:
        UNDONE.require()
    row = for_changing(Apprenticeship.objects.filter(pk=row.pk)).get()
    can_undo_move(by, row, in_the_way(move)).require()
    undone = UndoneMove.objects.create(move=move, reason=reason, by=by)
    row.version, row.plan = move.left.version, move.left
    row.save(update_fields=["version", "plan"])
    put_back(move)
    put_back_requests(move)
    refresh_verified(row.pk)
    _tell_undone(move, row)
    record(row, "move between versions undone", provider_id=row.provider_id, by=by, move=str(move.pk))
    return undone


def _tell_moved(move: VersionMove, person: Person) -> None:
    """The apprentice and their assessor, plainly: what is kept, what is judged again, what is not asked."""
    row = person.apprenticeship
    told = _in_words(person)
    name = f"version {move.joined.version.version} of {move.joined.version.standard.reference}"
    was = move.left.version.version
    _tell(row, [row.apprentice], f"You moved from version {was} to {name}. {told}", move)
    _tell(row, [row.assessor], f"{row.apprentice} moved from version {was} to {name}. {told}", move)


def _in_words(person: Person) -> str:
    acts, ready = person.acts, person.figures
    sentences = [f"KSBs ready: {ready['before'][0]} of {ready['before'][1]} before, "]
    sentences[0] += f"{ready['after'][0]} of {ready['after'][1]} now."
    if person.judged_again:
        sentences.append(f"Judged again: {person.judged_again}.")
    if acts["joined"]:
        sentences.append(f"Made one with another claim of the same piece: {acts['joined']}.")
    if acts["aside"]:
        sentences.append(f"Not asked any more: {acts['aside']}.")
    if person.requests:
        sentences.append(f"Requests for evidence that go along: {len(person.requests)}.")
    return " ".join([*sentences, "Nothing was deleted."])


def _tell_undone(move: VersionMove, row: Apprenticeship) -> None:
    back = f"is on version {move.left.version.version} again: the move was undone, all is as it was."
    _tell(row, [row.apprentice], f"Your apprenticeship {back}", move)
    _tell(row, [row.assessor], f"The apprenticeship of {row.apprentice} {back}", move)


def _tell(row: Apprenticeship, people: Sequence[User | None], text: str, move: VersionMove) -> None:
    url = move.get_absolute_url()
    tell(people, NoticeKind.GATEWAY, text, url=url, provider_id=row.provider_id, subject_id=move.pk)
