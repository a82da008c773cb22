"""Types as Python writes them: classes whose attributes have annotations, as those of dataclasses and of pydantic.

    class Lamp(Thing):
        id: int
        color: Literal["red", "green"] | None = None  # in the dark
        shades: list[Shade] = Field(default_factory=list, alias="lampShades")

    class Color(str, Enum):
        RED = "red"

A text enters; `Declaration`s leave, with offsets into the text. Methods, and all that is no class, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.syntax.type_code.declared import Declaration, Member, Type, many, map_of

_CLASS = re.compile(r"class[ \t]+([A-Za-z_]\w*+)[ \t]*(?:\(([^()\n]*)\))?[ \t]*:[ \t]*(?:#[^\n]*)?")
_MEMBER = re.compile(r"([ \t]+)([A-Za-z_]\w*+)[ \t]*:[ \t]*+([^\n]*)")
_VALUE = re.compile(
    r"[ \t]+[A-Za-z_]\w*+[ \t]*=[ \t]*(?:\"([^\"\n]*)\"|'([^'\n]*)'|(\d+))[ \t]*(?:#[^\n]*)?"
)
_TOKEN = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[\w.]+|[^\s]")
_ALIAS = re.compile(r"\balias=[\"']([^\"'\n]+)[\"']")
_ABOUT = re.compile(r"\bdescription=\"([^\"\n]+)\"|\bdescription='([^'\n]+)'")
_REQUIRED = re.compile(
    r"(?:Field\([ \t]*)?\.\.\.|(?:Field|field)\((?!.*\bdefault)[ \t]*(?:\)|\w+=)"
)
_NO_BASE = (
    "BaseModel", "TypedDict", "NamedTuple", "SQLModel", "Schema", "Struct", "Protocol", "object", "str", "int",
    "Enum", "StrEnum", "IntEnum", "Generic", "ABC",
)  # fmt: skip
_ENUMS = ("Enum", "StrEnum", "IntEnum")
_KNOWN = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "bytes": "base64",
    "dict": "object",
    "Dict": "object",
    "list": "array",
    "List": "array",
    "Any": "any",
    "object": "any",
    "EmailStr": "email",
    "HttpUrl": "url",
    "AnyUrl": "url",
    "PositiveInt": "integer",
    "NonNegativeInt": "integer",
}
_LISTS = ("list", "List", "Sequence", "Iterable", "set", "Set", "frozenset", "conlist")
_MAPS = ("dict", "Dict", "Mapping")
_WRAPPERS = ("Required", "ClassVar", "Final", "Annotated", "ReadOnly", "NotRequired")
_DEEPEST = 24  # types in types


def declarations(text: str) -> list[Declaration]:
    """The classes with annotated attributes, or with values as enumerations have them."""
    if "class " not in text:
        return []
    return [found for found in _classes(text) if found.type.members or found.type.values]


def _classes(text: str) -> Iterator[Declaration]:
    current: Declaration | None = None
    is_enum = is_partial = False
    column, at = 0, 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if head := _CLASS.fullmatch(line.rstrip()):
            if current:
                yield current
            bases = [name.strip() for name in (head[2] or "").split(",")]
            names = [name.rpartition(".")[2] for name in bases if "=" not in name]
            is_enum = any(name in _ENUMS for name in names)
            is_partial = "total=False" in bases
            base = next((n for n in names if n and n.isidentifier() and n not in _NO_BASE), "")
            current, column = Declaration(head[1], base, Type(phrase="object"), start), 0
        elif current is None or not line.strip():
            continue
        elif line[:1] not in " \t":
            yield current  # code outside of a class
            current = None
        elif is_enum and (value := _VALUE.fullmatch(line.rstrip())):
            current.type.values.append(next(g for g in value.groups() if g is not None))
        elif not is_enum and (found := _MEMBER.fullmatch(line)):
            column = column or len(found[1])
            if len(found[1]) == column and (member := _member(found, start, is_partial=is_partial)):
                current.type.members.append(member)
    if current:
        yield current


def _member(found: re.Match[str], start: int, *, is_partial: bool) -> Member | None:
    written, _, comment = _without_comment(found[3])
    annotation, default = _assigned(written)
    tokens = _TOKEN.findall(annotation)
    reader = _Reader(tokens)
    kind = reader.union(0)
    if kind is None or reader.tokens or not tokens or tokens[0] == "ClassVar":
        return None
    alias, said = _ALIAS.search(default), _ABOUT.search(default)
    has_default = bool(default) and not _REQUIRED.match(default)
    is_optional = (
        has_default or "NotRequired" in tokens or (is_partial and "Required" not in tokens)
    )
    about = " ".join(filter(None, (comment, next(filter(None, said.groups()), "") if said else "")))
    return Member(alias[1] if alias else found[2], kind, start + found.start(2), is_optional, about)


def _without_comment(line: str) -> tuple[str, str, str]:
    """The code of a line, and the comment behind it."""
    quote = ""
    for number, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "#":
            return line[:number].rstrip(), sign, line[number + 1 :].strip()
    return line.rstrip(), "", ""


def _assigned(code: str) -> tuple[str, str]:
    """An annotation, and what is assigned: the first sign for that is outside of brackets and of quotes."""
    depth, quote = 0, ""
    for number, sign in enumerate(code):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == "=" and not depth:
            return code[:number].strip(), code[number + 1 :].strip()
        else:
            depth += (sign in "[(") - (sign in "])")
    return code.strip(), ""


class _Reader:
    """Reads the tokens of an annotation, each once."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]

    def skips(self, sign: str) -> bool:
        is_next = bool(self.tokens) and self.tokens[-1] == sign
        if is_next:
            self.tokens.pop()
        return is_next

    def union(self, depth: int) -> Type | None:
        parts = [self.one(depth)]
        while self.skips("|"):
            parts.append(self.one(depth))
        return _united([part for part in parts if part]) if all(parts) else None

    def one(self, depth: int) -> Type | None:
        if not self.tokens or depth > _DEEPEST:
            return None
        name = self.tokens.pop()
        if name[0] in "\"'":  # a name that is declared below
            return _Reader(_TOKEN.findall(name[1:-1])).union(depth + 1) if len(name) > 2 else None
        if not (name[0].isalpha() or name[0] == "_"):
            return None
        name = name.rpartition(".")[2]
        if not self.skips("["):
            return Type(phrase="null" if name == "None" else _KNOWN.get(name, name))
        if name == "Literal":
            return self.literal()
        return self.generic(name, depth)

    def literal(self) -> Type | None:
        values: list[str] = []
        while self.tokens and not self.skips("]"):
            if not self.skips(","):
                values.append(self.tokens.pop().strip("\"'"))
        return Type(values=values) if values else None

    def generic(self, name: str, depth: int) -> Type | None:
        arguments = [self.union(depth + 1)]
        while self.skips(","):
            if name == "Annotated":  # what else is said is code
                arguments += [Type(phrase="any")] * self.rest()
                break
            if not self.tokens or self.tokens[-1] in ("...", "]"):
                self.skips("...")
                continue
            arguments.append(self.union(depth + 1))
        kinds = [kind for kind in arguments if kind]
        if not self.skips("]") or len(kinds) < len(arguments):
            return None
        if name == "Optional":
            kinds[0].is_nullable = True
            return kinds[0]
        if name == "Union":
            return _united(kinds)
        if name in _LISTS:
            return many(kinds[0])
        if name in _MAPS:
            return map_of(kinds[-1])
        if name in ("tuple", "Tuple"):
            return many(kinds[0]) if len(kinds) == 1 else Type(phrase="array")
        return kinds[0] if name in _WRAPPERS else Type(phrase=name)

    def rest(self) -> bool:
        """Takes all tokens up to the last one."""
        is_any = len(self.tokens) > 1
        del self.tokens[1:]
        return is_any


def _united(parts: list[Type]) -> Type:
    kept = [part for part in parts if part.phrase != "null"]
    is_nullable = len(kept) < len(parts) or any(part.is_nullable for part in kept)
    if not kept:
        return Type(phrase="any", is_nullable=True)
    if len(kept) == 1:
        kept[0].is_nullable = is_nullable
        return kept[0]
    if all(part.values for part in kept):
        return Type(values=[v for part in kept for v in part.values], is_nullable=is_nullable)
    return Type(phrase=" | ".join(dict.fromkeys(p.text for p in kept)), is_nullable=is_nullable)
