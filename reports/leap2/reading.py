"""Reads a Leap2A feed into pieces. Whatever has no home of its own becomes words in one of them."""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, tostring  # nosec B405  # the name of a type; defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from reports.archive.opening import ArchiveRefusedError, SafeZip
from reports.leap2 import ATOM, FEED, RDF
from reports.leap2.texts import read_markup

LARGEST_FEED = 32_000_000
MOST_ELEMENTS, DEEPEST = 300_000, 100
MOST_PIECES = 400
NOT_LEAP2A = "This is not a Leap2A file: there is no leap2a.xml in it. In Mahara, choose Export, then Leap2A."
UNREADABLE = "leap2a.xml cannot be read: it is not well-formed. Export it once more, and send that."
FORBIDDEN = "leap2a.xml declares entities or a document type, which no portfolio needs. It was not read."
TOO_MUCH = f"This file holds more than {MOST_PIECES} pieces. Export fewer at once, one after the other."
WHAT = {
    "entry": "Written entry",
    "resource": "File or link",
    "publication": "Publication",
    "achievement": "Achievement",
    "ability": "Ability",
    "activity": "Activity",
    "meeting": "Meeting",
    "plan": "Plan",
    "selection": "Collection",
    "person": "Person",
    "organization": "Organisation",
    "affiliation": "Place in an organisation",
}
FROM_OTHERS = "is_part_of"
WEB = ("http://", "https://")
HAS = "has_part"
WHOLES = {HAS, "related", "has_evidence", "is_supported_by"}
SAID_ELSEWHERE = {"title", "id", "updated", "published", "summary", "content", "link", "category", "author"}


@dataclass
class Item:
    """One entry of the feed. links: relation and address. names: what its words show. file: its own bytes."""

    id: str
    kind: str
    title: str
    text: str
    on: str
    tags: list[str]
    links: list[tuple[str, str]]
    names: list[str]
    others: list[str]
    file: str = ""


@dataclass
class Piece:
    """What becomes one draft. files: path in the archive and the name it goes by."""

    id: str
    title: str
    what: str
    on: str
    text: str
    files: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Leap2a:
    author: str
    pieces: Sequence[Piece]
    notes: Sequence[str]


def read_leap2a(archive: SafeZip) -> Leap2a:
    feed = next((name for name in sorted(archive.names, key=len) if name.rpartition("/")[2] == FEED), "")
    if not feed:
        raise ArchiveRefusedError(NOT_LEAP2A)
    root = parsed(archive.read(feed, LARGEST_FEED))
    if local(root) != "feed":
        raise ArchiveRefusedError(NOT_LEAP2A)
    items = [item_of(entry) for entry in root if local(entry) == "entry"]
    folder = feed.rpartition("/")[0]
    notes: list[str] = []
    for item in items:
        item.file = inside(item.file, folder, archive, notes)
    pieces = arranged(items)
    if len(pieces) > MOST_PIECES:
        raise ArchiveRefusedError(TOO_MUCH)
    return Leap2a(text_in(root, "author/name"), pieces, notes)


def parsed(content: bytes) -> Element:
    """With no entity, no document type and no end of nesting."""
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            count += event == "start"
            root = element if root is None else root
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise ArchiveRefusedError(UNREADABLE)
    except DefusedXmlException as error:
        raise ArchiveRefusedError(FORBIDDEN) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArchiveRefusedError(UNREADABLE) from error
    if root is None:
        raise ArchiveRefusedError(UNREADABLE)
    return root


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def text_in(element: Element, path: str) -> str:
    found = element.find("/".join(f"{{{ATOM}}}{step}" for step in path.split("/")))
    return "".join(found.itertext()).strip() if found is not None else ""


def item_of(entry: Element) -> Item:
    content = entry.find(f"{{{ATOM}}}content")
    text, names = said(content)
    summary, shown = said(entry.find(f"{{{ATOM}}}summary"))
    links = [(bare(link.get("rel", "")), link.get("href", "")) for link in entry if local(link) == "link"]
    enclosed = [href for relation, href in links if relation == "enclosure"]
    src = content.get("src", "") if content is not None else ""
    return Item(
        id=text_in(entry, "id"),
        kind=kind_of(entry),
        title=" ".join(text_in(entry, "title").split()),
        text="\n\n".join(part for part in (summary if summary != text else "", text) if part),
        on=day_in(text_in(entry, "published")) or day_in(text_in(entry, "updated")),
        tags=sorted({tag for tag in map(tag_of, entry) if tag}),
        links=links,
        names=[*names, *shown],
        others=list(other_words(entry)),
        file=src or next(iter(enclosed), ""),
    )


