r"""A bullet as a member of an object, in MSON, or as a parameter of an address.

    + id: 1 (number, required) - Its number        + `name`: `Warm light` (string)
    + color (enum) - Its color                     + (Lamp)
        + Default: `warm`                          + Include Lamp
        + Members                                  + id (required, number, `1`) ... Its number
            + `warm` - Like fire

An `Item` enters; a `Member` leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from docgen.diagnostics.position import Span
from docgen.reading.blueprint.items import Item
from docgen.records import Record, replace

# A bracket with attributes; one in it is that of a link: "([Lamp][], required)".
_BRACKET = re.compile(r"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_NAME = re.compile(r"(?:`([^`\n]+)`|\"([^\"\n]+)\"|([^\s:(`\"][^\s:(]*))[ \t]*")
_DESCRIBED = re.compile(r"(?:\A|(?<=\s))(?:[-–—]+|\.\.\.)\s+")
_LINK = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\[[^\[\]]*\])")
_INCLUDE = re.compile(r"include\s+(.+)\Z", re.I)
_LABEL = re.compile(r"(default|sample|example)\b[ \t]*(?::[ \t]*(.*))?\Z", re.I)
_VALUES = re.compile(r"(?:members|values)\Z", re.I)
_PARTS = re.compile(r"(?:properties|items)\Z", re.I)
_ONE_OF = re.compile(r"one of\Z", re.I)
_OF = re.compile(r"(array|enum)\s*(?:\[(.*)\])?\Z", re.I)
_PRIMITIVES = frozenset({"string", "number", "integer", "boolean", "object", "array", "enum"})
_MARKS = frozenset({"required", "optional", "nullable", "fixed", "fixed-type", "sample", "default"})
_TYPE = re.compile(r"[^\W\d][\w .:-]{0,80}\Z")
_DEEPEST = 20


class TypeWords(Record, frozen=True):
    """The type of a member: `array[Lamp]` is an array of `Lamp`."""

    kind: str  # "array", "enum", "union", "" for a name alone
    names: tuple[str, ...] = ()
    items: tuple[
        TypeWords, ...
    ] = ()  # the types in an array of arrays, the alternatives of a union


class Member(Record, frozen=True, kw_only=True):
    """A member as it is written; `name` is "" for one that stands for a type: "(Lamp)", "Include Lamp"."""

    name: str
    type: TypeWords = TypeWords("")
    is_required: bool | None = None
    is_nullable: bool = False
    sample: str = ""
    default: str = ""
    values: tuple[Member, ...] = ()  # of an enumeration
    about: str = ""
    below: tuple[Member, ...] = ()
    at: Span


def type_words(text: str) -> TypeWords:
    """`array[Lamp, Shade]`, `enum[number]`, `Warm Lamp`, `[Lamp][]`."""
    text = _LINK.sub(r"\1", text).strip(" `")
    if found := _OF.match(text):
        names = tuple(name.strip(" `") for name in (found[2] or "").split(",") if name.strip(" `"))
        return TypeWords(found[1].lower(), names)
    return TypeWords("", (text,) if text else ())


def member_of(item: Item, depth: int = 0) -> Member:
    """The member that an item states."""
    if included := _INCLUDE.match(item.text):
        return Member(name="", type=type_words(included[1]), at=item.at)
    name, value, attributes, about = _line(item.text)
    member = replace(_marked(attributes, item.at), name=name, about=about)
    if value:
        member = replace(member, sample=value)
    return _with_below(member, item, depth) if depth < _DEEPEST else member


def members_of(items: Iterable[Item], depth: int = 0) -> tuple[Member, ...]:
    """The members that items state, those of alternatives as optional ones."""
    members: list[Member] = []
    for item in items:
        if _ONE_OF.match(item.text):
            alternatives = members_of(item.below, depth)
            members += (replace(each, is_required=False) for each in alternatives)
        elif _PARTS.match(item.text):
            members += members_of(item.below, depth)
        else:
            members.append(member_of(item, depth))
    return tuple(members)


def is_member(item: Item) -> bool:
    """Whether a bullet among sentences is a member: a name with a bracket."""
    name, _, attributes, _ = _line(item.text)
    return bool(name and attributes)


def type_of(attributes: str) -> TypeWords:
    """The type in a bracket: "array[Lamp], required"."""
    return _marked(attributes, Span("", 1)).type


def _line(text: str) -> tuple[str, str, str, str]:
    """Name, value, attributes and description of a line."""
    name, at = "", 0
    if found := _NAME.match(text):
        name, at = next(g for g in found.groups() if g), found.end()
        at += text[at : at + 1] == ":"
    bracket = next((b for b in _BRACKET.finditer(text, at) if _is_of_attributes(b, text)), None)
    described = _DESCRIBED.search(text, at)
    if bracket and described and described.start() < bracket.start() and text[at - 1 : at] != ":":
        bracket = None  # of the description
    if bracket:
        about = text[bracket.end() :].strip()
        about = _DESCRIBED.sub("", about, count=1) if _DESCRIBED.match(about) else about
        return name, _value(text[at : bracket.start()]), bracket[1], about
    if described:
        return name, _value(text[at : described.start()]), "", text[described.end() :].strip()
    if text[at - 1 : at] != ":" and text[at:].strip():
        return text.strip(" `\"'"), "", "", ""  # a value with spaces
    return name, _value(text[at:]), "", ""


def _value(text: str) -> str:
    return text.strip().rstrip(",").strip(" `'\"")


def _is_of_attributes(bracket: re.Match[str], text: str) -> bool:
    words = [word.strip().lower() for word in _parts(bracket[1])]
    if any(word in _MARKS or word.partition("[")[0].strip() in _PRIMITIVES for word in words):
        return True
    end = text[bracket.end() :].strip()
    is_last = not end or _DESCRIBED.match(end) is not None
    return is_last and all(_TYPE.match(_LINK.sub(r"\1", word).strip("` ")) for word in words)


def _parts(text: str) -> list[str]:
    """The words of a bracket: a comma in `array[A, B]` parts none."""
    return re.split(r",(?![^\[\]]*\])", text)


def _marked(attributes: str, at: Span) -> Member:
    """A member with what its bracket says."""
    member = Member(name="", at=at)
    for word in (part.strip() for part in _parts(attributes)):
        match word.lower():
            case "":
                pass
            case "required":
                member = replace(member, is_required=True)
            case "optional":
                member = replace(member, is_required=False)
            case "nullable":
                member = replace(member, is_nullable=True)
            case mark if mark in _MARKS:
                pass
            case _ if word[0] in "`\"'":
                member = replace(member, sample=word.strip("`\"'"))
            case _ if not (member.type.kind or member.type.names):
                member = replace(member, type=type_words(word))
            case _:
                pass
    return member


def _with_below(member: Member, item: Item, depth: int) -> Member:
    """A member with what the bullets below it say."""
    about = [member.about, item.prose]
    for number, each in enumerate(item.below):
        if label := _LABEL.match(each.text):
            value = _value(label[2] or next((i.text for i in each.below), ""))
            key = "default" if label[1].lower() == "default" else "sample"
            member = replace(member, **{key: value})
        elif _VALUES.match(each.text):
            values = tuple(member_of(value, depth + 1) for value in each.below)
            member = replace(member, values=(*member.values, *values))
        elif member.type.kind == "enum":
            member = replace(member, values=(*member.values, member_of(each, depth + 1)))
        else:
            below = members_of(item.below[number : number + 1], depth + 1)
            member = replace(member, below=(*member.below, *below))
    return replace(member, about=" ".join(part for part in about if part))
