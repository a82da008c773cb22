"""Which names of an API are the same thing as names of another.

In: two `Spec`s. Out: `Pairs`, and the old spec in the names of the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from docgen.diff.types import Types
from docgen.records import replace
from docgen.spec.model import (
    Enum,
    MediaType,
    Member,
    Operation,
    Parameter,
    Permission,
    Property,
    RequestBody,
    Spec,
    Type,
)
from docgen.spec.types import TypeUse
from docgen.syntax.url_path import EXPRESSION, erased

T = TypeVar("T")
_ENOUGH = 3  # properties that two types share by chance too seldom to matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What is the same thing under two names: the old one -> the new one."""

    types: dict[str, str] = field(default_factory=dict[str, str])  # and enumerations
    # By the new name of the type.
    properties: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    members: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    operations: dict[str, str] = field(default_factory=dict[str, str])  # ids, all that are on both
    # By the new id of the operation and the location; names of header fields in lower case.
    parameters: dict[tuple[str, str, str], str] = field(
        default_factory=dict[tuple[str, str, str], str]
    )


def align(old: Spec, new: Spec) -> tuple[Spec, Pairs]:
    """The old spec with the type names of the new one, and the pairs of names.

    Names are paired that are the same, or the only candidates for a rename.
    """
    types = _paired_types(old, new)
    renamed = in_new_names(old, types)
    return renamed, _pairs(renamed, new, types)


def _pairs(old: Spec, new: Spec, types: dict[str, str]) -> Pairs:
    """All pairs. `old` is in the names of the new spec."""
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
    removed: Iterable[T], added: Iterable[T], key: Callable[[T], Hashable | None]
) -> list[tuple[T, T]]:
    """Those that have a key which one on each side has and no other. None is no key."""
    groups: dict[Hashable, tuple[list[T], list[T]]] = {}
    for index, items in enumerate((removed, added)):
        for item in items:
            if (identity := key(item)) is not None:
                groups.setdefault(identity, ([], []))[index].append(item)
    return [(a[0], b[0]) for a, b in groups.values() if len(a) == 1 and len(b) == 1]


def _renamed(
    old: Iterable[T],
    new: Iterable[T],
    name: Callable[[T], Hashable],
    key: Callable[[T], Hashable | None],
) -> list[tuple[T, T]]:
    before, after = {name(i): i for i in old}, {name(i): i for i in new}
    removed = [item for n, item in before.items() if n not in after]
    added = [item for n, item in after.items() if n not in before]
    return unique_pairs(removed, added, key)


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
    """Old and new name of each that one of the keys, the better first, identifies."""
    for key in keys:
        renamed = _renamed(old, new, lambda placed: placed[0].name, key)
        yield from ((a.name, b.name) for (a, _), (b, _) in renamed)
        removed, added = {a.name for (a, _), _ in renamed}, {b.name for _, (b, _) in renamed}
        old = [item for item in old if item[0].name not in removed]
        new = [item for item in new if item[0].name not in added]


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


def _without_case(placed: _Placed[Property] | _Placed[Member]) -> Hashable:
    return placed[0].name.lower()


_PROPERTY_KEYS = (_without_case, _described_property, _property_between)
_MEMBER_KEYS = (_without_case, _described_member, _member_between)


def _paired_types(old: Spec, new: Spec) -> dict[str, str]:
    pairs: dict[str, str] = {}
    type_keys: tuple[Callable[[Type], Hashable | None], ...] = (
        lambda t: (t.kind, t.name.rpartition(".")[2]),
        lambda t: (t.kind, t.name.lower()),
        lambda t: (t.kind, t.description, _names(t)) if t.description else None,
        lambda t: (t.kind, _names(t)) if len(t.properties) >= _ENOUGH else None,
    )
    enum_keys: tuple[Callable[[Enum], Hashable | None], ...] = (
        lambda e: e.name.rpartition(".")[2],
        lambda e: e.name.lower(),
        lambda e: tuple(sorted(m.name for m in e.members)) if len(e.members) > 1 else None,
    )
    before, after = Types(old), Types(new)
    taken = {*before.types, *before.enums} & {*after.types, *after.enums}
    for key in type_keys:
        removed = [t for t in old.types if t.name not in taken]
        added = [t for t in new.types if t.name not in taken]
        for mine, other in unique_pairs(removed, added, key):
            pairs[mine.name] = other.name
            taken |= {mine.name, other.name}
    for key in enum_keys:
        removed = [e for e in old.enums if e.name not in taken]
        added = [e for e in new.enums if e.name not in taken]
        for mine, other in unique_pairs(removed, added, key):
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
        removed = [o for o in old.operations if o.id not in pairs]
        added = [o for o in new.operations if o.id not in taken]
        pairs |= {mine.id: other.id for mine, other in unique_pairs(removed, added, key)}
    return pairs


