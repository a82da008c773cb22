"""What changed on the wire between two APIs.

Two `Spec`s enter; `Change`s leave, and which names of the one are which of the other. Samples,
pages are no contract, descriptions only what `diff_prose` reads in them. It refuses to know what
is generated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from docgen.changes import Change, Direction, Places, change
from docgen.diff_prose import (
    deprecation,
    is_deprecated,
    is_read_only,
    parameter_promises,
    property_promises,
)
from docgen.diff_types import Relation, Types, relation, uses
from docgen.spec import (
    Enum,
    Member,
    Operation,
    Parameter,
    Permission,
    Property,
    RequestBody,
    Response,
    Spec,
    Type,
)

T = TypeVar("T")
_EXPRESSION = re.compile(r"\{([^{}]*)\}")
# OData has no open enumerations: services mark one by this member, which is no value.
_MORE_TO_COME = "unknownFutureValue"
_FIRST_FAILURE = 400
_ENOUGH = 3  # properties that two types share by chance too seldom to matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What is the same thing under two names: the old one -> the new one."""

    types: dict[str, str] = field(default_factory=dict[str, str])  # and enumerations
    properties: dict[tuple[str, str], str] = field(
        default_factory=dict[tuple[str, str], str]
    )  # by the new name of the type
    members: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    operations: dict[str, str] = field(default_factory=dict[str, str])  # ids, all that are on both
    parameters: dict[tuple[str, str, str], str] = field(
        default_factory=dict[tuple[str, str, str], str]
    )  # by the new id of the operation and the location; names of header fields in lower case


def erased(path: str) -> str:
    """A path template without the names of its parameters, which are never sent."""
    return _EXPRESSION.sub("{}", path)


def pair(old: Spec, new: Spec) -> Pairs:
    """The names that stand for each other: the same, or the only candidates for a rename."""
    types = _paired_types(old, new)
    old = in_new_names(old, types)
    pairs = Pairs(types=types, operations=_paired_operations(old, new))
    after = {item.name: item for item in new.types}
    for item in old.types:
        if item.name in after:
            mine, theirs = _placed(item.properties), _placed(after[item.name].properties)
            for name, there in _renamed_placed(mine, theirs, _PROPERTY_KEYS):
                pairs.properties[item.name, name] = there
    enums = {item.name: item for item in new.enums}
    for item in old.enums:
        if item.name in enums:
            mine, theirs = _placed(item.members), _placed(enums[item.name].members)
            for name, there in _renamed_placed(mine, theirs, _MEMBER_KEYS):
                pairs.members[item.name, name] = there
    operations = {o.id: o for o in new.operations}
    for mine in old.operations:
        if other_id := pairs.operations.get(mine.id):
            other = operations[other_id]
            for location, name, name_there in _paired_parameters(mine, other):
                pairs.parameters[other_id, location, name] = name_there
    return pairs


def unique_pairs(
    gone: Iterable[T], come: Iterable[T], key: Callable[[T], Hashable | None]
) -> list[tuple[T, T]]:
    """Those that have a key which one on each side has and no other. None is no key."""
    found: dict[Hashable, tuple[list[T], list[T]]] = {}
    for index, items in enumerate((gone, come)):
        for item in items:
            if (mark := key(item)) is not None:
                found.setdefault(mark, ([], []))[index].append(item)
    return [(a[0], b[0]) for a, b in found.values() if len(a) == 1 and len(b) == 1]


def _renamed(
    old: Iterable[T],
    new: Iterable[T],
    name: Callable[[T], Hashable],
    key: Callable[[T], Hashable | None],
) -> list[tuple[T, T]]:
    before, after = {name(i): i for i in old}, {name(i): i for i in new}
    gone = [item for mark, item in before.items() if mark not in after]
    come = [item for mark, item in after.items() if mark not in before]
    return unique_pairs(gone, come, key)


