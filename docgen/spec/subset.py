"""A part of an API: selected operations, and the types that these need.

In: a `Spec`, patterns over paths, and names of types. Out: a smaller `Spec` that is complete in itself.

Which operations: those that a pattern of `include` matches and none of `exclude`. Without
`include` all are meant, or none when only types are named.

Which types: what the operations carry (parameters, contents of requests and responses) and what is
named; from there the base types and the types of structural properties, again and again. Three
things that no such property shows are kept as well: a type that a documented sample of a kept
operation names in "@odata.type"; the subtypes of an abstract type that a value is of, as no value
is of the abstract type itself (but not those of a mere root such as `entity`); and what a navigation property holds where such a sample shows it.
Other subtypes are left out: their values are read as the base type and keep all their data.

Which properties: all, but navigation properties whose type nothing above reached. Types may be
so connected that following them would keep the whole API.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics.suggestion import similar
from docgen.records import Record, replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Operation, Spec, Type
from docgen.spec.sample_values import TypedValue, Walker, contents
from docgen.syntax.url_path import shape


class SubsetError(ValueError):
    """A pattern or name that matches nothing; the message quotes it and what is near."""


def subset(
    spec: Spec,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    types: Sequence[str] = (),
) -> Spec:
    """The operations that match, and the types that these and `types` need.

    A pattern is a path, `*` any text in one segment, `**` any number of segments:
    "/users/**" is "/users" and all below it. Names of parameters and case do not matter; a method
    may stand before the path, as in "GET /users/{id}". A type is named in full or by its last parts,
    where `*` is any text. Raises `SubsetError` for what matches nothing, and when nothing is left.
    """
    operations = _operations(spec, include, exclude, bool(types))
    reach = _Reach(spec)
    for name in types:
        for type_name in _named(spec, name):
            reach.value(type_name)
    for operation in operations:
        reach.operation(operation)
    kept = tuple(_cut(item, reach.kept) for item in spec.types if item.name in reach.kept)
    enums = tuple(item for item in spec.enums if item.name in reach.kept)
    if not operations and not kept and not enums:
        raise SubsetError("--exclude leaves nothing of what --include names")
    return replace(spec, types=kept, enums=enums, operations=operations)


def left_out(
    whole: Spec, part: Spec, include: Sequence[str], exclude: Sequence[str], types: Sequence[str]
) -> Omitted:
    """What `part` lacks of `whole`, for its README."""
    kept = {operation.id for operation in part.operations}
    properties = {item.name: len(item.properties) for item in whole.types}
    places = (o.path.split("/")[1] for o in whole.operations if o.id not in kept)
    return Omitted(
        include=tuple(include),
        exclude=tuple(exclude),
        types=tuple(types),
        operation_count=len(whole.operations) - len(part.operations),
        type_count=len(whole.types) - len(part.types),
        enum_count=len(whole.enums) - len(part.enums),
        navigation_count=sum(properties[t.name] - len(t.properties) for t in part.types),
        places=tuple(sorted({"/" + re.sub(r"[:(].*", "", place) for place in places})),
    )


# Operations


def _operations(
    spec: Spec, include: Sequence[str], exclude: Sequence[str], has_types: bool
) -> tuple[Operation, ...]:
    if include:
        wanted = {id for pattern in include for id in matching(spec, pattern)}
    else:
        wanted = {o.id for o in spec.operations if exclude or not has_types}
    wanted -= {id for pattern in exclude for id in matching(spec, pattern)}
    return tuple(operation for operation in spec.operations if operation.id in wanted)


def matching(spec: Spec, pattern: str) -> set[str]:
    """The ids of the operations that a pattern means; never none."""
    method, path = _parts(pattern)
    wanted = re.compile(_expression(shape(path)))
    matching = {
        o.id
        for o in spec.operations
        if method in ("", o.method) and wanted.fullmatch(shape(o.path))
    }
    if not matching:
        raise SubsetError(f'"{pattern}" matches no operation; {_near_path(spec, method, path)}')
    return matching


def _parts(pattern: str) -> tuple[str, str]:
    method, _, path = pattern.strip().rpartition(" ")
    path = path.rstrip("/") or "/"
    return method.strip().upper(), path if path.startswith(("/", "*")) else f"/{path}"


def _expression(path: str) -> str:
    """The regular expression of a pattern; what follows a key or a file's path is below it too."""
    text = ""
    for part in re.split(r"(/\*\*$|\*\*/|\*\*|\*)", path):
        match part:
            case "/**":
                text += r"(?:[/(:].*)?"
            case "**/":
                text += r"(?:.*/)?"
            case "**":
                text += r".*"
            case "*":
                text += r"[^/]*"
            case _:
                text += re.escape(part)
    return text


