"""Reading packs: YAML into checked nodes that know their place, and errors that name it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from yaml import CSafeLoader  # ten times as quick, and as safe, as the one in Python

DEEPEST = 100


class PackError(Exception):
    """A pack cannot be loaded; the text says which file, where in it, and why.

    where, sentence: the same apart, without the file.
    """

    def __init__(self, text: str, where: str = "", sentence: str = "") -> None:
        super().__init__(text)
        self.where, self.sentence = where, sentence or text


@dataclass(frozen=True)
class Node:
    """A piece of a pack, together with the file and the place it was read from.

    lines: of the file, by place, as far as they are known.
    """

    file: str
    place: str
    value: object
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def where(self) -> str:
        line = [f"line {self.lines[self.place]}"] if self.place in self.lines else []
        return ", ".join([*line, self.place] if self.place else line)

    def error(self, sentence: str) -> PackError:
        place = ", ".join(filter(None, [self.file, self.where]))
        return PackError(f"{place}: {sentence}", self.where, sentence)

    def mapping(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.error("names with values are expected here.")
        return self.value

    def expect(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        names = self.mapping().keys()
        for name in required:
            if name not in names:
                raise self.error(f'"{name}" is missing.')
        for name in names:
            if name not in required and name not in optional:
                raise self.error(f'"{name}" is not known here.')

    def has(self, name: str) -> bool:
        return name in self.mapping()

    def child(self, name: str) -> Node:
        if not self.has(name):
            raise self.error(f'"{name}" is missing.')
        return replace(self, place=below(self.place, name), value=self.mapping()[name])

    def text(self, name: str) -> str:
        child = self.child(name)
        if not isinstance(child.value, str):
            raise child.error("text is expected here; put numbers in quotation marks.")
        return child.value

    def children(self, name: str) -> list[Node]:
        """The members of the list of that name; none when it is not there."""
        values = self.mapping().get(name, [])
        if not isinstance(values, list):
            raise self.child(name).error("a list is expected here.")
        return [
            replace(self, place=below(self.place, f"{name} {number}"), value=value)
            for number, value in enumerate(values, start=1)
        ]

    def members(self, name: str) -> list[tuple[str, Node]]:
        """The named members of the mapping of that name; none when it is not there."""
        if not self.has(name):
            return []
        parent = self.child(name)
        return [(str(key), parent.child(key)) for key in parent.mapping()]

    def pick(self, names: Collection[str]) -> dict[str, object]:
        return {name: value for name, value in self.mapping().items() if name in names}


def below(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name


def read_pack(path: Path, name: str) -> Node:
    try:
        return parsed(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise PackError(f"{name}: the file is not UTF-8 text.") from error


def parsed(text: str, name: str, *, with_lines: bool = False) -> Node:
    """name: what the errors call it. JSON is read as well, being YAML too."""
    try:
        refuse_traps(text, name)
        tree = yaml.compose(text, Loader=CSafeLoader)
        refuse_repeated_names(tree, name)
        lines = dict(lines_in(tree, "")) if with_lines else {}
        root = Node(name, "", yaml.load(text, Loader=CSafeLoader), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PackError(f"{name}, line {line}: this is not YAML ({error.problem}).") from error
    except (yaml.YAMLError, ValueError) as error:
        raise PackError(f"{name}: this is not YAML.") from error
    except RecursionError as error:
        raise PackError(f"{name}: this is nested too deeply to be a pack.") from error
    root.mapping()
    return root


def refuse_traps(text: str, file: str) -> None:
    """Before anything is made of it, as both take all memory.

    A few lines that refer to each other stand for more than any holds, and so does what is nested deeply.
    """
    depth = 0
    for event in yaml.parse(text, Loader=CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise PackError(f"{file}, line {line}: write it out; references are not read.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise PackError(f"{file}, line {line}: this is nested too deeply to be a pack.")


def refuse_repeated_names(node: yaml.Node | None, file: str) -> None:
    """YAML lets the last of two equal names win in silence; a pack must not lose a line so."""
    if isinstance(node, yaml.MappingNode):
        seen: set[object] = set()
        for name, value in node.value:
            if name.value in seen:
                line = name.start_mark.line + 1
                raise PackError(f'{file}, line {line}: "{name.value}" is there twice.')
            seen.add(name.value)
            refuse_repeated_names(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            refuse_repeated_names(value, file)


def lines_in(node: yaml.Node | None, place: str) -> Iterator[tuple[str, int]]:
    """The line of each place as a `Node` calls it."""
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        here = below(place, str(name.value))
        yield here, name.start_mark.line + 1
        yield from lines_in(value, here)
        members = value.value if isinstance(value, yaml.SequenceNode) else ()
        for number, member in enumerate(members, start=1):
            yield f"{here} {number}", member.start_mark.line + 1
            yield from lines_in(member, f"{here} {number}")
