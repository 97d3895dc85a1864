"""What an archive calls things, and which of ours they are: standard, plan, KSBs, templates, methods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F

from accounts.models import Provider
from reports.archive.opening import ArchiveRefusedError
from reports.archive.reading import Written, text_of
from reports.archive.registers import PROMPT_FIELDS, TEMPLATE_FIELDS, criterion_key, template_written
from standards.models import (
    AssessmentPlan,
    Criterion,
    EvidenceTemplate,
    Ksb,
    Method,
    Prompt,
    ScenarioCard,
    StandardVersion,
)

NO_STANDARD = (
    "This portfolio is for {} version {}, which this site does not hold. Ask whoever runs the site to load "
    "that standard, then send the archive again."
)
BAD_TEMPLATE = (
    "The template “{}” in the archive cannot be read. Ask whoever made the archive for it once more. "
    "Nothing was brought in."
)


@dataclass
class Matched:
    """keys: for each model, ours by what the archive calls it. made: templates that will be added.

    by_guid, by_text: how many KSBs were recognised how. missing: those that were not. notes: for the preview.
    """

    version: StandardVersion
    plan: AssessmentPlan
    keys: dict[type, dict[str, Any]] = field(default_factory=dict)
    made: list[tuple[EvidenceTemplate, list[Prompt]]] = field(default_factory=list)
    by_guid: int = 0
    by_text: int = 0
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def match(written: Written, provider: Provider) -> Matched:
    about = written["apprenticeship"]
    version = _version(about, provider)
    plan, note = _plan(about, version, provider)
    matched = Matched(version, plan, notes=[note] if note else [])
    _match_ksbs(written, matched)
    _match_templates(written, provider, matched)
    criteria = Criterion.objects.filter(method__plan=plan).select_related("method", "area")
    matched.keys[Method] = {method.key: method for method in plan.methods.all()}
    matched.keys[Criterion] = {criterion_key(each): each for each in criteria}
    matched.keys[ScenarioCard] = {card.key: card for card in ScenarioCard.objects.filter(version=version)}
    return matched


def _mapping(row: Written, name: str) -> Mapping[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _version(about: Written, provider: Provider) -> StandardVersion:
    """One that can be used at the provider; of the same name, ours first."""
    standard = _mapping(about, "standard")
    reference, number = text_of(standard, "reference"), text_of(standard, "version")
    usable = StandardVersion.objects.usable_at(provider.pk)
    found = usable.filter(standard__reference=reference, version=number)
    version = found.select_related("standard").order_by(F("provider").asc(nulls_first=True)).first()
    if version is None:
        raise ArchiveRefusedError(NO_STANDARD.format(reference or "a standard without a number", number))
    return version


def _plan(about: Written, version: StandardVersion, provider: Provider) -> tuple[AssessmentPlan, str]:
    """The plan of the same name and version; else the newest published one, and a note that says so."""
    named = _mapping(about, "plan")
    name, number = text_of(named, "name"), text_of(named, "version")
    usable = AssessmentPlan.objects.usable_at(provider.pk).filter(version=version)
    same = usable.filter(name=name, plan_version=number).order_by("provider", "in_force_from", "pk").first()
    if same is not None:
        return same, ""
    ours_first = F("provider").asc(nulls_first=True)
    newest = usable.order_by(ours_first, "-in_force_from", "pk").first()
    if newest is None:
        raise ArchiveRefusedError(NO_STANDARD.format(version.standard.reference, version.version))
    return newest, f"The assessment plan “{name}” is not known here; “{newest.name}” takes its place."


def _match_ksbs(written: Written, matched: Matched) -> None:
    ours = list(Ksb.objects.filter(version=matched.version))
    by_guid = {str(ksb.guid): ksb for ksb in ours}
    by_text = {(ksb.code, ksb.statement): ksb for ksb in ours}
    found: dict[str, Any] = {}
    for row in written["ksbs"]:
        code = text_of(row, "code")
        if ksb := by_guid.get(text_of(row, "guid")):
            found[code], matched.by_guid = ksb, matched.by_guid + 1
        elif ksb := by_text.get((code, text_of(row, "statement", 100_000))):
            found[code], matched.by_text = ksb, matched.by_text + 1
        else:
            matched.missing.append(code)
    matched.keys[Ksb] = found


def _match_templates(written: Written, provider: Provider, matched: Matched) -> None:
    """The same words under the same key, ours or the provider's; else the provider gets it, not offered."""
    keys = [text_of(row, "key") for row in written["templates"]]
    known = EvidenceTemplate.objects.kept_at(provider.pk).filter(key__in=keys)
    ours = list(known.prefetch_related("prompts").ours_first())
    taken = {template.key for template in ours if template.provider_id}
    found: dict[str, Any] = {}
    for row in written["templates"]:
        key = text_of(row, "key")
        same = [each for each in ours if each.key == key and template_written(each) == _plain(row)]
        if same:
            found[key] = same[0]
        else:
            found[key] = _new_template(row, key, provider, taken, matched)
    matched.keys[EvidenceTemplate] = found


def _plain(row: Written) -> dict[str, Any]:
    prompts = row.get("prompts")
    listed = prompts if isinstance(prompts, list) else []
    return {
        **{name: row.get(name) for name in TEMPLATE_FIELDS},
        "prompts": [
            {name: prompt.get(name) for name in PROMPT_FIELDS}
            for prompt in listed
            if isinstance(prompt, dict)
        ],
    }


def _new_template(
    row: Written, key: str, provider: Provider, taken: set[str], matched: Matched
) -> EvidenceTemplate:
    plain = _plain(row)
    prompts = plain.pop("prompts")
    plain["key"] = key if key not in taken else f"{key[:50]}-{len(taken)}"
    taken.add(plain["key"])
    template = EvidenceTemplate(**plain, provider=provider, is_offered=False, position=len(taken))
    made = [Prompt(**prompt, template=template) for prompt in prompts]
    refuse_bad_template(template, made)
    matched.made.append((template, made))
    return template


def refuse_bad_template(template: EvidenceTemplate, prompts: Sequence[Prompt]) -> None:
    """Words, choices and numbers as the columns take them."""
    fits = template.fits
    try:
        template.clean_fields(exclude=["provider", "replaces"])
        for prompt in prompts:
            prompt.clean_fields(exclude=["template"])
    except ValidationError as error:
        raise ArchiveRefusedError(BAD_TEMPLATE.format(template.key[:60])) from error
    if not isinstance(fits, list) or not all(isinstance(code, str) for code in fits):
        raise ArchiveRefusedError(BAD_TEMPLATE.format(template.key[:60]))