def _rest(path: str) -> str:
    """A path without its last name: the addresses of a page differ in what is before it."""
    segments = erased(path).split("/")
    named = [i for i, segment in enumerate(segments) if segment and segment != "{}"]
    return "/".join((*segments[: named[-1]], *segments[named[-1] + 1 :])) if named else path


def _parameters(operation: Operation) -> tuple[Parameter, ...]:
    body = operation.request_body
    return (*operation.parameters, *(body.properties if body else ()))


def parameter_id(item: Parameter) -> tuple[str, str]:
    """Location and name; RFC 9110, 5.1: the case of a field name means nothing."""
    return item.location, item.name.lower() if item.location == "header" else item.name


def _paired_parameters(old: Operation, new: Operation) -> Iterator[tuple[str, str, str]]:
    """Location, old and new name of what was renamed; path parameters by their position."""
    mine, theirs = EXPRESSION.findall(old.path), EXPRESSION.findall(new.path)
    if len(mine) == len(theirs):
        yield from (("path", a, b) for a, b in zip(mine, theirs) if a != b)
    before = [p for p in _parameters(old) if p.location != "path"]
    after = [p for p in _parameters(new) if p.location != "path"]
    for a, b in _renamed(before, after, parameter_id, _parameter_key):
        yield a.location, parameter_id(a)[1], parameter_id(b)[1]


def _parameter_key(item: Parameter) -> Hashable | None:
    return (item.location, item.type, item.description) if item.description else None


def in_new_names(spec: Spec, names: dict[str, str]) -> Spec:
    """The old spec with its types called as the new spec calls them."""
    if not names:
        return spec

    def called(name: str) -> str:
        return names.get(name, name)

    def use(type_use: TypeUse) -> TypeUse:
        if not names.keys() & type_use.names:
            return type_use
        items = tuple(map(use, type_use.items))
        return replace(type_use, name=called(type_use.name), items=items)

    def contents(items: tuple[MediaType, ...]) -> tuple[MediaType, ...]:
        return tuple(replace(item, type=item.type and use(item.type)) for item in items)

    # Tables of permissions have the simple name of a type where several are required.
    simple = {old.rpartition(".")[2]: new.rpartition(".")[2] for old, new in names.items()}

    def permission(item: Permission) -> Permission:
        return replace(item, kind=simple.get(item.kind, item.kind))

    def parameter(item: Parameter) -> Parameter:
        return replace(item, type=use(item.type), inherited_from=names.get(item.inherited_from, ""))

    def body(item: RequestBody | None) -> RequestBody | None:
        if item is None:
            return None
        properties = tuple(map(parameter, item.properties))
        return replace(item, content=contents(item.content), properties=properties)

    types = tuple(
        replace(
            t,
            name=called(t.name),
            base=called(t.base),
            properties=tuple(replace(p, type=use(p.type)) for p in t.properties),
        )
        for t in spec.types
    )
    operations = tuple(
        replace(
            o,
            parameters=tuple(map(parameter, o.parameters)),
            permissions=tuple(map(permission, o.permissions)),
            request_body=body(o.request_body),
            responses=tuple(replace(r, content=contents(r.content)) for r in o.responses),
        )
        for o in spec.operations
    )
    enums = tuple(replace(e, name=called(e.name)) for e in spec.enums)
    return replace(spec, types=types, enums=enums, operations=operations)
