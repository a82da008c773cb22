"""A JSON Schema as members.

A schema enters; the type that it is and the `Member`s of its object, or of the objects in its array, leave. The schemas of
OpenAPI are such: 3.1 has JSON Schema's words, 3.0 and 2.0 have `nullable` and a few others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, NamedTuple

from docgen.reading.blueprint.members import Member, TypeWords
from docgen.reading.lists.fields import MAP_VALUES
from docgen.reading.markdown.parser import Fence
from docgen.records import replace
from docgen.syntax.keyed_text import KeyedText
from docgen.syntax.lenient_json import Unreadable, read_json

_DEEPEST = 12
_KEPT = ("string", "number", "integer", "boolean")
_OBJECT, _ANY = TypeWords("", ("object",)), TypeWords("", ("any",))
_ALTERNATIVES = ("oneOf", "anyOf")
_MOST_MEMBERS = 2_000  # of an object with those of all that it consists of
_LEAST_SCHEMAS, _SCHEMAS_PER_KEY = 10_000, 10
_MOST_ALTERNATIVES = 6  # that a cell names
_VALUE_NAMES = ("x-enum-varnames", "x-enumNames")
_FILE = "string(binary)"


class Shape(NamedTuple):
    """A content: its type, and the members of the objects that it has."""

    type: TypeWords
    below: tuple[Member, ...] = ()
    values: tuple[Member, ...] = ()
    is_nullable: bool = False


def schema_shape(fence: Fence) -> Shape | None:
    """What the schema in a fence says of a content; None where it says nothing of what is in it."""
    try:
        schema, _ = read_json(fence.text)
    except Unreadable:
        return None
    text = KeyedText(schema, fence.text, fence.span.start())
    shape = Schemas(text).shape(schema, 0)
    return shape if shape.below or shape.type not in (_OBJECT, _ANY) else None


class Schemas:
    """The schemas of a text; `named` are those that have names, which references to them keep."""

    def __init__(self, text: KeyedText, named: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.text = text
        self.named = named
        # Where schemas consist of each other, a few lines hold more than any memory.
        self._left = _LEAST_SCHEMAS + _SCHEMAS_PER_KEY * text.count

    def shape(self, node: Any, offset: int, depth: int = 0) -> Shape:
        """What a schema says; its text begins at an offset."""
        self._left -= 1
        ref = node.get("$ref") if isinstance(node, dict) else None
        if ref is not None and (name := str(ref).rpartition("/")[2]) in self.named:
            return Shape(TypeWords("", (name,)))
        if ref is not None:
            target = self.text.target(ref)
            if depth >= _DEEPEST or not isinstance(target, dict):
                return Shape(_ANY)
            if "$ref" in target:
                return self.shape(target, offset, depth + 1)
        node = self.text.opened(node)
        kind = node.get("type")
        is_nullable = node.get("nullable") is True
        if isinstance(kind, list):
            is_nullable = is_nullable or "null" in kind
            kinds = [k for k in kind if k != "null"]
            kind = kinds[0] if kinds else ""
            if len(kinds) > 1:
                each = [self.shape({**node, "type": k}, offset, depth + 1) for k in kinds]
                return _union(each)._replace(is_nullable=is_nullable)
        shape = self._own(node, kind, offset, depth)
        return shape._replace(is_nullable=True) if is_nullable else shape

    def _own(self, node: dict[str, Any], kind: Any, offset: int, depth: int) -> Shape:
        if depth >= _DEEPEST or self._left < 0:
            return Shape(_OBJECT if kind == "object" else _ANY)
        values = [node["const"]] if "const" in node else node.get("enum")
        if isinstance(values, list):
            return self._enum(node, values, kind, offset)
        if isinstance(parts := node.get("allOf"), list):
            return self._all_of(node, parts, offset, depth)
        for key in _ALTERNATIVES:
            if isinstance(parts := node.get(key), list) and parts:
                return self._alternatives(node, parts, offset, depth)
        if kind == "array":
            return self._array(self.shape(node.get("items"), offset, depth + 1))
        if kind == "file":
            return Shape(TypeWords("", (_FILE,)))
        if kind in _KEPT:
            form = node.get("format")
            return Shape(TypeWords("", (f"{kind}({form})" if isinstance(form, str) else kind,)))
        return self._object(node, kind, offset, depth)

    def _enum(self, node: dict[str, Any], values: list[Any], kind: Any, offset: int) -> Shape:
        """The values of an enumeration; the sample of one is its name, where it has another."""
        at = self.text.span(offset)
        names = next((node[k] for k in _VALUE_NAMES if isinstance(node.get(k), list)), [])
        if "const" in node:
            names = [node.get("title") or ""]
        about = _about(node) if "const" in node else ""
        members = {
            _text(value): Member(name=_text(value), sample=str(name), about=about, at=at)
            for value, name in zip_longest(values, names[: len(values)], fillvalue="")
            if value is not None and _text(value)
        }
        if kind not in _KEPT and values and all(type(value) is int for value in values):
            kind = "integer"
        words = TypeWords("enum", (kind,) if kind in _KEPT else ())
        return Shape(words, (), tuple(members.values()), None in values)

    def _array(self, inner: Shape) -> Shape:
        if inner.type.kind == "enum" or not inner.type.kind:
            names = inner.type.names or ("any",)
            return Shape(TypeWords("array", names), inner.below, inner.values)
        return Shape(TypeWords("array", ("any",), (inner.type,)), inner.below, inner.values)

    def _all_of(self, node: dict[str, Any], parts: list[Any], offset: int, depth: int) -> Shape:
        """All of several schemas: the one that says something, or an object with the members of all."""
        own = {key: item for key, item in node.items() if key not in ("allOf", "nullable")}
        shapes = [self.shape(part, offset, depth + 1) for part in parts]
        said = [shape for shape in shapes if shape.type != _ANY]
        if len(said) == 1 and "properties" not in own:
            return said[0]
        opened = (self._merged(part, offset, depth + 1) for part in (*parts, own))
        members = {member.name: member for below in opened for member in below}
        required = {name for part in (*parts, own) for name in _required(self.text.opened(part))}
        below = tuple(
            replace(m, is_required=True) if name in required else m for name, m in members.items()
        )
        return Shape(_OBJECT, below[:_MOST_MEMBERS])

    def _merged(self, part: Any, offset: int, depth: int) -> Sequence[Member]:
        """The members of a part of an object, of a named one too."""
        node = self.text.opened(part)
        if not isinstance(part, dict) or depth >= _DEEPEST:
            return ()
        if "$ref" in part:
            offset = self.text.find(str(part["$ref"]).rpartition("/")[2])
        shape = self.shape(node, offset, depth)
        name = "" if shape.below or shape.type.kind else "".join(shape.type.names)
        return (
            self._merged(self.named[name], offset, depth + 1) if name in self.named else shape.below
        )

    def _alternatives(
        self, node: dict[str, Any], parts: list[Any], offset: int, depth: int
    ) -> Shape:
        given = [part for part in parts if not (isinstance(part, dict) and _is_null(part))]
        is_nullable = len(given) < len(parts)
        shapes = [self.shape(part, offset, depth + 1) for part in given]
        is_nullable = is_nullable or any(shape.is_nullable for shape in shapes)
        types = {shape.type for shape in shapes}
        is_long = len(types) > _MOST_ALTERNATIVES and not any(t.kind == "enum" for t in types)
        if "properties" in node or is_long or types <= {_OBJECT}:
            return self.united(node, offset, depth)._replace(is_nullable=is_nullable)
        return _union(shapes)._replace(is_nullable=is_nullable)

    def united(self, node: Any, offset: int, depth: int = 0) -> Shape:
        """One object for the alternatives of a schema: what any has, required where all require it."""
        node = self.text.opened(node)
        given = [part for key in _ALTERNATIVES for part in node.get(key) or ()]
        each = [[*self._merged(part, offset, depth + 1)] for part in given]
        required = [{m.name for m in members if m.is_required} for members in each]
        of_all = set[str].intersection(*required) if required else set[str]()
        below = {
            member.name: replace(member, is_required=member.name in of_all)
            for members in each
            for member in members
        }
        own = self._object(node, "object", offset, depth).below
        below |= {member.name: member for member in own}
        return Shape(_OBJECT, tuple(below.values())[:_MOST_MEMBERS])

    def _object(self, node: dict[str, Any], kind: Any, offset: int, depth: int) -> Shape:
        members = [*self.members(node, offset, depth)]
        values = node.get("additionalProperties")
        if isinstance(values, dict) and values:
            inner = self.shape(values, offset, depth + 1)
            at = self.text.span(offset)
            members.append(
                Member(
                    name=MAP_VALUES, type=inner.type, values=inner.values, below=inner.below, at=at
                )
            )
        return Shape(_OBJECT if kind == "object" or members else _ANY, tuple(members))

    def members(self, node: dict[str, Any], offset: int, depth: int = 0) -> Iterator[Member]:
        """The properties of an object."""
        properties = node.get("properties")
        if not isinstance(properties, dict):
            return
        required = _required(node)
        offset = self.text.find("properties", offset)
        for key, inner in properties.items():
            offset = self.text.find(str(key), offset)
            yield self.member(str(key), inner, offset, key in required, depth)

    def member(
        self, key: str, node: Any, offset: int, is_required: bool | None, depth: int = 0
    ) -> Member:
        """A schema below a key as a member."""
        shape = self.shape(node, offset, depth + 1)
        said = node if isinstance(node, dict) else {}
        opened = {**self.text.opened(node), **said}
        default, sample = opened.get("default"), opened.get("example")
        return Member(
            name=key,
            type=shape.type,
            is_required=is_required,
            is_nullable=shape.is_nullable,
            default="" if default is None else _text(default),
            sample="" if sample is None or isinstance(sample, (dict, list)) else _text(sample),
            values=shape.values,
            about=_about(opened),
            below=shape.below,
            at=self.text.span(offset, key),
        )


def _union(shapes: Sequence[Shape]) -> Shape:
    """One of several; the values of enumerations among them are those of all."""
    types = tuple(dict.fromkeys(shape.type for shape in shapes))
    values = {value.name: value for shape in shapes for value in shape.values}
    if len(types) == 1:
        return Shape(types[0], shapes[0].below, tuple(values.values()))
    if values and all(words.kind == "enum" for words in types):
        return Shape(TypeWords("enum"), (), tuple(values.values()))
    return Shape(TypeWords("union", (), types))


def _about(node: dict[str, Any]) -> str:
    """What a schema says of itself."""
    about = " ".join(str(node.get("description") or "").split())
    return f"Deprecated. {about}".strip() if node.get("deprecated") is True else about


def _required(node: dict[str, Any]) -> Sequence[Any]:
    required = node.get("required")
    return required if isinstance(required, list) else ()


def _is_null(node: dict[str, Any]) -> bool:
    return node.get("type") == "null" or node.get("enum") == [None]


def _text(value: Any) -> str:
    """A value as cells have it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
