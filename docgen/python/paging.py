"""Which operations of HTTP return pages, and how these follow each other: an argument of their decorators.

An operation and the types of its API enter; a `Pages` leaves, None for an operation that returns one thing. What a style
needs and the API does not document leaves one page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.python.literals import text_literal
from docgen.records import Record
from docgen.spec.model import Operation, Paging, Property, Spec, Type
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer, pointer_steps
from docgen.syntax.page_parameters import TOTAL

_HOLDERS = re.compile(r"meta|paging|pagination|page_?info", re.I)
_NUMBERS = ("integer", "int32", "int64")

# Style -> the class of the runtime, which is in a file of its own: a feature.
CLASSES = {
    "after": "AfterPaging",
    "cursor": "CursorPaging",
    "link": "LinkPaging",
    "offset": "OffsetPaging",
    "page": "NumberPaging",
}


class Pages(Record, frozen=True, kw_only=True):
    """What an operation returns one page of."""

    item: TypeUse
    style: str = ""  # "" for one page
    total: str = ""  # JSON Pointer to the number of all items, "" where none is documented
    expression: str = ""  # 'LinkPaging("/data")'; "" for one page that is an array

    @property
    def decorator(self) -> str:
        """What makes an operation of a method that returns one of the pages."""
        return "counted" if self.total else "collection"


def pages_of(operation: Operation, spec: Spec, types: Mapping[str, Type]) -> Pages | None:
    """The pages that a list returns; None for an operation that is none."""
    returned = operation.returned
    if returned is None or operation.method not in ("GET", "LIST", "POST"):
        return None
    paging = operation.paging or spec.paging
    names = {p.name for p in operation.parameters}
    if operation.request_body:
        names |= {p.name for p in operation.request_body.properties}
    if operation.method == "POST" and (paging is None or paging.parameter not in names):
        return None
    data = operation.data_at(spec.envelope)
    if returned.is_array:
        items = data
        item = returned.items[0]
        if paging and paging.items not in ("", items):
            paging = None  # the usual one, of lists that look otherwise
    else:
        items = paging.items if paging else ""
        is_inside = items.startswith(f"{data}/")
        array = _at(returned, items.removeprefix(data), types) if is_inside else None
        if array is None or not array.is_array:
            return None
        item = array.items[0]
    used = paging if paging and _is_complete(paging, names, item, types) else None
    arguments = [text_literal(items)] if items else []
    if used:
        arguments += _arguments(used, operation)
    total = "" if returned.is_array else _total(returned, types)
    total = data + total if total else ""
    name = CLASSES[used.style] if used else "Paging"
    expression = f"{name}({', '.join(arguments)})" if used or arguments or total else ""
    style = used.style if used else ""
    return Pages(item=item, style=style, total=total, expression=expression)


def has_next(expression: str) -> bool:
    """Whether a page of a list may be followed by another one."""
    return expression.partition("(")[0] in CLASSES.values()


def is_list(operation: Operation) -> bool:
    """Whether an operation returns an array that is read when it is iterated; an action is carried out when it is called."""
    returned = operation.returned
    return returned is not None and returned.is_array and operation.method in ("GET", "LIST")


def _is_complete(paging: Paging, names: set[str], item: TypeUse, types: Mapping[str, Type]) -> bool:
    """Whether the next page can be requested."""
    if paging.style not in CLASSES:
        return False
    if paging.style == "link":
        return True
    if paging.parameter not in names:
        return False
    if paging.style == "cursor":
        return bool(paging.next)
    return paging.style != "after" or _property(item, "id", types) is not None


def _arguments(paging: Paging, operation: Operation) -> list[str]:
    next_ = [f"next={text_literal(paging.next)}"] if paging.next else []
    if paging.style == "link":
        return next_
    found = [f"parameter={text_literal(paging.parameter)}"]
    if paging.style == "cursor":
        return [*next_, *found]
    default = next((p.default for p in operation.parameters if p.name == paging.parameter), None)
    return [*found, "first=0"] if paging.style == "page" and str(default) == "0" else found


def _total(returned: TypeUse, types: Mapping[str, Type]) -> str:
    """The JSON Pointer to the number of all items, "" where none is documented."""
    for prefix, use in (("", returned), *_holders(returned, types)):
        for item in _properties(use, types):
            if TOTAL.fullmatch(item.name) and item.type.name in _NUMBERS:
                return prefix + pointer([item.name])
    return ""


def _holders(returned: TypeUse, types: Mapping[str, Type]) -> list[tuple[str, TypeUse]]:
    return [
        (pointer([item.name]), item.type)
        for item in _properties(returned, types)
        if _HOLDERS.fullmatch(item.name)
    ]


def _at(use: TypeUse, path: str, types: Mapping[str, Type]) -> TypeUse | None:
    """The type of the value at a JSON Pointer."""
    for step in pointer_steps(path):
        found = _property(use, step, types)
        if found is None:
            return None
        use = found.type
    return use


def _property(use: TypeUse, name: str, types: Mapping[str, Type]) -> Property | None:
    return next((item for item in _properties(use, types) if item.name == name), None)


def _properties(use: TypeUse, types: Mapping[str, Type]) -> tuple[Property, ...]:
    """Those of a type and of its bases."""
    found: dict[str, tuple[Property, ...]] = {}
    known = types.get(use.name)
    while known and known.name not in found:
        found[known.name] = known.properties
        known = types.get(known.base)
    return tuple(item for properties in found.values() for item in properties)
