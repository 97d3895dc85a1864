"""Rows for bench/marking.py: two hundred apprentices of one assessor, one large piece, pieces to race for.

Prints, as JSON, which pieces they are and how many queries the assessor's desks take.
"""

import datetime as dt
import json
import sys

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  # Django comes first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Employer, Membership, Provider, Role, User  # noqa: E402
from bench.clients import PASSWORD  # noqa: E402
from bench.marking import CLAIMS, FILES, PAGES  # noqa: E402
from portfolio import progress  # noqa: E402
from portfolio.models import (  # noqa: E402
    Apprenticeship,
    Attachment,
    Claim,
    Evidence,
    Revision,
    StoredFile,
)
from standards.models import AssessmentPlan, EvidenceTemplate, Ksb  # noqa: E402

APPRENTICES = 200
ANSWER = "She asked about her refund. I listened, looked the order up and explained both ways. " * 6


@transaction.atomic
def person(name: str, role: str, provider: Provider, employer: Employer | None = None) -> User:
    user = User.objects.create(email=f"{name}@demo.waymark.example", name=name.title())
    Membership.objects.create(user=user, provider=provider, role=role, employer=employer)
    return user


@transaction.atomic
def piece(apprenticeship: Apprenticeship, ksbs: list[Ksb], days: int) -> Evidence:
    template = EvidenceTemplate.objects.ours().order_by("position").first()
    made = Evidence.objects.create(
        apprenticeship=apprenticeship, template=template, kind=template.evidence_kind
    )
    revision = Revision.objects.create(
        evidence=made,
        state=Revision.State.SUBMITTED,
        title=f"A refund put right, {days}",
        happened_on=dt.date(2026, 10, 5),
        answers={prompt.key: ANSWER for prompt in template.prompts.all()},
        submitted_at=timezone.now() - dt.timedelta(days=days),
    )
    made.latest = made.shown = revision
    made.save(update_fields=["latest", "shown"])
    Claim.objects.bulk_create(
        Claim(revision=revision, ksb=ksb, justification=f"I showed {ksb.code} when I put it right.")
        for ksb in ksbs
    )
    return made


@transaction.atomic
def attach(revision: Revision) -> None:
    for number in range(1, FILES + 1):
        file = StoredFile.objects.create(
            provider=revision.evidence.apprenticeship.provider,
            sha256=f"{number:064x}",
            media_type="application/pdf",
            size=90_000,
            state=StoredFile.State.SAFE,
            pages=6,
            page_pictures=6,
            has_picture=True,
        )
        Attachment.objects.create(revision=revision, file=file, name=f"letter {number}.pdf", position=number)


def more_ksbs(plan: AssessmentPlan) -> list[Ksb]:
    """As many as the large piece claims, though the standard has fewer."""
    ksbs = list(plan.version.ksbs.order_by("position"))
    for number in range(len(ksbs), CLAIMS):
        code = f"B{number}"
        ksb = Ksb.objects.create(
            version=plan.version,
            area=ksbs[-1].area,
            guid=f"00000000-0000-4000-8000-{number:012}",
            code=code,
            kind="B",
            position=number + 100,
            title=code,
            statement="One more.",
        )
        plan.methods.first().ksbs.add(ksb)
        ksbs.append(ksb)
    return ksbs


def queries_of(user: User, path: str) -> int:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def make(races: int) -> tuple[User, dict[str, object]]:
    provider = Provider.objects.create(name="Bench provider")
    employer = Employer.objects.create(provider=provider, name="Bench employer")
    assessor = person("assessor", Role.ASSESSOR, provider)
    assessor.set_password(PASSWORD)
    assessor.save(update_fields=["password"])
    plan = AssessmentPlan.objects.select_related("version").order_by("-in_force_from").first()
    ksbs = more_ksbs(plan)
    apprenticeships = [
        Apprenticeship.objects.create(
            provider=provider,
            employer=employer,
            apprentice=person(f"apprentice{number}", Role.APPRENTICE, provider),
            assessor=assessor,
            version=plan.version,
            plan=plan,
            started_on=dt.date(2026, 1, 12),
            gateway_planned_on=dt.date(2027, 1, 12),
        )
        for number in range(APPRENTICES)
    ]
    pieces = [piece(one, ksbs[:3], number % 20) for number, one in enumerate(apprenticeships)]
    large = piece(apprenticeships[0], ksbs, 30)
    attach(large.shown)
    for apprenticeship in apprenticeships:
        progress.rebuild(apprenticeship)
    raced = [
        {
            "evidence": str(one.pk),
            "revision": str(one.shown_id),
            "claims": [str(pk) for pk in one.shown.claims.values_list("pk", flat=True)],
        }
        for one in pieces[-races:]
    ]
    return assessor, {"large": str(large.pk), "raced": raced}


def main() -> None:
    assessor, made = make(int(sys.argv[1]))
    made["queries"] = {name: queries_of(assessor, path) for name, path in PAGES.items()}
    print(json.dumps(made))


if __name__ == "__main__":
    main()
