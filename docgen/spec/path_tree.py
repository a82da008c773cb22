"""The places of an API: a tree of the steps of its paths.

A `Spec` enters; its `Node`s leave, each with the operations that end there. It knows no names of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.records import Record, replace
from docgen.spec.model import Operation, Spec
from docgen.syntax.url_path import EXPRESSION, shape, without_format

_SEGMENT = re.compile(r"/((?:[^/'({]+|'[^']*'|\((?:[^()']|'[^']*')*\)|\{[^{}]*\}|['({])+)")
_KEYED = re.compile(r"([A-Za-z$][\w.$-]*)(\((?:'?\{[^{}]*\}'?)(?:,\s*'?\{[^{}]*\}'?)*\))$")
_NUMBER_POINT = re.compile(r"(?<=\d)\.(?=\d)")


class Segment(Record, frozen=True):
    """One step of a path."""

    # With its separator from the step before: "/items", "/{item-id}", "({id})", ":/{path}".
    text: str
    name: str  # of a literal or a call; "" for a key
    parameters: tuple[str, ...]

    @property
    def key(self) -> str:
        return shape(self.text)


def segments(path: str) -> Iterator[Segment]:
    """The steps of a path template.

    `/companies({id})` is a literal and a key. `:/{path}:` addresses a file below a folder.
    """
    separator = "/"
    for match in _SEGMENT.finditer(path):
        text, start = match[1], separator
        separator = "/"
        if text.endswith(":") and len(text) > 1:
            text, separator = text[:-1], ":/"
        yield from _steps(start, text)


# Thousands of paths have the same first steps.
@lru_cache(50_000)
def _steps(start: str, text: str) -> tuple[Segment, ...]:
    """The steps that are written between two separators, of which `start` is the first."""
    if keyed := _KEYED.match(text):
        return (
            Segment(start + keyed[1], keyed[1], ()),
            Segment(keyed[2], "", tuple(EXPRESSION.findall(keyed[2]))),
        )
    names = tuple(EXPRESSION.findall(text))
    name = EXPRESSION.sub("", text)
    if names and not any(map(str.isalnum, name)):
        name = ""  # "({id})", "{base}...{head}"
    # The point of "v2.0" parts no namespace from a name, as that of "Microsoft.NAV.apply" does.
    return (Segment(start + text, _NUMBER_POINT.sub("", name), names),)


@dataclass(slots=True, eq=False)
class Node:
    """A place in the API. It is itself, whatever other place has the same steps."""

    segment: Segment
    path: str
    literals: tuple[str, ...]  # the names of its steps without the keys
    children: dict[str, Node] = field(default_factory=dict[str, "Node"])
    # Their paths may end in a format: `/lamps.json` is the place of `/lamps`.
    operations: list[Operation] = field(default_factory=list[Operation])

    @property
    def is_lifted(self) -> bool:
        """Whether its operations are methods of the place above: actions, functions, `$value`, `.rename`."""
        literal = self.segment.name
        return (
            bool(literal)
            and not self.children
            and (
                bool(self.segment.parameters)
                or literal.startswith("$")
                or self.segment.text.startswith(".")
                or all(o.kind in ("action", "function") for o in self.operations)
            )
        )


def _below(path: str, prefix: str) -> Iterator[Segment]:
    """The steps of a path, of which the first has what the path shares with the prefix: `/api/v2` is one."""
    steps, shared = path.split("/"), 1
    for step in prefix.split("/")[1:]:
        if len(steps) < shared + 2 or steps[shared] != step:
            break
        shared += 1
    before = "/".join(steps[:shared])
    places = [*segments(path[len(before) :])]
    for segment in places:
        if segment.text == "/-" and segment is not places[-1]:
            before += segment.text  # it parts what is below a thing from the names of things
            continue
        yield replace(segment, text=before + segment.text) if before else segment
        before = ""


def _parted(segment: Segment) -> Iterator[Segment]:
    """A step as those around its points: `/rooms.rename` is `rename` of `rooms`."""
    before, slash, literal = segment.text.rpartition("/")
    first, *rest = literal.split(".")
    is_parted = slash and not segment.parameters and all(w[:1].isalpha() for w in (first, *rest))
    if not is_parted or not rest:
        yield segment
        return
    yield Segment(f"{before}/{first}", first, ())
    yield from (Segment(f".{word}", word, ()) for word in rest)


def tree(spec: Spec) -> Node:
    """The root of the places of all operations."""
    root = Node(Segment("", "", ()), "", ())
    is_odata = spec.protocol == "odata"  # a point is that of a namespace there
    for operation in spec.operations:
        node = root
        below = _below(without_format(operation.path), spec.path_prefix)
        for segment in below if is_odata else (step for s in below for step in _parted(s)):
            key = segment.key
            known = node.children.get(key)
            if known is None:
                literals = (*node.literals, segment.name) if segment.name else node.literals
                known = Node(segment, node.path + segment.text, literals)
                node.children[key] = known
            node = known
        node.operations.append(operation)
    return root


def walk(root: Node) -> Iterator[Node]:
    """A place before those below it, in the order of the operations."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children.values())