_N = TypeVar("_N", Property, Member)
_Placed = tuple[_N, tuple[str, str]]  # with the names before and after it; "" at an end


def _placed(items: Sequence[_N]) -> list[_Placed[_N]]:
    names = ["", *(item.name for item in items), ""]
    return list(zip(items, zip(names, names[2:])))


def _renamed_placed(
    old: Sequence[_Placed[_N]],
    new: Sequence[_Placed[_N]],
    keys: Iterable[Callable[[_Placed[_N]], Hashable | None]],
) -> Iterator[tuple[str, str]]:
    """Old and new name of each that one of the keys, the better first, tells to be the same."""
    for key in keys:
        found = _renamed(old, new, lambda placed: placed[0].name, key)
        yield from ((a.name, b.name) for (a, _), (b, _) in found)
        gone, come = {a.name for (a, _), _ in found}, {b.name for _, (b, _) in found}
        old = [item for item in old if item[0].name not in gone]
        new = [item for item in new if item[0].name not in come]


def _described_property(placed: _Placed[Property]) -> Hashable | None:
    item, _ = placed
    return (item.type, item.is_navigation, item.description) if item.description else None


def _property_between(placed: _Placed[Property]) -> Hashable | None:
    # Not at an end: what is new is put there.
    item, neighbours = placed
    return (item.type, item.is_navigation, neighbours) if all(neighbours) else None


def _described_member(placed: _Placed[Member]) -> Hashable | None:
    return placed[0].value or placed[0].description or None


def _member_between(placed: _Placed[Member]) -> Hashable | None:
    member, neighbours = placed
    return neighbours if all(neighbours) and not member.value else None


_PROPERTY_KEYS = (_described_property, _property_between)
_MEMBER_KEYS = (_described_member, _member_between)


def _paired_types(old: Spec, new: Spec) -> dict[str, str]:
    pairs: dict[str, str] = {}
    type_keys: tuple[Callable[[Type], Hashable | None], ...] = (
        lambda t: (t.kind, t.name.rpartition(".")[2]),
        lambda t: (t.kind, t.description, _names(t)) if t.description else None,
        lambda t: (t.kind, _names(t)) if len(t.properties) >= _ENOUGH else None,
    )
    enum_keys: tuple[Callable[[Enum], Hashable | None], ...] = (
        lambda e: e.name.rpartition(".")[2],
        lambda e: tuple(sorted(m.name for m in e.members)) if len(e.members) > 1 else None,
    )
    before, after = Types(old), Types(new)
    taken = {*before.types, *before.enums} & {*after.types, *after.enums}
    for key in type_keys:
        gone = [t for t in old.types if t.name not in taken]
        come = [t for t in new.types if t.name not in taken]
        for mine, other in unique_pairs(gone, come, key):
            pairs[mine.name] = other.name
            taken |= {mine.name, other.name}
    for key in enum_keys:
        gone = [e for e in old.enums if e.name not in taken]
        come = [e for e in new.enums if e.name not in taken]
        for mine, other in unique_pairs(gone, come, key):
            pairs[mine.name] = other.name
            taken |= {mine.name, other.name}
    return pairs


def _names(item: Type) -> tuple[str, ...]:
    return tuple(sorted(p.name for p in item.properties))


def _paired_operations(old: Spec, new: Spec) -> dict[str, str]:
    after = {o.id for o in new.operations}
    pairs = {o.id: o.id for o in old.operations if o.id in after}
    keys: tuple[Callable[[Operation], Hashable | None], ...] = (
        lambda o: (o.method, erased(o.path)),
        lambda o: (o.method, o.description, o.responses) if o.description else None,
        lambda o: (o.method, o.description, _rest(o.path)) if o.description else None,
    )
    for key in keys:
        taken = set(pairs.values())
        gone = [o for o in old.operations if o.id not in pairs]
        come = [o for o in new.operations if o.id not in taken]
        pairs |= {mine.id: other.id for mine, other in unique_pairs(gone, come, key)}
    return pairs


