"""Which pictures there are, and how each becomes SVG."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.formats import date_format

from portfolio.models import Apprenticeship
from portfolio.rules import counted
from reports.gaps import GapAnalysis
from reports.pictures import gaps, ksb_map
from reports.pictures.words import fitted

ROOM = 1776
MET = "met"


@dataclass(frozen=True)
class Picture:
    """about: one sentence on what it is for. drawn, said: what the template draws, and the same in words.

    number: the figure under the title.
    """

    title: str
    about: str
    template: str
    drawn: Callable[[GapAnalysis], object]
    said: Callable[[GapAnalysis], str]
    number: Callable[[GapAnalysis], str]


def _map_in_words(found: GapAnalysis) -> str:
    return "; ".join(f"{gap.code} {gap.word}" for gap in found.asked)


def _gaps_in_words(found: GapAnalysis) -> str:
    return ". ".join(gaps.lines(gaps.gap_picture(found)))


def _asked(found: GapAnalysis) -> str:
    return counted(len(found.asked), "KSB")


PICTURES: Mapping[str, Picture] = {
    "ksb-map": Picture(
        "KSB map",
        "Every KSB with its status mark, at a glance.",
        "reports/pictures/ksb_map.svg",
        lambda found: ksb_map.ksb_map(found.asked),
        _map_in_words,
        lambda found: f"{sum(gap.mark == MET for gap in found.asked)} of {_asked(found)} met",
    ),
    "gaps": Picture(
        "Gap analysis",
        "How far each assessment method is, and what is missing.",
        "reports/pictures/gaps.svg",
        gaps.gap_picture,
        _gaps_in_words,
        lambda found: f"{found.ready} of {_asked(found)} ready",
    ),
}


def svg_of(name: str, apprenticeship: Apprenticeship, found: GapAnalysis) -> str:
    picture = PICTURES[name]
    version = apprenticeship.version
    facts = [
        f"{version.standard.reference} {version.standard.title}, version {version.version}",
        picture.number(found),
        date_format(found.on, "j F Y"),
    ]
    title = f"{picture.title}: {apprenticeship.apprentice}"
    return render_to_string(
        picture.template,
        {
            "title": fitted(title, 52, ROOM),
            "facts": fitted(" · ".join(facts), 26, ROOM),
            "description": picture.said(found),
            "drawn": picture.drawn(found),
        },
    )
