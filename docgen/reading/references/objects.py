"""Objects that an operation lists by their fields, where no type is named: of its body, and of its response.

    - `size` (object): How large it is.        a field of the body with parts: a type named by title and key
      - `width` (number): In metres.
    |body|body|[Lamp](#schemalamp)|true|       a body as a whole, with its parts below
    |» color|body|string|true|

Fields enter; rows and `ResourceDoc`s leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.lists.fields import Field
from docgen.reading.lists.rows import row_of
from docgen.reading.page import PropertyRow, ResourceDoc, TypeMention, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.references.trees import composed, fold
from docgen.reading.type_phrases import is_any_object, read_type, type_name
from docgen.records import Record, replace
from docgen.syntax.naming import pascal_case, simple, singular

_SMALL = re.compile(r"\b(?:an?|the)\b", re.I)
_LONGEST_TITLE = 60


class Listed(Record, frozen=True, kw_only=True):
    """The fields of an object as rows, the types of the objects in it, and the type of it as a whole."""

    rows: tuple[PropertyRow, ...] = ()
    types: tuple[ResourceDoc, ...] = ()
    whole: TypeMention | None = None


def titled(title: str, ending: str) -> str:
    """A name for what the operation with this title takes or returns: "Create a lamp" as CreateLampSize."""
    words = type_name(_SMALL.sub(" ", title[:_LONGEST_TITLE]))
    return f"{pascal_case(words) if words else 'Operation'}{ending}"


def body_object(page: PageReader, title: str, fields: Sequence[Field]) -> Listed:
    """The properties of a body; one that is called so and has a place of its own is the body itself."""
    fields, _ = composed(page, fields)
    first = next(iter(fields), None)
    fields, whole = _unwrapped(page, fields)
    if first and not fields and not whole:
        # A body of which only the kind of value is stated.
        ref = read_type(first.type_text, page.dialect, page.references)
        whole = TypeMention(ref=ref, at=first.type_at) if ref else None
    rows: list[PropertyRow] = []
    types: list[ResourceDoc] = []
    for item, parts in _groups(fields):
        row = row_of(page, item)
        if parts and is_any_object(row.type):
            row, nested = _with_parts(page, title, item, row, parts)
            types += nested
        rows.append(row)
    return Listed(rows=tuple(rows), types=tuple(types), whole=whole)


def listed_response(
    page: PageReader, at: Span, fields: Sequence[Field], types: list[ResourceDoc], is_list: bool
) -> tuple[TypeMention | None, TypeMention | None]:
    """The type of a response whose fields are listed: a named one, or else one of these fields, which `types` gets."""
    fields, _ = composed(page, fields)
    below, whole = _unwrapped(page, fields)
    if whole or not below:
        return (_many(whole) if whole and is_list else whole), None
    name = f"{pascal_case(at.path)}Line{at.line}"
    rows, nested = fold(name, below, lambda item: row_of(page, item), page.namespace)
    doc = ResourceDoc(
        name=name, namespace=page.namespace, is_annotated=False, properties=rows, at=at
    )
    types += [replace(item, is_listed=True) for item in (doc, *nested)]
    return None, TypeMention(ref=TypeRef(name=name, is_collection=is_list), at=at)


def _many(mention: TypeMention) -> TypeMention:
    return replace(mention, ref=replace(mention.ref, is_collection=True))


def in_types(
    fields: Iterable[Field], types: Iterable[ResourceDoc], rows: Sequence[PropertyRow] = ()
) -> tuple[set[int], list[Field]]:
    """The `id`s of the fields that are among rows or are properties of types; and those below a link to a type that has them."""
    known = {row.at: row for row in (*rows, *(row for doc in types for row in doc.properties))}
    read: set[int] = set()
    repeated: list[Field] = []
    linked: int | None = None  # the depth of the field with a link
    for item in fields:
        row = known.get(item.at)
        linked = None if linked is not None and item.depth <= linked else linked
        if row or item.is_unnamed:
            read.add(id(item))
        elif linked is not None:
            repeated.append(item)
        if linked is None and row and row.type and row.type.target:
            linked = item.depth
    return read, repeated


def says_many(page: PageReader, label: str) -> bool:
    """Whether the label above the fields of a response says that there are many such objects."""
    return not set(page.dialect.collection_words).isdisjoint(label.lower().split())


def _unwrapped(
    page: PageReader, fields: Sequence[Field]
) -> tuple[Sequence[Field], TypeMention | None]:
    """The fields below one that is the whole content, and its type, if that is a named one."""
    first, *others = fields or (None,)
    if first is None or first.depth or not all(item.depth for item in others):
        return fields, None
    name = first.name.strip("*_").lower()
    ref = read_type(first.type_text, page.dialect, page.references)
    # "body" is the text of a note, too.
    is_object = ref is not None and not ref.is_primitive
    is_body = name == "body" and (first.location == "body" or is_object and not first.location)
    # Some generators call a body by its type: "**Lamp** | [**Lamp**](Lamp.md)".
    is_type = ref is not None and not others and simple(ref.name or "").lower() == name
    if not (name == "anonymous" or is_body or is_type):
        return fields, None
    below = [replace(item, depth=item.depth - 1) for item in others]
    if ref is None or is_any_object(ref):
        return below, None
    return below, TypeMention(ref=ref, at=first.type_at)


def _groups(fields: Sequence[Field]) -> Iterator[tuple[Field, list[Field]]]:
    """Each field that is part of no other, with its parts."""
    groups: list[tuple[Field, list[Field]]] = []
    named: dict[str, list[Field]] = {}
    for item in fields:
        head, dot, _ = item.name.partition(".")
        # A table of its own lists what is in a field above: "lamps[].color".
        parts = named.get(head.removesuffix("[]")) if dot else None
        if groups and item.depth > groups[-1][0].depth:
            groups[-1][1].append(item)
        elif parts is not None:
            parts.append(item)
        else:
            groups.append((item, []))
            named[item.name.removesuffix("[]")] = groups[-1][1]
    yield from groups


def _with_parts(
    page: PageReader, title: str, item: Field, row: PropertyRow, parts: Sequence[Field]
) -> tuple[PropertyRow, list[ResourceDoc]]:
    is_list = bool(row.type and (row.type.is_collection or row.type.kind == "array"))
    key = re.sub(r"\[\]$", "", item.name)
    name = titled(title, pascal_case(singular(key) if is_list else key))
    least = min(part.depth for part in parts)
    own = [
        replace(part, name=_without(part.name, item.name), depth=part.depth - least)
        for part in parts
    ]
    rows, nested = fold(name, own, lambda part: row_of(page, part), page.namespace)
    doc = ResourceDoc(
        name=name,
        namespace=page.namespace,
        is_annotated=False,
        description=row.description,
        properties=rows,
        at=item.at,
    )
    ref = TypeRef(
        name=name, is_collection=is_list, is_nullable=bool(row.type and row.type.is_nullable)
    )
    return replace(row, type=ref), [doc, *nested]


def _without(name: str, above: str) -> str:
    """A name such as "size.width" below "size"."""
    head, dot, rest = name.partition(".")
    return rest if dot and head.removesuffix("[]") == above.removesuffix("[]") else name
