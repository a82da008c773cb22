"""The records that templates print.

Every string here is final: a template puts it down and decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    path: str  # relative to the package
    template: str
    record: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    name: str
    wire_name: str
    annotation: str  # "list[Acl] | None"
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass:
    name: str
    base: str
    wire_name: str
    doc: str
    attributes: tuple[Attribute, ...]
    imports: tuple[str, ...]  # import statements, in order
    typing_imports: tuple[str, ...]  # those that only type checkers need


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumMember:
    name: str
    value: str
    doc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumClass:
    name: str
    base: str
    root: str  # dots up to the package that holds _runtime
    doc: str
    members: tuple[EnumMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceEntry:
    name: str  # of the class
    module: str
    wire_name: str  # simple


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    wire_name: str
    root: str
    classes: tuple[NamespaceEntry, ...]
    subpackages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    name: str
    annotation: str
    default: str = ""  # "None" for an optional one
    location: Literal["path", "query", "header", "body"] = "path"
    wire_name: str = ""  # "" for the body as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A step to another builder: a property, an index or a method."""

    name: str  # "__getitem__" for a key
    arguments: tuple[Argument, ...]
    builder: str  # the class
    module: str  # "" when it stands in the same module
    suffix: str  # a Python expression
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One documented operation."""

    id: str  # of the operation
    name: str
    decorator: str
    scopes: tuple[str, ...]
    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]
    returns: str
    doc: str
    verb: str  # of HTTP
    suffix: str = ""  # what an action adds to the path, a Python expression
    query: tuple[str, ...] = ()  # the items of a dict display: '"$top": top'
    headers: tuple[str, ...] = ()  # likewise
    options: str = ""  # the TypedDict of the system query options that it takes
    content: str = ""  # a Python expression
    parameters: tuple[str, ...] = ()  # of an action, likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    name: str
    path: str  # "" for the root
    children: tuple[Child, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestModule:
    doc: str
    root: str
    builders: tuple[Builder, ...]
    runtime_names: tuple[str, ...]  # what it uses of _runtime.request
    typing_imports: tuple[str, ...]
    base_url: str = ""  # of the client module


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step from a client towards an operation."""

    name: str  # of an attribute or a method; "__getitem__" for a key
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How an operation is called: `client.external.connections["{id}"]` and a method."""

    steps: tuple[Step, ...]
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a package lacks of its API, when only a part was asked for."""

    include: tuple[str, ...]  # the patterns and names that were asked for, as written
    exclude: tuple[str, ...]
    types: tuple[str, ...]
    operation_count: int
    type_count: int
    enum_count: int
    navigation_count: int  # properties that were cut from the types that are there
    places: tuple[str, ...]  # first segments of paths below which something is missing, sorted
