"""Rows for bench/cohort.py: a provider with thousands of apprentices, each with forty pieces, in bulk.

Arguments: how many apprentices. Prints, as JSON, whom to ask about and how many queries the pages take.
"""

import datetime as dt
import json
import random
import sys
import time
from collections.abc import Iterator

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # Django comes first
from django.utils import timezone  # noqa: E402

from accounts.models import Employer, Membership, Provider, Role, User  # noqa: E402
from assessments.models import ReadinessAnswer, ReadinessStanding  # noqa: E402
from assessments.standing import refresh_standing  # noqa: E402
from bench.clients import PASSWORD  # noqa: E402
from bench.marking_rows import queries_of  # noqa: E402
from portfolio import progress  # noqa: E402
from portfolio.models import Apprenticeship, Claim, Evidence, KsbProgress, Revision  # noqa: E402
from standards.models import AssessmentPlan, EvidenceTemplate  # noqa: E402

SEED, PIECES, ASSESSORS, EMPLOYERS, COHORTS, AT_ONCE = 20261122, 40, 40, 60, 18, 50
ANSWER = {"what": "She asked about her refund. I listened, looked the order up and explained both ways."}


class Maker:
    """Makes the cohort in batches. What is maintained is written as the maintaining code would leave it."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.provider = Provider.objects.create(name="Bench provider")
        self.plan = AssessmentPlan.objects.select_related("version").order_by("-in_force_from").first()
        self.ksbs = list(self.plan.version.ksbs.order_by("position"))
        self.template = EvidenceTemplate.objects.ours().order_by("position").first()
        self.now = timezone.now()
        self.assessors = [self.person(f"assessor{n}", Role.ASSESSOR) for n in range(ASSESSORS)]
        self.employers = Employer.objects.bulk_create(
            Employer(provider=self.provider, name=f"Employer {n}") for n in range(EMPLOYERS)
        )
        self.admin = self.person("admin", Role.PROVIDER_ADMIN)

    def person(self, name: str, role: str) -> User:
        user = User(email=f"{name}@demo.waymark.example", name=name.title())
        user.set_password(PASSWORD) if role == Role.PROVIDER_ADMIN else user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, provider=self.provider, role=role)
        return user

    def apprenticeships(self, first: int, number: int) -> list[Apprenticeship]:
        users = User.objects.bulk_create(
            User(email=f"a{n}@demo.waymark.example", name=f"Apprentice {n:05}", password="!")
            for n in range(first, first + number)
        )
        Membership.objects.bulk_create(
            Membership(user=user, provider=self.provider, role=Role.APPRENTICE) for user in users
        )
        today = timezone.localdate()
        rows = []
        for user in users:
            started = today.replace(day=5) - dt.timedelta(days=30 * self.chance.randrange(1, COHORTS))
            rows.append(
                Apprenticeship(
                    provider=self.provider,
                    apprentice=user,
                    employer=self.chance.choice(self.employers),
                    assessor=self.chance.choice(self.assessors),
                    version=self.plan.version,
                    plan=self.plan,
                    started_on=started,
                    gateway_planned_on=started + dt.timedelta(days=self.chance.randrange(360, 480)),
                    handed_in_on=today - dt.timedelta(days=self.chance.randrange(0, 70)),
                    progress_at=self.now,
                )
            )
        return Apprenticeship.objects.bulk_create(rows)

    @transaction.atomic
    def batch(self, first: int, number: int) -> list[Apprenticeship]:
        rows = self.apprenticeships(first, number)
        pieces, revisions, claims = [], [], []
        for row in rows:
            reach = self.chance.randrange(8, len(self.ksbs) + 1)
            for place in range(PIECES):
                made = self.piece(row, place, reach)
                pieces.append(made[0])
                revisions.append(made[1])
                claims += made[2]
        Evidence.objects.bulk_create(pieces)
        Revision.objects.bulk_create(revisions)
        for piece, revision in zip(pieces, revisions, strict=True):
            piece.latest = piece.shown = revision
        Evidence.objects.bulk_update(pieces, ["latest", "shown"], batch_size=500)
        Claim.objects.bulk_create(claims)
        KsbProgress.objects.bulk_create(self.progress(rows, claims))
        return rows

    def piece(self, row: Apprenticeship, place: int, reach: int) -> tuple[Evidence, Revision, list[Claim]]:
        piece = Evidence(apprenticeship=row, template=self.template, kind=self.template.evidence_kind)
        waits = place >= PIECES - 2
        state = Revision.State.SUBMITTED if waits else Revision.State.ACCEPTED
        day = timezone.localdate() - dt.timedelta(days=3 + (PIECES - place) * 5)
        revision = Revision(
            evidence=piece,
            state=state,
            title=f"A refund put right, {place}",
            happened_on=day,
            answers=ANSWER,
            submitted_at=self.now - dt.timedelta(days=(PIECES - place) * 5),
        )
        outcome = {} if waits else {"outcome": "met", "decided_on": day}
        chosen = self.chance.sample(self.ksbs[:reach], 2)
        return (
            piece,
            revision,
            [Claim(revision=revision, ksb=ksb, justification="I did.", **outcome) for ksb in chosen],
        )

    def progress(self, rows: list[Apprenticeship], claims: list[Claim]) -> Iterator[KsbProgress]:
        found: dict[tuple[object, object], KsbProgress] = {}
        for claim in claims:
            row = claim.revision.evidence.apprenticeship
            one = found.setdefault((row.pk, claim.ksb_id), KsbProgress(apprenticeship=row, ksb=claim.ksb))
            if claim.outcome == "met":
                one.met, one.state = one.met + 1, "met"
                one.met_on = min(one.met_on or claim.decided_on, claim.decided_on)
            else:
                one.submitted += 1
                one.state = one.state if one.state == "met" else "submitted"
        return iter(found.values())


def standings(rows: list[Apprenticeship], like: ReadinessStanding) -> None:
    """One each, with an answer of its own, as `refresh_standing` leaves them but for the words inside."""
    answers = ReadinessAnswer.objects.bulk_create(
        ReadinessAnswer(
            apprenticeship=row,
            answered_on=like.as_of,
            inputs=like.answer.inputs,
            answer=like.answer.answer,
            digest=like.answer.digest,
        )
        for row in rows
    )
    met = dict.fromkeys((row.pk for row in rows), 0)
    for pk in KsbProgress.objects.filter(apprenticeship__in=met, state="met").values_list(
        "apprenticeship", flat=True
    ):
        met[pk] += 1
    copied = {
        field.attname: getattr(like, field.attname)
        for field in like._meta.concrete_fields
        if field.attname not in {"apprenticeship_id", "answer_id", "ready", "is_ready"}
    }
    ReadinessStanding.objects.bulk_create(
        ReadinessStanding(
            apprenticeship=answer.apprenticeship,
            answer=answer,
            ready=min(met[answer.apprenticeship_id], like.asked),
            is_ready=met[answer.apprenticeship_id] >= like.asked,
            **copied,
        )
        for answer in answers
    )


def main(number: int) -> None:
    began, maker = time.monotonic(), Maker()
    first = maker.batch(0, 1)[0]
    progress.rebuild(first)
    like = refresh_standing(first.pk)
    for start in range(1, number, AT_ONCE):
        with transaction.atomic():  # or the site's own sweep would work them out in between
            standings(maker.batch(start, min(AT_ONCE, number - start)), like)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server's own housekeeping does within a minute
    told = {
        "apprentice": str(first.pk),
        "code": maker.ksbs[-1].code,
        "seconds": round(time.monotonic() - began),
    }
    paths = {
        "board": "/boards/",
        "heat": "/boards/ksbs/",
        "readiness": f"/apprenticeships/{first.pk}/readiness/",
    }
    told["queries"] = {name: queries_of(maker.admin, path) for name, path in paths.items()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
