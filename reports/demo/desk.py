"""The assessors' desks of the demonstration: comments they keep, marks on pages, feedback that was spoken."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from accounts.models import User
from assessments.actions.comments import Wording, keep_comment
from assessments.actions.voice import keep_voice
from assessments.marks_on_pages import pages_by_attachment
from assessments.rules.page_marks import Drawn
from portfolio.models import Revision
from reports.demo.files import Recipe
from reports.demo.library import read
from reports.demo.people import Enrolment
from standards.models import Ksb

# Left, top, width, height: where the eye goes first on a letter, a photo, a screenshot.
PLACES = ((1000, 1900, 5600, 900), (900, 4200, 4800, 800), (1100, 900, 4200, 700))
SPOKEN = Recipe("voice", 9)


@cache
def texts() -> dict[str, Any]:
    return dict(read("comments"))


def keep_comments(enrolments: Sequence[Enrolment], ksbs: Mapping[str, Ksb]) -> None:
    """Each provider's comments, and those of every assessor there."""
    for provider_id in dict.fromkeys(enrolment.provider.pk for enrolment in enrolments):
        of_one = [enrolment for enrolment in enrolments if enrolment.provider.pk == provider_id]
        _keep(of_one[0], ksbs, of_one[0].admin, "shared")
        for assessor in {enrolment.assessor.email: enrolment.assessor for enrolment in of_one}.values():
            _keep(of_one[0], ksbs, assessor, "own")


def _keep(enrolment: Enrolment, ksbs: Mapping[str, Ksb], by: User, shelf: str) -> None:
    chance = random.Random(f"{shelf} {enrolment.provider.name} {by.email}")  # noqa: S311  # texts, not secrets
    for said in texts()[shelf]:
        keep_comment(
            comment_id=UUID(int=chance.getrandbits(128), version=4),
            provider=enrolment.provider,
            is_shared=shelf == "shared",
            wording=Wording(said["name"], said["text"], ksbs.get(said.get("ksb", ""))),
            by=by,
        )


def marks_for(revision: Revision, number: int) -> Sequence[Drawn]:
    """On one piece in seven that has a page to draw on."""
    pages = pages_by_attachment(revision) if number % 7 == 1 else {}
    return [
        Drawn(attachment, 1, *PLACES[place % len(PLACES)], texts()["marks"][place % len(texts()["marks"])])
        for place, attachment in enumerate(list(pages)[:2])
    ]


def speak(revision: Revision, body: bytes, by: User) -> UUID:
    """Send spoken feedback for a piece that is about to be marked."""
    return keep_voice(revision=revision, source=ContentFile(body), name=SPOKEN.name, by=by).pk