def _rest(path: str) -> str:
    """A path without its last name: the addresses of a page differ in what is before it."""
    segments = erased(path).split("/")
    named = [i for i, segment in enumerate(segments) if segment and segment != "{}"]
    return "/".join((*segments[: named[-1]], *segments[named[-1] + 1 :])) if named else path


def _parameters(operation: Operation) -> tuple[Parameter, ...]:
    body = operation.request_body
    return (*operation.parameters, *(body.properties if body else ()))


def _parameter_mark(item: Parameter) -> tuple[str, str]:
    """Location and name; RFC 9110, 5.1: the case of a field name means nothing."""
    return item.location, item.name.lower() if item.location == "header" else item.name


def _paired_parameters(old: Operation, new: Operation) -> Iterator[tuple[str, str, str]]:
    """Location, old and new name of what was renamed; path parameters by their position."""
    mine, theirs = _EXPRESSION.findall(old.path), _EXPRESSION.findall(new.path)
    if len(mine) == len(theirs):
        yield from (("path", a, b) for a, b in zip(mine, theirs) if a != b)
    before = [p for p in _parameters(old) if p.location != "path"]
    after = [p for p in _parameters(new) if p.location != "path"]
    for a, b in _renamed(before, after, _parameter_mark, _parameter_key):
        yield a.location, _parameter_mark(a)[1], _parameter_mark(b)[1]


def _parameter_key(item: Parameter) -> Hashable | None:
    return (item.location, item.type, item.description) if item.description else None


def in_new_names(spec: Spec, names: dict[str, str]) -> Spec:
    """The old spec with its types called as the new spec calls them."""
    if not names:
        return spec

    def called(name: str) -> str:
        if name.startswith("Collection("):
            return f"Collection({called(name[11:-1])})"
        return names.get(name, name)

    # Tables of permissions have the simple name of a type where several are asked for.
    simple = {old.rpartition(".")[2]: new.rpartition(".")[2] for old, new in names.items()}

    def permission(item: Permission) -> Permission:
        return replace(item, kind=simple.get(item.kind, item.kind))

    def parameter(item: Parameter) -> Parameter:
        return replace(
            item, type=called(item.type), inherited_from=names.get(item.inherited_from, "")
        )

    def body(item: RequestBody | None) -> RequestBody | None:
        properties = tuple(map(parameter, item.properties)) if item else ()
        return replace(item, type=called(item.type), properties=properties) if item else None

    types = tuple(
        replace(
            t,
            name=called(t.name),
            base=called(t.base),
            properties=tuple(replace(p, type=called(p.type)) for p in t.properties),
        )
        for t in spec.types
    )
    operations = tuple(
        replace(
            o,
            parameters=tuple(map(parameter, o.parameters)),
            permissions=tuple(map(permission, o.permissions)),
            request_body=body(o.request_body),
            responses=tuple(replace(r, type=called(r.type)) for r in o.responses),
        )
        for o in spec.operations
    )
    enums = tuple(replace(e, name=called(e.name)) for e in spec.enums)
    return replace(spec, types=types, enums=enums, operations=operations)


def diff_specs(old: Spec, new: Spec, pairs: Pairs) -> Iterator[Change]:
    """Every change on the wire, in no order."""
    yield from _Comparison(in_new_names(old, pairs.types), new, pairs).changes(old)


