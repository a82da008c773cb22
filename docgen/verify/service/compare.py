"""Answers of a service against what the pages document.

Exchanges enter, with a spec and the sections of its operations; a `Difference` for each thing that is another leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docgen.diagnostics.position import Span
from docgen.records import replace
from docgen.spec.model import Operation, Spec
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import TypeUse
from docgen.verify.service.difference import Difference, article, place_of, short
from docgen.verify.service.documented import (
    Documented,
    Documents,
    Sampled,
    Section,
    kind_of,
    sampled_answer,
)
from docgen.verify.service.exchange import Exchange
from docgen.verify.service.keys import (
    are_of_many_kinds,
    comment,
    is_map,
    join,
    last_key,
    other_name,
)

_Place = tuple[str, str]  # an operation and a place in its answers
_OF_PLACES = re.compile(
    r"(?i)^(next|prev|previous)|next_?(token|batch|page|link|cursor)$|^(end|start|offset|cursor)$"
)
_CONDITIONS = re.compile(
    r"(?i)\b(optional(ly)?|only|if|when|whenever|may|might|unless|otherwise|absent|omitted|null|none|empty|not always|"
    r"can be|where|while|depend\w*|some)\b"
)
_NULL = re.compile(r"(?i)\b(null|nullable|none|unset|optional|if|empty|may|not set)\b")


@dataclass(slots=True)
class Coverage:
    """What answers had of what is documented: operation and place of each property."""

    documented: dict[tuple[str, str], Span | None] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    undocumented: dict[tuple[str, str], str] = field(default_factory=dict)


class Comparison:
    """Compares the content of answers. Places are those of one operation: "users[].name"."""

    def __init__(self, spec: Spec, sections: Mapping[str, Section]) -> None:
        self._spec = spec
        self._documents = Documents(spec)
        self._sections = sections
        self._operations = {o.id: o for o in spec.operations if o.id in sections}
        # By operation and place: the keys of each object that came, and what is documented there.
        self._objects: dict[_Place, list[frozenset[str]]] = {}
        self._expected: dict[_Place, Documented] = {}
        self._maps: set[_Place] = set()
        self._unknown: dict[_Place, dict[str, Difference]] = {}
        self.coverage = Coverage()

    def differences(self, exchanges: Sequence[Exchange]) -> Iterator[Difference]:
        """The differences of the content of all answers."""
        self._learn(exchanges)
        yield from self._walk(exchanges)
        renamed, absent = self._renamed(list(self._absent()))
        yield from renamed
        yield from absent
        taken = {(d.operation, d.new) for d in renamed}
        for place, unknown in self._unknown.items():
            yield from (d for key, d in unknown.items() if (place[0], key) not in taken)

    def _learn(self, exchanges: Sequence[Exchange]) -> None:
        """Which objects have keys of a user's choice, or are of many kinds."""
        for _ in self._walk(exchanges):
            pass
        free = {p for p, objects in self._objects.items() if are_of_many_kinds(objects)}
        names = {(operation, last_key(name)) for operation, name in free}
        self._maps |= {p for p in self._objects if (p[0], last_key(p[1])) in names}
        self._objects.clear()
        self._unknown.clear()
        self.coverage = Coverage()

    def _walk(self, exchanges: Sequence[Exchange]) -> Iterator[Difference]:
        for exchange in exchanges:
            operation = self._operations.get(exchange.operation)
            is_call = exchange.purpose in ("call", "again") and exchange.is_success
            if operation and is_call and exchange.has_json:
                for documented, value in self._roots(operation, exchange):
                    yield from self._value(operation, documented, value)

    def _roots(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[Documented, Any]]:
        """The content with what documents it. Data in an envelope, and the items of OData, are inside of it."""
        sampled, value, use = sampled_answer(operation), exchange.content, operation.returned
        envelope = operation.envelope or self._spec.envelope
        steps = [s for s in envelope.data.split("/")[1:]] if envelope else []
        if self._spec.protocol == "odata" and use and use.is_array and isinstance(value, dict):
            steps = ["value"]
        name = ""
        for step in steps:
            if not isinstance(value, dict) or step not in value:
                return
            value = value[step]
            sampled = sampled.keys.get(step) if sampled else None
            name = f"{name}.{step}" if name else step
        yield Documented(use=use, sampled=sampled, name=name), value

    # Values

    def _value(self, operation: Operation, place: Documented, value: Any) -> Iterator[Difference]:
        yield from self._kind(operation, place, value)
        use = self._documents.resolved(place.use)
        if isinstance(value, dict):
            yield from self._object(operation, replace(place, use=use), value)
        elif isinstance(value, list):
            items = use.items[0] if use and use.is_array else None
            inner = place.sampled.item if place.sampled else None
            item = Documented(use=items, sampled=inner, name=f"{place.name}[]", row=place.row)
            for one in value:
                yield from self._value(operation, item, one)

    def _object(
        self, operation: Operation, place: Documented, value: dict[str, Any]
    ) -> Iterator[Difference]:
        properties = self._documents.properties(place.use)
        sampled: Sampled | None = place.sampled
        in_samples = sampled.keys if sampled else {}
        names = dict.fromkeys((*properties, *in_samples))
        key = (operation.id, place.name)
        if not names:
            use = place.use
            inner = use.items[0] if use and use.kind == "map" else None
            for item in value.values() if inner else ():
                yield from self._value(
                    operation, Documented(use=inner, name=f"{place.name}.*"), item
                )
            return
        is_cut = sampled is not None and sampled.is_cut
        if is_cut or self._documents.is_open(place.use) or is_map(names, value, sampled):
            self._maps.add(key)
        self._expected[key] = place
        if value:
            self._objects.setdefault(key, []).append(frozenset(value))
        for name in names:
            self.coverage.documented.setdefault((operation.id, join(place.name, name)))
        before: Span | None = None
        for name, item in value.items():
            where = join(place.name, name)
            if name not in names:
                if key not in self._maps and not self._is_annotation(name):
                    self._undocumented(operation, place, name, item, before)
                continue
            self.coverage.seen.add((operation.id, where))
            inner = Documented(
                use=properties[name].type if name in properties else None,
                row=properties.get(name),
                sampled=in_samples.get(name),
                name=where,
            )
            before = _place(inner) or before
            yield from self._value(operation, inner, item)

    def _is_annotation(self, name: str) -> bool:
        return self._spec.protocol == "odata" and "@" in name

    def _undocumented(
        self, operation: Operation, place: Documented, name: str, value: Any, before: Span | None
    ) -> None:
        if any(True for _ in self._sections[operation.id].mentions(name)):
            return
        where = join(place.name, name)
        self.coverage.undocumented.setdefault((operation.id, where), kind_of(value))
        unknown = self._unknown.setdefault((operation.id, place.name), {})
        unknown.setdefault(
            name,
            Difference(
                code="DG606",
                at=before or _place(place) or place_of(operation),
                operation=operation.id,
                words={"key": where, "kind": article(kind_of(value))},
                evidence=f'"{name}": {short(value)}',
                new=name,
            ),
        )

    def _kind(self, operation: Operation, place: Documented, value: Any) -> Iterator[Difference]:
        at = _place(place)
        if at is None:
            return
        kind = kind_of(value)
        if kind == "null":
            yield from self._null(operation, place, at)
            return
        documented = self._documented_kind(place, value)
        if not documented and not place.is_stated and kind in ("string", "number", "boolean"):
            section = self._sections[operation.id]
            if (stated := section.stated_kind(last_key(place.name))) and stated[0] != kind:
                documented, at = article(stated[0]), stated[1]
        if documented:
            yield Difference(
                code="DG608",
                at=at,
                operation=operation.id,
                words={"key": place.name, "documented": documented, "kind": article(kind)},
                evidence=short(value),
                old=documented.removeprefix("a ").removeprefix("an "),
                new=kind,
            )
        elif isinstance(value, str):
            yield from self._member(operation, place, value, at)

    def _documented_kind(self, place: Documented, value: Any) -> str:
        """The documented type that a value is not of, "" where it is."""
        if place.is_stated:
            use = self._documents.resolved(place.use)
            return "" if use is None or self._fits(use, value) else self._described(use)
        kinds = place.sampled.kinds - {"null"} if place.sampled else set()
        if not kinds or kind_of(value) in kinds:
            return ""
        return article(sorted(kinds)[0])

    def _described(self, use: TypeUse) -> str:
        """A type in the words of JSON."""
        primitive = PRIMITIVES.get(use.name)
        if primitive:
            return article(str(primitive.schema.get("type", use.name)))
        return "an object" if use.name in self._documents.hierarchy.types else str(use)

    def _fits(self, use: TypeUse, value: Any) -> bool:
        match use.kind:
            case "array" | "tuple":
                return isinstance(value, list)
            case "map":
                return isinstance(value, dict)
            case "union":
                return any(self._fits(self._documents.resolved(i) or i, value) for i in use.items)
            case "any":
                return True
        if use.name in self._documents.hierarchy.types:
            return isinstance(value, dict)
        if enum := self._documents.enums.get(use.name):
            return isinstance(value, (str, int)) and (
                isinstance(value, int) or enum.type.name == "string"
            )
        primitive = PRIMITIVES.get(use.name)
        if primitive is None:
            return True
        # Only OData writes numbers as strings.
        is_text = primitive.schema.get("type", "string") == "string"
        is_allowed = not isinstance(value, str) or is_text or self._spec.protocol == "odata"
        return is_allowed and primitive.is_valid(value)

    def _null(self, operation: Operation, place: Documented, at: Span) -> Iterator[Difference]:
        property = place.row
        if place.use and place.use.is_nullable or (place.sampled and "null" in place.sampled.kinds):
            return
        if place.is_stated and property and not property.is_never_null:
            stated = property.description
        else:
            stated = ""
        if self._is_said(operation, place, _NULL, stated):
            return
        documented = (
            str(place.use)
            if place.is_stated
            else article(sorted(place.sampled.kinds)[0]) if place.sampled else ""
        )
        if not documented or documented == "any":
            return
        yield Difference(
            code="DG609",
            at=at,
            operation=operation.id,
            words={"key": place.name, "documented": documented},
            evidence="null",
            old=documented,
            new=f"{documented} or null",
        )

    def _is_said(
        self, operation: Operation, place: Documented, pattern: re.Pattern[str], more: str = ""
    ) -> bool:
        """Whether the lines about a key have a word of a pattern."""
        section, name = self._sections[operation.id], last_key(place.name).rstrip("[]")
        texts = [text for _, text in section.mentions(name)]
        if place.sampled and place.sampled.at:
            texts.append(comment(section.line(place.sampled.at.line)))
        return any(pattern.search(re.sub(r"`[^`]*`", "", text)) for text in (*texts, more))

    def _member(
        self, operation: Operation, place: Documented, value: str, at: Span
    ) -> Iterator[Difference]:
        use = self._documents.resolved(place.use)
        enum = self._documents.enums.get(use.name) if use else None
        known = (
            [m.name for m in enum.members] if enum else list(place.row.values if place.row else ())
        )
        values = value.split(",") if enum and enum.is_flags else [value]
        for one in (v.strip() for v in values):
            if known and one not in known and one.lower() not in map(str.lower, known):
                last = next((m.at for m in reversed(enum.members) if m.at), None) if enum else None
                yield Difference(
                    code="DG610",
                    at=last or at,
                    operation=operation.id,
                    words={"key": place.name, "value": one, "documented": ", ".join(known)},
                    evidence=f'"{one}"',
                    new=one,
                )

    # What never came

    def _absent(self) -> Iterator[tuple[_Place, str, Documented, bool]]:
        """Documented keys that no answer had, and whether the page says that an answer may lack it."""
        for place, documented in self._expected.items():
            operation, objects = self._operations[place[0]], self._objects.get(place, ())
            if place in self._maps or not objects:
                continue
            properties = self._documents.properties(documented.use)
            sampled: Sampled | None = documented.sampled
            came = frozenset[str]().union(*objects)
            for name in dict.fromkeys((*properties, *(sampled.keys if sampled else ()))):
                inner = Documented(
                    row=properties.get(name),
                    sampled=sampled.keys.get(name) if sampled else None,
                    name=join(documented.name, name),
                )
                if name not in came and _place(inner):
                    is_expected = self._is_expected(documented, name)
                    is_said = self._is_said(operation, inner, _CONDITIONS)
                    yield place, name, inner, not is_expected or is_said

    def _renamed(
        self, absent: list[tuple[_Place, str, Documented, bool]]
    ) -> tuple[list[Difference], list[Difference]]:
        """Absent keys in place of which others came, and those that did not come at all."""
        renamed: list[Difference] = []
        others: list[Difference] = []
        for place, name, inner, may_lack in absent:
            unknown = self._unknown.get(place, {})
            rivals = sum(p == place for p, *_ in absent)
            new = other_name(name, unknown, is_only=rivals == len(unknown) == 1)
            at = _place(inner)
            assert at
            if new:
                words = {"key": inner.name, "other": join(place[1], new)}
                evidence = unknown[new].evidence
                renamed.append(
                    Difference(
                        code="DG615", at=at, operation=place[0], words=words,
                        evidence=evidence, old=name, new=new,
                    )
                )  # fmt: skip
            elif not may_lack:
                count = len(self._objects[place])
                words = {"key": inner.name, "count": f"{count} object{'s' * (count > 1)}"}
                others.append(
                    Difference(code="DG607", at=at, operation=place[0], words=words, old=name)
                )
        return renamed, others

    def _is_expected(self, place: Documented, name: str) -> bool:
        """Whether each object has a key: a table says so, or each one that samples show has it."""
        property = self._documents.properties(place.use).get(name)
        sampled: Sampled | None = place.sampled
        if _OF_PLACES.search(name):
            return False
        if property and property.at and property.is_required:
            return True
        return sampled is not None and sampled.objects > 0 and sampled.is_in_each(name)


def _place(documented: Documented) -> Span | None:
    """The line of a key: in a table or a list, else in a sample."""
    if documented.row and documented.row.at:
        return documented.row.at
    return documented.sampled.at if documented.sampled else None
