"""Read the small part of YAML in which law is written, with the place of every word.

Every scalar stays text: its schema says later what it is. What makes YAML treacherous for law is
refused: duplicate keys (PyYAML lets the second win in silence), anchors, aliases, merge keys, tags,
several documents, and files too large or too deep to have been written by hand.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import yaml

from praja.rules.errors import LawError
from praja.rules.schema import Place

LARGEST_FILE = 2_000_000
MOST_NODES = 200_000
DEEPEST = 20

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclasses.dataclass(frozen=True, slots=True)
class Scalar:
    """A word or a text, as written."""

    text: str
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class Mapping:
    """Names and what they stand for, in the order of the file, each name once."""

    entries: dict[str, Node]
    places: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


def read_yaml(text: str, *, file: str) -> Node | None:
    """Return the document in `text`, or None when it is empty.

    :raises LawError: naming the line, if the text is not the YAML described above
    """
    if len(text) > LARGEST_FILE:
        raise LawError(
            f"Berkas lebih besar dari {LARGEST_FILE} huruf; bagi menjadi beberapa berkas.",
            place=Place(file, 1),
        )
    try:
        return _Builder(file, yaml.parse(text, Loader=_Loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
        raise LawError(f"YAML tidak terbaca: {error.problem or error.context}.", place=place) from None
    except (yaml.YAMLError, ValueError, UnicodeError, RecursionError) as error:
        first = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise LawError(f"YAML tidak terbaca: {first}.", place=Place(file, 1)) from None


class _Builder:
    """Builds the tree from the parser's events, so that anchors and tags can be seen and refused."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self.file = file
        self.events = events
        self.nodes = 0

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise LawError("Satu berkas memuat satu dokumen; hapus '---'.", place=self.place(event))
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
                root = self.node(event, 1)
        if isinstance(root, Scalar) and root.text.strip() == "":
            return None
        return root

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        place = self.place(event)
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise LawError("Berkas terlalu besar atau terlalu dalam.", place=place)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise LawError("Jangkar (&) dan rujukan (*) YAML tidak boleh; tulis isinya.", place=place)
        if event.tag is not None:
            raise LawError("Tanda jenis YAML (!) tidak boleh; tulis teksnya saja.", place=place)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Sequence(tuple(items), place)
        return self.mapping(depth, place)

    def mapping(self, depth: int, place: Place) -> Mapping:
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise LawError("Nama harus berupa satu kata.", place=key.place)
            if key.text == "<<":
                raise LawError("Gabungan (<<) YAML tidak boleh; tulis isinya.", place=key.place)
            if key.text in entries:
                raise LawError(
                    f"'{key.text}' sudah ada di baris {places[key.text].line}; hapus salah satu.",
                    place=key.place,
                )
            places[key.text] = key.place
            entries[key.text] = self.node(next(self.events), depth + 1)
        return Mapping(entries, places, place)
