"""What the list of evidence can be narrowed by, read from the address; nonsense is put aside and named."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portfolio.marks import PIECE_MARKS
from portfolio.models import Attachment, Claim, Evidence, Revision
from portfolio.reading import Reading
from portfolio.rules import clean_text
from portfolio.search import matching_words
from portfolio.words import Asked, read_words
from standards.models import EvidenceKind, Method

TEXT_LIMIT = 200
BEST = "best"
SORTS = {"newest": "Newest first", "oldest": "Oldest first", "title": "Title, A to Z"}
WAITS = {"7": "More than a week", "14": "More than two weeks", "28": "More than four weeks"}
FILES = {"some": "With files", "none": "Without files", "twice": "Same file used twice"}

Ksbs = Iterable[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to narrow by. Without `any_label` several values can be ticked, and one of them is enough."""

    name: str
    label: str
    known: Mapping[str, str]
    any_label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of an offer; `unknown` is what was asked for and is not offered."""

    offer: Offer
    values: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def options(self) -> SafeString:
        """Eighty options on a page that must be quick: the template engine would take longest over these."""
        name, known = self.offer.name, self.offer.known.items()
        if self.offer.any_label:
            rows = ((flatatt({"value": key, "selected": key in self.values}), word) for key, word in known)
            return format_html_join("", "<option{}>{}</option>", rows)
        given = {"type": "checkbox", "name": name}
        ticks = (
            (flatatt({**given, "value": key, "checked": key in self.values}), word) for key, word in known
        )
        return format_html_join("", '<label class="tick"><input{}> {}</label>', ticks)


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that narrows the list; the address is the same list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class EvidenceFilter:
    """What was asked for. `ignored` holds a sentence for each value that means nothing here."""

    text: str
    asked: Asked | None
    choices: dict[str, Choice]
    since: dt.date | None
    until: dt.date | None
    ignored: list[str]

    def values(self, name: str) -> tuple[str, ...]:
        return self.choices[name].values

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    @property
    def query(self) -> str:
        """The same filter as it stands in an address, without the page."""
        return urlencode([pair for pair, _ in self._chosen()])

    @property
    def narrows(self) -> bool:
        return bool(self.chips)

    @property
    def chips(self) -> list[Chip]:
        chosen = list(self._chosen())
        return [
            Chip(label, f"?{urlencode([other for other, _ in chosen if other != pair])}")
            for pair, label in chosen
            if label
        ]

    @property
    def folded(self) -> int:
        """How many of them stand in the part of the form that is folded away."""
        return len(self.chips) - bool(self.text)

    def _chosen(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Name and value of each, and how a person would say it; the order of the list is not said."""
        if self.text:
            yield ("q", self.text), f"“{self.text}”" if self.asked else ""
        for name, choice in self.choices.items():
            for value in choice.values:
                word = "" if name == "sort" else f"{choice.offer.label}: {choice.offer.known[value]}"
                yield (name, value), word
        for name, day in (("from", self.since), ("to", self.until)):
            if day:
                yield (name, day.isoformat()), f"Happened {name} {date_format(day, 'j M Y')}"


def read_filter(asked: QueryDict, reading: Reading, ksbs: Ksbs) -> EvidenceFilter:
    """ksbs: code, title, area key and area title of every KSB of the standard."""
    text = read_text(asked)
    words = read_words(text)
    choices = [_choice(asked, offer) for offer in _offers(reading, ksbs, has_words=bool(words))]
    since, until = read_day(asked, "from"), read_day(asked, "to")
    ignored = [
        f"“{_short(value)}” is nothing that “{choice.offer.label}” knows, so it was left out."
        for choice in choices
        for value in choice.unknown
    ]
    ignored += [
        f"“{_short(asked.get(name, ''))}” is not a date, so it was left out."
        for name, day in (("from", since), ("to", until))
        if asked.get(name) and not day
    ]
    if text and not words:
        ignored.append(f"“{_short(text)}” holds no word to look for, so it was left out.")
    return EvidenceFilter(text, words, {c.offer.name: c for c in choices}, since, until, ignored[:5])


def read_text(asked: QueryDict) -> str:
    return " ".join(clean_text(asked.get("q", "")[:TEXT_LIMIT]).split())


