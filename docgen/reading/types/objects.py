"""Objects that an operation lists by their fields, where no type is named: of its body, and of its response.

    - `size` (object): How large it is.        a field of the body with parts: a type named by title and key
      - `width` (number): In metres.
    |body|body|[Lamp](#schemalamp)|true|       a body as a whole, with its parts below
    |» color|body|string|true|

Fields enter; rows and `ResourceDoc`s leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from docgen.diagnostics.position import Span
from docgen.reading.labels import LONGEST_LABEL
from docgen.reading.lists.facts import beside_label
from docgen.reading.lists.fields import Field
from docgen.reading.lists.rows import row_of
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.page import PropertyRow, ResourceDoc, TypeMention, TypeRef, is_any_object
from docgen.reading.page_reader import PageReader
from docgen.reading.references.returns import tells_many
from docgen.reading.type_phrases import read_type
from docgen.reading.type_words import type_name
from docgen.reading.types.trees import composed, fold, keys_of, map_of
from docgen.records import Record, replace
from docgen.syntax.naming import pascal_case, simple, singular

_SMALL = re.compile(r"\b(?:an?|the)\b", re.I)
_LONGEST_TITLE = 60
_STATUS_FIRST = re.compile(r"[`*_]*2\d\d\b(?: [A-Z]\w*){0,3}[`*_]*[\s,:–—-]*")
_MANY = frozenset({"array"})
_MOST_AROUND = 2  # objects around those that have the listed fields
_KINDS: Mapping[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
}


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


def are_arrays_of_objects(values: Iterable[object]) -> bool:
    """Whether each value is an array with nothing but objects in it."""
    return all(isinstance(v, list) and all(isinstance(i, dict) for i in v) for v in values)


def body_of_many(
    page: PageReader, title: str, rows: Sequence[PropertyRow], at: Span
) -> tuple[ResourceDoc, TypeMention]:
    """What is in the array that a body is, with the properties that are listed; and the array."""
    name = titled(title, "Item")
    item = ResourceDoc(
        name=name, namespace=page.namespace, is_annotated=False, properties=tuple(rows), at=at
    )
    return item, TypeMention(ref=TypeRef(name=name, is_collection=True), at=at)


def in_sent_object(fields: Sequence[Field], sent: Sequence[object]) -> Sequence[Field]:
    """The fields of a body inside of the objects that sample requests send them in, and what is beside these objects.

    A table lists "name", and `{"data": {"type": "lamps", "attributes": {"name": "Desk"}}}` is sent.
    """
    names = {keys_of(item.name)[0].name for item in fields if not item.depth}
    ways = {_way_to(names, value) for value in sent}
    way = next(iter(ways), ())
    if len(ways) != 1 or not way:
        return fields
    is_required = any(item.is_required and not item.depth for item in fields) or None
    around: list[Field] = []
    value = sent[0]
    for depth, key in enumerate(way):
        beside = value if isinstance(value, dict) else {}
        value = beside[key]
        for name in (*(name for name in beside if name != key), key):
            known = Field(
                name=name,
                type_text=_KINDS.get(type(beside[name]), ""),
                is_required=is_required if name == key else None,
                depth=depth,
                at=fields[0].at,
                type_at=fields[0].type_at,
            )
            around.append(known)
    return [*around, *(replace(item, depth=item.depth + len(way)) for item in fields)]


def _way_to(names: Collection[str], value: object) -> tuple[str, ...]:
    """The keys of the objects around one that has little but these names; () where the whole content has one of them."""
    level: list[tuple[tuple[str, ...], object]] = [((), value)]
    for _ in range(_MOST_AROUND + 1):
        inner: list[tuple[tuple[str, ...], object]] = []
        for way, item in level:
            if not isinstance(item, dict):
                continue
            known = sum(key in names for key in item)
            if known and (not way or 2 * known >= len(item)):
                return way
            inner += (((*way, key), below) for key, below in item.items())
        level = inner
    return ()


def with_shown(fields: Sequence[Field], values: Sequence[object]) -> list[Field]:
    """The fields with the kinds of the values that JSON has for their keys, in whatever object; null tells nothing."""
    kinds: dict[str, set[str]] = {}
    waiting: list[object] = [*values]
    while waiting:
        match waiting.pop():
            case dict() as found:
                for key, value in found.items():
                    if value is not None:
                        kinds.setdefault(str(key), set()).add(_KINDS.get(type(value), ""))
                waiting += found.values()
            case list() as found:
                waiting += found
            case _:
                pass
    shown = [frozenset(kinds.get(keys_of(item.name)[-1].name, ())) for item in fields]
    counts = Counter(item.name for item in fields if not item.depth)
    has_parts = [
        below.depth > item.depth and counts[item.name] < 2 for item, below in pairwise(fields)
    ] + [False]
    return [
        # What a bullet has below it is in each object of a list, where a sample shows one.
        replace(
            item,
            shown=kind,
            type_text=item.type_text or ("array of objects" if is_above and kind == _MANY else ""),
        )
        for item, kind, is_above in zip(fields, shown, has_parts)
    ]


def response_object(
    page: PageReader, at: Span, fields: Sequence[Field], types: list[ResourceDoc], is_list: bool
) -> tuple[TypeMention | None, TypeMention | None]:
    """The type of a response whose fields are listed: a named one, or else one of these fields, which `types` gets."""
    fields, _ = composed(page, fields)
    below, whole = _unwrapped(page, fields)
    if whole or not below:
        return (_many(whole) if whole and is_list else whole), None
    name = f"{pascal_case(at.path)}Line{at.line}"
    rows, nested = fold(page, name, below)
    if ref := map_of(rows):
        types += [replace(item, is_listed=True) for item in nested]
        return TypeMention(ref=ref, at=at), None
    doc = ResourceDoc(
        name=name, namespace=page.namespace, is_annotated=False, properties=rows, at=at
    )
    types += [replace(item, is_listed=True) for item in (doc, *nested)]
    return None, TypeMention(ref=TypeRef(name=name, is_collection=is_list), at=at)


def _many(mention: TypeMention) -> TypeMention:
    return replace(mention, ref=replace(mention.ref, is_collection=True))


def in_types(
    fields: Iterable[Field], types: Iterable[ResourceDoc], rows: Sequence[PropertyRow]
) -> tuple[set[int], list[Field]]:
    """The `id`s of the fields that are among rows or are properties of types; and those below a link to a type that has them."""
    known = {row.at: row for row in (*rows, *(row for doc in types for row in doc.properties))}
    read: set[int] = set()
    repeated: list[Field] = []
    linked: int | None = None  # the depth of the field with a link
    for item in fields:
        row = known.get(item.at)
        linked = None if linked is not None and item.depth <= linked else linked
        if row or not item.is_key:
            read.add(id(item))
        elif linked is not None:
            repeated.append(item)
        if linked is None and row and row.type and row.type.target:
            linked = item.depth
    return read, repeated


def begins_with_many(page: PageReader, text: str) -> bool:
    """Whether a text says first that there are many: "Array of:", "List of **lamps**"."""
    words = plain(text).lower().rstrip(":").split(maxsplit=2)
    return len(words) > 1 and words[0] in page.dialect.collection_words and words[1] == "of"


def announces_many(page: PageReader, label: str, paragraph: Paragraph | None) -> bool:
    """Whether a label, or what is beside it, says that there are many objects.

    "Array of:", "*Result*: `200`, a list of", "The body is an array:"; a list of fields is none.
    """
    # Each field below asks for it.
    is_short = bool(label) and paragraph is not None and len(paragraph.text) <= LONGEST_LABEL
    fact = beside_label(paragraph) if is_short and paragraph else None
    value = fact.value if fact else ""
    if status := _STATUS_FIRST.match(value):
        value = value[status.end() :]
    words = page.dialect.vocabulary()
    listed = [w.strip("*_`:：") for w in plain(f"{label} {value}").lower().split()]
    of = listed.index("of") if "of" in listed else len(listed)
    if words.means(" ".join(listed[of + 1 : of + 3]), "parameters", "attributes"):
        return False
    is_array = not _MANY.isdisjoint(listed[-1:])
    return is_array or begins_with_many(page, label) or tells_many(page.dialect, value)


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
    # Whatever it is called, what is sent as a whole has a place of its own, and a type or its fields below it.
    is_body = is_body or (first.location == "body" and bool(others) and is_object)
    is_named = ref is not None and not (ref.kind or ref.is_collection or is_any_object(ref))
    is_body |= is_object and is_named and first.location == "body" and not first.shown
    # Some generators call a body by its type, "**Lamp** | [**Lamp**](Lamp.md)"; no sample has that as a key.
    is_type = not (others or first.shown) and _is_of_own_type(page, first)
    if not (name == "anonymous" or is_body or is_type):
        return fields, None
    below = [replace(item, depth=item.depth - 1) for item in others]
    if ref is None or is_any_object(ref):
        return below, None
    return below, TypeMention(ref=ref, at=first.type_at)


def beside_content(
    page: PageReader, fields: Sequence[tuple[Field, str]], names: Collection[str]
) -> list[tuple[Field, str]]:
    """The fields of a client's call, of which one is the content as a whole: those beside it are of the query.

    "**lamp** | [**Lamp**](Lamp.md)" has the name of its type. `names` are those of the path.
    """
    free = [f for f, place in fields if not (f.location or place or f.depth or f.name in names)]
    whole = next((item for item in free if _is_of_own_type(page, item)), None)
    if whole is None:
        return [*fields]
    others = {id(item) for item in free if item is not whole}
    return [
        (
            (replace(f, location="body" if f is whole else "query"), place)
            if f is whole or id(f) in others
            else (f, place)
        )
        for f, place in fields
    ]


def _is_of_own_type(page: PageReader, item: Field) -> bool:
    """Whether a field has the name of its type, `lampRequest` of LampRequest, or "body" and a type with a name."""
    ref = read_type(item.type_text, page.dialect, page.references)
    # "lamps | array of [Lamps](#lamp)" is a key.
    is_key = ref is not None and ref.is_collection and singular(item.name) != item.name
    if ref is None or ref.is_primitive or ref.kind or is_key:
        return False
    name = item.name.replace("_", "").lower()
    # Elsewhere "color | [Color](#color)" is a key of an object.
    is_called_so = (
        "**" in item.type_text and name == simple(ref.name or "").replace("_", "").lower()
    )
    return name == "body" or is_called_so


def _groups(fields: Sequence[Field]) -> Iterator[tuple[Field, list[Field]]]:
    """Each field that is part of no other, with its parts: those below it, and "size.width" beside "size".

    Two parts are of one object that has no row of its own.
    """
    groups: list[tuple[str, list[Field], list[Field]]] = []
    heads = [item.name.partition(".")[0].removesuffix("[]") for item in fields]
    parted = Counter(head for head, item in zip(heads, fields) if "." in item.name)
    listed = {item.name.removesuffix("[]") for item in fields}
    named: dict[str, tuple[list[Field], list[Field]]] = {}
    for head, item in zip(heads, fields):
        is_part = "." in item.name and (head in listed or parted[head] > 1)
        name = head if is_part else item.name.removesuffix("[]")
        if groups and groups[-1][1] and item.depth > groups[-1][1][0].depth:
            groups[-1][2].append(item)
        elif is_part and name in named:
            named[name][1].append(item)
        elif not is_part and name in named and not named[name][0]:
            named[name][0].append(item)
        else:
            named[name] = ([], [item]) if is_part else ([item], [])
            groups.append((name, *named[name]))
    for name, own, parts in groups:
        yield (own[0] if own else _unlisted(name, parts[0])), parts


def _unlisted(name: str, part: Field) -> Field:
    """The object that a field is part of, where it has no row."""
    is_list = part.name.startswith(f"{name}[]")
    text = "array of objects" if is_list else "object"
    return Field(name=name, type_text=text, depth=part.depth, at=part.at, type_at=part.type_at)


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
    rows, nested = fold(page, name, own)
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
