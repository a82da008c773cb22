"""Types as Go writes them: structs whose fields have tags with their names in JSON.

    type Lamp struct {
        Thing                                                its base
        ID    int64   `json:"id"`
        Color *string `json:"color,omitempty"` // in the dark

        Room  string  `path:"room"`                          of a request, where go-zero and others bind it: a place
        Size  int     `form:"size,default=10"`
    }

A text enters; `Declaration`s leave, with offsets into the text. A field without a tag is not read, nor one that is
never sent: `json:"-"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.syntax.type_code.declared import Declaration, Member, Type, Unread, many, map_of

_BEGINS = re.compile(r"^(?:type[ \t]++([A-Z]\w*+)[ \t]++struct[ \t]*+\{)", re.M)
_TAG = re.compile(r"`[^`\n]*?\b(json|form|path|header):\"([\w.-]*+)([^\"`\n]*+)\"[^`\n]*`")
_OPTIONAL = re.compile(r",(?:omitempty|omitzero|optional|default=)")
_OPTIONS = re.compile(r",options=([\w.-]+(?:\|[\w.-]+)+)")
_FIELD = re.compile(r"[ \t]*+([A-Z]\w*+)[ \t]++([^`/\n]*[^`/\s])")
_BASE = re.compile(r"[ \t]*+\*?(?:\w++\.)?([A-Z]\w*+)[ \t]*+(?:`[^`\n]*`[ \t]*)?(?://[^\n]*)?")
_COMMENT = re.compile(r"//[ \t]*([^\n]*)")
_OPENS = re.compile(r"(?:\[\d*\]|\*)*struct[ \t]*\{")
_ALIAS = re.compile(r"^type[ \t]+([A-Z]\w*+)[ \t]+(?!struct\b)(\S[^\n/]*)", re.M)
_MAP = re.compile(r"map\[[^\[\]\n]*\](\S.*)")
_ARRAY = re.compile(r"\[\d*\](?=\S)")
_KNOWN = {
    "time.Time": "datetime",
    "interface{}": "any",
    "interface {}": "any",
    "json.RawMessage": "any",
    "json.Number": "number",
    "float32": "number",
    "float64": "number",
    "[]byte": "base64",
    "error": "string",
}
_INTEGERS = re.compile(r"u?int(?:8|16|32|64)?|byte|rune|uintptr")
_LONG = ("int64", "uint64")
_DEEPEST = 24  # structs in structs


def declarations(text: str) -> list[Declaration]:
    """The structs with tags of a text, and the names of other types; none where no field has a tag."""
    if not _TAG.search(text):
        return []
    found: list[Declaration] = []
    end = 0
    for match in _BEGINS.finditer(text):
        if match.start() < end:
            continue
        reader = _Reader(text, match.end())
        try:
            members = [*reader.members(0)]
        except Unread:
            break
        end = reader.at
        found.append(
            Declaration(
                match[1], reader.base, Type(members=members, phrase="object"), match.start()
            )
        )
    aliases = (match for match in _ALIAS.finditer(text))
    named = [
        Declaration(m[1], "", _type(m[2].strip().removeprefix("=").strip()), m.start())
        for m in aliases
    ]
    return [*found, *named] if any(d.type.members for d in found) else []


class _Reader:
    """Reads the lines of a struct, each once."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.base = ""

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines from here on, with their offsets."""
        while self.at < len(self.text):
            end = self.text.find("\n", self.at)
            start, self.at = self.at, len(self.text) if end < 0 else end + 1
            yield start, self.text[start : self.at].rstrip("\n")
        raise Unread

    def members(self, depth: int) -> Iterator[Member]:
        """The fields up to the brace that closes the struct."""
        above = ""
        for start, line in self.lines():
            code = line.strip()
            if code.startswith("}"):
                self.closing = line
                return
            comment = _COMMENT.search(line)
            if code.startswith("//"):
                above = f"{above} {comment[1] if comment else ''}".strip()
                continue
            if found := _FIELD.match(line):
                yield from self.field(start, line, found, above, depth)
            elif code and not depth and (base := _BASE.fullmatch(line)):
                self.base = self.base or base[1]
            above = ""

    def field(
        self, start: int, line: str, found: re.Match[str], above: str, depth: int
    ) -> Iterator[Member]:
        written = found[2].strip()
        inner: list[Member] | None = None
        if opened := _OPENS.fullmatch(written):
            if depth > _DEEPEST:
                raise Unread
            inner = [*self.members(depth + 1)]
            line, written = self.closing, opened[0]
        tag = _TAG.search(line)
        if tag is None or not tag[2] or tag[2] == "-":
            return
        comment = _COMMENT.search(line, tag.end())
        about = f"{above} {comment[1] if comment else ''}".strip()
        is_pointer = written.startswith("*")
        if inner is None:
            kind = _type(written.lstrip("*"))
        else:
            kind = Type(members=inner, phrase="object", is_many=written.startswith("["))
        kind.is_nullable = is_pointer and "omitempty" not in tag[3]
        if options := _OPTIONS.search(tag[3]):
            kind.values = options[1].split("|")
        is_optional = _OPTIONAL.search(tag[3]) is not None
        place = tag[1] if tag[1] in ("path", "header") else ""
        yield Member(tag[2], kind, start + found.start(1), is_optional, about, place)


def _type(written: str, depth: int = 0) -> Type:
    written = written.strip().lstrip("*")
    if known := _KNOWN.get(written):
        return Type(phrase=known)
    if depth < _DEEPEST and (array := _ARRAY.match(written)):
        return many(_type(written[array.end() :], depth + 1))
    if depth < _DEEPEST and (of_map := _MAP.fullmatch(written)):
        return map_of(_type(of_map[1], depth + 1))
    if _INTEGERS.fullmatch(written):
        return Type(phrase="int64" if written in _LONG else "integer")
    return Type(phrase=written.rpartition(".")[2])
