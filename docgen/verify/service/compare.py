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
from docgen.spec.model import Operation, Property, Spec
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer_steps
from docgen.verify.service.absent import Place, Seen, absent
from docgen.verify.service.difference import Difference, article, place_of, short
from docgen.verify.service.documented import (
    Documented,
    Documents,
    Sampled,
    Section,
    is_said,
    kind_of,
    sampled_answer,
)
from docgen.verify.service.exchange import Exchange
from docgen.verify.service.keys import are_of_many_kinds, chosen_in, is_map
from docgen.verify.service.names import join, last_key

_NULL = re.compile(r"(?i)\b(null|nullable|none|unset|optional|if|empty|may|not set)\b")


@dataclass(slots=True)
class Coverage:
    """What answers had of what is documented: operation and place of each property."""

    documented: dict[tuple[str, str], Span | None] = field(default_factory=dict)
    sampled: set[tuple[str, str]] = field(default_factory=set)  # of those, the ones in samples
    seen: set[tuple[str, str]] = field(default_factory=set)
    undocumented: dict[tuple[str, str], str] = field(default_factory=dict)


class Comparison:
    """Compares the content of answers. Places are those of one operation: "users[].name"."""

    def __init__(self, spec: Spec, sections: Mapping[str, Section]) -> None:
        self._spec = spec
        self._documents = Documents(spec)
        self._sections = sections
        self._operations = {o.id: o for o in spec.operations if o.id in sections}
        self._seen = Seen()
        self._answers = {o.id: self._sampled(o) for o in spec.operations}
        self._chosen = chosen_in(answer for answer in self._answers.values() if answer)
        self._maps: set[Place] = set()
        self._names: dict[str, dict[str, frozenset[str]]] = {}  # operation -> place -> its keys
        self.coverage = Coverage()

    def differences(self, exchanges: Sequence[Exchange]) -> Iterator[Difference]:
        """The differences of the content of all answers."""
        self._learn(exchanges)
        yield from self._walk(exchanges)
        yield from absent(self._seen, self._documents, self._sections)

    def _learn(self, exchanges: Sequence[Exchange]) -> None:
        """Which objects have keys of a user's choice, or are of many kinds."""
        for _ in self._walk(exchanges):
            pass
        objects = self._seen.objects
        free = {place for place, found in objects.items() if are_of_many_kinds(found)}
        names = {(operation, last_key(name)) for operation, name in free}
        self._maps |= {p for p in objects if (p[0], last_key(p[1])) in names}
        self._seen = Seen()
        self.coverage = Coverage()

    def _walk(self, exchanges: Sequence[Exchange]) -> Iterator[Difference]:
        for exchange in exchanges:
            operation = self._operations.get(exchange.operation)
            is_call = exchange.purpose in ("call", "again") and exchange.is_success
            if operation and is_call and exchange.has_json:
                for documented, value in self._roots(operation, exchange):
                    yield from self._value(operation, documented, value)

    def _roots(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[Documented, Any]]:
        """The content with what documents it: a sample the whole, a type the data in an envelope or in OData's `value`."""
        sampled, value = self._answers[operation.id], exchange.content
        steps = self._data_steps(operation, value)
        if not steps or sampled:
            use = None if steps else operation.returned
            yield Documented(use=use, sampled=sampled), value
            return
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            yield Documented(use=operation.returned, name=".".join(steps)), value

    def _sampled(self, operation: Operation) -> Sampled | None:
        return sampled_answer(operation, is_odata=self._spec.protocol == "odata")

    def _data_steps(self, operation: Operation, value: Any) -> list[str]:
        """The keys from the content to the data that an operation returns; empty where the content is the data."""
        envelope = operation.envelope or self._spec.envelope
        if envelope:
            return pointer_steps(envelope.data)
        use = operation.returned
        is_list = self._spec.protocol == "odata" and use is not None and use.is_array
        return ["value"] if is_list and isinstance(value, dict) else []

    def _use(self, operation: Operation, where: str, row: Property | None) -> TypeUse | None:
        """The type at a key: of its row, or of the data in an envelope."""
        if row:
            return row.type
        steps = self._data_steps(operation, {})
        return operation.returned if steps and where == ".".join(steps) else None

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
        properties = self._documents.properties(place)
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
        self._names.setdefault(operation.id, {})[place.name] = frozenset(names)
        is_cut = sampled is not None and sampled.is_cut
        is_guess = place.name != "" and is_map(names, value, sampled)
        is_guess = is_guess or last_key(place.name) in self._chosen
        if is_cut or is_guess or self._documents.is_open(place.use):
            self._maps.add(key)
        if key not in self._maps:
            self._seen.expected[key] = place
        if value:
            self._seen.objects.setdefault(key, []).append(frozenset(value))
        for name in names:
            self.coverage.documented.setdefault((operation.id, join(place.name, name)))
            if name in in_samples:
                self.coverage.sampled.add((operation.id, join(place.name, name)))
        inner = {
            name: Documented(
                use=self._use(operation, join(place.name, name), properties.get(name)),
                row=properties.get(name),
                sampled=in_samples.get(name),
                name=join(place.name, name),
            )
            for name in value
            if name in names
        }
        # Beside another key of the object: the one before it, or the first one.
        beside = next((known.at for known in inner.values() if known.at), None)
        for name, item in value.items():
            if known := inner.get(name):
                self.coverage.seen.add((operation.id, known.name))
                beside = known.at or beside
                yield from self._value(operation, known, item)
            elif key not in self._maps and not self._is_annotation(name):
                self._undocumented(operation, place, name, item, beside)

    def _is_annotation(self, name: str) -> bool:
        return self._spec.protocol == "odata" and "@" in name

    def _undocumented(
        self, operation: Operation, place: Documented, name: str, value: Any, beside: Span | None
    ) -> None:
        if self._sections[operation.id].lists(name):
            return
        if self._is_of_like_object(operation, place, name):
            return
        where = join(place.name, name)
        self.coverage.undocumented.setdefault((operation.id, where), kind_of(value))
        unknown = self._seen.unknown.setdefault((operation.id, place.name), {})
        unknown.setdefault(
            name,
            Difference(
                code="DG606",
                at=beside or place.at or place_of(operation),
                operation=operation.id,
                words={"key": where, "kind": article(kind_of(value))},
                evidence=f'"{name}": {short(value)}',
                new=name,
            ),
        )

    def _is_of_like_object(self, operation: Operation, place: Documented, name: str) -> bool:
        """Whether the same answer documents the key in an object with most of the same keys: an event before another."""
        places = self._names.get(operation.id, {})
        own = places.get(place.name, frozenset())
        return any(
            name in other and 2 * len(own & other) > len(own | other) for other in places.values()
        )

    def _kind(self, operation: Operation, place: Documented, value: Any) -> Iterator[Difference]:
        at, kind = place.at, kind_of(value)
        if at is None:
            return
        self._seen.kinds.setdefault((operation.id, place.name), {}).setdefault(kind, short(value))
        self._seen.places[operation.id, place.name] = place
        if kind == "null":
            yield from self._null(operation, place, at)
            return
        documented = self._documented_kind(place, value)
        if not documented and (other := self._other_kind(operation, place, kind)):
            documented, at = article(other[0]), other[1]
        if documented:
            yield Difference(
                code="DG608",
                at=at,
                operation=operation.id,
                words={"key": place.name, "documented": documented, "kind": article(kind)},
                evidence=short(value),
                old=_without_article(documented),
                new=kind,
            )
        elif isinstance(value, str):
            yield from self._member(operation, place, value, at)

    def _documented_kind(self, place: Documented, value: Any) -> str:
        """The documented type that a value is not of, "" where it is."""
        if place.is_stated:
            use = self._documents.resolved(place.use)
            if use is None or self._fits(use, value):
                return ""
            documented = self._described(use)
            # "a date-time", where other text came.
            return article(use.name) if documented == article(kind_of(value)) else documented
        kinds = place.sampled.kinds.keys() - {"null"} if place.sampled else set()
        if not kinds or kind_of(value) in kinds:
            return ""
        return article(sorted(kinds)[0])

    def _other_kind(
        self, operation: Operation, place: Documented, kind: str
    ) -> tuple[str, Span] | None:
        """A kind in the other place that documents a value, with where: in samples beside a row, in lines beside samples."""
        if place.is_stated:
            use = self._documents.resolved(place.use)
            shown = place.sampled.kinds if place.sampled else {}
            if use is None or use.kind in ("any", "union") or kind in shown:
                return None
            return next(((k, at) for k, at in shown.items() if at and k != "null"), None)
        if kind not in ("string", "number", "boolean"):
            return None
        stated = self._sections[operation.id].stated_kind(last_key(place.name))
        return stated if stated and stated[0] != kind else None

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
        if place.use and place.use.is_nullable or (place.sampled and "null" in place.sampled.kinds):
            return
        row = place.row
        is_open = place.is_stated and row is not None and not row.is_never_null
        if self._is_said(operation, place, _NULL, row.description if row and is_open else ""):
            return
        use = self._documents.resolved(place.use)
        if place.is_stated and use:
            documented = self._described(use)
        else:
            documented = article(sorted(place.sampled.kinds)[0]) if place.sampled else ""
        if not documented or documented == "any":
            return
        yield Difference(
            code="DG609",
            at=at,
            operation=operation.id,
            words={"key": place.name, "documented": documented},
            evidence="null",
            old=(kind := _without_article(documented)),
            new=f"{kind} or null",
        )

    def _is_said(
        self, operation: Operation, place: Documented, pattern: re.Pattern[str], more: str
    ) -> bool:
        return is_said(self._sections[operation.id], place, pattern, more)

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


def _without_article(words: str) -> str:
    return words.removeprefix("a ").removeprefix("an ")
