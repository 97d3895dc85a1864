"""A small provider in which anybody may try anything, and every row of it as plain values."""

import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import AuditEvent, Role
from accounts.permissions import Refused
from assessments.actions import correct_decision, mark_revision, reopen_evidence
from assessments.models import Decision, Marking, Reopening
from assessments.rules import Judgement
from portfolio.actions import (
    DraftText,
    choose_showcase,
    delete_draft,
    revise_evidence,
    save_draft,
    start_evidence,
    submit_evidence,
)
from portfolio.anchors import ClaimText
from portfolio.models import Apprenticeship, Claim, Evidence, KsbProgress, Revision
from tests.factories import ApprenticeshipFactory, ProviderFactory, TemplateFactory, member, visitor

Rows = dict[str, dict[Any, dict[str, Any]]]

OWNER, ASSESSOR = "owner", "assessor"
OTHERS = ["other assessor", "line manager", "IQA", "administrator", "visitor", "stranger", "leaver"]
PEOPLE = [OWNER, ASSESSOR, *OTHERS]
READ = [Evidence, Revision, Claim, KsbProgress, Marking, Decision, Reopening, AuditEvent]
TABLES = sorted(
    model._meta.db_table
    for app in ("accounts", "portfolio", "assessments")
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
)


def dump() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, as the database keeps it."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in TABLES}


def _rows(cursor: Any, table: str) -> set[tuple[Any, ...]]:
    cursor.execute(f"SELECT * FROM {table}")
    return {tuple(map(str, row)) for row in cursor.fetchall()}


def read() -> Rows:
    """What is shown, judged and recorded, by model and key."""
    return {
        model._meta.object_name: {row[model._meta.pk.attname]: row for row in model.objects.values()}
        for model in READ
    }


class World:
    """One apprenticeship and the people around it. Each act goes the way a page takes: seen, then done.

    looks: False where thousands of acts are wanted, all by people who see everything there is.
    """

    def __init__(self, *, ksbs: int = 4, looks: bool = True) -> None:
        self.looks = looks
        self.apprenticeship = ApprenticeshipFactory(ksbs=ksbs)
        self.provider = self.apprenticeship.provider
        self.template = TemplateFactory()
        self.people = {
            OWNER: self.apprenticeship.apprentice,
            ASSESSOR: self.apprenticeship.assessor,
            "other assessor": member(self.provider, Role.ASSESSOR),
            "line manager": self.apprenticeship.line_manager,
            "IQA": self.apprenticeship.iqa,
            "administrator": member(self.provider, Role.PROVIDER_ADMIN),
            "visitor": visitor(self.apprenticeship),
            "stranger": member(ProviderFactory(), Role.ASSESSOR),
            "leaver": member(self.provider, Role.ASSESSOR),
        }
        self.people["leaver"].memberships.update(ended_at=timezone.now())
        self.ksbs = list(self.apprenticeship.version.ksbs.order_by("position").values_list("pk", flat=True))
        self.started = 0

    def pieces(self) -> list[Evidence]:
        found = Evidence.objects.filter(apprenticeship=self.apprenticeship).order_by("created_at", "pk")
        return list(found.select_related("apprenticeship__version", "latest", "shown"))

    def decisions(self) -> list[Decision]:
        found = Decision.objects.filter(claim__revision__evidence__apprenticeship=self.apprenticeship)
        return list(found.select_related("claim__revision").order_by("created_at", "pk"))

    def see(self, by: str, piece: Evidence) -> Evidence:
        """As every view does: what is not seen does not exist."""
        if not self.looks:
            return piece
        found = Evidence.objects.visible_to(self.people[by])
        piece = found.filter(pk=piece.pk).select_related("apprenticeship__version", "latest", "shown").first()
        if piece is None:
            raise Http404
        return piece

    def start(self, by: str, ksb: int) -> None:
        if not Apprenticeship.objects.visible_to(self.people[by]).exists():
            raise Http404
        self.started += 1
        start_evidence(
            apprenticeship=self.apprenticeship,
            template=self.template,
            evidence_id=uuid.uuid5(self.apprenticeship.pk, str(self.started)),
            ksb=self.apprenticeship.version.ksbs.get(pk=self.ksbs[ksb % len(self.ksbs)]),
            by=self.people[by],
        )

    def save(self, by: str, piece: Evidence, ksbs: Sequence[int], *, is_stale: bool = False) -> None:
        piece = self.see(by, piece)
        wanted = [self.ksbs[number % len(self.ksbs)] for number in ksbs]
        text = DraftText(
            f"A day, {len(wanted)} KSBs",
            self.apprenticeship.started_on,
            {"what": f"I listened {piece.latest.saves} times."},
            dict.fromkeys(wanted, ClaimText("I put it right.")),
        )
        saves = piece.latest.saves + is_stale
        save_draft(evidence=piece, text=text, saves=saves, by=self.people[by])

    def submit(self, by: str, piece: Evidence) -> None:
        submit_evidence(evidence=self.see(by, piece), by=self.people[by])

    def revise(self, by: str, piece: Evidence) -> None:
        revise_evidence(evidence=self.see(by, piece), by=self.people[by])

    def delete(self, by: str, piece: Evidence) -> None:
        delete_draft(evidence=self.see(by, piece), by=self.people[by])

    def choose(self, by: str, pieces: Sequence[Evidence]) -> None:
        if not Apprenticeship.objects.visible_to(self.people[by]).exists():
            raise Http404
        chosen = [piece.pk for piece in pieces]
        choose_showcase(apprenticeship=self.apprenticeship, evidence_ids=chosen, by=self.people[by])

    def mark(
        self,
        by: str,
        piece: Evidence,
        outcome: str,
        judged: Sequence[tuple[str, str]],
        added: Mapping[int, str] | None = None,
        *,
        version: int = 0,
    ) -> None:
        """judged: for each claim, in the order of the standard. version: which one from the latest back."""
        piece = self.see(by, piece)
        revision = piece.shown
        if self.looks:
            seen = Revision.objects.visible_to(self.people[by]).filter(evidence=piece)
            revisions = list(seen.order_by("-number"))
            revision = revisions[version % len(revisions)]
        if revision is None:
            raise Http404
        claims = revision.claims.order_by("ksb__position").values_list("pk", flat=True)
        given = zip(claims, (judged * 12)[: len(claims)], strict=False)
        more = {self.ksbs[number % len(self.ksbs)]: why for number, why in (added or {}).items()}
        mark_revision(
            revision=revision,
            judgements={claim: Judgement(*said) for claim, said in given},
            added=more,
            outcome=outcome,
            feedback="Say more about the till." if outcome == "returned" else "",
            by=self.people[by],
        )

    def correct(self, by: str, decision: Decision, outcome: str, reason: str) -> None:
        seen = Decision.objects.visible_to(self.people[by]).filter(pk=decision.pk)
        if self.looks and not seen.exists():
            raise Http404
        correct_decision(decision=decision, outcome=outcome, reason=reason, by=self.people[by])

    def reopen(self, by: str, piece: Evidence, reason: str) -> None:
        reopen_evidence(evidence=self.see(by, piece), reason=reason, by=self.people[by])

    def end_role(self, who: str) -> None:
        self.people[who].memberships.update(ended_at=timezone.now())

    def give_role_back(self, who: str) -> None:
        self.people[who].memberships.update(ended_at=None)


