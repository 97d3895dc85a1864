"""What the first apprentice of the demonstration caught in a hurry and has not finished yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from portfolio.capturing import start_capture
from portfolio.file_actions import attach_file
from reports.demo.files import Recipe
from reports.demo.people import Enrolment
from reports.demo.piece import Stock
from reports.demo.story import Story


@dataclass(frozen=True)
class Catch:
    days_ago: float
    note: str = ""
    files: Sequence[tuple[str, Recipe]] = ()


CATCHES = (
    Catch(
        4.3,
        "New queue board above the desk. I asked for it in September, because people did not know where to "
        "stand. Count the complaints before and after!",
        [("IMG_2207.jpg", Recipe("counter", 1))],
    ),
    Catch(2.6, files=[("Voice note after the call.wav", Recipe("voice", 3))]),
    Catch(1.4, "Gentleman with a hearing aid: wrote the three options down for him, he chose the second."),
    Catch(
        0.5,
        files=[("IMG_2231.jpg", Recipe("thanks", 2)), ("IMG_2232.jpg", Recipe("whiteboard", 2))],
    ),
)


def recipes_caught() -> set[Recipe]:
    return {recipe for caught in CATCHES for _, recipe in caught.files}


def plan_captures(story: Story, enrolment: Enrolment, stock: Stock) -> None:
    for caught in CATCHES:
        story.add(caught.days_ago, partial(_catch, caught, enrolment, stock))


def _catch(caught: Catch, enrolment: Enrolment, stock: Stock) -> None:
    item = start_capture(
        apprenticeship=enrolment.apprenticeship,
        capture_id=uuid5(NAMESPACE_URL, f"{enrolment.apprentice.email} {caught.days_ago}"),
        note=caught.note,
        by=enrolment.apprentice,
    )
    for name, recipe in caught.files:
        upload = SimpleUploadedFile(name, stock.bodies[recipe])
        attach_file(evidence=item, upload=upload, by=enrolment.apprentice)
