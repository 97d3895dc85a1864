"""What bench/pages.py looks up in the demonstration: whose pages to ask for, how many queries one takes."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from portfolio.models import Apprenticeship, Evidence, Revision


@dataclass(frozen=True)
class Addresses:
    apprenticeship: UUID
    accepted: UUID
    waiting: UUID
    draft: UUID
    ksb: UUID
    area: UUID
    version: UUID
    plan: UUID


def addresses() -> Addresses:
    """Those of the apprentice who has forty pieces."""
    person = Apprenticeship.objects.get(apprentice__email="apprentice@demo.waymark.example")
    ksb = person.version.ksbs.get(code="S1")
    return Addresses(
        apprenticeship=person.pk,
        accepted=_piece(person, Revision.State.ACCEPTED),
        waiting=_piece(person, Revision.State.SUBMITTED),
        draft=_piece(person, Revision.State.DRAFT),
        ksb=ksb.pk,
        area=ksb.area_id,
        version=person.version_id,
        plan=person.plan_id,
    )


def _piece(apprenticeship: Apprenticeship, state: str) -> UUID:
    pieces = Evidence.objects.filter(apprenticeship=apprenticeship, latest__state=state)
    return pieces.earliest("created_at").pk


def queries_of(role: str, path: str) -> int:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=f"{role}@demo.waymark.example"))
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