def day_in(text: str) -> str:
    """The day that a moment begins with; blank where there is none in any calendar."""
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def said(element: Element | None) -> tuple[str, list[str]]:
    """Text, HTML or XHTML as paragraphs, and the addresses in it."""
    if element is None:
        return "", []
    kind = element.get("type", "text")
    if kind == "xhtml":
        return read_markup("".join(tostring(child, encoding="unicode", method="html") for child in element))
    text = "".join(element.itertext()).strip()
    return read_markup(text) if kind in {"html", "text/html"} else (text, [])


def kind_of(entry: Element) -> str:
    """Written as `leap2:entry`, `leaptype:entry` or as the whole address of either."""
    types = [each.get(f"{{{RDF}}}resource", "") for each in entry if local(each) == "type"]
    known = [bare(each) for each in types if bare(each) in WHAT]
    return known[0] if known else "entry"


def bare(name: str) -> str:
    """Without prefix or namespace: of `leap2:has_part` and of both whole addresses, `has_part`."""
    for mark in ("#", "/", ":"):
        name = name.rpartition(mark)[2]
    return name


def tag_of(element: Element) -> str:
    return (element.get("label") or element.get("term") or "").strip() if local(element) == "category" else ""


def other_words(entry: Element) -> Iterator[str]:
    """Dates, persondata, statuses: whatever else stands there, as one line each."""
    for element in entry.iter():
        if local(element) in SAID_ELSEWHERE:
            continue
        words = (element.text or "").strip()
        if (
            words
            and element is not entry
            and not str(element.tag).startswith("{http://www.w3.org/1999/xhtml")
        ):
            about = [value for key, value in sorted(element.attrib.items()) if value]
            label = ", ".join([local(element).replace("_", " ").capitalize(), *map(bare, about)])
            yield f"{label}: {words}"


def inside(address: str, folder: str, archive: SafeZip, notes: list[str]) -> str:
    """The member that a relative address names; blank for the web and, with a note, for what is missing."""
    if not address or "://" in address or address.startswith(("portfolio:", "mailto:", "#")):
        return ""
    for name in (unquote(address), address):
        path = normpath(f"{folder}/{name}" if folder else name)
        if path in archive:
            return path
    notes.append(f"The file “{unquote(address)[-100:]}” is named in the export but missing from it.")
    return ""


def arranged(items: Sequence[Item]) -> list[Piece]:
    """Files go with what shows them, collections are written on their parts; the rest stands for itself."""
    known = {item.id: item for item in items if item.id}
    owners: dict[str, str] = {}
    within: dict[str, list[str]] = {}
    for whole, part in parts_in(items, known):
        if known[whole].kind == "selection":
            within.setdefault(part, []).append(known[whole].title)
        elif known[part].file and not known[whole].file:
            owners.setdefault(part, whole)
    pieces = [piece_of(item, within.get(item.id, [])) for item in items]
    by_id = {piece.id: piece for piece in pieces}
    for part, whole in owners.items():
        by_id[whole].files += by_id[part].files
        if known[part].text:
            by_id[whole].text += f"\n\n{known[part].title}: {known[part].text}"
    told = {title for titles in within.values() for title in titles}
    return [
        piece
        for item, piece in zip(items, pieces, strict=True)
        if item.id not in owners and not (item.kind == "selection" and item.title in told and not item.text)
    ]


def parts_in(items: Sequence[Item], known: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    """Whole and part, however either of them says so; each pair once."""
    pairs = dict.fromkeys(
        pair
        for item in items
        for relation, address in [*item.links, *((HAS, name) for name in item.names)]
        for pair in [(address, item.id) if relation == FROM_OTHERS else (item.id, address)]
        if relation in {FROM_OTHERS, *WHOLES}
    )
    for whole, part in pairs:
        if whole != part and whole in known and part in known:
            yield whole, part


def piece_of(item: Item, within: Sequence[str]) -> Piece:
    what = WHAT[item.kind]
    title = item.title or what
    lines = [item.text, *item.others]
    web = [href for relation, href in item.links if relation != "self" and href.startswith(WEB)]
    lines += [f"Link: {href}" for href in dict.fromkeys(web)]
    if within:
        lines.append(f"From: {', '.join(dict.fromkeys(within))}")
    if item.tags:
        lines.append(f"Tags: {', '.join(item.tags)}")
    lines.append(f"({what}, brought along from another portfolio)")
    text = "\n\n".join(line for line in lines if line)
    name = item.file.rpartition("/")[2]
    files = [(item.file, item.title if "." in item.title else name)] if item.file else []
    return Piece(item.id, title, what, item.on, text, files)
