"""Changes on the wire between two APIs.

In: two `Spec`s. Out: `Change`s. Samples and pages are not a contract; of descriptions, only the promises are
that `diff.promises` reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diff import evidence
from docgen.diff.changes import Change, Direction, change
from docgen.diff.credentials import diff_schemes, diff_security
from docgen.diff.matching import Pairs
from docgen.diff.operations import Sides, diff_common, diff_operation, names_of, parameter_id
from docgen.diff.promises import deprecation, is_deprecated, is_read_only, property_promises
from docgen.diff.types import Types, typed_id, uses
from docgen.records import replace
from docgen.spec.model import Enum, Evidence, Operation, Parameter, Property, Spec, Type


def _without(operation: Operation, common: Sequence[Parameter]) -> Operation:
    """An operation without what every request of the other side sends."""
    ids = set(map(parameter_id, common))
    if not ids:
        return operation
    kept = tuple(p for p in operation.parameters if parameter_id(p) not in ids)
    return replace(operation, parameters=kept)


def _is_of_each(item: Parameter, operations: Sequence[Operation]) -> bool:
    """Whether each operation has a parameter itself."""
    id = parameter_id(item)
    return bool(operations) and all(id in map(parameter_id, o.parameters) for o in operations)


def diff_specs(old: Spec, new: Spec, pairs: Pairs) -> Iterator[Change]:
    """Every change on the wire, in no order. `old` is in the names of the new spec."""
    yield from _Comparison(old, new, pairs).changes()


class _Comparison:
    """Two sides with the same names for types."""

    def __init__(self, old: Spec, new: Spec, pairs: Pairs) -> None:
        self.old, self.new = old, new
        self.sides = Sides(before=Types(old), after=Types(new), pairs=pairs)
        self.uses = uses((old, new))

    def changes(self) -> Iterator[Change]:
        old, new = self.old, self.new
        if old.base_url != new.base_url:
            yield change("base-url-changed", "API", before=old.base_url, after=new.base_url)
        if old.protocol != new.protocol:
            word = "added" if new.protocol == "odata" else "removed"
            yield change(f"query-options-{word}", "API")
        yield from diff_schemes(old, new)
        yield from self._common()
        yield from self._failures()
        yield from self._named()
        for name, item in self.sides.before.types.items():
            if other := self.sides.after.types.get(name):
                yield from self._type(item, other)
        for name, item in self.sides.before.enums.items():
            if name in self.sides.after.enums:
                yield from self._enum(item, self.sides.after.enums[name])
        yield from self._operations()
        yield from self._webhooks()

    def _common(self) -> Iterator[Change]:
        """What every request sends, but for what each operation had alone on the other side."""
        old, new = self.old, self.new
        before = [p for p in old.parameters if not _is_of_each(p, new.operations)]
        after = [p for p in new.parameters if not _is_of_each(p, old.operations)]
        yield from diff_common(self.sides, before, after)

    def _failures(self) -> Iterator[Change]:
        """Those that are told once for the whole API."""
        before, after = names_of(self.old.errors), names_of(self.new.errors)
        for name in before - after:
            yield change("api-error-removed", "API", "response", before=name)
        for name in after - before:
            yield change("api-error-added", "API", "response", after=name)

    # Types

    def _named(self) -> Iterator[Change]:
        """Types and enumerations that came, went, or are called otherwise."""
        before: dict[str, Type | Enum] = {**self.sides.before.types, **self.sides.before.enums}
        after: dict[str, Type | Enum] = {**self.sides.after.types, **self.sides.after.enums}
        for name in before.keys() | after.keys():
            use = self.uses.get(name, "both")
            mine, other = before.get(name), after.get(name)
            yield from evidence.resting(
                self._presence(name, use, mine, other), evidence.of(mine), evidence.of(other)
            )
        for old_name, name in self.sides.pairs.types.items():
            if (mine := before.get(name)) and (other := after.get(name)):
                word = "type" if isinstance(mine, Type) else "enum"
                use, places = self.uses.get(name, "both"), (mine.at, other.at)
                renamed = change(f"{word}-renamed", name, use, places, before=old_name, after=name)
                yield from evidence.resting([renamed], mine.evidence, other.evidence)

    def _presence(
        self, name: str, use: Direction, mine: Type | Enum | None, other: Type | Enum | None
    ) -> Iterator[Change]:
        """Whether a type or an enumeration came, went, or is of the other kind now."""
        if mine is None and other is not None:
            word = "type" if isinstance(other, Type) else "enum"
            kind = other.kind if isinstance(other, Type) else "enumeration"
            yield change(f"{word}-added", name, use, (None, other.at), after=kind)
        elif other is None and mine is not None:
            word = "type" if isinstance(mine, Type) else "enum"
            kind = mine.kind if isinstance(mine, Type) else "enumeration"
            yield change(f"{word}-removed", name, use, (mine.at, None), before=kind)
        elif (
            mine is not None
            and other is not None
            and isinstance(mine, Type) != isinstance(other, Type)
        ):
            id = "type-became-enum" if isinstance(mine, Type) else "enum-became-type"
            yield change(id, name, use, (mine.at, other.at))

    def _type(self, old: Type, new: Type) -> Iterator[Change]:
        name, use = new.name, self.uses.get(new.name, "both")
        own = self._type_alone(old, new, use)
        yield from evidence.resting(own, old.evidence, new.evidence)
        yield from evidence.became(name, use, old.evidence, new.evidence, (old.at, new.at))
        mine, theirs = self.sides.before.ancestors(name), self.sides.after.ancestors(name)
        yield from self._properties(old, new, use, has_other_bases=mine != theirs)

    def _type_alone(self, old: Type, new: Type, use: Direction) -> Iterator[Change]:
        """What changed of a type but for its properties."""
        name = new.name

        def changed(id: str, before: str = "", after: str = "") -> Change:
            return change(id, name, use, (old.at, new.at), before=before, after=after)

        if old.kind != new.kind:
            yield changed("type-kind-changed", old.kind, new.kind)
        if old.is_open != new.is_open:
            yield changed("type-opened" if new.is_open else "type-closed")
        if old.is_abstract != new.is_abstract:
            yield changed("type-made-abstract" if new.is_abstract else "type-made-concrete")
        if old.key != new.key and old.key and new.key:
            yield changed("key-changed", ", ".join(old.key), ", ".join(new.key))
        mine, theirs = self.sides.before.ancestors(name), self.sides.after.ancestors(name)
        if old.base != new.base:
            word = "changed"
            if set(mine) < set(theirs):
                word = "added"
            elif set(theirs) < set(mine):
                word = "removed"
            yield changed(f"base-type-{word}", old.base, new.base)
        yield from deprecation(name, use, old, new, (old.at, new.at))

    def _properties(
        self, old: Type, new: Type, use: Direction, *, has_other_bases: bool
    ) -> Iterator[Change]:
        before = self.sides.before.declarations(old.name)
        after = self.sides.after.declarations(new.name)
        renames = {
            name: other
            for p in old.properties
            for name, other in ((p.name, self.sides.pairs.properties.get((new.name, p.name))),)
            if other and name not in after and other not in before
        }
        own = {p.name for p in (*old.properties, *new.properties)}
        for name in [*before, *(n for n in after if n not in before)]:
            if name not in own and not has_other_bases:
                continue
            mine, other = before.get(name), after.get(renames.get(name, name))
            rests: list[Evidence] = [
                evidence.of_property(side.types.get(found[1]), found[0])
                for side, found in ((self.sides.before, mine), (self.sides.after, other))
                if found
            ]
            if mine and other:
                changes = self._property(new.name, mine, other, use)
                yield from evidence.resting(changes, *rests)
                places, subject = (mine[0].at, other[0].at), f"{new.name}.{other[0].name}"
                is_marked = mine[0].evidence != other[0].evidence
                if new.evidence == old.evidence and (is_marked or self.sides.have_places):
                    yield from evidence.became(subject, use, rests[0], rests[1], places)
            elif mine:
                item, words = mine[0], {
                    "owner": new.name,
                    "name": name,
                    "before": str(mine[0].type),
                }
                place = (item.at or old.at, new.at)
                way = _way(use, item, item)
                removed = change("property-removed", f"{new.name}.{name}", way, place, **words)
                yield from evidence.resting([removed], *rests)
            elif other and name not in renames.values():
                item, words = other[0], {
                    "owner": new.name,
                    "name": name,
                    "after": str(other[0].type),
                }
                place = (old.at, item.at or new.at)
                way = _way(use, item, item)
                added = change("property-added", f"{new.name}.{name}", way, place, **words)
                yield from evidence.resting([added], *rests)

    def _property(
        self, owner: str, old: tuple[Property, str], new: tuple[Property, str], use: Direction
    ) -> Iterator[Change]:
        (mine, declared), (other, declares) = old, new
        subject, use = f"{owner}.{other.name}", _way(use, mine, other)

        def changed(id: str, before: str = "", after: str = "") -> Change:
            words = {"before": before, "after": after, "owner": owner, "name": other.name}
            return change(id, subject, use, (mine.at, other.at), **words)

        if mine.name != other.name:
            yield changed("property-renamed", mine.name, other.name)
        if declared != declares:
            yield changed("property-moved", declared, declares)
            if owner not in (declared, declares) and mine == other:
                return
        elif owner != declares:
            return  # reported for the type that declares it
        if relation := self.sides.relation(mine.type, other.type):
            yield changed(typed_id("property", relation), str(mine.type), str(other.type))
        if mine.is_never_null != other.is_never_null:
            yield changed(f"property-became-{'not-' if other.is_never_null else ''}nullable")
        if mine.is_navigation != other.is_navigation:
            word = "became" if other.is_navigation else "no-longer"
            yield changed(f"property-{word}-navigation")
        places = mine.at, other.at
        if mine.type == other.type:
            for value in mine.values:
                if value not in other.values:
                    words = {"before": value, "owner": subject}
                    yield change("known-value-removed", f"{subject}.{value}", use, places, **words)
            for value in other.values:
                if value not in mine.values:
                    words = {"after": value, "owner": subject}
                    yield change("known-value-added", f"{subject}.{value}", use, places, **words)
        yield from property_promises(subject, use, mine, other, places)

    # Enumerations

    def _enum(self, old: Enum, new: Enum) -> Iterator[Change]:
        use = self.uses.get(new.name, "both")
        if old.is_flags != new.is_flags:
            word = "became" if new.is_flags else "no-longer"
            yield change(f"enum-{word}-flags", new.name, use, (old.at, new.at))
        places = old.at, new.at
        yield from deprecation(new.name, use, old, new, places)
        before = {m.name: m for m in old.members}
        after = {m.name: m for m in new.members}
        renames = {
            name: other
            for name in before
            if (other := self.sides.pairs.members.get((new.name, name)))
        }
        for name, mine in before.items():
            other = after.get(renames.get(name, name))
            at = (mine.at or old.at, (other.at if other else None) or new.at)
            if other is None and mine.is_sentinel:
                yield change("enum-no-longer-open", new.name, use, at)
                continue
            if other is None:
                words = {"owner": new.name, "before": name}
                yield change("enum-member-removed", f"{new.name}.{name}", use, at, **words)
                continue
            subject = f"{new.name}.{other.name}"
            if name != other.name:
                words = {"owner": new.name, "before": name, "after": other.name}
                yield change("enum-member-renamed", subject, use, at, **words)
            if mine.value != other.value and mine.value and other.value:
                words = {"before": mine.value, "after": other.value}
                yield change("enum-member-value-changed", subject, use, at, **words)
            yield from deprecation(subject, use, mine, other, at)
        is_open = any(member.is_sentinel for member in old.members)
        for name, other in after.items():
            if name not in before and name not in renames.values():
                at = (old.at, other.at or new.at)
                if other.is_sentinel:
                    yield change("enum-became-open", new.name, use, at)
                    continue
                id = f"{'open-' if is_open else ''}enum-member-added"
                words = {"owner": new.name, "after": name}
                yield change(id, f"{new.name}.{name}", use, at, **words)

    # Operations

    def _operations(self) -> Iterator[Change]:
        after = {o.id: o for o in self.new.operations}
        paired: set[str] = set()
        for mine in self.old.operations:
            other = after.get(self.sides.pairs.operations.get(mine.id, ""))
            if other is None:
                deprecated = "deprecated-" if is_deprecated(mine) else ""
                id, at = f"{deprecated}operation-removed", (mine.at, None)
                removed = change(id, mine.id, "both", at, operation=mine.id)
                yield from evidence.resting([removed], mine.evidence)
                continue
            paired.add(other.id)
            own = _without(mine, self.new.parameters), _without(other, self.old.parameters)
            yield from diff_operation(self.sides, *own)
            yield from diff_security(self.old, self.new, mine, other)
        for other in self.new.operations:
            if other.id not in paired:
                at = (None, other.at)
                added = change("operation-added", other.id, "both", at, operation=other.id)
                yield from evidence.resting([added], other.evidence)

    def _webhooks(self) -> Iterator[Change]:
        """Those of one side; a change of what both send is one of its type."""
        before = {webhook.path: webhook for webhook in self.old.webhooks}
        after = {webhook.path: webhook for webhook in self.new.webhooks}
        for name in before.keys() - after.keys():
            yield change("webhook-removed", name, "response", (before[name].at, None))
        for name in after.keys() - before.keys():
            yield change("webhook-added", name, "response", (None, after[name].at))


def _way(use: Direction, old: Property, new: Property) -> Direction:
    """The direction of a property; one that is read-only on both sides is never sent."""
    is_never_sent = all(is_read_only(p.description) for p in (old, new))
    return "response" if is_never_sent and use != "request" else use
