"""Samples against the types that the documentation gives their values.

A linked `Spec` enters; diagnostics leave, each at the value itself. Nothing else needs them, so another
process may look for them meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import Near, Suggestions
from docgen.reading.dialects.dialect import Dialect
from docgen.records import Record, replace
from docgen.spec.documented_messages import Placeholder
from docgen.spec.model import Body, Enum, Spec
from docgen.spec.primitives import PRIMITIVES, is_base64
from docgen.spec.sample_values import Pointer, TypedValue, Walker, contents
from docgen.spec.types import STRING, TypeUse, use_of
from docgen.syntax.lenient_json import place_of
from docgen.syntax.naming import simple

_FACET = re.compile(r"\([^()]*\)$")
_PLACEHOLDER = re.compile(r"[\w.-]+-value|<.*>|\{.*\}|.*(?:\.\.\.|…)|@odata\.type:.*|")
_NEAR_KEY = 0.8  # of two names alike: one is taken for the other
_LONG_KEY = 9  # characters; two long names may share most of theirs and mean different things


class SampleChecks(Record, frozen=True, kw_only=True):
    """What was noticed of the values in samples."""

    diagnostics: tuple[Diagnostic, ...]
    placeholders: tuple[Placeholder, ...]


def check_samples(spec: Spec, dialect: Dialect) -> SampleChecks:
    """Values that do not fit (DG332), members that no enumeration has (DG333), keys that no table
    has (DG334), and placeholders (DG336).
    """
    checker = _Checker(dialect, Walker(spec.types, spec.enums))
    for operation in (*spec.operations, *spec.webhooks):
        for content in contents(operation, spec.envelope):
            if content.body:
                for item in checker.walker.walk(content):
                    checker.check(item, _Place(operation.id, content.body, item.at))
    checker.check_unlisted()
    return SampleChecks(
        diagnostics=tuple(checker.found()), placeholders=tuple(checker.placeholders)
    )


class _Place(NamedTuple):
    """Where a value is."""

    operation: str
    body: Body
    pointer: Pointer

    @property
    def offset(self) -> int:
        """That of the value into the text of the body."""
        return place_of(self.body.text, self.pointer)

    def at(self, offset: int) -> Span:
        """The place of an offset into the text of the body."""
        return self.body.at.start().at_offset(self.body.text, offset)


class _Checker:
    def __init__(self, dialect: Dialect, walker: Walker) -> None:
        self.dialect = dialect
        self.walker = walker
        self.diagnostics: list[Diagnostic] = []
        self.placeholders: list[Placeholder] = []
        self._suggestions = Suggestions()
        # The numbers of findings by type and key, or enumeration and member.
        self._misspelt: dict[tuple[str, str], list[int]] = {}
        self._heirs: dict[str, list[str]] = {}
        # By type and key that only samples show: where it was first, and all keys beside it.
        self._unlisted: dict[tuple[str, str], tuple[_Place, set[str]]] = {}

    def check(self, item: TypedValue, place: _Place) -> None:
        value, type_use = item.value, item.type
        if item.object_type in self.listing:
            self.beside(item, place)
        if item.owner and (type_use is None or (item.owner, item.key) in self.shown):
            advice, near = self.advice(item.key, item.owner)
            words = {"name": item.key, "type": simple(item.owner), "hint": advice}
            self.misspelt("DG334", place, near, (item.owner, item.key), **words)
        if type_use is None or value is None:
            return
        if type_use.is_array:
            if not isinstance(value, list):
                self.misfit(item, type_use, place)
        elif type_use.name in self.walker.enums:
            self.check_enum(item, self.walker.enums[type_use.name], place)
        elif type_use.name in self.walker.types:
            if not isinstance(value, dict):
                self.misfit(item, type_use, place)
        elif type_use.kind == "primitive":
            is_valid = PRIMITIVES[type_use.name].is_valid
            if not is_valid(value) or (
                # "Binary" and "content-value" consist of the digits of base64.
                is_valid is is_base64
                and value
                and self.is_placeholder(value)
            ):
                self.misfit(item, type_use, place)

    @cached_property
    def shown(self) -> frozenset[tuple[str, str]]:
        """Types that pages state, each with a key that only samples show."""
        return frozenset(
            (known.name, p.name)
            for known in self.walker.types.values()
            if known.evidence == "stated"
            for p in known.properties
            if p.evidence == "sampled"
        )

    @cached_property
    def listing(self) -> Mapping[str, frozenset[str]]:
        """By name, the keys that tables state of the types that samples show more of."""
        return {
            name: frozenset(p.name for p in known.properties if p.at)
            for name, known in self.walker.types.items()
            if known.evidence == "sampled" and any(p.at for p in known.properties)
        }

    def beside(self, item: TypedValue, place: _Place) -> None:
        """Remembers the keys of an object that its table does not state."""
        stated = self.listing[item.object_type]
        for key in item.value:
            if key not in stated and (item.object_type, key) not in self._unlisted:
                at = place._replace(pointer=(*place.pointer, key))
                self._unlisted[item.object_type, key] = at, set()
        for key in item.value:
            if key not in stated:
                self._unlisted[item.object_type, key][1].update(item.value)

    def check_unlisted(self) -> None:
        """Reports keys of samples that are nearly one that a table states and that no such object has."""
        for (owner, key), (place, beside) in self._unlisted.items():
            names = sorted(self.listing[owner] - beside)
            if names and (near := self._suggestions.near(key, names, _NEAR_KEY)):
                words = {"name": key, "type": simple(owner), "hint": near.hint}
                self.misspelt("DG334", place, near, (owner, key), **words)

    def is_placeholder(self, value: str) -> bool:
        """Whether a text is a placeholder: a type's name, "datetime-value", "<later>"."""
        return bool(_PLACEHOLDER.fullmatch(value)) or (
            self.dialect.primitive(_FACET.sub("", value).strip()) is not None
        )

    def check_enum(self, item: TypedValue, enum: Enum, place: _Place) -> None:
        value = item.value
        if enum.type != STRING:
            if not isinstance(value, int) or isinstance(value, bool):
                self.misfit(item, use_of(enum.name), place)
            return
        if not isinstance(value, str):
            self.misfit(item, use_of(enum.name), place)
            return
        members = {member.name.lower() for member in enum.members}
        for part in value.split(",") if enum.is_flags else [value]:
            if part.strip().lower() in members:
                continue
            if self.is_placeholder(value):
                self.placeholder(value, use_of(enum.name), place)
            else:
                names = [member.name for member in enum.members]
                word, owner = part.strip(), simple(enum.name)
                near = self._suggestions.near(word, names)
                words = {"name": word, "type": owner, "hint": near.hint}
                self.misspelt("DG333", place, near, (enum.name, word), **words)

    def advice(self, key: str, owner: str) -> tuple[str, Near]:
        """What an undocumented key may be, and the documented one that is near."""
        cutoff = 0.7 if len(key) < _LONG_KEY else 0.88
        known = self.walker.hierarchy.properties(owner)
        properties = [name for name, p in known.items() if p.evidence != "sampled"]
        if near := self._suggestions.near(key, properties, cutoff):
            return near.hint, near
        for name in self.heirs(owner):
            if key in self.walker.hierarchy.properties(name):
                return f'; {simple(name)} has it: state its "@odata.type"', Near()
        return "", Near()

    def heirs(self, owner: str) -> list[str]:
        """The types that inherit from this one, in order."""
        if not self._heirs:
            for name in self.walker.types:
                for base in self.walker.hierarchy.ancestors(name):
                    self._heirs.setdefault(base, []).append(name)
        return self._heirs.get(owner, [])

    def misfit(self, item: TypedValue, type_use: TypeUse, place: _Place) -> None:
        value = item.value
        if isinstance(value, str) and self.is_placeholder(value):
            self.placeholder(value, type_use, place)
            return
        sampled = (
            "an object"
            if isinstance(value, dict)
            else "an array" if isinstance(value, list) else repr(value)
        )
        known = item.owner and self.walker.hierarchy.properties(item.owner).get(item.key)
        where = f" in {known.at.path}:{known.at.line}" if known and known.at else ""
        self.report("DG332", place, value=sampled, type=f"{type_use}{where}")

    def placeholder(self, value: str, type_use: TypeUse, place: _Place) -> None:
        operation, body, pointer = place
        self.placeholders.append(
            Placeholder(operation=operation, body_at=body.at, pointer=pointer, type=type_use)
        )
        self.report("DG336", place, value=value)

    def report(
        self, code: str, place: _Place, edit: Edit | None = None, /, **words: object
    ) -> None:
        steps = (str(step) for step in reversed(place.pointer) if isinstance(step, str))
        key = next(steps, "the content")
        self.diagnostics.append(diagnose(code, place.at(place.offset), edit, key=key, **words))

    def misspelt(
        self, code: str, place: _Place, near: Near, of: tuple[str, str], /, **words: object
    ) -> None:
        """Reports a key or a member that a type or an enumeration lacks."""
        word = of[1]
        offset = place.offset
        if code == "DG334":
            offset = place.body.text.rfind(f'"{word}"', 0, offset)
        edit = near.edit(place.at(max(offset, 0)), f'"{word}"', f'"{near.name}"')
        self._misspelt.setdefault(of, []).append(len(self.diagnostics))
        self.report(code, place, edit, **words)

    def found(self) -> Iterator[Diagnostic]:
        """The findings. What several samples spell alike is perhaps missing from a table rather than misspelt."""
        unsure = {n for numbers in self._misspelt.values() if len(numbers) > 1 for n in numbers}
        for number, diagnostic in enumerate(self.diagnostics):
            edit = diagnostic.edit
            if edit and number in unsure:
                diagnostic = replace(diagnostic, edit=replace(edit, is_safe=False))
            yield diagnostic
