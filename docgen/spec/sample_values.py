"""The values in samples, each with the type that the documentation gives it.

Types, enumerations and operations enter; a `TypedValue` for every value leaves, in the order of the sample. It judges
nothing, and walks on below what nothing documents, where an object may state its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docgen.records import Record
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Body, Enum, Envelope, Operation, Type
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer_steps, value_at

STATED_TYPE = "@odata.type"  # the key that a JSON object states its type by

# The steps of a JSON pointer.
Pointer = tuple[str | int, ...]


class TypedValue(Record, frozen=True, kw_only=True):
    """A value in a sample."""

    value: Any
    # As documented; None where nothing documents it.
    type: TypeUse | None
    at: Pointer
    # The type that has the key, or lacks it though it is not open; and the key. "" for the content itself, for
    # parameters and items, and for the keys of an object whose type is unknown or open.
    owner: str = ""
    key: str = ""
    # Of an object, the type that it is of: as "@odata.type" states it, else as documented.
    object_type: str = ""


class Content(Record, frozen=True, kw_only=True):
    """The JSON of a request or response, from where its type is known."""

    value: Any
    # None for the parameters of an action, and where nothing documents it.
    type: TypeUse | None = None
    at: Pointer = ()
    body: Body | None
    parameters: Mapping[str, TypeUse] = {}


def contents(operation: Operation, envelope: Envelope | None = None) -> Iterator[Content]:
    """What the samples of an operation send and receive; errors have no documented type.

    Of a response that is the data in its envelope; `envelope` is that of the API.
    """
    body = operation.request_body
    sent = body.type if body else None
    parameters = {p.name: p.type for p in body.properties} if body and not sent else {}
    returned = operation.returned
    for sample in operation.samples:
        request, response = sample.request, sample.response
        if request and request.has_json:
            value, text = request.json, request.body
            yield Content(value=value, type=sent, body=text, parameters=parameters)
        if response and response.has_json:
            value, text = response.json, response.body
            at = operation.data_at(envelope) if response.status < 400 else ""
            yield _received(value, returned if response.status < 400 else None, text, at)


def _received(value: Any, use: TypeUse | None, text: Body | None, data: str) -> Content:
    """The JSON of a response. A collection is an array, or in the "value" of an object."""
    steps = pointer_steps(data)
    inner = value_at(value, steps)
    if steps and inner is not None:
        return Content(value=inner, type=use, at=tuple(steps), body=text)
    if not (use and use.is_array) or isinstance(value, list):
        return Content(value=value, type=use, body=text)
    items = value.get("value") if isinstance(value, dict) else None
    if isinstance(items, list):
        return Content(value=items, type=use, at=("value",), body=text)
    return Content(value=value, body=text)


def stated_type(value: Any) -> str:
    """The name of the type that a JSON object states, in lower case; "" for none."""
    stated = value.get(STATED_TYPE) if isinstance(value, dict) else None
    return stated.lstrip("#").lower() if isinstance(stated, str) else ""


class Walker:
    """The types of an API by name, walked along with values."""

    def __init__(self, types: Iterable[Type], enums: Iterable[Enum]) -> None:
        self.hierarchy = Hierarchy(item for item in types if item.kind != "alias")
        self.types = self.hierarchy.types
        self.enums = {item.name: item for item in enums}
        self._names = {name.lower(): name for name in self.types}

    def walk(self, content: Content) -> list[TypedValue]:
        """A content and all below it; of parameters, what they hold."""
        found: list[TypedValue] = []
        if content.parameters and isinstance(content.value, dict):
            for key, item in content.value.items():
                self._add(found, item, content.parameters.get(key), (key,))
        else:
            self._add(found, content.value, content.type, content.at)
        return found

    def _add(
        self,
        found: list[TypedValue],
        value: Any,
        use: TypeUse | None,
        at: Pointer,
        owner: str = "",
        key: str = "",
    ) -> None:
        """Adds a value and all below it."""
        name = ""
        if isinstance(value, dict):
            documented = use.name if use and use.name in self.types else ""
            if documented and self._is_wrapper(value, documented):
                value, at = value["value"], (*at, "value")
                if isinstance(value, list):
                    use, owner, key = None, "", ""  # it answers another request of the page
            if isinstance(value, dict):
                name = self._names.get(stated_type(value), documented)
        found.append(
            TypedValue(value=value, type=use, at=at, owner=owner, key=key, object_type=name)
        )
        if isinstance(value, dict):
            self._add_keys(found, value, name, at)
        elif isinstance(value, list):
            of_items = use.items[0] if use and use.is_array else None
            for index, item in enumerate(value):
                self._add(found, item, of_items, (*at, index))

    def _is_wrapper(self, value: Mapping[str, Any], name: str) -> bool:
        """Whether an object of a type is the one that some services wrap a single one in."""
        return value.keys() == {"value"} and "value" not in self.hierarchy.properties(name)

    def _add_keys(
        self, found: list[TypedValue], value: Mapping[str, Any], name: str, at: Pointer
    ) -> None:
        properties = self.hierarchy.properties(name)
        is_open = any(self.types[n].is_open for n in self.hierarchy.lineage(name))
        for key, item in value.items():
            use = properties[key].type if key in properties else None
            # No page documents an annotation, such as "members@delta".
            owner = name if use or not (is_open or "@" in key) else ""
            self._add(found, item, use, (*at, key), owner, owner and key)
