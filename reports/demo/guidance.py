"""What the first provider puts beside the guidance, and what its people found useful."""

from functools import partial

from reports.demo import library
from reports.demo.people import Enrolment
from reports.demo.story import Story
from standards.guidance_actions import judge_guidance, save_own_guidance
from standards.library import OwnWords
from standards.models import GuidanceEntry

WRITTEN_AGO, SAID_AGO = 27, 9


def plan_guidance(story: Story, enrolment: Enrolment) -> None:
    told = library.read("guidance")
    for own in told["own"]:
        words = OwnWords(own["additions"], own["links"])
        story.add(WRITTEN_AGO, partial(_write, enrolment, own["entry"], words))
    for who, said in told["said"].items():
        story.add(SAID_AGO, partial(_say, enrolment, who, **said))


def _write(enrolment: Enrolment, key: str, words: OwnWords) -> None:
    entry = GuidanceEntry.objects.get(key=key)
    save_own_guidance(provider=enrolment.provider, entry=entry, words=words, saves=0, by=enrolment.admin)


def _say(enrolment: Enrolment, who: str, *, entry: str, is_useful: bool, words: str) -> None:
    found = GuidanceEntry.objects.get(key=entry)
    judge_guidance(entry=found, is_useful=is_useful, words=words, by=getattr(enrolment, who))
