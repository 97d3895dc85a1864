"""What the gallery of components shows: invented rows, each as a page would hand them over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator

from accounts.context import Item
from accounts.permissions import Permission

STATES = (
    ("not-started", "Not started"),
    ("drafted", "Drafted"),
    ("submitted", "Submitted"),
    ("not-yet", "Not yet"),
    ("met", "Met"),
)
AREAS = {
    "Knowledge": (
        ("Knowing your customers", 3),
        ("Understanding the organisation", 3),
        ("Meeting regulations and legislation", 2),
        ("Systems and resources", 2),
        ("Your role and responsibility", 2),
        ("Customer experience", 2),
        ("Product and service knowledge", 1),
    ),
    "Skills": (
        ("Interpersonal skills", 1),
        ("Communication", 3),
        ("Influencing skills", 1),
        ("Personal organisation", 1),
        ("Dealing with customer conflict and challenge", 4),
    ),
    "Behaviours": (
        ("Developing self", 2),
        ("Being open to feedback", 1),
        ("Team working", 2),
        ("Equality: treating all customers as individuals", 2),
        ("Presentation: dress code, professional language", 1),
        ("Right first time", 2),
    ),
}


@dataclass(frozen=True, slots=True)
class Tile:
    code: str
    title: str
    state: str
    state_label: str
    url: str


@dataclass(frozen=True, slots=True)
class MapArea:
    title: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    summary: str
    areas: list[MapArea]


@dataclass(frozen=True, slots=True)
class Event:
    what: str
    who: str
    at: datetime
    reason: str = ""


class SampleForm(forms.Form):
    title = forms.CharField(max_length=200, help_text="A few words you will recognise in a list.")
    happened_on = forms.DateField(
        label="When it happened", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    kind = forms.ChoiceField(choices=[("story", "Reflective account"), ("work", "Work product")])
    story = forms.CharField(label="What happened", widget=forms.Textarea, max_length=5000)
    agreed = forms.BooleanField(label="No customer can be recognised from this")


STAMPED = {
    "act": "checked",
    "get_act_display": "Stamped as checked",
    "by": "Carys Bevan",
    "at": datetime(2026, 11, 24, 10, 5, tzinfo=UTC),
    "checked_on": date(2026, 11, 20),
    "source": "The assessment plan as published for version 1.1, page by page.",
}
DIFFERENCES = [
    {
        "figure": {"label": "Evidence may be this old", "section": "What counts as evidence"},
        "was": "24 months",
        "will_be": "18 months",
    }
]


def gallery_parts() -> dict[str, object]:
    return {
        "states": STATES,
        "bands": [_band(label) for label in AREAS],
        "allowed": Permission(allowed=True),
        "refused": Permission(allowed=False, reason="Write an answer to at least one prompt first."),
        "form": SampleForm(auto_id="good_%s"),
        "wrong_form": _filled_in(SampleForm({"title": "", "kind": "story"}, auto_id="wrong_%s")),
        "day": date(2026, 11, 24),
        "page": Paginator(range(95), 20).page(2),
        "tabs": [Item("Evidence", "#evidence"), Item("Claims", "#claims"), Item("History", "#history")],
        "events": _events(),
        "check": STAMPED,
        "differences": DIFFERENCES,
        "typed": ["You stayed calm and you named the policy."],
        "columns": range(1, 13),
        "matrix": _matrix(),
    }


def _filled_in(form: SampleForm) -> SampleForm:
    form.full_clean()
    return form


def _band(label: str) -> Band:
    areas, number = [], 0
    for title, count in AREAS[label]:
        tiles = [_tile(label[0], number + step, title) for step in range(1, count + 1)]
        areas.append(MapArea(title, tiles))
        number += count
    return Band(label, f"{sum(t.state == 'met' for a in areas for t in a.tiles)} of {number} met", areas)


def _tile(letter: str, number: int, title: str) -> Tile:
    state, state_label = STATES[(number * 7 + ord(letter)) % len(STATES)]
    return Tile(f"{letter}{number}", title, state, state_label, f"#{letter}{number}")


def _events() -> list[Event]:
    return [
        Event("Returned with feedback", "Priya Shah", datetime(2026, 11, 20, 14, 2, tzinfo=UTC)),
        Event(
            "Decision on K4 corrected from Met to Not yet",
            "Priya Shah",
            datetime(2026, 11, 18, 9, 30, tzinfo=UTC),
            "The policy named is last year's.",
        ),
        Event("Submitted for marking", "Jordan Lee", datetime(2026, 11, 17, 8, 5, tzinfo=UTC)),
    ]


def _matrix() -> list[tuple[str, list[tuple[str, str] | None]]]:
    rows = []
    for number in range(1, 16):
        marks = [STATES[(number + step) % 5] if (number * step) % 4 == 1 else None for step in range(1, 13)]
        rows.append((f"K{number}", marks))
    return rows
