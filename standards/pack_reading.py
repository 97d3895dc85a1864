"""Reading packs: YAML into checked nodes that know their place, and errors that name it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml import CSafeLoader  # ten times as quick, and as safe, as the one in Python

DEEPEST = 100


class PackError(Exception):
    """A pack cannot be loaded; the text says which file, where in it, and why."""


@dataclass(frozen=True)
class Node:
    """A piece of a pack, together with the file and the place it was read from."""

    file: str
    place: str
    value: object

    def error(self, sentence: str) -> PackError:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return PackError(f"{where}: {sentence}")

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
        return Node(self.file, self._below(name), self.mapping()[name])

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
            Node(self.file, self._below(f"{name} {number}"), value)
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

    def _below(self, name: str) -> str:
        return f"{self.place}, {name}" if self.place else name


def read_pack(path: Path, name: str) -> Node:
    try:
        return parsed(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise PackError(f"{name}: the file is not UTF-8 text.") from error


def parsed(text: str, name: str) -> Node:
    """name: what the errors call it. JSON is read as well, being YAML too."""
    try:
        refuse_traps(text, name)
        refuse_repeated_names(yaml.compose(text, Loader=CSafeLoader), name)
        root = Node(name, "", yaml.load(text, Loader=CSafeLoader))
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