def read_day(asked: QueryDict, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(asked.get(name, ""))
    except ValueError:
        return None


def _offers(reading: Reading, ksbs: Ksbs, *, has_words: bool) -> list[Offer]:
    rows, words = list(ksbs), reading.apprenticeship.plan.words
    states = {
        key: mark.label for key, mark in PIECE_MARKS.items() if reading.is_own or key != Revision.State.DRAFT
    }
    sorts = {BEST: "Best match first", **SORTS} if has_words else SORTS
    return [
        Offer("state", "State", states),
        Offer("kind", "Kind", {str(value): str(label) for value, label in EvidenceKind.choices}),
        Offer("ksb", "KSB", {code: f"{code} {title}" for code, title, _, _ in rows}),
        Offer("area", "Area", {key: title for _, _, key, title in rows}, "Any area"),
        Offer(
            "method",
            "Assessed by",
            {str(value): words.say(str(label)) for value, label in Method.Kind.choices},
            "Any method",
        ),
        Offer("files", "Files", FILES, "Any number"),
        Offer("waiting", "Waiting to be marked", WAITS, "Any time"),
        Offer("sort", "Order", sorts, next(iter(sorts.values()))),
    ]


def _choice(asked: QueryDict, offer: Offer) -> Choice:
    given = list(dict.fromkeys(str(value) for value in asked.getlist(offer.name) if value))
    known = tuple(value for value in given if value in offer.known)
    default = next(iter(offer.known), "") if offer.name == "sort" else ""
    values = tuple(value for value in (known[:1] if offer.any_label else known) if value != default)
    return Choice(offer, values, tuple(value for value in given if value not in offer.known))


def _short(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= 40 else f"{text[:40]}…"


def matching(reading: Reading, wanted: EvidenceFilter) -> list[UUID]:
    """The ids of the pieces that match, in the order asked for. One query."""
    path = reading.path
    pieces: QuerySet[Evidence] = reading.pieces.filter(*_conditions(reading, wanted))
    if wanted.asked:
        pieces = matching_words(pieces, path, wanted.asked)
    if wanted.value("sort") or not wanted.asked:
        pieces = pieces.order_by(*_order(wanted.value("sort"), path))
    return list(pieces.values_list("pk", flat=True))


def _conditions(reading: Reading, wanted: EvidenceFilter) -> Iterator[Q]:
    path = reading.path
    if states := wanted.values("state"):
        yield Q(**{f"{path}__state__in": states})
    if kinds := wanted.values("kind"):
        yield Q(kind__in=kinds)
    if wanted.since:
        yield Q(**{f"{path}__happened_on__gte": wanted.since})
    if wanted.until:
        yield Q(**{f"{path}__happened_on__lte": wanted.until})
    if days := wanted.value("waiting"):
        before = timezone.now() - dt.timedelta(days=int(days))
        yield Q(**{f"{path}__state": Revision.State.SUBMITTED, f"{path}__submitted_at__lt": before})
    for claimed in _claimed(reading, wanted):
        yield Q(**{f"{path}__in": claimed.values("revision")})
    yield from _with_files(reading, wanted.value("files"))


def _claimed(reading: Reading, wanted: EvidenceFilter) -> Iterator[QuerySet[Claim]]:
    claims = reading.claims.exclude(outcome=Claim.Outcome.DECLINED)
    if codes := wanted.values("ksb"):
        yield claims.filter(ksb__code__in=codes)
    if area := wanted.value("area"):
        yield claims.filter(ksb__area__key=area)
    if kind := wanted.value("method"):
        methods = Method.objects.filter(plan=reading.apprenticeship.plan_id, kind=kind)
        yield claims.filter(ksb__methods__in=methods)


def _with_files(reading: Reading, wanted: str) -> Iterator[Q]:
    path = reading.path
    held = Attachment.objects.filter(
        **{f"revision__{path}_of__apprenticeship": reading.apprenticeship.pk}
    ).order_by()
    if wanted == "some":
        yield Q(**{f"{path}__in": held.values("revision")})
    elif wanted == "none":
        yield ~Q(**{f"{path}__in": held.values("revision")})
    elif wanted == "twice":
        pieces = held.values("file").annotate(pieces=Count("revision", distinct=True))
        twice = held.filter(file__in=pieces.filter(pieces__gt=1).values("file"))
        yield Q(**{f"{path}__in": twice.values("revision")})


def _order(sort: str, path: str) -> tuple[str | Lower, ...]:
    if sort == "title":
        return (Lower(f"{path}__title"), "created_at")
    return ("created_at", "pk") if sort == "oldest" else ("-created_at", "pk")