class _Comparison:
    """Two sides with the same names for types."""

    def __init__(self, old: Spec, new: Spec, pairs: Pairs) -> None:
        self.old, self.new, self.pairs = old, new, pairs
        self.before, self.after = Types(old), Types(new)
        self.uses = uses((old, new))

    def changes(self, original: Spec) -> Iterator[Change]:
        old, new = self.old, self.new
        if old.base_url != new.base_url:
            yield change("base-url-changed", "API", before=old.base_url, after=new.base_url)
        if old.has_query_options != new.has_query_options:
            word = "added" if new.has_query_options else "removed"
            yield change(f"query-options-{word}", "API")
        yield from self._named(original)
        for name, item in self.before.types.items():
            if name in self.after.types:
                yield from self._type(item, self.after.types[name])
        for name, item in self.before.enums.items():
            if name in self.after.enums:
                yield from self._enum(item, self.after.enums[name])
        yield from self._operations()

    def _relation(self, before: str, after: str) -> Relation | None:
        return relation(before, after, self.before, self.after)

    # Types

    def _named(self, original: Spec) -> Iterator[Change]:
        """Types and enumerations that came, went, or are called otherwise."""
        before: dict[str, Type | Enum] = {**self.before.types, **self.before.enums}
        after: dict[str, Type | Enum] = {**self.after.types, **self.after.enums}
        for name in before.keys() | after.keys():
            use = self.uses.get(name, "both")
            mine, other = before.get(name), after.get(name)
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
        for item in (*original.types, *original.enums):
            if (name := self.pairs.types.get(item.name)) and (other := after.get(name)):
                word = "type" if isinstance(item, Type) else "enum"
                use = self.uses.get(name, "both")
                given = {"before": item.name, "after": name}
                yield change(f"{word}-renamed", name, use, (item.at, other.at), **given)

    def _type(self, old: Type, new: Type) -> Iterator[Change]:
        name, use = new.name, self.uses.get(new.name, "both")

        def told(id: str, before: str = "", after: str = "") -> Change:
            return change(id, name, use, (old.at, new.at), before=before, after=after)

        if old.kind != new.kind:
            yield told("type-kind-changed", old.kind, new.kind)
        if old.is_open != new.is_open:
            yield told("type-opened" if new.is_open else "type-closed")
        if old.is_abstract != new.is_abstract:
            yield told("type-made-abstract" if new.is_abstract else "type-made-concrete")
        if old.key != new.key and old.key and new.key:
            yield told("key-changed", ", ".join(old.key), ", ".join(new.key))
        mine, theirs = self.before.ancestors(name), self.after.ancestors(name)
        if old.base != new.base:
            word = "changed"
            if set(mine) < set(theirs):
                word = "added"
            elif set(theirs) < set(mine):
                word = "removed"
            yield told(f"base-type-{word}", old.base, new.base)
        yield from deprecation(name, use, old.description, new.description, (old.at, new.at))
        yield from self._properties(old, new, use, has_other_bases=mine != theirs)

    def _properties(
        self, old: Type, new: Type, use: Direction, *, has_other_bases: bool
    ) -> Iterator[Change]:
        before, after = self.before.properties(old.name), self.after.properties(new.name)
        renames = {
            name: other
            for p in old.properties
            for name, other in ((p.name, self.pairs.properties.get((new.name, p.name))),)
            if other and name not in after and other not in before
        }
        own = {p.name for p in (*old.properties, *new.properties)}
        for name in [*before, *(n for n in after if n not in before)]:
            if name not in own and not has_other_bases:
                continue
            mine, other = before.get(name), after.get(renames.get(name, name))
            if mine and other:
                yield from self._property(new.name, mine, other, use)
            elif mine:
                item, words = mine[0], {"owner": new.name, "name": name, "before": mine[0].type}
                place = (item.at or old.at, new.at)
                way = _way(use, item, item)
                yield change("property-removed", f"{new.name}.{name}", way, place, **words)
            elif other and name not in renames.values():
                item, words = other[0], {"owner": new.name, "name": name, "after": other[0].type}
                place = (old.at, item.at or new.at)
                way = _way(use, item, item)
                yield change("property-added", f"{new.name}.{name}", way, place, **words)

    def _property(
        self, owner: str, old: tuple[Property, str], new: tuple[Property, str], use: Direction
    ) -> Iterator[Change]:
        (mine, declared), (other, declares) = old, new
        subject, use = f"{owner}.{other.name}", _way(use, mine, other)

        def told(id: str, before: str = "", after: str = "") -> Change:
            words = {"before": before, "after": after, "owner": owner, "name": other.name}
            return change(id, subject, use, (mine.at, other.at), **words)

        if mine.name != other.name:
            yield told("property-renamed", mine.name, other.name)
        if declared != declares:
            yield told("property-moved", declared, declares)
            if owner not in (declared, declares) and mine == other:
                return
        elif owner != declares:
            return  # told of the type that declares it
        if found := self._relation(mine.type, other.type):
            yield told(_typed_id("property", found), mine.type, other.type)
        if mine.is_nullable != other.is_nullable:
            yield told(f"property-became-{'' if other.is_nullable else 'not-'}nullable")
        if mine.is_navigation != other.is_navigation:
            word = "became" if other.is_navigation else "no-longer"
            yield told(f"property-{word}-navigation")
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
        yield from property_promises(subject, use, mine.description, other.description, places)

    # Enumerations

    def _enum(self, old: Enum, new: Enum) -> Iterator[Change]:
        use = self.uses.get(new.name, "both")
        if old.is_flags != new.is_flags:
            word = "became" if new.is_flags else "no-longer"
            yield change(f"enum-{word}-flags", new.name, use, (old.at, new.at))
        places = old.at, new.at
        yield from deprecation(new.name, use, old.description, new.description, places)
        before = {m.name: m for m in old.members}
        after = {m.name: m for m in new.members}
        renames = {
            name: other for name in before if (other := self.pairs.members.get((new.name, name)))
        }
        for name, mine in before.items():
            other = after.get(renames.get(name, name))
            at = (mine.at or old.at, (other.at if other else None) or new.at)
            if other is None and name == _MORE_TO_COME:
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
            yield from deprecation(subject, use, mine.description, other.description, at)
        for name, other in after.items():
            if name not in before and name not in renames.values():
                at = (old.at, other.at or new.at)
                if name == _MORE_TO_COME:
                    yield change("enum-became-open", new.name, use, at)
                    continue
                id = f"{'open-' if _MORE_TO_COME in before else ''}enum-member-added"
                words = {"owner": new.name, "after": name}
                yield change(id, f"{new.name}.{name}", use, at, **words)

    # Operations

    def _operations(self) -> Iterator[Change]:
        after = {o.id: o for o in self.new.operations}
        found: set[str] = set()
        for mine in self.old.operations:
            other = after.get(self.pairs.operations.get(mine.id, ""))
            if other is None:
                deprecated = "deprecated-" if is_deprecated(mine.description) else ""
                id, at = f"{deprecated}operation-removed", (mine.at, None)
                yield change(id, mine.id, "both", at, operation=mine.id)
                continue
            found.add(other.id)
            yield from _OperationComparison(self, mine, other).changes()
        for other in self.new.operations:
            if other.id not in found:
                at = (None, other.at)
                yield change("operation-added", other.id, "both", at, operation=other.id)


