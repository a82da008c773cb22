"""The front matter of a page.

    method: POST
    path: /lamps/{id}
    parameters:
      - name: color
        in: body
        type: string

The text between its two lines of dashes enters; keys with their texts leave, the parameters that it lists as a table, or
what YAML finds wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Cell, Table
from docgen.syntax.yaml_text import Scalar, YamlFault, load_yaml

FRONT_MATTER = re.compile(
    r"\A-{3}[ \t]*\n(.*?)(?:^-{3}[ \t]*$\n?|^\.{3}[ \t]*$\n?)", re.DOTALL | re.MULTILINE
)
# "POST", "GET /lamps"
_REQUEST = re.compile(
    r"(?:get|post|put|patch|delete|head|options)(?:[ \t]+(?:https?:/)?/\S*)?", re.IGNORECASE
)
# "parameters", "query", "pathParams", "body_fields"
_LIST = re.compile(
    r"(?:(path|query|header|cookie|body|form)s?)?[_ -]?(?:param(?:eter)?s?|arg(?:ument)?s|fields|attributes)?",
    re.IGNORECASE,
)
_ABOUT = ("description", "desc", "content", "about", "summary")
_PARTS = ("children", "properties", "fields", "items", "attributes")
_COLUMNS = ("Name", "In", "Type", "Required", "Default", "Description")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where in the front matter."""

    line: int  # from 0
    column: int  # from 0
    problem: str


class Listed(NamedTuple):
    """A parameter that a request line in the front matter takes."""

    name: str
    place: str  # "query", "" where none is stated
    type: str
    required: str
    default: str
    about: str
    depth: int  # 0 for one that is no part of another


class FrontMatter(NamedTuple):
    """What the front matter of a page has."""

    texts: dict[str, str]
    listed: tuple[Listed, ...] = ()
    fault: Fault | None = None


def read_front_matter(text: str) -> FrontMatter:
    """The keys that have a text, and the parameters of a request line; other values are for publishing tools.

    Never fails: of what is no YAML, lines with a key and a text are read.
    """
    if (texts := _plain_lines(text)) is not None:
        return FrontMatter(texts)
    try:
        loaded = load_yaml(text)
    except YamlFault as fault:
        rows = (row.partition(":") for row in text.split("\n"))
        texts = {
            key.strip(): value.strip().strip("\"'")
            for key, colon, value in rows
            if colon and key.strip()
        }
        return FrontMatter(texts, fault=Fault(fault.line, fault.column, fault.problem))
    items = loaded.items() if isinstance(loaded, dict) else ()
    texts = {key: item.text.strip() for key, item in items if isinstance(item, Scalar)}
    if not any(map(_REQUEST.fullmatch, texts.values())):
        return FrontMatter(texts)
    return FrontMatter(texts, (*_listed(dict(items), "", 0),))


def _listed(value: object, place: str, depth: int) -> Iterator[Listed]:
    """The parameters in lists of mappings with a name, at their places: `parameters: {query: [{name: size}]}`."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key and (label := _LIST.fullmatch(key)):
                yield from _listed(below, (label[1] or place).lower(), depth)
        return
    items = value if isinstance(value, list) else ()
    for item in (each for each in items if isinstance(each, dict)):
        texts = {k: v.text.strip() for k, v in item.items() if isinstance(v, Scalar)}
        if name := texts.get("name", ""):
            about = next((texts[key] for key in _ABOUT if texts.get(key)), "")
            own, required = texts.get("in", place), texts.get("required", "")
            type_text, default = texts.get("type", ""), texts.get("default", "")
            yield Listed(name, own, type_text, required, default, about, depth)
            for key in _PARTS:
                yield from _listed(item.get(key), own, depth + 1)


def _named(line: str) -> str:
    """What a line calls a thing: "- name: color"."""
    return line.partition("name")[2]


def field_table(listed: tuple[Listed, ...], text: str, path: str) -> Table:
    """The table of the parameters, each at the line of the front matter that names it."""
    lines, number = text.split("\n"), 0
    rows: list[tuple[Cell, ...]] = []
    for item in listed:
        after = (n for n in range(number, len(lines)) if item.name in _named(lines[n]))
        number = next(after, number)
        at = Span(path, number + 2, max(lines[number].rfind(item.name), 0) + 1, len(item.name))
        name = f"{'»' * item.depth} `{item.name}`".strip()
        texts = (name, *item[1:5], item.about)
        rows.append(tuple(Cell(text=" ".join(each.split()), span=at) for each in texts))
        number += number + 1 < len(lines)
    top = rows[0][0].span
    return Table(header=tuple(Cell(text=t, span=top) for t in _COLUMNS), rows=tuple(rows), span=top)


# A key and a text that need no YAML parser: no indicator is in it, and no escape.
_PLAIN_LINE = re.compile(
    r"""([A-Za-z][\w.-]*):[ ]+(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z0-9][\w ./,()-]*+))[ ]*$"""
)


def _plain_lines(text: str) -> dict[str, str] | None:
    """Front matter that holds nothing but a key and a text on each line; None for other YAML, which takes longer."""
    texts: dict[str, str] = {}
    for line in text.splitlines():
        match = _PLAIN_LINE.match(line)
        if match is None or match[1] in texts:
            return None
        texts[match[1]] = match[match.lastindex or 1].strip()
    return texts
