"""What a version of a pack brings beside the standard itself: evidence templates, and words on guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from standards.guidance_forms import LINKS, OwnGuidanceForm
from standards.library import LABELS
from standards.models import EvidenceTemplate, Prompt
from standards.models.own_guidance import SYNOPSIS
from standards.pack_reading import Node
from standards.records.values import Record
from standards.rules import MOST_QUESTIONS, Question, Wording, question_of

from .guidance import said_in
from .noting import Noted
from .syncing import check_fields
from .templates import PROMPT

MOST = 100
MOST_ROWS, MOST_CHARACTERS = 30, 20_000
LONGEST_SUMMARY, LONGEST_HELP = 500, 1000
OUR_KEYS = "own-"
SECTIONS = (SYNOPSIS, *LABELS)
TEMPLATE = ("key", "name", "evidence_kind", "group", "summary", "prompts")
QUESTION = tuple(name for name in PROMPT if name not in {"label", "position"})


@dataclass(frozen=True)
class GivenTemplate:
    """fits: GUIDs of the version's KSBs, the strongest first; None where the pack says nothing of them."""

    key: str
    evidence_kind: str
    wording: Wording
    fits: list[str] | None = None


@dataclass(frozen=True)
class GivenWords:
    """A provider's own words on one entry of the library. None: the pack says nothing of it."""

    key: str
    place: str
    additions: dict[str, str]
    links: list[dict[str, str]] | None = None
    hides_ours: bool | None = None


@dataclass
class Given(Noted):
    templates: list[GivenTemplate] = field(default_factory=list)
    words: list[GivenWords] = field(default_factory=list)


def given_in(record: Record) -> Given:
    """All that can be read, and what is wrong with the rest."""
    found = Given()
    if record.pack is None:
        return found
    node = Node("The pack", record.place, record.pack["version"], record.pack.get("lines", {}))
    guids = {ksb.code: str(ksb.guid) for ksb in record.ksbs if ksb.guid}
    with found.noting():
        for child in _children(node, "templates"):
            with found.noting():
                found.templates.append(_template(child, guids, {each.key for each in found.templates}))
    with found.noting():
        for child in _children(node, "guidance"):
            with found.noting():
                found.words.append(_words(child, {each.key for each in found.words}))
    return found


def _children(node: Node, name: str) -> list[Node]:
    found = node.children(name)
    if len(found) > MOST:
        raise node.child(name).error(f"these are more than {MOST}.")
    return found


def _template(node: Node, guids: Mapping[str, str], taken: set[str]) -> GivenTemplate:
    node.expect(TEMPLATE, ("fits",))
    key = node.text("key")
    if key in taken or key.startswith(OUR_KEYS):
        raise node.child("key").error(f'"{key}" is there twice, or begins with "{OUR_KEYS}".')
    words = {name: node.text(name).strip() for name in ("name", "group", "summary", "evidence_kind")}
    check_fields(node, EvidenceTemplate(key=key, position=1, **words))
    _refuse_long(node, "summary", words["summary"], LONGEST_SUMMARY)
    asked: dict[str, Question] = {}
    for child in node.children("prompts"):
        question = _question(child)
        if question.key in asked:
            raise child.error(f'"{question.key}" is there twice.')
        asked[question.key] = question
    if not 0 < len(asked) <= MOST_QUESTIONS:
        raise node.child("prompts").error(f"from 1 to {MOST_QUESTIONS} questions are expected here.")
    wording = Wording(words["name"], words["group"], words["summary"], tuple(asked.values()))
    fits = [_guid(each, guids) for each in node.children("fits")] if node.has("fits") else None
    return GivenTemplate(key, words["evidence_kind"], wording, fits)


def _question(node: Node) -> Question:
    node.expect(("key", "label"), QUESTION)
    said = node.mapping().items()
    prompt = Prompt(position=1, **{name: _stripped(value) for name, value in said})
    check_fields(node, prompt)
    _refuse_long(node, "help", prompt.help, LONGEST_HELP)
    for name, most in (("rows", MOST_ROWS), ("maximum_characters", MOST_CHARACTERS)):
        if not 0 < getattr(prompt, name) <= most:
            raise node.error(f'"{name}" is a number from 1 to {most}.')
    return question_of(prompt)


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _refuse_long(node: Node, name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise node.error(f'"{name}" has {len(text)} characters; {most} fit.')


def _guid(node: Node, guids: Mapping[str, str]) -> str:
    if node.value not in guids:
        raise node.error(f'the version has no KSB "{node.value}".')
    return guids[str(node.value)]


def _words(node: Node, taken: set[str]) -> GivenWords:
    """As far as the page on which an administrator writes them would take them."""
    node.expect(("key",), ("title", *SECTIONS, "links", "hides_ours"))
    key = node.text("key")
    if key in taken:
        raise node.child("key").error(f'"{key}" is there twice.')
    typed = QueryDict(mutable=True)
    typed["saves"] = "0"
    typed.update({name: _section(node, name) for name in SECTIONS if node.has(name)})
    for number, link in enumerate(node.children("links"), start=1):
        link.expect(("title", "url"))
        typed.update({f"{name}-{number}": link.text(name) for name in ("title", "url")})
    if len(node.children("links")) > LINKS:
        raise node.child("links").error(f"{LINKS} links are the most.")
    hides = node.mapping().get("hides_ours")
    if hides is True:
        typed["hides_ours"] = "on"
    elif hides is not None and hides is not False:
        raise node.child("hides_ours").error("true or false is expected here.")
    form = OwnGuidanceForm(typed, own=None)
    for name, errors in form.errors.items():
        raise node.error(f'"{name}" is not right: {" ".join(map(str, errors))}')
    said = form.words()
    links = said.links if node.has("links") else None
    return GivenWords(key, node.where, said.additions, links, hides)


def _section(node: Node, name: str) -> str:
    """A text, or a list of sentences as the library's own packs have them."""
    if not isinstance(node.child(name).value, list):
        return node.text(name)
    return "\n".join("\n".join(filter(None, said_in(child, name))) for child in node.children(name))
