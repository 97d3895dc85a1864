"""What a page of sheets offers: each with one sentence, its downloads, and what is made in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Provider, User
from accounts.permissions import ALLOWED, Permission
from portfolio.models import Apprenticeship
from portfolio.sheets import CSV, MEDIA_TYPES
from reports.pictures.catalogue import PICTURES
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER, Entry

WORDS = {"csv": "CSV", "xlsx": "Excel (XLSX)", "svg": "SVG", "pdf": "PDF", "png": "PNG"}


@dataclass(frozen=True, slots=True)
class Download:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ToMake:
    """A format that takes a moment, so that it is made in the background."""

    label: str
    format: str


@dataclass(frozen=True, slots=True)
class Line:
    """One sheet or picture. preview: the address of the picture; blank for sheets."""

    name: str
    title: str
    about: str
    permission: Permission
    downloads: Sequence[Download]
    to_make: Sequence[ToMake]
    preview: str = ""


@dataclass(frozen=True)
class Shelf:
    """The sheets about one provider."""

    provider: Provider
    lines: Sequence[Line]

    @property
    def own(self) -> list[Provider]:
        return [self.provider]

    @property
    def is_open(self) -> bool:
        return any(line.permission for line in self.lines)


def of_portfolio(user: User, apprenticeship: Apprenticeship) -> list[Line]:
    pk = [apprenticeship.pk]
    return [
        _line(name, entry, entry.may(user, apprenticeship), f"reports:sheet-{name}", pk)
        for name, entry in PORTFOLIO.items()
    ]


def of_cohort(query: str) -> list[Line]:
    """For somebody who looks after apprentices. query: in which role, narrowed how."""
    return [
        _line(name, entry, ALLOWED, f"reports:cohort-{name}", [], f"?{query}")
        for name, entry in COHORT.items()
    ]


def of_provider(user: User, provider: Provider) -> Shelf:
    lines = [
        _line(name, entry, entry.may(user, provider), f"reports:provider-{name}", [provider.pk])
        for name, entry in PROVIDER.items()
    ]
    return Shelf(provider, lines)


def pictures_of(apprenticeship: Apprenticeship) -> list[Line]:
    found = []
    for name, picture in PICTURES.items():
        url = reverse(f"reports:picture-{name}", args=[apprenticeship.pk])
        downloads = [Download(WORDS["svg"], url)]
        makes = [ToMake(WORDS["png"], "png")]
        look = f"{url}?look"
        found.append(Line(name, picture.title, picture.about, ALLOWED, downloads, makes, preview=look))
    return found


def _line(
    name: str,
    entry: Entry,
    permission: Permission,
    route: str,
    args: Sequence[object],
    query: str = "",
) -> Line:
    direct: Mapping[str, str] = {CSV: ""} if entry.is_long else MEDIA_TYPES
    made = ["pdf"] if len(direct) > 1 else ["xlsx", "pdf"]
    return Line(
        name,
        entry.title,
        entry.about,
        permission,
        [Download(WORDS[kind], reverse(f"{route}-{kind}", args=args) + query) for kind in direct],
        [ToMake(WORDS[kind], kind) for kind in made],
    )
