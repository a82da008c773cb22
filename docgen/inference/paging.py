"""How the pages of a list follow each other, by the parameters that it takes and by what it returns.

Operations, types and what pages say of all lists enter; a `Paging` for each list leaves.

    link      `Link: <...>; rel="next"` (RFC 8288), or a URL in the content
    cursor    a value of the content that a parameter takes: next_cursor -> cursor, page.after -> after
    after     the id of the last item: after, max_id
    page      the number of the page
    offset    the number of items before
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from docgen.records import Record, replace
from docgen.spec.model import Envelope, Operation, Paging, Parameter, Property, Type
from docgen.spec.types import STRING, TypeUse, use_of
from docgen.syntax.json_pointer import pointer, pointer_steps, value_at
from docgen.syntax.page_parameters import AFTER, CURSOR, OFFSET, PAGE, SIZE, TOTAL, is_of_pages

_INTEGER = use_of("integer")
_NEARLY_ALL = 0.8  # of the lists
# Also the names of times, where the content has no value to continue with.
_BEGIN = re.compile(r"from|start", re.I)
_NEXT_VALUE = re.compile(
    r"next_?(?:cursor|page_?token|token|page|marker|offset)?|(?:end_?)?cursor|continuation\w*|nextPageToken",
    re.I,
)
_NEXT_URL = re.compile(r"next(?:_?(?:page_?)?(?:url|uri|link|href))?", re.I)
_HOLDERS = re.compile(r"_?links?|meta|paging|pagination|pages?|page_?info|response_?metadata", re.I)


class ListFacts(Record, frozen=True, kw_only=True):
    """What pages say of all lists."""

    parameters: tuple[Parameter, ...] = ()
    has_next_links: bool = False
    keys: Mapping[str, str] = {}  # by type, the key that its list is under
    envelope: Envelope | None = None  # that most responses have
    paging: Paging | None = None  # stated for all


def paged(operation: Operation, types: Mapping[str, Type], facts: ListFacts) -> Paging | None:
    """How the pages of an operation's list follow each other, None for one that has no pages or is no list."""
    items = _items(operation, facts)
    if items is None:
        return None
    query = [p.name for p in operation.parameters if p.location in ("query", "body")]
    size = _first(query, SIZE)
    data = operation.data_at(facts.envelope)
    cursor, after = _first(query, CURSOR), _first(query, AFTER)
    if not cursor and _next(operation, types, _NEXT_VALUE, data):
        cursor = _first(query, _BEGIN) or after
    pointer = _next(operation, types, _NEXT_VALUE if cursor else _NEXT_URL, data)
    if not (cursor or pointer) and after:
        # A value beside the items that has the name of the parameter.
        pointer = _next(operation, types, re.compile(re.escape(after)), data)
        cursor = after if pointer else ""
    is_link = facts.has_next_links or any(
        name.lower() == "link"
        for s in operation.samples
        if s.response
        for name, _ in s.response.headers
    )
    if is_link and items == "":
        return Paging(style="link", items=items, size=size, evidence="inferred")
    if cursor:
        return Paging(
            style="cursor",
            items=items,
            next=pointer,
            parameter=cursor,
            size=size,
            evidence="inferred",
        )
    if pointer:
        return Paging(style="link", items=items, next=pointer, size=size, evidence="inferred")
    by_parameter: tuple[tuple[Literal["after", "page", "offset"], str], ...] = (
        ("after", after),
        ("page", _first(query, PAGE)),
        ("offset", _first(query, OFFSET) if size else ""),
    )
    for style, name in by_parameter:
        if name:
            return Paging(style=style, items=items, parameter=name, size=size, evidence="inferred")
    return None


def _items(operation: Operation, facts: ListFacts) -> str | None:
    """The JSON Pointer to the items in the content: "" for an array, "/lamps" for one under a key; None for no list."""
    use = operation.returned
    if use is None or operation.method not in ("GET", "LIST", "POST"):
        return None
    key = facts.keys.get(use.name)
    if not (use.is_array or key):
        return None
    return operation.data_at(facts.envelope) + (
        "" if use.is_array else pointer([key]) if key else ""
    )


def _next(
    operation: Operation, types: Mapping[str, Type], words: re.Pattern[str], data: str
) -> str:
    """The JSON Pointer to what leads to the next page: "/next_cursor", "/meta/next", "" for none.

    `data` is that to what the operation returns.
    """
    properties = _properties(operation.returned, types) if operation.returned else ()
    for item in properties:
        if words.fullmatch(item.name):
            return data + pointer([item.name])
    for holder in properties:
        if _HOLDERS.fullmatch(holder.name):
            for item in _properties(holder.type, types):
                if words.fullmatch(item.name):
                    return data + pointer([holder.name, item.name])
    # Beside the data in an envelope: no type has it.
    shown = [s.response.json for s in operation.samples if s.response] if data else []
    steps = pointer_steps(data)
    around = [
        (tuple(steps[:end]), value_at(content, steps[:end]))
        for content in shown
        for end in range(len(steps))
    ]
    ways = ((*at, *way) for at, held in around if isinstance(held, dict) for way in _ways(held))
    return next((pointer(way) for way in ways if words.fullmatch(way[-1])), "")


