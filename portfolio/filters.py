"""What the list of evidence can be narrowed by, read from the address; nonsense is put aside and named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Lower
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portfolio.answering import texts_of
from portfolio.marks import PIECE_MARKS
from portfolio.models import Claim, Revision
from portfolio.reading import Reading
from portfolio.rules import clean_text
from standards.models import EvidenceKind, Method

TEXT_LIMIT = 200
SORTS = {"newest": "Newest first", "oldest": "Oldest first", "title": "Title, A to Z"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down list: what it is called and offers, what was chosen ('' for all).

    unknown: what was asked for instead, when the list offers nothing like it.
    """

    name: str
    label: str
    any_label: str
    options: SafeString
    value: str
    chosen: str
    unknown: str


@dataclass(frozen=True)
class EvidenceFilter:
    """What was asked for. `ignored` holds a sentence for each value that means nothing here."""

    text: str
    choices: dict[str, Choice]
    ignored: list[str]

    def value(self, name: str) -> str:
        return self.choices[name].value

    @property
    def narrows(self) -> bool:
        return bool(self.words)

    @property
    def words(self) -> list[str]:
        """What is asked for, as a person would say it."""
        asked = [choice.chosen for choice in self.choices.values() if choice.name != "sort"]
        return [word for word in [self.text and f"“{self.text}”", *asked] if word]

    @property
    def query(self) -> str:
        """The same filter as it stands in an address, without the page."""
        chosen = QueryDict(mutable=True)
        if self.text:
            chosen["q"] = self.text
        chosen.update({name: choice.value for name, choice in self.choices.items() if choice.value})
        return chosen.urlencode()


def read_filter(asked: QueryDict, reading: Reading, ksbs: Iterable[tuple[str, str]]) -> EvidenceFilter:
    """ksbs: code and title of every KSB of the standard."""
    choices = [_choice(asked, *offer) for offer in _offers(reading, ksbs)]
    return EvidenceFilter(
        text=" ".join(clean_text(asked.get("q", "")[:TEXT_LIMIT]).split()),
        choices={choice.name: choice for choice in choices},
        ignored=[
            f"“{choice.unknown}” is nothing that “{choice.label}” knows, so it was left out."
            for choice in choices
            if choice.unknown
        ],
    )


def _offers(reading: Reading, ksbs: Iterable[tuple[str, str]]) -> list[tuple[str, str, str, dict[str, str]]]:
    states = {
        key: mark.label for key, mark in PIECE_MARKS.items() if reading.is_own or key != Revision.State.DRAFT
    }
    return [
        ("state", "State", "Any state", states),
        ("ksb", "KSB", "Any KSB", {code: f"{code} {title}" for code, title in ksbs}),
        (
            "method",
            "Assessed by",
            "Any method",
            {str(value): str(label) for value, label in Method.Kind.choices},
        ),
        ("kind", "Kind", "Any kind", {str(value): str(label) for value, label in EvidenceKind.choices}),
        ("sort", "Order", "", SORTS),
    ]


def _choice(asked: QueryDict, name: str, label: str, any_label: str, known: dict[str, str]) -> Choice:
    given = str(asked.get(name, ""))
    value = given if given in known else ""
    return Choice(
        name=name,
        label=label,
        any_label=any_label,
        options=_options(known, value),
        value=value,
        chosen=known.get(value, ""),
        unknown=_short(given) if given != value else "",
    )


def _options(known: dict[str, str], value: str) -> SafeString:
    """Sixty options on a page that must be quick: the template engine would take longest over these."""
    rows = ((flatatt({"value": key, "selected": key == value}), word) for key, word in known.items())
    return format_html_join("", "<option{}>{}</option>", rows)


def _short(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= 40 else f"{text[:40]}…"


def matching(reading: Reading, wanted: EvidenceFilter) -> list[UUID]:
    """The ids of the pieces that match, in the order asked for. One query."""
    path = reading.path
    pieces = reading.pieces
    if wanted.value("state"):
        pieces = pieces.filter(**{f"{path}__state": wanted.value("state")})
    if wanted.value("kind"):
        pieces = pieces.filter(kind=wanted.value("kind"))
    if wanted.value("ksb"):
        pieces = pieces.filter(**{f"{path}__claims__ksb__code": wanted.value("ksb")})
    if wanted.value("method"):
        methods = {"plan": reading.apprenticeship.plan_id, "kind": wanted.value("method")}
        claims = Claim.objects.filter(ksb__methods__in=Method.objects.filter(**methods))
        pieces = pieces.filter(**{f"{path}__in": claims.values("revision")})
    pieces = pieces.order_by(*_order(wanted.value("sort"), path))
    if not wanted.text:
        return list(pieces.values_list("pk", flat=True))
    found = _finder(wanted.text)
    rows = pieces.values_list("pk", f"{path}__title", f"{path}__answers")
    return [pk for pk, title, answers in rows if found(title, answers)]


def _order(sort: str, path: str) -> tuple[str | Lower, ...]:
    if sort == "title":
        return (Lower(f"{path}__title"), "created_at")
    return ("created_at", "pk") if sort == "oldest" else ("-created_at", "pk")


def _finder(text: str) -> Callable[[str, dict[str, object]], bool]:
    """Every word must stand somewhere. Done here because SQLite ignores case for a to z only."""
    words = text.casefold().split()

    def found(title: str, answers: dict[str, object]) -> bool:
        written = "\n".join([title, *texts_of(answers).values()]).casefold()
        return all(word in written for word in words)

    return found
