"""A reading room in the demonstration: the link of an assessment organisation, and what was read by it."""

import datetime as dt
from uuid import UUID, uuid5

from django.utils import timezone

from accounts.models import Role
from accounts.people import holders_of
from portfolio.models import Apprenticeship
from reports.actions.rooms import Outcome, Wanted, make_reading_link, open_reading_link
from reports.models import HouseRules, RoomReading
from reports.rooms.access import piece_of, visit_behind, write_down
from reports.shipped import load_house_rules

DAYS = 60
READ = (1, 2, 5)
NAMESPACE = UUID("7a0f2c1e-5a55-4c0e-9d0a-3f1f6f0c9b11")


def open_reading_room() -> None:
    """For the first apprentice through the gateway. The PDF and the pack are made by the first worker."""
    apprenticeship = (
        Apprenticeship.objects.filter(status=Apprenticeship.Status.IN_GATEWAY)
        .order_by("apprentice__email")
        .first()
    )
    if apprenticeship is None:
        return
    load_house_rules()
    made = make_reading_link(
        apprenticeship=apprenticeship,
        wanted=Wanted(
            id=uuid5(NAMESPACE, str(apprenticeship.pk)),
            organisation="Kestrel Awards",
            reader="Idris Vale",
            until=timezone.now() + dt.timedelta(days=DAYS),
            has_pin=False,
            rules=HouseRules.objects.get(provider=None, key="kestrel"),
        ),
        by=holders_of(Role.PROVIDER_ADMIN, apprenticeship.provider_id)[0],
    )
    opening = open_reading_link(link=made.link)
    visit = visit_behind(made.link.pk, opening.secret) if opening.outcome == Outcome.OPENED else None
    if visit is None:
        return
    write_down(visit, RoomReading.What.ROOM)
    for number in READ:
        piece = piece_of(visit.link, number)
        if piece is not None:
            write_down(visit, RoomReading.What.PIECE, number=number, name=piece.content["title"])
