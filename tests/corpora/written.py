"""What a person sees listed in Markdown: a simple reading that knows nothing of docgen's.

The text of a file enters; `Item`s leave: rows of tables, bullets and definitions that begin with a name, request lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

METHOD = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|LIST)"
TARGET = r"(?:https?://|/|\{|<|[a-z][\w.-]*/)(?:<[^<>\n]*>|[^\s`|<>\"'])*"
LINE = re.compile(rf"\s*{METHOD}\s+{TARGET}(?:\s+HTTP/[\d.]+)?\s*$")
IN_CODE = re.compile(rf"^[ \t>]*`{METHOD}`?\s+`?{TARGET}`")
IN_HEADING = re.compile(rf"\b{METHOD}\b[`\s%<>/a-z]*?\s`?{TARGET}")
# "name", "name?", "name=<type>"
NAME = re.compile(r"[A-Za-z_$@][\w$@.\[\]-]*\??(?:=.*)?\Z")
TERM = re.compile(r"(?:`([^`\n]+)`|\*\*([^*\n]+)\*\*[ \t]*[-–—:(])")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


class Item(NamedTuple):
    kind: str  # row, bullet, definition, request line
    line: int  # from 1
    first: int  # the first line of its list or fence; that of the header of a table
    depth: int  # 0 for one in no other list
    name: str


def written(text: str) -> Iterator[Item]:
    """The items of a file, in order."""
    if found := FRONT_MATTER.match(text):
        text = "\n" * found[0].count("\n") + text[found.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    lists: list[int] = []
    for at, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(_line(token))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                yield from _bullet(tokens[at + 1 : at + 3], lists)
            case "table_open":
                yield from _rows(tokens, at, len(lists))
            case "fence" | "code_block":
                yield from _request_lines(token)
            case "inline":
                yield from _in_prose(tokens[at - 1], token, len(lists))
            case _:
                pass


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _bullet(tokens: Sequence[Token], lists: Sequence[int]) -> Iterator[Item]:
    inline = next((token for token in tokens if token.type == "inline"), None)
    if inline and (found := TERM.match(inline.content)):
        name = (found[1] or found[2]).strip()
        if NAME.match(name):
            yield Item("bullet", _line(inline), lists[-1], len(lists) - 1, name)


def _rows(tokens: Sequence[Token], start: int, depth: int) -> Iterator[Item]:
    """The rows below the header, by their first cell that is a name."""
    first, is_header, line = _line(tokens[start]), False, 0
    cells: list[str] = []
    for token in tokens[start:]:
        match token.type:
            case "thead_open" | "thead_close":
                is_header = token.type == "thead_open"
            case "tr_open":
                line, cells = _line(token), []
            case "inline":
                cells.append(token.content.strip())
            case "tr_close" if not is_header and cells and cells[0] and cells[0][0] != "<":
                method = cells[0].strip("`*")
                is_request = len(cells) > 1 and re.fullmatch(METHOD, method)
                kind = "request line" if is_request else "row"
                name = f"{method} {cells[1]}" if is_request else cells[0]
                yield Item(kind, line, first, depth, name)
            case "table_close":
                return
            case _:
                pass


def _request_lines(fence: Token) -> Iterator[Item]:
    """The lines that a fence begins with."""
    begin = _line(fence) + (fence.type == "fence")
    for number, line in enumerate(fence.content.split("\n")):
        if line.strip() and not LINE.match(line):
            return
        if line.strip():
            yield Item("request line", begin + number, begin, 0, line.strip())


def _in_prose(opening: Token, inline: Token, depth: int) -> Iterator[Item]:
    """Request lines in code alone on a line or first in a bullet, and definitions; of a heading its request line."""
    if opening.type == "heading_open":
        if found := IN_HEADING.search(inline.content):
            yield Item("request line", _line(inline), _line(inline), 0, found[0])
        return
    lines = inline.content.split("\n")
    for number, line in enumerate(lines):
        at = _line(inline) + number
        found = IN_CODE.match(line)
        if found and (depth or line[found.end() :].strip(" \t.:,\\") == ""):
            yield Item("request line", at, at, 0, found[0])
        is_term = number + 1 < len(lines) and lines[number + 1].lstrip().startswith(": ")
        if is_term and not line.lstrip().startswith(": "):
            yield Item("definition", at, _line(inline), depth, line.strip())