def _ways(content: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """The keys of an object, and of the objects in it that tell of pages."""
    yield from ((name,) for name in content)
    for name, value in content.items():
        if isinstance(value, dict) and _HOLDERS.fullmatch(name):
            yield from ((name, key) for key in value)


def _properties(use: TypeUse, types: Mapping[str, Type]) -> tuple[Property, ...]:
    known = types.get(use.name)
    return known.properties if known else ()


def _first(names: Iterable[str], words: re.Pattern[str]) -> str:
    return next((name for name in names if words.fullmatch(name)), "")


def with_paging(
    operations: Sequence[Operation], types: Sequence[Type], facts: ListFacts
) -> tuple[list[Operation], Paging | None]:
    """The operations with what all lists take, and with their paging; and that of most of them, which holds for all.

    What is stated is used in place of what parameters and responses show.
    """
    known = {item.name: item for item in types}
    at_root = [items == "" for o in operations if (items := _items(o, facts)) is not None]
    is_at_root = sum(at_root) >= _NEARLY_ALL * len(at_root)
    listing = [_with_list_parameters(o, facts, is_at_root=is_at_root) for o in operations]
    found = {o.id: paging for o in listing if (paging := paged(o, known, facts))}
    found |= _as_shown(listing, found)
    stated = {o.id: paging for o in listing if (paging := _stated(o, found.get(o.id), facts))}
    found |= stated
    counts = Counter(found[o.id] for o in listing if o.id in found and not o.paging)
    most = max(counts, key=lambda paging: (counts[paging], repr(paging)), default=None)
    usual = facts.paging or most
    listing = [_with_parameters(o, stated[o.id]) if o.id in stated else o for o in listing]
    return [
        replace(o, paging=own) if (own := _own(o, found.get(o.id), usual, known, facts)) else o
        for o in listing
    ], usual


def _own(
    operation: Operation,
    found: Paging | None,
    usual: Paging | None,
    types: Mapping[str, Type],
    facts: ListFacts,
) -> Paging | None:
    """What differs from the usual paging for an operation, None for nothing."""
    if _items(operation, facts) is None or (found and found == usual):
        return None
    paging = found or _whole(operation, types, facts)
    return paging if usual or paging.style != "none" or paging.items else None


def _whole(operation: Operation, types: Mapping[str, Type], facts: ListFacts) -> Paging:
    """That of a list without pages, which has the key of the items where nothing tells that there are more.

    `{"lamps": [], "count": 0}` of a GET that takes no parameter of pages is all lamps; one with `has_more` beside is read as a whole.
    """
    use = operation.returned
    none = Paging(style="none", evidence="inferred")
    names = (p.name for p in operation.parameters if p.location == "query")
    is_read = operation.method == "GET" and not operation.path.endswith("}")
    if use is None or use.is_array or not is_read or any(map(is_of_pages, names)):
        return none
    key = facts.keys[use.name]
    beside = {p.name for p in _properties(use, types)} - {key}
    if not all(map(TOTAL.fullmatch, beside)):
        return none
    return replace(none, items=operation.data_at(facts.envelope) + pointer([key]))


def _stated(operation: Operation, found: Paging | None, facts: ListFacts) -> Paging | None:
    """What is stated of an operation, else of all; but a list of another style, without that parameter, keeps its own.

    Items are where they were found, if it is not stated.
    """
    items, stated = _items(operation, facts), operation.paging or facts.paging
    if items is None or stated is None:
        return operation.paging
    names = (p.name for p in operation.parameters)
    is_other = found and stated.style not in (found.style, "none")
    if stated is facts.paging and is_other and stated.parameter not in names:
        return None
    return replace(stated, items=stated.items or items)


def _with_parameters(operation: Operation, paging: Paging) -> Operation:
    """The operation with the parameters that its paging is stated with."""
    body = operation.request_body
    listed = (*operation.parameters, *(body.properties if body else ()))
    names = {parameter.name for parameter in listed}
    added = (
        Parameter(name=name, location="query", type=_INTEGER if is_number else STRING)
        for name, is_number in (
            (paging.parameter, paging.style in ("page", "offset")),
            (paging.size, True),
        )
        if name and name not in names
    )
    return replace(operation, parameters=(*operation.parameters, *added))


def _as_shown(operations: Sequence[Operation], found: Mapping[str, Paging]) -> dict[str, Paging]:
    """The pagings of lists under a key that no sample shows: those of the samples with this key and parameter."""
    shown: dict[tuple[str, str], set[Paging]] = {}
    unshown: list[Operation] = []
    for operation in (o for o in operations if o.id in found):
        paging = found[operation.id]
        if any(s.response and s.response.json is not None for s in operation.samples):
            shown.setdefault((paging.items, paging.parameter), set()).add(paging)
        elif paging.items:
            unshown.append(operation)
    same = {o.id: shown.get((found[o.id].items, found[o.id].parameter), set()) for o in unshown}
    return {id: next(iter(pagings)) for id, pagings in same.items() if len(pagings) == 1}


def _with_list_parameters(operation: Operation, facts: ListFacts, *, is_at_root: bool) -> Operation:
    """The operation with the parameters that every list takes, where it is one and does not list them.

    `is_at_root`: where nearly all lists are the whole content, an array beside other keys is none.
    """
    if operation.method not in ("GET", "LIST") or not facts.parameters:
        return operation
    items = _items(operation, facts)
    if items is None or items and is_at_root:
        return operation
    names = {p.name.lower() for p in operation.parameters}
    added = tuple(p for p in facts.parameters if p.name.lower() not in names)
    return replace(operation, parameters=(*operation.parameters, *added))
