"""JSON as documentation writes it.

The text of a sample enters; its value and every departure from RFC 8259 leave, each with its
offset.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.position import Lines
from docgen.syntax.strict_json import DEEPEST, finite, load_json, without_halves

_SPACE = re.compile(r"[ \t\r\n\u00a0\ufeff]+")
_ODD_SPACE = re.compile(r"[\u00a0\ufeff][ \t\u00a0\ufeff]*")
_COMMENT = re.compile(r"(?://|#)[^\n]*|/\*.*?\*/", re.DOTALL)
_COMMENT_ABOVE = re.compile(r"\s*+(?:(?://|#|/\*)[^\n]*+\n\s*+)++(?=[\[{])")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])")
_WITHOUT_ZERO = re.compile(r"(-?)(\.\d+)(?![\w.])")
_LEADING_ZEROS = re.compile(r"(-?)0+([0-9]{1,20})\Z")
_AFTER_VALUE = re.compile(r"[,;](?=\s*\Z)")
_WORD = re.compile(r"[A-Za-z_@$][\w.@$-]*")
_STRING_END = re.compile(r'["\\\n]')
# With words after it at the end of a line: "... and other fields", "... (8 more) ...".
_ELLIPSIS = re.compile(r"(?:\.{3,8}|\u2026)(?:[ \t]*(?:[^\W\d_]|\()[^\n\"{}\[\]:]*(?=\n))?")
_SKIPPED = ("/", "#", ".", "\u2026")  # how comments and ellipses begin
_OTHER_NAMES = {"None": "null", "nil": "null"}  # of other languages
_PLACEHOLDER = re.compile(
    r"<[A-Za-z][\w .:-]{0,80}>(?=\s*(?:[,}\]\n]|//|/\*))"
)  # "<name>", "<number: seconds>"
# Between values of which one stands there: "\"on\" | \"off\"", "true/false"
_ALTERNATIVE = re.compile(r"[ \t]*(?:\|{1,2}|/(?![/*]))[ \t]*(?=[\w\"'<\[{-])")
# The same in brackets: "<\"on\"|\"off\">"
_ALTERNATIVES = re.compile(
    r"<\"([^\"\n\\]{0,80})\"(?:[ \t]*\|[ \t]*\"[^\"\n\\]{0,80}\"){1,40}[ \t]*>"
)
PLACEHOLDER = "a placeholder"
_CONSTANTS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Replacement:
    """The JSON of the same value for a piece of the text."""

    offset: int  # into the text, in code points
    old: str  # "" to insert
    new: str

    def edit(self, lines: Lines) -> Edit:
        """The edit of the page whose text this is; `lines` are those of the text."""
        at = lines.span(self.offset, len(self.old))
        return Edit(at=at, old=self.old, new=self.new)


@dataclass(frozen=True, slots=True)
class Leniency:
    """One departure from the JSON grammar that was accepted."""

    offset: int  # into the text, in code points
    what: str  # "a trailing comma", "a comment", ...
    # None where it would lose something, such as a comment, or is on several lines
    strict: Replacement | None = None

    def edit(self, lines: Lines) -> Edit | None:
        """The edit that makes it JSON, as above."""
        return self.strict and self.strict.edit(lines)


class Unreadable(ValueError):
    """The text is not JSON; `offset` is the first place where that is clear."""

    def __init__(self, offset: int, expected: str) -> None:
        super().__init__(f"expected {expected} at offset {offset}")
        self.offset, self.expected = offset, expected


def read_json(text: str) -> tuple[Any, tuple[Leniency, ...]]:
    """The value of a JSON text, and the departures from JSON in it.

    Accepted: trailing and missing commas, a comma or a semicolon after all, numbers with leading zeros or with none before
    the point, comments, raw control characters in strings, unquoted keys, dates, types and names, placeholders, other
    quotation marks, an ellipsis in place of members, no-break spaces, a repeated key (the last counts), alternatives of a
    value (the first counts).
    Raises `Unreadable` for anything else, and for nesting deeper than 64.
    """
    try:
        return load_json(text, _unique_pairs), ()
    except ValueError:
        return _Reader(without_halves(text)).read()


def comment_above(text: str) -> str:
    """The lines of a comment above an object or an array, "" without any."""
    found = _COMMENT_ABOVE.match(text)
    return found[0] if found else ""


def place_of(text: str, pointer: Sequence[str | int]) -> int:
    """The offset of the value that a pointer leads to, of the nearest one above it, or 0."""
    places = _places(text)
    for end in range(len(pointer), 0, -1):
        if tuple(pointer[:end]) in places:
            return places[tuple(pointer[:end])]
    return 0


# The findings about one text are reported one by one.
@lru_cache(1)
def _places(text: str) -> Mapping[tuple[str | int, ...], int]:
    reader = _Reader(text)
    try:
        reader.read()
    except Unreadable:
        pass  # what was read before is enough for most pointers
    return reader.places


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice")
    return value


_BARE_TYPE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?=\s*[,}\]])")
_BARE_NAME = re.compile(r"[A-Za-z_$][\w$]*(?=[ \t]*[,}\]\n])")
_BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?(?=\s*[,}\]])")
_OTHER_QUOTES = re.compile(r"'([^'\n]*)'|[“”‘’]([^“”‘’\"\n]*)[“”‘’]")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.forgiven = text, 0, list[Leniency]()
        self.end = 0  # of the last value
        self.path: list[str | int] = []
        self.places: dict[tuple[str | int, ...], int] = {}

    def read(self) -> tuple[Any, tuple[Leniency, ...]]:
        self.skip()
        value = self.value(0)
        self.skip()
        if match := _AFTER_VALUE.match(self.text, self.at):
            # Cut out of an object or a program, with what was behind it.
            mark = "a comma" if match[0] == "," else "a semicolon"
            self.forgive(f"{mark} after the value", None, Replacement(self.at, match[0], ""))
            self.at = match.end()
            self.skip()
        if self.at < len(self.text):
            raise Unreadable(self.at, "nothing after the value")
        return value, tuple(sorted(set(self.forgiven), key=lambda f: f.offset))

    def forgive(
        self, what: str, offset: int | None = None, strict: Replacement | None = None
    ) -> None:
        self.forgiven.append(Leniency(self.at if offset is None else offset, what, strict))

    def quote(self, what: str, old: str, value: str) -> None:
        """Accepts a string at this place that is not in JSON's quotation marks, and steps over it."""
        is_short = "\n" not in old
        strict = Replacement(self.at, old, json.dumps(value, ensure_ascii=False))
        self.forgive(what, None, strict if is_short else None)
        self.at += len(old)

    def skip(self) -> None:
        while True:
            if match := _SPACE.match(self.text, self.at):
                for odd in () if match[0].isascii() else _ODD_SPACE.finditer(match[0]):
                    place = self.at + odd.start()
                    plain = odd[0].replace("\u00a0", " ").replace("\ufeff", "")
                    self.forgive("a no-break space", place, Replacement(place, odd[0], plain))
            elif self.text[self.at : self.at + 1] not in _SKIPPED:
                return
            elif match := _COMMENT.match(self.text, self.at):
                self.forgive("a comment")
            elif match := _ELLIPSIS.match(self.text, self.at):
                self.forgive("an ellipsis")
            else:
                return
            self.at = match.end()

    def value(self, depth: int) -> Any:
        value = self.one(depth)
        while match := _ALTERNATIVE.match(self.text, self.at):
            self.forgive("alternatives")
            self.at = match.end()
            self.path.append("|")  # no pointer leads to what does not count
            self.one(depth)
            self.path.pop()
        return value

    def one(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise Unreadable(self.at, f"no more than {DEEPEST} levels")
        self.places[tuple(self.path)] = self.at
        match self.text[self.at : self.at + 1]:
            case "{":
                return self.object(depth + 1)
            case "[":
                return self.array(depth + 1)
            case '"':
                return self.string()
            case "'" | "“" | "”" | "‘" | "’":
                return self.other_quotes()
            case _:
                return self.scalar()

    def scalar(self) -> Any:
        if match := _BARE_DATE.match(self.text, self.at):
            self.quote("an unquoted date", match[0], match[0])
            return match[0]
        if match := _BARE_TYPE.match(self.text, self.at):
            self.quote("an unquoted type", match[0], match[0])
            return match[0]
        if match := _NUMBER.match(self.text, self.at):
            self.at = match.end()
            try:
                number = json.loads(match[0])
            except ValueError:
                if zeros := _LEADING_ZEROS.match(match[0]):
                    strict = Replacement(match.start(), match[0], zeros[1] + zeros[2])
                    self.forgive("a number with a leading zero", match.start(), strict)
                    return int(strict.new)
                # of more than 4,300 digits
                raise Unreadable(match.start(), "a number") from None
            if isinstance(number, float) and math.isinf(number):
                raise Unreadable(match.start(), "a number that a double holds")
            return finite(match[0]) if isinstance(number, float) else number
        if match := _WITHOUT_ZERO.match(self.text, self.at):
            strict = Replacement(self.at, match[0], f"{match[1]}0{match[2]}")
            self.forgive("a number without a zero before the point", None, strict)
            self.at = match.end()
            return finite(strict.new)
        if match := _PLACEHOLDER.match(self.text, self.at):
            self.forgive(PLACEHOLDER)
            self.at = match.end()
            return match[0]
        if match := _ALTERNATIVES.match(self.text, self.at):
            self.forgive("alternatives")
            self.at = match.end()
            return match[1]
        match = _WORD.match(self.text, self.at)
        name = _OTHER_NAMES.get(match[0], match[0].lower()) if match else ""
        if match and name in _CONSTANTS:
            if match[0] != name:
                strict = Replacement(self.at, match[0], name)
                self.forgive(f"{match[0]} for {name}", None, strict)
            self.at = match.end()
            return _CONSTANTS[name]
        if match and _BARE_NAME.match(self.text, self.at):
            self.forgive("a name in place of a value")  # of a program
            self.at = match.end()
            return None
        raise Unreadable(self.at, "a value")

    def string(self) -> str:
        start, at = self.at, self.at + 1
        while match := _STRING_END.search(self.text, at):
            if match[0] == "\\":
                at = match.end() + 1
                continue
            if match[0] == "\n":
                at = match.end()
                continue
            self.at = match.end()
            raw = self.text[start : self.at]
            if "\\" not in raw and raw.isprintable():
                return raw[1:-1]
            try:
                return str(json.loads(raw))
            except ValueError:
                return self.odd_string(raw, start)
        raise Unreadable(start, "a closing quotation mark")

    def other_quotes(self) -> str:
        """A string in quotation marks that JSON does not know, on one line."""
        match = _OTHER_QUOTES.match(self.text, self.at)
        if match is None:
            raise Unreadable(self.at, "a closing quotation mark")
        value = match[1] or match[2] or ""
        self.quote("other quotation marks", match[0], value)
        return value

    def odd_string(self, raw: str, start: int) -> str:
        if control := re.search(r"[\x00-\x1f]", raw):
            at = start + control.start()
            strict = Replacement(at, control[0], json.dumps(control[0])[1:-1])
            self.forgive("a raw control character", at, None if control[0] == "\n" else strict)
        escape = re.search(r'\\(?:[^"\\/bfnrtu]|u(?![0-9a-fA-F]{4}))', raw)
        if escape:
            at = start + escape.start()
            self.forgive("a lone backslash", at, Replacement(at, "\\", r"\\"))
            raw = re.sub(r'(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\', lambda m: m[1] or r"\\", raw)
        try:
            return str(json.loads(raw, strict=False))
        except ValueError:
            raise Unreadable(start, "a string") from None

    def object(self, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self.at += 1
        while not self.closes("}", members):
            offset = self.at
            if match := _PLACEHOLDER.match(self.text, offset):  # "<names and values>"
                self.forgive(PLACEHOLDER)
                self.at = self.end = match.end()
                continue
            key = self.key()
            self.skip()
            if self.text[self.at : self.at + 1] != ":":
                raise Unreadable(self.at, "a colon")
            self.at += 1
            self.skip()
            if key in members:
                self.forgive("a key given twice", offset)
            self.path.append(key)
            members[key] = self.value(depth)
            self.path.pop()
            self.end = self.at
        return members

    def key(self) -> str:
        if self.text[self.at : self.at + 1] == '"':
            return self.string()
        if _OTHER_QUOTES.match(self.text, self.at):
            return self.other_quotes()
        if match := _WORD.match(self.text, self.at):
            self.quote("an unquoted key", match[0], match[0])
            return match[0]
        raise Unreadable(self.at, "a key in quotation marks")

    def array(self, depth: int) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        while not self.closes("]", items):
            self.path.append(len(items))
            items.append(self.value(depth))
            self.path.pop()
            self.end = self.at
        return items

    def closes(self, bracket: str, seen: dict[str, Any] | list[Any]) -> bool:
        """Step over the commas before a member, or over the closing bracket."""
        self.skip()
        commas = 0
        while self.text[self.at : self.at + 1] == ",":
            commas += 1
            offset = self.at
            if commas > 1 or not seen:
                self.forgive("a comma too many", None, Replacement(offset, ",", ""))
            self.at += 1
            self.skip()
            if self.text[self.at : self.at + 1] == bracket:
                self.forgive("a trailing comma", offset, Replacement(offset, ",", ""))
        if self.text[self.at : self.at + 1] == bracket:
            self.at += 1
            return True
        if self.at >= len(self.text):
            raise Unreadable(self.at, f"a closing {bracket}")
        if seen and not commas:
            self.forgive("a missing comma", None, Replacement(self.end, "", ","))
        return False
