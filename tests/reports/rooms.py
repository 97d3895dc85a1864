"""Reading rooms as the tests need them: made and opened by the product's own actions."""

import datetime as dt
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from reports.actions.rooms import NewLink, Wanted, make_reading_link
from reports.models import ReadingLink
from tests.assessments.pieces import accepted
from tests.factories import ApprenticeshipFactory, attachment, chosen, member


def wanted(**fields) -> Wanted:
    usual = {
        "id": uuid4(),
        "organisation": "Northgate Assessment",
        "reader": "Idris Vale",
        "until": timezone.now() + dt.timedelta(days=30),
        "has_pin": False,
    }
    return Wanted(**(usual | fields))


def new_link(apprenticeship=None, by=None, **fields) -> NewLink:
    """Of one accepted and chosen piece with a file, unless the apprenticeship has its own."""
    apprenticeship = apprenticeship or furnished()
    by = by or member(apprenticeship.provider, Role.PROVIDER_ADMIN)
    return make_reading_link(apprenticeship=apprenticeship, wanted=wanted(**fields), by=by)


def furnished(apprenticeship=None):
    """An apprenticeship with one piece for the room and one each that must never be there."""
    apprenticeship = apprenticeship or ApprenticeshipFactory()
    marking = accepted(apprenticeship)
    piece = marking.revision.evidence
    attachment(marking.revision)
    chosen(piece)
    return apprenticeship


def door(made: NewLink) -> str:
    return reverse("reports:room-enter", args=[made.link.pk, made.secret])


def room(link: ReadingLink) -> str:
    return reverse("reports:room", args=[link.pk])


def inside(made: NewLink, pin: str = "") -> Client:
    """A browser in which the link was opened."""
    client = Client()
    client.post(door(made), {"pin": pin or made.pin})
    return client
