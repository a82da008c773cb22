"""The values in samples, each with the type that the documentation gives it.

Types, enumerations and operations enter; a `TypedValue` for every value and every key below it leaves, in
the order of the sample. It judges nothing: a value that does not fit its type ends the walk there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docgen.records import Record
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Body, Enum, Operation, Type
from docgen.spec.types import TypeUse

Pointer = tuple[str | int, ...]  # the steps of a JSON pointer


class TypedValue(Record, frozen=True):
    """A value in a sample."""

    value: Any
    type: TypeUse | None  # as documented; None for nowhere
    at: Pointer
    owner: str = ""  # the type whose key holds it, "" for the content itself and for parameters
    key: str = ""  # of the owner
    stated: str = ""  # the type of an object as "@odata.type" tells it, or as documented


class Content(Record, frozen=True):
    """The JSON of a request or response, from where its type is known."""

    value: Any
    type: TypeUse | None  # None for the parameters of an action
    at: Pointer
    body: Body | None
    parameters: Mapping[str, TypeUse]


def contents(operation: Operation) -> Iterator[Content]:
    """What the samples of an operation send and receive, errors left out."""
    returned = next((r.type for r in operation.responses if r.type), None)
    body = operation.request_body
    for sample in operation.samples:
        request, response = sample.request, sample.response
        if request and request.has_json and body:
            types = {} if body.type else {p.name: p.type for p in body.properties}
            if body.type or isinstance(request.json, dict):
                yield Content(request.json, body.type, (), request.body, types)
        if response and response.has_json and response.status < 400 and returned:
            value = response.json
            if not returned.is_array:
                yield Content(value, returned, (), response.body, {})
            elif isinstance(value, dict) and isinstance(value.get("value"), list):
                yield Content(value["value"], returned, ("value",), response.body, {})


class Walker:
    """The types of an API by name, walked along with values."""

    def __init__(self, types: Iterable[Type], enums: Iterable[Enum]) -> None:
        self.hierarchy = Hierarchy(item for item in types if item.kind != "opaque")
        self.types = self.hierarchy.types
        self.enums = {item.name: item for item in enums}
        self._names = {name.lower(): name for name in self.types}

    def walk(self, content: Content) -> Iterator[TypedValue]:
        """A content and all below it."""
        if content.type:
            yield from self._values(TypedValue(content.value, content.type, content.at))
            return
        for key, item in content.value.items():
            if key in content.parameters:
                yield from self._values(TypedValue(item, content.parameters[key], (key,)))

    def _values(self, found: TypedValue) -> Iterator[TypedValue]:
        value, type_use, at = found.value, found.type, found.at
        if type_use and type_use.name in self.types and isinstance(value, dict):
            # Intune wraps a single object in "value".
            if set(value) == {"value"} and "value" not in self.hierarchy.properties(type_use.name):
                value, at = value["value"], (*at, "value")
                if not isinstance(value, dict):
                    if not isinstance(value, list):  # an array answers another request of the page
                        yield TypedValue(value, type_use, at, found.owner, found.key)
                    return
            name = self._stated(value) or type_use.name
            yield TypedValue(value, type_use, at, found.owner, found.key, name)
            yield from self._keys(value, name, at)
            return
        yield found
        if type_use and type_use.is_array and isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._values(TypedValue(item, type_use.items[0], (*at, index)))

    def _stated(self, value: Mapping[str, Any]) -> str:
        stated = value.get("@odata.type")
        return self._names.get(stated.lstrip("#").lower(), "") if isinstance(stated, str) else ""

    def _keys(self, value: Mapping[str, Any], name: str, at: Pointer) -> Iterator[TypedValue]:
        properties = self.hierarchy.properties(name)
        is_open = any(self.types[n].is_open for n in self.hierarchy.lineage(name))
        for key, item in value.items():
            if "@" in key:
                continue
            if key in properties:
                yield from self._values(
                    TypedValue(item, properties[key].type, (*at, key), name, key)
                )
            elif not is_open:
                yield TypedValue(item, None, (*at, key), name, key)
