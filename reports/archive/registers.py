"""Whom and what the rows of an archive name: people, KSBs, templates, methods, criteria and files."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from portfolio.file_types import BY_MEDIA_TYPE, clean_name
from portfolio.handing import Handed, as_it_came, clean
from portfolio.models import Apprenticeship, StoredFile
from reports.archive import FILES
from reports.archive.gathering import Gathered
from reports.archive.naming import folder_name
from standards.models import Criterion, EvidenceTemplate, Ksb, Method, ScenarioCard

REJECTED = "It was refused when it was checked, and is kept back: {}"
UNCHECKED = "It was still being checked when the archive was made. Ask for the archive once more."


class People:
    """Keys p1, p2 … in the order in which people are first named."""

    def __init__(self) -> None:
        self.keys: dict[UUID, str] = {}

    def key(self, user_id: UUID | None) -> str | None:
        return None if user_id is None else self.keys.setdefault(user_id, f"p{len(self.keys) + 1}")

    def written(self, apprenticeship: Apprenticeship) -> list[dict[str, Any]]:
        """Addresses are nobody's but the apprentice's, who is found by it where the archive arrives."""
        users = User.objects.in_bulk(self.keys)
        return [
            {
                "key": key,
                "id": str(pk),
                "name": users[pk].own_name,
                "organisation": users[pk].elsewhere or apprenticeship.provider.name,
                "email": users[pk].email if pk == apprenticeship.apprentice_id else "",
            }
            for pk, key in self.keys.items()
        ]


@dataclass(frozen=True)
class Packed:
    """A file that travels: where it lies in the archive, and the bytes in storage that go there."""

    path: str
    handed: Handed
    copy_of: str
    withheld: str

    @property
    def written(self) -> dict[str, Any]:
        return {
            "sha256": self.handed.sha256,
            "path": self.path,
            "size": self.handed.size,
            "media_type": self.handed.media_type,
            "copy_of": self.copy_of,
            "withheld": self.withheld,
        }


class Files:
    """Each file once, under the name of its first use: its owner's original, or the copy that others get."""

    def __init__(self, gathered: Gathered) -> None:
        self.is_own = gathered.is_own
        self.stored = gathered.files
        self.packed: dict[str, Packed] = {}
        self.places = _places(gathered)

    def key(self, file_id: UUID | None) -> str | None:
        if file_id is None:
            return None
        file = self.stored[file_id]
        folder, name = self.places.get(file_id, (f"{FILES}other", file.sha256[:16]))
        handed = as_it_came(file, name) if self.is_own else clean(file, name)
        if handed.sha256 not in self.packed:
            self.packed[handed.sha256] = _packed(file, handed, folder, self._why_withheld(file))
        return handed.sha256

    def _why_withheld(self, file: StoredFile) -> str:
        """Nobody but its owner is handed what was not found to be safe yet: it has no clean copy."""
        if file.state == StoredFile.State.REJECTED:
            return REJECTED.format(file.reason)
        return "" if self.is_own or file.is_safe else UNCHECKED

    def written(self) -> list[dict[str, Any]]:
        return [self.packed[sha256].written for sha256 in sorted(self.packed)]


def _packed(file: StoredFile, handed: Handed, folder: str, withheld: str) -> Packed:
    name = handed.name
    if "." not in name:
        name = clean_name(name, BY_MEDIA_TYPE[handed.media_type])
    copy_of = file.sha256 if handed.sha256 != file.sha256 else ""
    return Packed("" if withheld else f"{folder}/{name}", handed, copy_of, withheld)


def _places(gathered: Gathered) -> dict[UUID, tuple[str, str]]:
    """For each attached file a folder named by its piece, and a name that nothing else there has."""
    places: dict[UUID, tuple[str, str]] = {}
    taken: set[str] = set()
    numbers = {row.pk: number for number, row in enumerate(gathered.rows_in_order(), start=1)}
    for revision in gathered.revisions():
        folder = f"{FILES}{numbers[revision.evidence_id]:03d}-{folder_name(revision.title)}"
        for row in gathered.attachments_of(revision):
            if row.file_id not in places:
                name, number = row.name, 1
                while f"{folder}/{name}".casefold() in taken:
                    number += 1
                    name = f"{number}-{row.name}"
                taken.add(f"{folder}/{name}".casefold())
                places[row.file_id] = folder, name
    return places


def criterion_key(criterion: Criterion) -> str:
    area = criterion.area.key if criterion.area else ""
    return f"{criterion.method.key}/{area}/{criterion.code}"


class Reference:
    """What the standard and its plan call things, by the ids that rows hold."""

    def __init__(self, apprenticeship: Apprenticeship, templates: set[UUID]) -> None:
        version, plan = apprenticeship.version_id, apprenticeship.plan_id
        self.ksbs = list(Ksb.objects.filter(version=version).select_related("area").order_by("position"))
        self.templates = list(
            EvidenceTemplate.objects.filter(pk__in=templates).prefetch_related("prompts").order_by("key")
        )
        criteria = Criterion.objects.filter(method__plan=plan).select_related("method", "area")
        scenarios = ScenarioCard.objects.filter(version=version)
        self.keys: dict[type, dict[Any, str]] = {
            Ksb: self._earlier(apprenticeship) | {ksb.pk: ksb.code for ksb in self.ksbs},
            EvidenceTemplate: {template.pk: template.key for template in self.templates},
            Method: {method.pk: method.key for method in Method.objects.filter(plan=plan)},
            Criterion: {each.pk: criterion_key(each) for each in criteria},
            ScenarioCard: {card.pk: card.key for card in scenarios},
        }

    def _earlier(self, apprenticeship: Apprenticeship) -> dict[Any, str]:
        """KSBs that hours, requests and testimonies named before a move, by the codes they have now."""
        code_of = {ksb.guid: ksb.code for ksb in self.ksbs}
        left = Ksb.objects.filter(version__plans__version_moves_away__apprenticeship=apprenticeship)
        return {pk: code_of[guid] for pk, guid in left.values_list("pk", "guid") if guid in code_of}

    def written_ksbs(self) -> list[dict[str, Any]]:
        return [
            {
                "code": ksb.code,
                "guid": str(ksb.guid),
                "kind": ksb.kind,
                "area": ksb.area.title,
                "title": ksb.title,
                "statement": ksb.statement,
            }
            for ksb in self.ksbs
        ]

    def written_templates(self) -> list[dict[str, Any]]:
        return [template_written(template) for template in self.templates]


TEMPLATE_FIELDS = ("key", "name", "evidence_kind", "group", "summary", "fits")
PROMPT_FIELDS = (
    "key",
    "kind",
    "label",
    "help",
    "placeholder",
    "rows",
    "is_required",
    "maximum_characters",
    "position",
)


def template_written(template: EvidenceTemplate) -> dict[str, Any]:
    prompts = [{name: getattr(prompt, name) for name in PROMPT_FIELDS} for prompt in template.prompts.all()]
    return {**{name: getattr(template, name) for name in TEMPLATE_FIELDS}, "prompts": prompts}
