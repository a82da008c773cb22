"""Types as TypeScript writes them: interfaces, aliases, enumerations, object types, members without braces.

    interface Lamp extends Thing { id: number; color?: "red" | "green" | null /* in the dark */ }
    { id, color? }                       names alone, of which no type is said

A text enters; `Declaration`s leave, with offsets into the text. Code that is none ends the reading. Of a type that is
composed of others only what a small client needs is kept: the members of objects, values, and a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docgen.syntax.type_code.declared import Declaration, Member, Part, Type, Unread, many, map_of

_DEEPEST = 24  # types in types
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))"
    r"|(?P<string>\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)"
    r"|(?P<word>(?:#/)?[\w$][\w$.~/-]*)"
    r"|(?P<sign>=>|\n|[^\s])"
)
_DECLARATIONS = ("interface", "type", "class", "enum")
_MODIFIERS = ("export", "declare", "default", "abstract", "readonly", "public")
_LISTS = ("Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable")
_MAPS = ("Record", "Map", "ReadonlyMap", "Dictionary")
_PARTS = ("Partial", "Pick", "Omit")
_WRAPPERS = ("Partial", "Required", "Readonly", "Promise", "NonNullable")
_NOTHING = ("null", "undefined", "void", "never")
_ANY = ("unknown", "never", "void", "Json", "JSON")
_CLOSING = {"{": "}", "(": ")", "[": "]", "<": ">"}
_COMMENT_MARKS = re.compile(r"^\s*(?:/\*\*?|\*/|\*|//+)|\*/\s*$", re.M)


def declarations(text: str) -> list[Declaration]:
    """The types of a text, up to the first code that is none; nothing of one that shows a type and goes on."""
    found: list[Declaration] = []
    try:
        found.extend(_Reader(text).declarations())
    except Unread:
        pass
    return found


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    at: int


_END = _Token("", "", 0)


class _Reader:
    """Reads tokens, each at most twice."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            _Token(match.lastgroup or "", match[0], match.start())
            for match in _TOKEN.finditer(text)
        ]
        self.count = len(self.tokens)
        self.number = 0
        self.comments: list[str] = []

    # Tokens

    def peek(self) -> _Token | None:
        return self.tokens[self.number] if self.number < self.count else None

    def take(self) -> _Token:
        token = self.peek()
        if token is None:
            raise Unread
        self.number += 1
        return token

    def skips(self, *signs: str) -> bool:
        """Whether the next token is one of these, which is taken."""
        token = self.peek()
        is_next = token is not None and token.kind in ("sign", "word") and token.text in signs
        self.number += is_next
        return is_next

    def blank(self, *signs: str) -> None:
        """Takes line ends, comments and these signs."""
        while (token := self.peek()) is not None:
            if token.kind == "comment":
                self.comments.append(token.text)
            elif token.text != "\n" and not (token.kind == "sign" and token.text in signs):
                return
            self.number += 1

    def about(self) -> str:
        text = " ".join(self.comments)
        self.comments = []
        return " ".join(_COMMENT_MARKS.sub(" ", text).split())

    # Declarations

    def declarations(self) -> Iterator[Declaration]:
        self.blank(";")
        while (token := self.peek()) is not None:
            while self.skips(*_MODIFIERS):
                pass
            if self.is_shape():
                yield Declaration(self.take().text, "", self.shape(), token.at)
                self.blank(";", ",")
                continue
            if not self.is_declaration():
                yield self.alone(token.at)
                return
            kind, name = self.take().text, self.take().text
            if kind == "enum":
                yield Declaration(name, "", self.enumeration(), token.at)
            else:
                base = self.heritage(kind == "type")
                self.comments = []
                yield Declaration(name, base, self.type(0), token.at)
            self.blank(";", ",")

    def alone(self, at: int) -> Declaration:
        """A type without a name, or members without braces; nothing may be after it."""
        if self.opens():
            self.comments = []
            found = self.type(0)
        else:
            number, comments = self.number, [*self.comments]
            try:
                found = Type(members=self.members(""))
            except Unread:
                self.number, self.comments = number, comments
                found = self.type(0)
        self.blank(";", ",")
        if self.peek() is not None:
            raise Unread
        return Declaration("", "", found, at)

    def enumeration(self) -> Type:
        """`enum Color { Red = "red", Green = "green" }`."""
        self.blank()
        if not self.skips("{"):
            raise Unread
        members, values = self.within("{"), list[str]()
        for token, before in zip(members, [_END, *members]):
            if before.text == "=":
                values[-1] = token.text.strip("\"'`")
            elif token.kind == "word":
                values.append(token.text)
        return Type(values=values)

    def is_declaration(self) -> bool:
        following = self.tokens[self.number : self.number + 2]
        return (
            len(following) == 2
            and following[0].text in _DECLARATIONS
            and following[1].kind == "word"
        )

    def is_shape(self) -> bool:
        """Whether a name and a brace come: `Lamp { id: string }`, `Lamp = { id: string }`."""
        name, *following = [*self.tokens[self.number : self.number + 3], _END, _END]
        opening = following[1] if following[0].text == "=" else following[0]
        return name.kind == "word" and opening.text == "{"

    def shape(self) -> Type:
        self.skips("=")
        self.comments = []
        return self.type(0)

    def opens(self) -> bool:
        token = self.peek()
        return token is not None and token.text in ("{", "(", "[")

    def heritage(self, is_alias: bool) -> str:
        """The first type that a declaration extends; what stands before the members is taken."""
        base = ""
        following = self.peek()
        if is_alias and following is not None and following.text == "{":
            return base  # `type Lamp { id: string }`
        while (token := self.peek()) is not None and token.text != ("=" if is_alias else "{"):
            self.number += 1
            following = self.peek()
            if token.text == "extends" and following is not None and not base:
                base = following.text
        if is_alias:
            self.take()
            self.blank()
        return base

    # Members and types

    def members(self, end: str, depth: int = 0) -> list[Member]:
        members: list[Member] = []
        while True:
            self.blank(";", ",")
            token = self.peek()
            if token is None and not end:
                return members
            token = self.take()
            if token.text == end and token.kind == "sign":
                return members
            if token.text in _MODIFIERS and (after := self.peek()) and after.kind != "sign":
                token = self.take()
            if token.text == "[":
                members += self.of_any_key(depth)
            else:
                members.append(self.member(token, depth))

    def member(self, token: _Token, depth: int) -> Member:
        if token.kind not in ("word", "string"):
            raise Unread
        name = token.text.strip("\"'`")
        at, about = token.at, self.about()
        is_optional = self.skips("?")
        if not self.skips(":"):
            if not depth or (self.peek() or _END).text not in (",", "}"):
                raise Unread
            return Member(name, Type(), at, is_optional, about)
        found = self.type(depth)
        # A comment behind a member is about it.
        self.skips(";", ",")
        after = self.peek()
        if after is not None and after.kind == "comment":
            self.number += 1
            self.comments.append(after.text)
            about = f"{about} {self.about()}".strip()
        return Member(name, found, at, is_optional, about)

    def of_any_key(self, depth: int) -> list[Member]:
        """`[key: string]: Shade`: the members of the values of a map have no names, and are left out."""
        self.within("[")
        self.skips("?")
        if not self.skips(":"):
            raise Unread
        self.type(depth)
        return []

    def within(self, opening: str) -> list[_Token]:
        """The tokens up to the sign that closes one that was taken."""
        closing, open_ = _CLOSING[opening], 1
        found: list[_Token] = []
        while open_:
            token = self.take()
            open_ += (token.text == opening) - (token.text == closing)
            found.append(token)
        return found[:-1]

    def type(self, depth: int) -> Type:
        if depth > _DEEPEST:
            raise Unread
        parts = [self.one(depth)]
        is_all = False
        while True:
            number, comments = self.number, len(self.comments)
            self.blank()
            is_all = is_all or (self.peek() or _END).text == "&"
            if not self.skips("|", "&"):
                self.number = number
                del self.comments[comments:]
                return _united(parts, is_all)
            parts.append(self.one(depth))

    def one(self, depth: int) -> Type:
        self.blank("|", "&")
        found = self.primary(self.take(), depth)
        while self.skips("["):
            depth += 1
            if depth > _DEEPEST:
                raise Unread
            if self.skips("]"):
                found = many(found)
            else:
                self.within("[")  # an indexed access: Lamp["size"]
                found = Type(phrase="any")
        return found

    def primary(self, token: _Token, depth: int) -> Type:
        if token.kind == "string":
            return Type(values=[token.text[1:-1]])
        if token.text == "{":
            return Type(members=self.members("}", depth + 1), phrase="object")
        if token.text == "(":
            return self.grouped(depth)
        if token.text == "[":
            return self.tuple(depth)
        if token.kind != "word":
            raise Unread
        if token.text == "enum" and self.skips("["):
            words = self.within("[")
            return Type(values=[t.text.strip("\"'") for t in words if t.text not in (",", "\n")])
        if token.text in ("keyof", "typeof"):
            self.type(depth + 1)
            return Type(phrase="string")
        if self.skips("<"):
            return self.generic(token.text, depth)
        if token.text in _WRAPPERS and self.skips("("):
            return self.grouped(depth)
        return Type(phrase=_name(token.text))

    def tuple(self, depth: int) -> Type:
        """`[Lamp]`, an array; of several types only that it is one."""
        number = self.number
        try:
            found = self.type(depth + 1)
            self.blank()
            if self.skips("]"):
                return many(found)
        except Unread:
            pass
        self.number = number
        self.within("[")
        return Type(phrase="array")

    def grouped(self, depth: int) -> Type:
        found = self.type(depth + 1)
        self.blank()
        if not self.skips(")"):
            raise Unread
        if self.skips("=>"):
            raise Unread  # a function
        return found

    def generic(self, name: str, depth: int) -> Type:
        arguments = [self.type(depth + 1)]
        while self.skips(","):
            arguments.append(self.type(depth + 1))
        self.blank()
        if not self.skips(">"):
            raise Unread
        if name in _LISTS:
            return many(arguments[0])
        if name in _MAPS:
            return map_of(arguments[-1])
        if name in _PARTS:
            return _part(name, arguments)
        return arguments[0] if name in _WRAPPERS else Type(phrase=_name(name))


