"""What stands in the way of publishing a version of a standard, from its rows alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from standards.models import Area, Criterion, GatewayRequirement, Ksb, KsbKind, Method
from standards.rules import BAND_LABELS

HALVES = {"face_to_face", "remote"}


@dataclass(frozen=True)
class Flaw:
    """One sentence, and what to put right: the kind of part (see `standards.parts`) and its id."""

    sentence: str
    kind: str = ""
    pk: UUID | None = None


def flaws_in_ksbs(areas: Sequence[Area], ksbs: Sequence[Ksb]) -> list[Flaw]:
    """Every KSB must come with its area."""
    if not areas:
        return [Flaw("It has no area yet. Add one, and the KSBs that belong to it.")]
    filled = {ksb.area_id for ksb in ksbs}
    empty = [area for area in areas if area.pk not in filled]
    return [
        *(
            Flaw(f"“{area}” has no KSB. Add one to it, or remove the area.", "area", area.pk)
            for area in empty
        ),
        *(flaw for ksb in ksbs for flaw in _flaws_in_code(ksb)),
        *_flaws_in_pairs(ksbs),
    ]


def _flaws_in_code(ksb: Ksb) -> list[Flaw]:
    if ksb.code[:1] == ksb.kind and ksb.code[1:].isdecimal():
        return []
    band = BAND_LABELS[KsbKind(ksb.kind)].lower()
    words = f"{ksb.code} is in “{ksb.area}”, an area of {band}. Give it a code such as {ksb.kind}1."
    return [Flaw(words, "ksb", ksb.pk)]


def _flaws_in_pairs(ksbs: Iterable[Ksb]) -> list[Flaw]:
    pairs: dict[str, list[Ksb]] = defaultdict(list)
    for ksb in ksbs:
        if ksb.alternative:
            pairs[ksb.alternative].append(ksb)
    found = []
    for members in pairs.values():
        missing = HALVES - {ksb.alternative_channel for ksb in members}
        for ksb in members if missing else []:
            words = (
                f"{ksb.code} is asked {ksb.channel_words} only, and nothing is asked in its place otherwise."
            )
            found.append(
                Flaw(f"{words} Name the other half of the pair, or ask it of everybody.", "ksb", ksb.pk)
            )
    return found


def flaws_in_plan(
    ksbs: Sequence[Ksb],
    methods: Sequence[Method],
    criteria: Sequence[Criterion],
    gateway: Iterable[GatewayRequirement],
    *,
    verified: Collection[str] = (),
) -> list[Flaw]:
    """Methods and criteria must come with their KSBs. verified: the codes of those the employer verifies."""
    looked_at = {ksb.pk for method in methods for ksb in method.ksbs.all()}
    judged = {ksb.pk for criterion in criteria for ksb in criterion.ksbs.all()}
    asked = [ksb for ksb in ksbs if ksb.code not in verified]
    unseen = [ksb for ksb in asked if ksb.pk not in looked_at]
    unjudged = [ksb for ksb in asked if ksb.pk in looked_at and ksb.pk not in judged]
    found = [] if methods else [Flaw("Its plan has no method. Add one.")]
    found += [
        Flaw(f"No method looks at {ksb.code} {ksb.title}. Tick it for one.", "ksb", ksb.pk) for ksb in unseen
    ]
    found += [
        Flaw(f"No criterion judges {ksb.code} {ksb.title}. Tick it for one, or add one.", "ksb", ksb.pk)
        for ksb in unjudged
    ]
    found += [
        Flaw(f"“{method}” looks at no KSB. Tick some, or remove it.", "method", method.pk)
        for method in methods
        if not method.ksbs.all()
    ]
    found += [flaw for method in methods for flaw in _flaws_in_criteria(method)]
    return found if list(gateway) else [*found, Flaw("Nothing is asked at the gateway. Add an item.")]


def _flaws_in_criteria(method: Method) -> list[Flaw]:
    looked_at = {ksb.pk for ksb in method.ksbs.all()}
    found = []
    for criterion in method.criteria.all():
        judged = list(criterion.ksbs.all())
        stray = [ksb.code for ksb in judged if ksb.pk not in looked_at]
        name = f"{criterion.code} of “{method}”"
        if not judged:
            words = f"{name} judges no KSB any more. Tick one, or remove it."
            found.append(Flaw(words, "criterion", criterion.pk))
        elif stray:
            words = f"{name} judges {', '.join(stray)}, which the method does not look at. Untick it there."
            found.append(Flaw(words, "criterion", criterion.pk))
        if criterion.status == Criterion.Status.OFFICIAL and not criterion.source:
            found.append(Flaw(f"{name} is called official. Say its source.", "criterion", criterion.pk))
    return found


def free_code(letter: str, taken: Collection[str]) -> str:
    """One past the highest: what had a code that is free may be remembered by it."""
    numbers = [int(code[1:]) for code in taken if code[:1] == letter and code[1:].isdecimal()]
    return f"{letter}{max(numbers, default=0) + 1}"


def numbered(ksbs: Iterable[Ksb]) -> dict[UUID, str]:
    """The code of each by its place among those of its kind: K1, K2, S1."""
    counts: Counter[str] = Counter()
    found = {}
    for ksb in ksbs:
        counts[ksb.kind] += 1
        found[ksb.pk] = f"{ksb.kind}{counts[ksb.kind]}"
    return found
