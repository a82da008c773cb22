"""A JSON Schema as members.

The text of a schema enters; the type that it is and the `Member`s of its object, or of the objects in its array, leave.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from docgen.diagnostics.position import Lines, Span
from docgen.reading.blueprint.members import Member, TypeWords
from docgen.reading.markdown.parser import Fence
from docgen.syntax.lenient_json import Unreadable, read_json

_DEEPEST = 12
_KEPT = ("string", "number", "integer", "boolean")


class Shape(NamedTuple):
    """A content: its type, and the members of the objects that it has."""

    type: TypeWords
    below: tuple[Member, ...] = ()
    values: tuple[Member, ...] = ()


def schema_shape(fence: Fence) -> Shape | None:
    """What a schema says of a content; None where it says nothing of what is in it."""
    try:
        schema, _ = read_json(fence.text)
    except Unreadable:
        return None
    shape = _Reader(schema, fence).shape(schema, 0)
    return shape if shape.below or shape.type.names not in ((), ("object",)) else None


class _Reader:
    def __init__(self, schema: Any, fence: Fence) -> None:
        self.schema = schema
        self.text = fence.text
        self.lines = Lines(fence.text, fence.span.start())
        self.next = 0  # where the next key is looked for

    def at(self, key: str) -> Span:
        """The place of a key, which comes after those before it."""
        found = self.text.find(f'"{key}"', self.next)
        self.next = max(found, self.next)
        return self.lines.span(max(found, 0), len(key) + 2)

    def shape(self, node: Any, depth: int) -> Shape:
        node = self.target(node)
        kind = node.get("type")
        kind = next((k for k in kind if k != "null"), "") if isinstance(kind, list) else kind
        values = node.get("enum")
        if isinstance(values, list):
            at = self.lines.span(self.next)
            members = tuple(Member(name=str(v), at=at) for v in values if v is not None)
            return Shape(TypeWords("enum", (kind,) if kind in _KEPT else ()), (), members)
        if kind == "array" and depth < _DEEPEST:
            inner = self.shape(node.get("items"), depth + 1)
            return Shape(TypeWords("array", inner.type.names), inner.below, inner.values)
        if kind in _KEPT:
            return Shape(TypeWords("", (str(kind),)))
        properties = node.get("properties")
        if not isinstance(properties, dict) or depth >= _DEEPEST:
            return Shape(TypeWords("", ("object",) if kind == "object" else ()))
        required = node.get("required")
        required = required if isinstance(required, list) else []
        return Shape(
            TypeWords("", ("object",)),
            tuple(
                self.member(str(key), inner, key in required, depth)
                for key, inner in properties.items()
            ),
        )

    def member(self, key: str, node: Any, is_required: bool, depth: int) -> Member:
        at = self.at(key)
        node = self.target(node)
        shape = self.shape(node, depth + 1)
        default = node.get("default")
        kind = node.get("type")
        return Member(
            name=key,
            type=shape.type,
            is_required=is_required,
            is_nullable=isinstance(kind, list) and "null" in kind,
            default="" if default is None else str(default),
            values=shape.values,
            about=" ".join(str(node.get("description") or "").split()),
            below=shape.below,
            at=at,
        )

    def target(self, node: Any) -> dict[str, Any]:
        """A schema, or the one of the same text that it refers to."""
        if not isinstance(node, dict):
            return {}
        ref = node.get("$ref")
        if not isinstance(ref, str) or not ref.startswith("#/"):
            return node
        found: Any = self.schema
        for step in ref[2:].split("/"):
            found = found.get(step) if isinstance(found, dict) else None
        return found if isinstance(found, dict) and "$ref" not in found else {}
