"""What the expressions of a program are worth: literals, names that have a value, texts with names in them, known calls.

Tokens enter; a `Value` leaves. Each group of tokens is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docgen.syntax.programs.tokens import Token
from docgen.syntax.programs.values import (
    CONSTANTS,
    Items,
    Mapping,
    Pair,
    Scalar,
    Text,
    Unknown,
    Value,
    encoded,
    is_large,
    name_of,
    shown_text,
    sized,
    text_of,
)

_LEADING = frozenset("new await return yield const let var final val string String auto @".split())
# Calls that write a value as JSON or as a form, and those that only hold or read one: by their last names in lower case.
_AS_JSON = frozenset(
    "stringify dumps json_encode encode_json to_json tojson json generate marshal serialize serializeobject"
    " writevalueasstring to_string".split()
)
_AS_FORM = frozenset(
    "urlsearchparams urlencode http_build_query encode_www_form formurlencodedcontent param".split()
)
_HOLDS = frozenset(
    "parse json_decode loads deserializeobject uri url from create_uri create escape path href request_uri requesturi"
    " encode bytes byte getbytes newreader newbuffer newbufferstring ofstring stringentity stringcontent jsoncontent"
    " tostring to_s to_str strip trim trimindent freeze".split()
)
_TEMPLATES = {
    "`": re.compile(r"\$\{([^{}]*)\}"),
    "#": re.compile(r"#\{([^{}]*)\}"),
    "f": re.compile(r"(?<!\{)\{([^{}]*)\}(?!\})"),
    "$": re.compile(r"\{?\$\{?([A-Za-z_]\w*)(?:->\w+|\[[^\]\"{}]*\])?\}?"),
}
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
_FORMAT = re.compile(r"%[sdvi]|\{\d*\}")
_WORD = re.compile(r"[^\W\d]\w*")


class Link(NamedTuple):
    """One step of a chain: `lamps`, `post(...)`, `[0]`."""

    name: str  # "" of an index, or of brackets alone
    group: Token | None = None


def split(items: Sequence[Token], signs: str = ",") -> Iterator[Sequence[Token]]:
    """The parts of a sequence between signs that are in no group; empty ones are left out."""
    start = 0
    for at, token in enumerate(items):
        if token.kind == "sign" and token.text in signs:
            if at > start:
                yield items[start:at]
            start = at + 1
    if start < len(items):
        yield items[start:]


def keyword(part: Sequence[Token]) -> tuple[str, Sequence[Token]] | None:
    """The name and the value of an argument with a name: `json=...`, `body: ...`, `:body => ...`."""
    if len(part) < 3 or part[1].kind != "sign" or part[0].kind not in ("name", "symbol", "text"):
        return None
    first, sign = part[0], part[1].text
    is_arrow = sign == "=>" and (first.kind != "name" or first.text.isupper())
    if is_arrow or sign == ":" or (sign == "=" and first.kind == "name"):
        return first.text.lstrip(":"), part[2:]
    return None


def chain(items: Sequence[Token], at: int) -> tuple[list[Link], int]:
    """The links of a chain that begins at a place, and where it ends: `client.lamps["red"].post(...)`."""
    first = items[at]
    links = [
        Link(first.text if first.kind == "name" else "", first if first.kind == "group" else None)
    ]
    at += 1
    while at < len(items):
        token = items[at]
        follows = at + 1 < len(items) and items[at + 1].kind == "name"
        if token.kind == "sign" and token.text in (".", "->", "::", "?.") and follows:
            links.append(Link(items[at + 1].text))
            at += 2
        elif token.kind == "group" and token.text == "(" and links[-1].name and not links[-1].group:
            links[-1] = Link(links[-1].name, token)
            at += 1
        elif token.kind == "group" and token.text == "[" and not token.starts_line:
            links.append(Link("", token))
            at += 1
        else:
            break
    return links, at


class Values:
    """The values of a program's expressions, with the names that have one so far."""

    def __init__(self) -> None:
        self.names: dict[str, Value] = {}
        # Of tokens, by their identity.
        self._groups: dict[int, Value | None] = {}
        self._arguments: dict[int, tuple[Value, ...]] = {}

    def of(self, part: Sequence[Token]) -> Value:
        """The value of an expression."""
        start = 0
        while start < len(part) - 1 and _is_leading(part[start]):
            start += 1
        part = part[start:]
        if not part:
            return Unknown("", 0, is_odd=True)
        first = part[0]
        if first.text == "map" and part[-1].text == "{":
            return self.of_group(part[-1]) or Unknown("map", first.line)
        if first.kind == "text" and len(part) == 1:
            return self.text(first)
        if first.kind == "symbol" and len(part) == 1:
            return text_of(first.text[1:], first.line)
        if first.kind == "number" and len(part) == 1:
            is_json = _JSON_NUMBER.fullmatch(first.text)
            return Scalar(first.text, first.line) if is_json else Unknown("", first.line)
        if len(part) > 1 and (joined := self._joined(part)):
            return joined
        if first.kind in ("name", "group", "text"):
            links, end = chain(part, 0)
            value = self._of_chain(part, links)
            return value if end == len(part) else Unknown(name_of(value), first.line, is_odd=True)
        return Unknown("", first.line, is_odd=True)

    def text(self, token: Token) -> Text:
        """A text with the values of the names in it."""
        mark = token.quote[-1:]
        if mark == "`":
            pattern = _TEMPLATES["`"]
        elif token.quote[:1] in ("f", "F", "$"):
            pattern = _TEMPLATES["f"]
        elif mark == '"' and "#{" in token.text:
            pattern = _TEMPLATES["#"]
        elif mark == '"' and "$" in token.text:
            return text_of(_TEMPLATES["$"].sub(self._variable, token.text), token.line)
        else:
            return text_of(token.text, token.line)._replace(is_foreign=mark != '"')
        return text_of(pattern.sub(self._expression, token.text), token.line)

    def _expression(self, match: re.Match[str]) -> str:
        known = self.names.get(match[1].strip())
        words = _WORD.findall(match[1])
        return shown_text(known) or f"{{{words[-1] if words else 'value'}}}"

    def _variable(self, match: re.Match[str]) -> str:
        known = self.names.get(f"${match[1]}")
        return match[0] if known is None else shown_text(known) or f"{{{match[1]}}}"

    def _joined(self, part: Sequence[Token]) -> Text | None:
        """The text that several are joined to: `"/lamps/" + id`, `"/lamps/" . $id`, and texts beside each other."""
        signs = {token.text for token in part if token.kind == "sign"}
        if all(token.kind == "text" for token in part):
            pieces: Iterable[Sequence[Token]] = ([token] for token in part)
        elif "+" in signs:
            pieces = split(part, "+")
        elif any(t.kind == "text" or t.text[:1] == "$" for t in part) and _has_dots(part):
            pieces = split(part, ".")
        else:
            return None
        values = [self.of(piece) for piece in pieces]
        if not any(isinstance(value, Text) for value in values):
            return None
        texts = (shown_text(value) or f"{{{name_of(value) or 'value'}}}" for value in values)
        return text_of("".join(texts), part[0].line)

    def of_group(self, group: Token) -> Value | None:
        """The value of a group in brackets that is a literal, None for other groups."""
        if id(group) not in self._groups:
            self._groups[id(group)] = self._of_group(group)
        return self._groups[id(group)]

    def _of_group(self, group: Token, *, is_array: bool = False) -> Value | None:
        if any(token.kind == "sign" and token.text == ";" for token in group.items):
            return None
        parts = [part for part in split(group.items) if part[0].text not in ("...", "..", "**")]
        if group.text == "(" and not is_array:
            return self.of(parts[0]) if len(parts) == 1 else None
        keyed = [self._pair(part, group.text == "{") for part in parts]
        if group.text == "{" or (keyed and all(keyed)):
            pairs = tuple(pair for pair in keyed if pair)
            if len(pairs) < len(parts):
                return None
            return sized(Mapping(pairs, group.line, group.end), [p.value for p in pairs])
        items = tuple(self.of(part) for part in parts)
        return sized(Items(items, group.line, group.end), items)

    def _pair(self, part: Sequence[Token], is_object: bool) -> Pair | None:
        key = part[0]
        if key.kind not in ("text", "name", "symbol", "number"):
            return None
        name = key.text.lstrip(":") if key.kind == "symbol" else key.text
        if len(part) == 1:
            # `{ name, color }` has the values of these names.
            is_name = is_object and key.kind == "name"
            return Pair(name, self.of(part), key.line, False) if is_name else None
        signs = (":", "=>", "=") if is_object else ("=>",)
        if part[1].kind != "sign" or part[1].text not in signs or len(part) < 3:
            return None
        is_json = key.quote == '"' and part[1].text == ":"
        return Pair(name, self.of(part[2:]), key.line, is_json)

    def _of_chain(self, part: Sequence[Token], links: Sequence[Link]) -> Value:
        """The value of a name, of brackets, or of what a call at the end of a chain is known to give."""
        first, last = part[0], links[-1]
        line = first.line
        dotted = ".".join(link.name for link in links)
        if first.kind == "text":
            base: Value | None = self.text(first)
        elif first.kind == "group":
            base = self.of_group(first)
        else:
            base = self.names.get(links[0].name)
        if len(links) == 1 and (first.kind != "name" or last.group is None):
            constant = CONSTANTS.get(first.text.lower()) if first.kind == "name" else None
            known = base if constant is None else Scalar(constant, line)
            return known or Unknown(last.name, line, is_odd=first.kind != "name")
        if dotted in self.names and not last.group:
            return self.names[dotted]
        name = last.name.lower()
        arguments = self.arguments(last.group) if last.group else ()
        if name == "array" and last.group and len(links) == 1:
            return self._of_group(last.group, is_array=True) or Unknown("array", line)
        if name in ("make", "dict", "hash") and last.group and len(links) <= 2:
            return self._made(last.group)
        if name in ("formdata", "urlsearchparams") and last.group and not arguments:
            return encoded(Mapping((), line), True, line)
        if name == "format" and isinstance(base, Text):
            return _formatted(base, arguments)
        if name == "sprintf" and arguments and isinstance(arguments[0], Text):
            return _formatted(arguments[0], arguments[1:])
        held = next(
            (each for each in arguments if is_large(each)), arguments[0] if arguments else base
        )
        if held is not None and name in _AS_JSON | _AS_FORM and not isinstance(held, Unknown):
            return encoded(held, name in _AS_FORM, line)
        if held is not None and name in _HOLDS:
            return held
        return Unknown(last.name, line, arguments)

    def arguments(self, group: Token) -> tuple[Value, ...]:
        """The values of a call's arguments that have no names."""
        if id(group) not in self._arguments:
            parts = (part for part in split(group.items) if keyword(part) is None)
            self._arguments[id(group)] = tuple(self.of(part) for part in parts)
        return self._arguments[id(group)]

    def _made(self, group: Token) -> Value:
        """A dictionary that a call makes of its keywords, or an empty one: `dict(a=1)`, `make(map[string]string)`."""
        named = [pair for part in split(group.items) if (pair := keyword(part))]
        pairs = tuple(Pair(name, self.of(part), part[0].line, False) for name, part in named)
        return sized(Mapping(pairs, group.line, group.end), [p.value for p in pairs])


def _is_leading(token: Token) -> bool:
    """Whether a token says nothing of the value after it: `new`, `await`, the brackets of `[]byte(...)`."""
    return (token.kind == "name" and token.text in _LEADING) or (
        token.kind == "group" and token.text == "[" and not token.items
    )


def _has_dots(part: Sequence[Token]) -> bool:
    """Whether a dot stands beside a text or before a variable, where PHP joins texts."""
    return any(
        token.text == "."
        and token.kind == "sign"
        and 0 < at < len(part) - 1
        and ("text" in (part[at - 1].kind, part[at + 1].kind))
        and not (part[at + 1].kind == "name" and part[at + 1].text[:1] != "$")
        for at, token in enumerate(part)
    )


def _formatted(text: Text, arguments: Sequence[Value]) -> Text:
    rest = iter(arguments)

    def shown(match: re.Match[str]) -> str:
        value = next(rest, None)
        return shown_text(value) or f"{{{(name_of(value) if value else '') or 'value'}}}"

    return text_of(_FORMAT.sub(shown, text.text), text.line)