def _near_path(spec: Spec, method: str, path: str) -> str:
    stem = path.partition("*")[0].rstrip("/")
    places: dict[str, str] = {}
    for operation in spec.operations:
        parts = operation.path.split("/")
        for end in range(2, len(parts) + 1):
            place = "/".join(parts[:end])
            places.setdefault(shape(place), place)
    if method and (same := _same_place(spec, path)):
        return f"documented for this path: {', '.join(same)}"
    near = similar(shape(stem), places, 3, 0.5)
    if not near:
        return "patterns look like /users/** or GET /users/{id}"
    tail = "/**" if "*" in path else ""
    return f"similar: {', '.join(places[name] + tail for name in near)}"


def _same_place(spec: Spec, path: str) -> list[str]:
    wanted = re.compile(_expression(shape(path)))
    return [o.id for o in spec.operations if wanted.fullmatch(shape(o.path))][:3]


# Types


def _named(spec: Spec, name: str) -> Iterator[str]:
    """The qualified names of the types and enumerations that a name means; never none."""
    known = [item.name for item in (*spec.types, *spec.enums)]
    pattern = fnmatch.translate(name.strip().lower())
    names = [k for k in known if re.match(pattern, k.lower())]
    names = names or [k for k in known if re.match(rf"(?:.*\.)?{pattern}", k.lower())]
    if not names:
        by_name = {k.lower().rpartition(".")[2]: k for k in known} | {k.lower(): k for k in known}
        near = similar(name.strip().lower(), by_name, 3)
        hint = (
            f"similar: {', '.join(dict.fromkeys(by_name[k] for k in near))}"
            if near
            else "no name is similar"
        )
        raise SubsetError(f'no type is named "{name}"; {hint}')
    yield from names


def _cut(item: Type, kept: set[str]) -> Type:
    properties = tuple(
        p for p in item.properties if not p.is_navigation or p.type.item.name in kept
    )
    return item if len(properties) == len(item.properties) else replace(item, properties=properties)


def _is_root(item: Type) -> bool:
    """Whether it is only what all entity types have in common, such as `entity`."""
    return item.kind == "entity" and not item.base and {p.name for p in item.properties} <= {"id"}


class _Reach:
    """Every type that is needed, by name."""

    def __init__(self, spec: Spec) -> None:
        self.kept: set[str] = set()
        self._walker = Walker(spec.types, spec.enums)
        self._envelope = spec.envelope
        self._hierarchy = Hierarchy(spec.types)
        self._types = self._hierarchy.types
        self._enums = {item.name for item in spec.enums}
        self._subtypes: dict[str, list[Type]] = {}
        self._values: set[str] = set()
        for item in spec.types:
            self._subtypes.setdefault(item.base, []).append(item)

    def value(self, type_name: str) -> None:
        """Keeps a type that a value may be of, and all that it needs."""
        waiting = [type_name]
        while waiting:
            name = waiting.pop()
            if name in self._values:
                continue
            self._values.add(name)
            if name in self._enums:
                self.kept.add(name)
            item = self._types.get(name)
            if item is None:
                continue
            waiting += self._structure(item)
            if item.is_abstract and not _is_root(item):
                waiting += [subtype.name for subtype in self._subtypes.get(name, ())]

    def _structure(self, item: Type) -> Iterator[str]:
        """Keeps a type and its bases; what their structural properties hold."""
        for name in self._hierarchy.lineage(item.name):
            if name in self.kept:
                return
            self.kept.add(name)
            properties = self._types[name].properties
            for use in (p.type for p in properties if not p.is_navigation):
                yield from use.names
            if alias := self._types[name].type:
                yield from alias.names

    def operation(self, operation: Operation) -> None:
        """Keeps what an operation carries, and what its samples show."""
        body = operation.request_body
        of_body = {p.name: p.type for p in body.properties} if body else {}
        carried = [p.type for p in operation.parameters] + list(of_body.values())
        messages = (*operation.responses, *operation.errors)
        bodies = [body.content if body else (), *(message.content for message in messages)]
        carried += [content.type for each in bodies for content in each if content.type]
        for name in {name: None for use in carried for name in sorted(use.names)}:
            self.value(name)
        for content in contents(operation, self._envelope):
            for item in self._walker.walk(content):
                self._sampled(item)

    def _sampled(self, item: TypedValue) -> None:
        """Keeps the type of a value as documented, and the one that an object states."""
        if item.type and item.value:
            self.value(item.type.item.name)
        if item.object_type:
            self.value(item.object_type)


class Omitted(Record, frozen=True, kw_only=True):
    """What a package lacks of its API, when only a part was selected."""

    # The patterns and names of the selection, as written.
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    types: tuple[str, ...]
    operation_count: int
    type_count: int
    enum_count: int
    # Properties that were cut from the selected types.
    navigation_count: int
    # The first segments of paths below which something is missing, sorted.
    places: tuple[str, ...]
