"""Names of fields that say where they are in an object: nested types.

    `room`, `room.name`, `room[name]`, `lamps[].color`, `lamps[][color]`, `» color` below `lamps`, a nested bullet
    `» *anonymous*`: a part without a name, one of those that make up the object above or that it is one of
    `» additionalProperties` alone: the values of a map (JSON Schema)

The fields of one object enter, in order; its rows leave, and a `ResourceDoc` for each object in it that the fields describe.
A nested type is named by its owner and its key, the key of an array in the singular.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docgen.reading.lists.fields import MAP_VALUES, Field
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import ROOT
from docgen.reading.page import PropertyRow, ResourceDoc, TypeMention, TypeRef, is_any_object
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import read_type
from docgen.records import Record, replace
from docgen.syntax.naming import pascal_case, singular

_STEP = re.compile(r"\[([^\[\]]*)\]|\.([^.\[\]]+)")
_HEAD = re.compile(r"[^.\[\]]+")
_STEP_WITH_DOTS = re.compile(r"\[([^\[\]]*)\]")
_HEAD_WITH_DOTS = re.compile(r"[^\[\]]+")
# "lamp[color]", "lamps[][size][width]"
_PART = re.compile(r"([A-Za-z_][\w-]*)((?:\[\])?)\[([A-Za-z_][\w-]*)\]((?:\[[\w-]*\])*)")
# "lamp.color", "lamps[].size"
_DOTTED = re.compile(r"([A-Za-z_][\w-]*)((?:\[\])?)\.([A-Za-z_][\w-]*)((?:\[[\w-]*\])*)")
_INDEX = re.compile(r":\w+|\d+|[A-Z]\Z|[ijkn]\Z|index\Z|\*\Z|\{\w+\}")


class Key(Record, frozen=True):
    """One step of a name: a key, and how many arrays its value is in."""

    name: str
    arrays: int = 0


def keys_of(name: str, has_dots: bool = True) -> tuple[Key, ...]:
    """The steps of a name; without `has_dots` a dot is a part of a key."""
    head = (_HEAD if has_dots else _HEAD_WITH_DOTS).match(name)
    if head is None:
        return (Key(name),)
    keys = [Key(head[0])]
    at = head.end()
    step = _STEP if has_dots else _STEP_WITH_DOTS
    while found := step.match(name, at):
        key = (found[1] if found[1] is not None else found[2]).strip(" `")
        if found[1] is not None and (not key or _INDEX.match(key)):
            keys[-1] = Key(keys[-1].name, keys[-1].arrays + 1)
        else:
            keys.append(Key(key))
        at = found.end()
    return tuple(keys) if at == len(name) else (Key(name),)


def with_parts(
    fields: Sequence[Field], media_types: Iterable[str], sent: Iterable[object] = ()
) -> Sequence[Field]:
    """The fields of a body; in JSON one with its object before brackets, `lamp[color]`, is a part of it, `lamp.color`.

    JSON says so where its type is named, or where `sent` has the object; then of a lone `lamp.color` too.
    """
    is_json = any("json" in name for name in media_types)
    bodies = (body for body in sent if isinstance(body, dict))
    objects = {key for body in bodies for key, value in body.items() if isinstance(value, dict)}
    if not (is_json or objects):
        return fields
    found = [_PART.fullmatch(item.name) or _DOTTED.fullmatch(item.name) for item in fields]
    # "files[n]" is one of many.
    found = [m if m and not _INDEX.fullmatch(m[3]) else None for m in found]
    found = [m if m and (m[1] in objects or is_json and m.re is _PART) else None for m in found]
    listed = {item.name.removesuffix("[]") for item in fields}
    required = {m[1] for m, item in zip(found, fields) if m and item.is_required}
    parts: list[Field] = []
    for match, item in zip(found, fields):
        if not match:
            parts.append(item)
            continue
        if match[1] not in listed:
            listed.add(match[1])
            whole = Field(
                name=match[1],
                type_text="array of objects" if match[2] else "object",
                is_required=match[1] in required or None,
                depth=item.depth,
                at=item.at,
                type_at=item.type_at,
            )
            parts.append(whole)
        parts.append(replace(item, name=f"{match[1]}{match[2]}.{match[3]}{match[4]}"))
    return parts


@dataclass(slots=True)
class _Node:
    """A field with those below it; `item` is None where only fields below it name it."""

    item: Field | None = None
    arrays: int = 0
    below: dict[str, _Node] = field(default_factory=dict[str, "_Node"])


@dataclass(slots=True)
class _Part:
    """A field with those that it consists of."""

    item: Field
    below: list[_Part] = field(default_factory=list["_Part"])


def composed(
    page: PageReader, fields: Sequence[Field]
) -> tuple[Sequence[Field], TypeMention | None]:
    """The fields without unnamed parts: what these list is in the object above; and the type that the whole adds to.

    A part that names a type is the type of the field above, one of several alternatives, or the base of an object that
    lists more. A single part that is the whole content stays.
    """
    if not any(item.is_unnamed for item in fields):
        return fields, None
    whole = _Part(replace(fields[0], type_text="object"))
    above: list[tuple[int, _Part]] = []
    for item in fields:
        while above and above[-1][0] >= item.depth:
            above.pop()
        part = _Part(item)
        (above[-1][1] if above else whole).below.append(part)
        above.append((item.depth, part))
    if len(whole.below) > 1:
        whole = _settled(page, whole)
        return list(_flat(whole.below)), whole.item.base
    return list(_flat([_settled(page, part) for part in whole.below])), None


def without_root(page: PageReader, fields: Sequence[Field]) -> tuple[Sequence[Field], bool]:
    """The fields, and whether they are those of many things; where all are below the first, which has no name, those below it.

    "`@ROOT` | array of objects" in the first row
    """
    is_root = bool(fields) and fields[0].is_unnamed and fields[0].name == ROOT
    if len(fields) < 2 or not is_root or not all(f.depth for f in fields[1:]):
        return fields, False
    ref = read_type(fields[0].type_text, page.dialect, page.references)
    is_many = ref is not None and (ref.is_collection or ref.kind == "array")
    if ref and not (is_many or is_any_object(ref)):
        return fields, False
    least = min(item.depth for item in fields[1:])
    return [replace(item, depth=item.depth - least) for item in fields[1:]], is_many


def _settled(page: PageReader, part: _Part) -> _Part:
    """A field with the unnamed parts of it, and of all below it, in their places."""
    below = [_settled(page, each) for each in part.below]
    named = [each for each in below if not each.item.is_unnamed]
    if len(named) == len(below):
        return _Part(part.item, below)
    ref = read_type(part.item.type_text, page.dialect, page.references)
    if ref and not is_any_object(ref):
        return _Part(part.item, named)  # its type is stated, and has the parts
    unnamed = [each for each in below if each.item.is_unnamed]
    of_types = [each for each in unnamed if _names_type(page, each.item)]
    listed = [inner for each in unnamed if each not in of_types for inner in each.below]
    values = next((each.item.values for each in unnamed if each.item.values), ())
    if listed:
        shown = [inner for each in of_types for inner in each.below]
        base = None if shown or not of_types else mention_of(page, of_types[0].item)
        text = part.item.type_text if ref else "object"
        return _Part(replace(part.item, type_text=text, base=base), [*named, *shown, *listed])
    texts = dict.fromkeys(each.item.type_text for each in of_types)
    is_many = bool(ref and (ref.is_collection or ref.kind == "array"))
    if not texts or is_many and len(texts) > 1:
        return _Part(replace(part.item, values=part.item.values or values), named)
    text = f"array of {next(iter(texts))}" if is_many else " or ".join(texts)
    if any(each.item.type_text == "null" for each in unnamed):
        text += " or null"
    new = replace(part.item, type_text=text, values=part.item.values or values)
    return _Part(replace(new, base=mention_of(page, of_types[0].item)), named)


def _names_type(page: PageReader, item: Field) -> bool:
    ref = read_type(item.type_text, page.dialect, page.references)
    return ref is not None and not is_any_object(ref) and item.type_text != "null"


def mention_of(page: PageReader, item: Field) -> TypeMention | None:
    """The type that a field links; None without a link."""
    ref = read_type(item.type_text, page.dialect, page.references)
    return TypeMention(ref=ref, at=item.type_at) if ref and ref.target else None


def _flat(parts: Iterable[_Part], depth: int = 0) -> Iterator[Field]:
    for part in parts:
        yield replace(part.item, depth=depth)
        yield from _flat(part.below, depth + 1)


def fold(
    page: PageReader, owner: str, fields: Sequence[Field]
) -> tuple[tuple[PropertyRow, ...], tuple[ResourceDoc, ...]]:
    """The rows of an object with this name, and the types of the objects in it, each after the type that holds it."""
    root = _Node()
    heads = Counter(keys_of(item.name)[0].name for item in fields if "." in item.name)
    listed = {item.name for item in fields}
    dotted = {head for head, count in heads.items() if count > 1 or head in listed}
    above: list[tuple[int, _Node]] = []
    for item in fields:
        while above and above[-1][0] >= item.depth:
            above.pop()
        node = above[-1][1] if above and item.depth else root
        keys = keys_of(item.name, has_dots=keys_of(item.name)[0].name in dotted)
        if len(keys) > 1:
            around = (root, *(found for _, found in above))
            node = next((found for found in around if keys[0].name in found.below), node)
        for key in keys:
            node = node.below.setdefault(key.name, _Node())
            node.arrays = max(node.arrays, key.arrays)
        node.item = node.item or item
        above.append((item.depth, node))
    nested: list[ResourceDoc] = []
    rows = _rows(page, owner, root, nested)
    return rows, tuple(nested)


def _rows(
    page: PageReader, owner: str, node: _Node, nested: list[ResourceDoc]
) -> tuple[PropertyRow, ...]:
    rows: list[PropertyRow] = []
    for name, child in node.below.items():
        item = child.item or _first(child)
        row = row_of(page, item)
        if child.item is None:
            row = replace(row, type=None, description="", is_required=False, values=())
        ref = row.type
        # What is below a link to a type is in that type.
        if (
            child.below
            and not (ref and ref.target)
            and (not ref or not ref.kind or is_any_object(ref))
        ):
            is_list = child.arrays > 0 or bool(ref and (ref.is_collection or ref.kind == "array"))
            step = "value" if name == MAP_VALUES else singular(name) if is_list else name
            inner = f"{owner}{pascal_case(step)}"
            at = len(nested)
            below = _rows(page, inner, child, nested)
            is_nullable = bool(ref and ref.is_nullable)
            if ref := map_of(below):
                ref = replace(ref, is_nullable=is_nullable)
            else:
                ref = TypeRef(name=inner, is_collection=is_list, is_nullable=is_nullable)
                doc = ResourceDoc(
                    name=inner,
                    namespace=page.namespace,
                    is_annotated=False,
                    base=item.base,
                    description=row.description,
                    properties=below,
                    at=item.at,
                )
                nested.insert(at, doc)
        elif child.arrays and ref and not ref.is_collection:
            ref = replace(ref, is_collection=True) if not ref.kind else ref
        elif child.arrays and ref is None:
            ref = TypeRef(name="any", is_primitive=True, is_collection=True)
        is_same = row.name == name and row.type is ref
        rows.append(row if is_same else replace(row, name=name, type=ref))
    return tuple(rows)


def map_of(rows: Sequence[PropertyRow]) -> TypeRef | None:
    """The map whose values are all that an object lists; None for any other object."""
    if [row.name for row in rows] != [MAP_VALUES]:
        return None
    values = rows[0].type or TypeRef(name="any", is_primitive=True)
    return TypeRef(name="", kind="map", items=(values,))


def _first(node: _Node) -> Field:
    """The first field below a name that no field has."""
    return next(child.item or _first(child) for child in node.below.values())
