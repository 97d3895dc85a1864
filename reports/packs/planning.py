"""What goes into a pack, where, and what stays out: worked out before a byte is written. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portfolio.file_types import BY_MEDIA_TYPE, PLAYED
from portfolio.rules import counted, size_in_words
from reports.models.house import Originals, Shape
from reports.packs.naming import Names, filled, safe, with_ending
from reports.showcase import Showcase, ShowcaseEvidence, ShowcaseFile
from standards.words import capitalised

FOLDERS = {"mapping": "Mapping", "documents": "Portfolio", "evidence": "Evidence"}
INDEX = "index.html"
Rules = Mapping[str, Any]


class DoesNotFitError(Exception):
    """The house rules do not allow it. The message is a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One original in the pack. number: of its piece; place: among that piece's files; both from 1."""

    number: int
    place: int
    path: str
    file: ShowcaseFile


@dataclass(frozen=True, slots=True)
class LeftOut:
    number: int
    name: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """Paths of everything in the pack, and what stays out."""

    pdf: str
    book: str
    sheet: str
    packed: list[Packed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def path_of(self, number: int, place: int) -> str:
        found = (one.path for one in self.packed if (one.number, one.place) == (number, place))
        return next(found, "")

    @property
    def size(self) -> int:
        return sum(one.file.size for one in self.packed)


def plan_for(showcase: Showcase, rules: Rules) -> Plan:
    """rules: the snapshot of house rules. Raises DoesNotFitError."""
    limit = rules["evidence_limit"]
    if limit and len(showcase.evidence) > limit:
        raise DoesNotFitError(too_many(rules["name"], limit, len(showcase.evidence), showcase.words.showcase))
    names, folders = Names(), {**FOLDERS, **rules["folders"]}
    whole = {
        "apprentice": showcase.apprentice,
        "standard": showcase.reference,
        "provider": showcase.provider,
        "showcase": capitalised(showcase.words.showcase),
        "date": showcase.made_on.isoformat(),
    }
    names.of("", INDEX)
    documents, mapping = (_folder(folders[name]) for name in ("documents", "mapping"))
    plan = Plan(
        pdf=names.of(documents, f"{filled(rules['pdf_name'], whole)}.pdf"),
        book=names.of(mapping, "Mapping.xlsx"),
        sheet=names.of(mapping, "Mapping.pdf"),
    )
    if rules["shape"] == Shape.FOLDER:
        for piece in showcase.evidence:
            _add(plan, piece, rules, names, _folder(folders["evidence"]), whole)
    _fits(plan, rules)
    return plan


def too_many(name: str, limit: int, chosen: int, called: str) -> str:
    """called: the showcase, by the plan."""
    return (
        f"{name} takes {counted(limit, 'piece')} at most, and {chosen} are chosen. "
        f"Take {chosen - limit} out of the {called}, or choose other house rules."
    )


def _folder(name: str) -> str:
    return f"{safe(name)}/"


def _add(
    plan: Plan, piece: ShowcaseEvidence, rules: Rules, names: Names, folder: str, whole: Mapping[str, str]
) -> None:
    values = {
        **whole,
        "number": f"{piece.number:02}",
        "title": piece.title,
        "ksbs": "-".join(claim.code for claim in piece.claims if claim.belongs),
    }
    inside = folder + safe(filled(rules["piece_folder"], values)) + "/"
    for place, file in enumerate(files_of(piece), start=1):
        reason = why_left_out(file, rules)
        if reason:
            plan.left_out.append(LeftOut(piece.number, file.name, reason))
            continue
        stem = file.name.rpartition(".")[0] or file.name
        name = filled(rules["file_name"], {**values, "place": str(place), "file": stem})
        path = names.of(inside, with_ending(name, file.name))
        plan.packed.append(Packed(piece.number, place, path, file))


def files_of(piece: ShowcaseEvidence) -> Iterator[ShowcaseFile]:
    """Its files in their order, then what was spoken about it."""
    yield from piece.files
    yield from piece.recordings


def why_left_out(file: ShowcaseFile, rules: Rules) -> str:
    """As a sentence; blank for what belongs into the pack."""
    known = BY_MEDIA_TYPE.get(file.media_type)
    is_played = known is not None and known.kind in PLAYED
    if rules["originals"] == Originals.NONE or (rules["originals"] == Originals.RECORDINGS and not is_played):
        return "It is shown in the PDF; the house rules ask for no original of it."
    largest = rules["largest_file_bytes"]
    if largest and file.size > largest:
        return f"It has {size_in_words(file.size)}; the house rules take {size_in_words(largest)} a file."
    return ""


def _fits(plan: Plan, rules: Rules) -> None:
    largest = rules["largest_pack_bytes"]
    if largest and plan.size > largest:
        raise DoesNotFitError(
            f"The originals have {size_in_words(plan.size)} together, and {rules['name']} takes "
            f"{size_in_words(largest)}. Choose house rules with fewer originals, or fewer pieces."
        )