def _name(word: str) -> str:
    """A name, that of a reference to a schema too: `#/components/schemas/Lamp`."""
    if word in _ANY:
        return "any"
    return word.rsplit("/", 1)[-1] if word.startswith("#/") else word


def _part(name: str, arguments: Sequence[Type]) -> Type:
    """`Partial<Lamp>`, `Pick<Lamp, "id">`, `Omit<Lamp, "id">`, also one of another; the members of an object are these."""
    whole, keys = arguments[0], tuple(arguments[1].values if len(arguments) > 1 else ())
    if whole.members:
        kept = [
            m for m in whole.members if name == "Partial" or (m.name in keys) == (name == "Pick")
        ]
        for member in kept if name == "Partial" else ():
            member.is_optional = True
        return Type(members=kept, phrase="object")
    part = whole.part or Part(of=whole.phrase)
    if name == "Partial":
        part = replace(part, is_partial=True)
    elif name == "Pick":
        part = replace(part, only=keys)
    else:
        part = replace(part, without=(*part.without, *keys))
    return Type(phrase=whole.phrase, part=part)


def _united(parts: Sequence[Type], is_all: bool) -> Type:
    """One type for alternatives, or for the parts of an object."""
    kept = [part for part in parts if part.phrase not in _NOTHING]
    is_nullable = len(kept) < len(parts)
    if not kept:
        return Type(phrase="any", is_nullable=True)
    if len(kept) == 1:
        kept[0].is_nullable = kept[0].is_nullable or is_nullable
        return kept[0]
    objects = [part for part in kept if part.members]
    if objects:
        members = {m.name: m for part in objects for m in part.members}
        return Type(
            members=[*members.values()],
            is_many=any(part.is_many for part in objects),
            is_nullable=is_nullable,
        )
    if all(part.values for part in kept):
        return Type(values=[v for part in kept for v in part.values], is_nullable=is_nullable)
    if is_all:
        return kept[0]
    texts = dict.fromkeys(part.text for part in kept)
    return Type(phrase=" | ".join(texts), is_nullable=is_nullable)