def tried(act: partial[None]) -> bool:
    """Whether it was done; False when it was refused, or there was nothing to see. Anything else is a bug."""
    try:
        with transaction.atomic():
            act()
    except (Refused, Http404):
        return False
    return True


class Chance:
    """What a seed draws where thousands of events are wanted: mostly what fits the piece it is about."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)

    def live(self, events: int) -> int:
        """So many events that were done; returns how many were refused on the way."""
        done = refused = 0
        while done < events:
            if tried(self.event()):
                done += 1
            else:
                refused += 1
        return refused

    def event(self) -> partial[None]:
        pieces = self.world.pieces()
        if not pieces or (len(pieces) < 8 and self.random.random() < 0.1):
            return partial(self.world.start, OWNER, self.random.randrange(9))
        piece = self.random.choice(pieces)
        act = self.random.choice(FITTING[piece.latest.state] if self.random.random() < 0.95 else ANYTHING)
        return self.acts(pieces)[act](piece)

    def acts(self, pieces: Sequence[Evidence]) -> dict[str, Callable[[Evidence], partial[None]]]:
        world = self.world
        return {
            "save": lambda piece: partial(world.save, OWNER, piece, self.numbers()),
            "submit": lambda piece: partial(world.submit, OWNER, piece),
            "revise": lambda piece: partial(world.revise, OWNER, piece),
            "delete": lambda piece: partial(world.delete, OWNER, piece),
            "choose": lambda _: partial(world.choose, OWNER, self.accepted(pieces)),
            "mark": lambda piece: partial(
                world.mark, ASSESSOR, piece, self.outcome(), self.judged(), self.added()
            ),
            "correct": self.correct,
            "reopen": lambda piece: partial(world.reopen, ASSESSOR, piece, "I looked again."),
        }

    def numbers(self) -> list[int]:
        return self.random.sample(range(len(self.world.ksbs)), self.random.randint(1, 3))

    def accepted(self, pieces: Sequence[Evidence]) -> list[Evidence]:
        fit = [piece for piece in pieces if piece.shown and piece.shown.state == Revision.State.ACCEPTED]
        return self.random.sample(fit, self.random.randint(0, len(fit)))

    def outcome(self) -> str:
        return self.random.choice(["accepted", "returned"])

    def judged(self) -> list[tuple[str, str]]:
        return [(self.random.choice(["met", "met", "not_yet", "declined"]), "Because.") for _ in range(3)]

    def added(self) -> dict[int, str]:
        return {self.random.randrange(9): "Seen on page 2."} if self.random.random() < 0.2 else {}

    def correct(self, piece: Evidence) -> partial[None]:
        decisions = [row for row in self.world.decisions() if row.claim.revision_id == piece.shown_id]
        if not decisions:
            return partial(self.world.save, OWNER, piece, self.numbers())
        decision = decisions[-1 - self.random.randrange(min(3, len(decisions)))]
        return partial(self.world.correct, ASSESSOR, decision, self.judged()[0][0], "On reflection.")


FITTING = {
    "draft": ["save", "submit", "submit", "submit"],
    "submitted": ["mark"],
    "returned": ["revise", "revise", "revise", "correct"],
    "accepted": ["correct", "correct", "correct", "reopen", "reopen", "choose"],
}
ANYTHING = ["save", "submit", "revise", "delete", "delete", "choose", "mark", "correct", "reopen"]
