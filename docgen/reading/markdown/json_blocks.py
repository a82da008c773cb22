"""Blocks that an editor of pages writes as JSON: tables, code in tabs, headings, callouts.

    [block:parameters]
    {"data": {"h-0": "Name", "0-0": "`color`"}, "cols": 1, "rows": 1}
    [/block]

The name of a block and its JSON enter; blocks as those of Markdown leave, None where it is no such JSON. Components of MDX
with a part of an OpenAPI document are such blocks too:

    <ParamsDetails                                   {"parameters": [{"name": "color", "in": "query", ...}]}
      parameters={[{"name":"color",...}]}
    >
    <StatusCodes responses={{"200":{...}}} />        {"responses": {"200": ...}}
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import (
    OPENAPI_PART,
    Block,
    Cell,
    Fence,
    Heading,
    Paragraph,
    Table,
)
from docgen.reading.markdown.inline import slug
from docgen.syntax.lenient_json import Unreadable, read_json

_MOST_CELLS = 10_000  # of a table
_MOST_LINES = 20  # of one tag
_BEGUN = re.compile(r"[ \t]*<[A-Z]\w*(?:[ \t]|$)")
_VALUE = re.compile(r"(?:^|[ \t])(parameters|param|body|responses)=\{(?=[\[{])")
_PARTS = {  # around the value of an attribute
    "parameters": ('{"parameters": ', "}"),
    "param": ('{"parameters": [', "]}"),
    "body": ('{"requestBody": ', "}"),
    "responses": ('{"responses": ', "}"),
}
_DECODER = json.JSONDecoder()
_OBJECT = re.compile(r"(?:\[\s*+)?\{[ \t]*+\n\s*+\"[^\"\n]{1,200}\"\s*+:")


def blocks_of_json(name: str, text: str, at: Span) -> list[Block] | None:
    """The blocks that a reader sees; none for images and the like. `at` is the place of the first line of the JSON."""
    if name == OPENAPI_PART:
        return [Fence(info=name, text=text, span=at)]
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    match name:
        case "parameters":
            return _table(data, text, at)
        case "code":
            return _fences(data, at)
        case "api-header":
            title = str(data.get("title") or "")
            return [Heading(level=2, text=title, slug=slug(title), span=at)] if title else []
        case "callout":
            words = "\n".join(str(data[key]) for key in ("title", "body") if data.get(key))
            return [Paragraph(text=words, span=at, is_quoted=True)] if words else []
        case _:
            return []


def is_message(text: str) -> bool:
    """Whether lines outside of a fence are JSON with keys, and nothing else."""
    if text[-1:] not in ("}", "]") or not _OBJECT.match(text):
        return False
    try:
        read_json(text)
    except Unreadable:
        return False
    return True


def _table(data: dict[str, Any], text: str, at: Span) -> list[Block] | None:
    cells, columns, count = data.get("data"), data.get("cols"), data.get("rows")
    if not (isinstance(cells, dict) and isinstance(columns, int) and isinstance(count, int)):
        return None
    if not 0 < columns * count <= _MOST_CELLS:
        return None

    def row(key: object) -> tuple[Cell, ...]:
        span = at.below(text.count("\n", 0, max(text.find(f'"{key}-0"'), 0)))
        texts = (str(cells.get(f"{key}-{column}") or "") for column in range(columns))
        return tuple(Cell(text=cell.strip(), span=span) for cell in texts)

    return [Table(header=row("h"), rows=tuple(row(number) for number in range(count)), span=at)]


def _fences(data: dict[str, Any], at: Span) -> list[Block] | None:
    codes = data.get("codes")
    if not isinstance(codes, list):
        return None
    blocks: list[Block] = []
    for code in codes:
        if isinstance(code, dict) and isinstance(code.get("code"), str):
            if code.get("name"):
                blocks.append(Paragraph(text=f"**{code['name']}**", span=at))
            info = str(code.get("language") or "").lower()
            blocks.append(Fence(info=info, text=code["code"].strip("\n"), span=at))
    return blocks


class ComponentData(NamedTuple):
    """A part of an Operation Object (OpenAPI 3.1, 4.8.10); `line` is where it is, `end` the line after the tag."""

    line: int
    text: str
    end: int


def component_data(lines: list[str], number: int) -> ComponentData | None:
    """What the tag that begins in a line states in JSON; None for any other tag."""
    if not _BEGUN.match(lines[number]):
        return None
    found: tuple[int, str] | None = None
    for at in range(number, min(number + _MOST_LINES, len(lines))):
        line = lines[at]
        if value := _VALUE.search(line):
            try:
                _, end = _DECODER.raw_decode(line, value.end())
            except (ValueError, RecursionError):
                return None
            before, after = _PARTS[value[1]]
            found = at, f"{before}{line[value.end() : end]}{after}"
        if line.rstrip().endswith(">"):
            return ComponentData(*found, at + 1) if found else None
    return None