class _OperationComparison:
    """One operation on both sides."""

    def __init__(self, sides: _Comparison, old: Operation, new: Operation) -> None:
        self.sides, self.old, self.new = sides, old, new
        self.id = new.id

    def _told(
        self,
        id: str,
        name: str = "",
        *,
        at: Places = (None, None),
        **words: str,
    ) -> Change:
        subject = f"{self.id} {name}" if name else self.id
        given = {"owner": self.id, "name": name, **words}
        old, new = at[0] or self.old.at, at[1] or self.new.at
        return change(id, subject, "both", (old, new), operation=self.id, **given)

    def changes(self) -> Iterator[Change]:
        old, new = self.old, self.new
        is_moved = erased(old.path) != erased(new.path)
        if is_moved:
            yield self._told("operation-moved", before=old.id, after=new.id)
        else:
            names = zip(_EXPRESSION.findall(old.path), _EXPRESSION.findall(new.path))
            for mine, other in names:
                if mine != other:
                    yield self._told("path-parameter-renamed", other, before=mine, after=other)
        words = old.description, new.description
        yield from deprecation(self.id, "both", *words, (old.at, new.at), operation=self.id)
        location = ("query", "header") if is_moved else ("path", "query", "header")
        yield from self._parameters(
            [p for p in old.parameters if p.location in location],
            [p for p in new.parameters if p.location in location],
            "parameter",
        )
        yield from self._body()
        yield from self._responses()
        yield from self._permissions()

    def _parameters(
        self, old: Sequence[Parameter], new: Sequence[Parameter], what: str
    ) -> Iterator[Change]:
        before = {_parameter_mark(p): p for p in old}
        after = {_parameter_mark(p): p for p in new}
        pairs: list[tuple[Parameter, Parameter]] = []
        for mark, mine in before.items():
            name = self.sides.pairs.parameters.get((self.id, *mark))
            renamed = after.get((mine.location, name)) if name else None
            if other := renamed or after.get(mark):
                pairs.append((mine, other))
        kept, come = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
        gone = [p for p in before.values() if id(p) not in kept]
        left = [p for p in after.values() if id(p) not in come]
        pairs += unique_pairs(gone, left, lambda p: p.name)
        kept, come = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
        for mine, other in pairs:
            yield from self._parameter(mine, other, what)
        for item in gone:
            if id(item) not in kept:
                deprecated = "deprecated-" if is_deprecated(item.description) else ""
                words = {"where": item.location, "before": item.type}
                id_ = f"{deprecated}{what}-removed"
                yield self._told(id_, item.name, at=(item.at, None), **words)
        for item in left:
            if id(item) not in come:
                required = "required-" if item.is_required else ""
                words = {"where": item.location, "after": item.type}
                yield self._told(f"{required}{what}-added", item.name, at=(None, item.at), **words)

    def _parameter(self, old: Parameter, new: Parameter, what: str) -> Iterator[Change]:
        def told(id: str, before: str = "", after: str = "") -> Change:
            words = {"where": new.location, "before": before, "after": after}
            return self._told(id, new.name, at=(old.at, new.at), **words)

        if old.location != new.location:
            yield told("parameter-relocated", old.location, new.location)
        elif _parameter_mark(old) != _parameter_mark(new):
            if new.location != "path":
                yield told(f"{what}-renamed", old.name, new.name)
        if found := self.sides._relation(old.type, new.type):
            yield told(_contravariant_id(what, found), old.type, new.type)
        if old.is_required != new.is_required:
            word = "required" if new.is_required else "optional"
            yield told(f"{what}-became-{word}")
        places = old.at or self.old.at, new.at or self.new.at
        words = old.description, new.description
        yield from parameter_promises(new.name, self.id, *words, places)

    def _body(self) -> Iterator[Change]:
        old, new = self.old.request_body, self.new.request_body
        if old and new:
            if old.type and new.type:
                if found := self.sides._relation(old.type, new.type):
                    id = _contravariant_id("request-body", found).replace("-type", "")
                    yield self._told(id, before=old.type, after=new.type)
            elif old.type != new.type and not self._is_same_object(old, new):
                before, after = _body_text(old), _body_text(new)
                yield self._told("request-body-retyped", before=before, after=after)
            yield from self._parameters(old.properties, new.properties, "body-property")
        elif new:
            is_required = new.type == "Edm.Stream" or any(p.is_required for p in new.properties)
            required = "required-" if is_required else ""
            yield self._told(f"{required}request-body-added", after=_body_text(new))
        elif old:
            yield self._told("request-body-removed", before=_body_text(old))

    def _is_same_object(self, old: RequestBody, new: RequestBody) -> bool:
        """Whether parameters of an action and the properties of a type are the same JSON object."""
        listed, typed = (old, new) if new.type else (new, old)
        types = self.sides.after if new.type else self.sides.before
        return {p.name for p in listed.properties} <= types.properties(typed.type).keys()

    def _responses(self) -> Iterator[Change]:
        before = {r.status: r for r in self.old.responses}
        after = {r.status: r for r in self.new.responses}
        gone = sorted(s for s in before.keys() - after.keys())
        come = sorted(s for s in after.keys() - before.keys())
        lost = [s for s in gone if s < _FIRST_FAILURE]
        won = [s for s in come if s < _FIRST_FAILURE]
        if len(lost) == 1 and len(won) == 1:
            yield self._told("success-status-changed", before=str(lost[0]), after=str(won[0]))
            yield from self._content(before[lost[0]], after[won[0]])
            gone.remove(lost[0])
            come.remove(won[0])
        for status in gone:
            word = "success" if status < _FIRST_FAILURE else "error"
            yield self._told(f"{word}-response-removed", before=str(status))
        for status in come:
            word = "success" if status < _FIRST_FAILURE else "error"
            yield self._told(f"{word}-response-added", after=str(status))
        for status in sorted(before.keys() & after.keys()):
            yield from self._content(before[status], after[status])

    def _content(self, old: Response, new: Response) -> Iterator[Change]:
        status = str(new.status)
        if old.type and new.type:
            if found := self.sides._relation(old.type, new.type):
                yield self._told(_covariant_id(found), status, before=old.type, after=new.type)
        elif new.type:
            yield self._told("response-content-added", status, after=new.type)
        elif old.type:
            yield self._told("response-content-removed", status, before=old.type)

    def _permissions(self) -> Iterator[Change]:
        before = {p.kind: p for p in self.old.permissions}
        after = {p.kind: p for p in self.new.permissions}
        for kind in (*before, *(k for k in after if k not in before)):
            # A row that says "Not supported." is as good as none.
            mine = before.get(kind, Permission(kind=kind))
            other = after.get(kind, Permission(kind=kind))
            at = mine.at, other.at
            if mine.scopes and not other.scopes:
                scopes = ", ".join(mine.scopes)
                yield self._told("permission-kind-removed", kind, at=at, before=scopes)
                continue
            if other.scopes and not mine.scopes:
                scopes = ", ".join(other.scopes)
                yield self._told("permission-kind-added", kind, at=at, after=scopes)
                continue
            for scope in dict.fromkeys(mine.scopes):
                if scope not in other.scopes:
                    yield self._told("scope-removed", kind, at=at, before=scope)
            for scope in dict.fromkeys(other.scopes):
                if scope not in mine.scopes:
                    yield self._told("scope-added", kind, at=at, after=scope)
            if _is_reordered(mine.scopes, other.scopes):
                words = {"before": ", ".join(mine.scopes), "after": ", ".join(other.scopes)}
                yield self._told("scope-order-changed", kind, at=at, **words)


def _is_reordered(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the scopes that both sides have changed their order."""
    return [s for s in old if s in new] != [s for s in new if s in old]


def _body_text(body: RequestBody) -> str:
    return body.type or "parameters " + ", ".join(p.name for p in body.properties)


def _way(use: Direction, old: Property, new: Property) -> Direction:
    """The direction of a property; one that is read-only on both sides is never sent."""
    is_never_sent = all(is_read_only(p.description) for p in (old, new))
    return "response" if is_never_sent and use != "request" else use


def _typed_id(what: str, found: Relation) -> str:
    return f"{what}-type-{found}" if found in ("widened", "narrowed") else f"{what}-{found}"


_AS_VALUES: dict[Relation, Relation] = {"became-enum": "narrowed", "no-longer-enum": "widened"}


def _contravariant_id(what: str, found: Relation) -> str:
    """Of what is sent; an enumeration is a narrower String."""
    return _typed_id(what, _AS_VALUES.get(found, found))


def _covariant_id(found: Relation) -> str:
    """Of what is returned."""
    return _typed_id("response", _AS_VALUES.get(found, found))
