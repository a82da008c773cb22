"""Named types of a document, and the phrases of types that refer to them.

    # Data Structures        ## Lamp [/lamps/{id}]
    ## Lamp (object)         + Attributes
    + id: 1 (number)             + id: 1 (number)

Names and members enter; phrases as tables have them leave: "array of [Lamp](#type-lamp)".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from docgen.reading.blueprint.members import Member, TypeWords
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Block, Heading
from docgen.reading.type_words import type_name
from docgen.records import replace

_SIMPLE = frozenset({"any", "string", "number", "integer", "boolean"})
_PRIMITIVES = _SIMPLE | {"object"}
_DEEPEST = 10  # types in types
_MOST_ALIKE = 20  # types of the same words that another may equal
_MOST_COPIED = 200  # members of a type, before no more are repeated where it is included


@dataclass(slots=True)
class Structure:
    """A type that the document names."""

    name: str
    type: TypeWords
    members: tuple[Member, ...]
    values: tuple[Member, ...]
    heading: Heading
    about: Sequence[Block] = ()

    @property
    def id(self) -> str:
        return f"type-{slug(self.name)}"


@dataclass(slots=True)
class Structures:
    """The named types of a document."""

    of_names: dict[str, Structure] = field(default_factory=dict[str, Structure])
    depth: int = 0  # of the types in types that are collected
    # The types without names of their own, by the words that they are called by.
    of_words: dict[str, list[tuple[str, list[tuple[str, TypeWords]]]]] = field(
        default_factory=dict[str, list[tuple[str, list[tuple[str, TypeWords]]]]]
    )
    # The members of each, those of its base and of what it includes too; empty while they are collected.
    collected: dict[str, tuple[Member, ...]] = field(default_factory=dict[str, tuple[Member, ...]])

    def add(self, structure: Structure) -> None:
        """Adds a type; the first of a name counts."""
        self.of_names.setdefault(structure.name.lower(), structure)

    def find(self, name: str) -> Structure | None:
        return self.of_names.get(name.lower())

    def named(self, words: str, members: tuple[Member, ...], heading: Heading) -> str:
        """The name of a type for a content without one: these words, with a number where others have them."""
        shape = [(member.name, member.type) for member in members]
        same = self.of_words.setdefault(words.lower(), [])
        for name, known in same[:_MOST_ALIKE]:
            if known == shape:
                return name
        name = f"{words} {len(same) + 1}" if same else words
        while self.find(name):
            name += " content"
        same.append((name, shape))
        self.add(Structure(name, TypeWords(""), members, (), heading))
        return name

    def refers(self, member: Member) -> bool:
        """Whether a member, or a part of it, is of a named type."""
        words = (
            words for each in (member, *member.below) for words in (each.type, *each.type.items)
        )
        return any(self.find(name) for each in words for name in each.names)

    def phrase(self, words: TypeWords) -> str:
        """A type as cells have it."""
        if words.items:
            inner = " or ".join(map(self.phrase, words.items))
            return f"array of {inner}" if words.kind == "array" else inner
        names = [self._name(name, _DEEPEST) for name in words.names]
        match words.kind:
            case "array":
                return f"array of {' or '.join(names)}" if names else "array"
            case "enum":
                return names[0] if names else "string"
            case _:
                return names[0] if names else "string"

    def _name(self, name: str, depth: int) -> str:
        if name.lower() in _PRIMITIVES:
            return name.lower()
        known = self.find(name)
        if known is None or not depth:
            return name
        if known.type.kind == "array" and not known.type.items:
            names = known.type.names
            inner = self._name(names[0], depth - 1) if len(names) == 1 else " or ".join(names)
            return f"array of {inner or self._item(known, depth)}"
        if known.type.items:
            return self.phrase(known.type)
        is_object = bool(known.members or known.values or not known.type.names)
        if not is_object and known.type.names[0].lower().partition("(")[0] in _SIMPLE:
            return known.type.names[0].lower()
        # As one word: "List of lamps" is a name here.
        return f"[{type_name(known.name)}](#{known.id})"

    def _item(self, known: Structure, depth: int) -> str:
        """The type in an array that lists it: "+ (Lamp)"."""
        inner = next((m.type for m in known.members if not m.name and m.type.names), None)
        return self._name(inner.names[0], depth - 1) if inner else "strings"

    def all_members(self, words: TypeWords) -> tuple[Member, ...]:
        """The members that a named type has, those of its base too."""
        known = self.find(words.names[0]) if words.names else None
        if known is None:
            return ()
        if known.name not in self.collected and self.depth < _DEEPEST:
            self.collected[known.name] = ()  # of a type that includes itself
            self.depth += 1
            base = () if known.type.kind else self.all_members(known.type)
            found = self.expanded((*base, *known.members))
            self.collected[known.name] = found[:_MOST_COPIED]
            self.depth -= 1
        return self.collected.get(known.name, ())

    def expanded(self, members: Iterable[Member]) -> tuple[Member, ...]:
        """Members, with those of the types that they include; of several of a name the last counts."""
        found: dict[str, Member] = {}
        for member in members:
            inner = self.all_members(member.type) if not member.name else ()
            for each in inner or (member,):
                key = each.name or self.phrase(each.type)
                found.pop(key, None)
                found[key] = each
        return tuple(found.values())

    def settled(self, member: Member) -> Member:
        """A member whose type is said by what is below it: "lamps (array)" with "(Lamp)"."""
        below = member.below
        unnamed = [each for each in below if not each.name]
        kind, names = member.type.kind, member.type.names
        if kind == "array" and not names:
            inner = dict.fromkeys(n for each in unnamed for n in each.type.names or ("object",))
            parts = tuple(part for each in unnamed for part in each.below)
            named = tuple(each for each in below if each.name and _is_stated(each))
            inner = inner or dict.fromkeys(("object",) if named else ("string",))
            return replace(
                member, type=TypeWords("array", tuple(inner)), below=self.expanded((*parts, *named))
            )
        if kind == "array":
            listed = [part for each in below for part in (each.below if not each.name else (each,))]
            parts = tuple(part for part in listed if _is_stated(part))
            return replace(member, below=self.expanded(parts))
        is_object = not kind and [n.lower() for n in names] in ([], ["object"])
        if is_object and len(below) == 1 and unnamed and unnamed[0].type.names:
            return replace(member, type=unnamed[0].type, below=())
        if is_object and below:
            return replace(member, type=TypeWords("", ("object",)), below=self.expanded(below))
        return member


def _is_stated(member: Member) -> bool:
    """Whether a member in an array is one of its objects, not a sample of a value."""
    return bool(member.type.names or member.type.kind or member.sample or member.below)
