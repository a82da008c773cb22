"""The tokens of a program in any of the usual languages, in groups by their brackets.

A text enters; `Token`s leave, without comments. No grammar of one language is known: JavaScript, Python, Ruby, PHP, Go,
Java and C# agree on strings, numbers, names and brackets, and on little else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from docgen.syntax.strict_json import DEEPEST

Kind = Literal["text", "number", "name", "symbol", "sign", "group"]
_LONGEST = 50_000
_SIMPLE = re.compile(
    r"""(?P<space>[^\S\n]+)|(?P<line>\n)|(?P<comment>//[^\n]*|\#[^\n]*)
    |(?P<number>(?:(?<![\w)\]])-)?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w))
    |(?P<name>[$@]{0,2}[^\W\d]\w*)|(?P<symbol>(?<![\w"'`)\]}:]):[^\W\d]\w*(?!\w*:))
    |(?P<sign>=>|->|::|:=|\?\.|\?\?|===?|!==?|<=|>=|&&|\|\||\+=|\.\.\.?|.)""",
    re.VERBOSE,
)
# Prefixes of strings: bytes, formatted, raw and verbatim ones.
_OPENING = re.compile(r"([rbfuRBFU]{1,2}|@\$?|\$@?)?(\"\"\"|'''|[\"'`])")
_OPENS = frozenset("\"'`@$rbfuRBFU")
_CLOSING = {
    '"': re.compile(r'(?>(?:[^"\\]++|\\.)*)"', re.DOTALL),
    "'": re.compile(r"(?>(?:[^'\\]++|\\.)*)'", re.DOTALL),
    "`": re.compile(r"(?>(?:[^`\\]++|\\.)*)`", re.DOTALL),
    '"""': re.compile(r'.*?"""', re.DOTALL),
    "'''": re.compile(r".*?'''", re.DOTALL),
    '@"': re.compile(r'(?>(?:[^"]++|"")*)"', re.DOTALL),
    "/*": re.compile(r".*?\*/", re.DOTALL),
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A token, or a group of those between two brackets."""

    kind: Kind
    text: str  # of a string what it holds, of a group its opening bracket
    line: int  # from 0
    starts_line: bool = False
    quote: str = ""  # of a string, with its prefix: 'f"'
    items: tuple[Token, ...] = ()
    end: int = 0  # of a group, the line of its closing bracket


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a program; none of one that is nested deeper than 64, or longer than 50,000 characters."""
    if len(text) > _LONGEST:
        return ()
    groups: list[tuple[Token, list[Token]]] = [(Token("group", "", 0), [])]
    for token in _flat(text):
        if token.kind != "sign" or token.text not in "()[]{}":
            groups[-1][1].append(token)
        elif token.text in _BRACKETS:
            groups.append((token, []))
            if len(groups) > DEEPEST + 1:
                return ()
        elif _BRACKETS.get(groups[-1][0].text) == token.text:
            _close(groups, token.line)
    while len(groups) > 1:
        _close(groups, text.count("\n"))
    return tuple(groups[0][1])


def _close(groups: list[tuple[Token, list[Token]]], end: int) -> None:
    opening, items = groups.pop()
    group = opening._replace(kind="group", items=tuple(items), end=end)
    groups[-1][1].append(group)


def _flat(text: str) -> Iterator[Token]:
    at = line = 0
    starts_line = True
    unclosed: set[str] = set()  # nothing closes these from here on
    while at < len(text):
        opening, closed = _quoted(text, at, unclosed)
        if opening and closed:
            raw = text[opening.end() : closed.end() - len(opening[2])]
            quote = opening[0]
            yield Token("text", _unescaped(raw, quote), line, starts_line, quote)
            line += text.count("\n", at, closed.end())
            at, starts_line = closed.end(), False
            continue
        if text.startswith("/*", at) and "/*" not in unclosed:
            if comment := _CLOSING["/*"].match(text, at + 2):
                line += text.count("\n", at, comment.end())
                at = comment.end()
                continue
            unclosed.add("/*")
        match = _SIMPLE.match(text, at)
        if match is None:
            break
        at = match.end()
        match match.lastgroup:
            case "line":
                line, starts_line = line + 1, True
            case "number" | "name" | "symbol" | "sign" as kind:
                yield Token(kind, match[0], line, starts_line)
                starts_line = False
            case _:
                pass


def _quoted(
    text: str, at: int, unclosed: set[str]
) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The opening quotation mark at a place, and what it holds up to the closing one."""
    opening = _OPENING.match(text, at) if text[at] in _OPENS else None
    if opening is None:
        return None, None
    kind = '@"' if "@" in (opening[1] or "") and opening[2] == '"' else opening[2]
    closed = None if kind in unclosed else _CLOSING[kind].match(text, opening.end())
    if closed is None:
        unclosed.add(kind)
    return opening, closed


def _unescaped(raw: str, quote: str) -> str:
    if quote[:1] == "@" or quote[:2] == "$@":
        return raw.replace('""', '"')
    is_raw = quote[:1] in "rR" or quote[:2] in ("bR", "br", "Br", "BR")
    if is_raw or "\\" not in raw:
        return raw
    return _ESCAPE.sub(_character, raw)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
    return _ESCAPED.get(match[2], match[2])
