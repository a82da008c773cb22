"""What comments in JSON say of its keys.

    {
      "name": "Desk",      // required, max 40 characters
      // which room it is in
      "room": { "id": 7 }  // optional
    }

A fence enters; `Field`s leave, those in an object after it and deeper. A comment is about the only key of its line, of
which others may be deeper, or about the key below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import Marks, marks_of
from docgen.reading.markdown.parser import Fence
from docgen.reading.type_phrases import names_primitives
from docgen.records import Record, replace

# A comment behind a value, a bracket or a comma, or alone on its line; "https://" is none.
_MAY_HAVE = re.compile(r"(?:[,{}\[\]\w\"]|^)[ \t]*(?://|#)[ \t]*[^\W\d_]", re.M)
_TOKEN = re.compile(
    r"(?P<line>\n)|(?P<comment>(?://|\#)[^\n]*)|(?P<string>\"(?:[^\"\\\n]|\\.)*+\")|(?P<sign>[{}\[\]:,])"
    r"|(?P<word>[^\s{}\[\]:,\"/#]++)|(?P<other>\S)"
)
# "\"on\" or \"off\"": a comment has no code
_VALUES = re.compile(
    r"\"[\w.+-]{1,40}\"(?:[ ]?(?:[,/|][ ]?|(?<=[ ])[^\W\d_]{1,4}[ ])+\"[\w.+-]{1,40}\"){1,20}"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_MARKS = re.compile(r"[\s/#*]+|[\s*/]+\Z")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 20_000  # characters of a fence
_DEEPEST = 24  # objects in objects
_HEAD = 60  # characters that say whether a key is required


class _Key(Record, frozen=True, kw_only=True):
    """A key and what is behind it."""

    name: str
    depth: int
    line: int
    at: int  # offset
    value: str  # how its value begins


def commented_fields(fence: Fence, dialect: Dialect) -> tuple[Field, ...]:
    """The keys of an object with comments, each with what its comment says; () for one without."""
    text = fence.text
    if len(text) > _LONGEST or text.lstrip()[:1] not in ("{", "[") or not _MAY_HAVE.search(text):
        return ()
    keys, comments = _read(text)
    about = _by_key(keys, comments)
    if not any(about.values()):
        return ()
    return tuple(_fields(fence, keys, about, marks_of(dialect), dialect))


def shown_fields(fence: Fence, value: object, dialect: Dialect) -> tuple[Field, ...]:
    """The keys of JSON that is all that a page shows of a type, with the types of their values and what comments say of them."""
    if len(fence.text) > _LONGEST:
        return ()
    keys, comments = _read(fence.text)
    fields = _fields(fence, keys, _by_key(keys, comments), marks_of(dialect), dialect)
    types = dict(_types_in(value, ()))
    path: list[str] = []
    found: list[Field] = []
    for item in fields:
        path[item.depth :] = [item.name]
        shown = types.get(tuple(path), "")
        found.append(replace(item, type_text=item.type_text or shown))
    return tuple(found)


def _types_in(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The types of the values of an object by their paths; of a list what is in it."""
    if isinstance(value, list):
        for item in value:
            yield from _types_in(item, path)
    elif isinstance(value, dict) and len(path) < _DEEPEST:
        for name, inner in value.items():
            yield (*path, str(name)), _phrase(inner)
            yield from _types_in(inner, (*path, str(name)))


def _phrase(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "datetime" if _TIME.fullmatch(value) else "string"
        case dict():
            return "object"
        case [first, *_]:
            return f"array of {_phrase(first)}s"
        case list():
            return "array"
        case _:
            return ""


def _read(text: str) -> tuple[list[_Key], dict[int, str]]:
    """The keys in order, and the comments by their lines."""
    keys: list[_Key] = []
    comments: dict[int, str] = {}
    line, depth, open_, before = 0, -1, list[str](), ""
    tokens = [*_TOKEN.finditer(text)]
    for token, following, value in zip(tokens, [*tokens[1:], None], [*tokens[2:], None, None]):
        written, after = token[0], following[0] if following else ""
        match token.lastgroup:
            case "line":
                line += 1
            case "comment":
                comments[line] = _MARKS.sub(" ", written, count=1).strip()
            case "sign" if written in "{[":
                open_.append(written)
                depth += written == "{"
            case "sign" if written in "}]" and open_:
                depth -= open_.pop() == "{"
            case _ if depth > _DEEPEST:
                pass
            # "{ lamp, size: 3 }" is JavaScript for a variable of the same name.
            case "string" | "word" if after == ":" or (
                after == "," and before in ("{", ",") and open_[-1:] == ["{"]
            ):
                name, begins = written.strip('"'), value[0] if value and after == ":" else ""
                keys.append(_Key(name=name, depth=depth, line=line, at=token.start(), value=begins))
            case _:
                pass
        before = before if token.lastgroup in ("line", "comment") else written
    return keys, comments


def _by_key(keys: Sequence[_Key], comments: dict[int, str]) -> dict[int, str]:
    """What comments say of keys, by the numbers of these."""
    of_lines: dict[int, list[int]] = {}
    for number, key in enumerate(keys):
        of_lines.setdefault(key.line, []).append(number)
    about: dict[int, str] = {}
    above: list[str] = []
    last = 0
    for line in sorted({*of_lines, *comments}):
        above = above if line == last + 1 else []
        last, said, numbers = line, comments.get(line, ""), of_lines.get(line, [])
        if not numbers:
            above.append(said)
            continue
        least = min(keys[number].depth for number in numbers)
        outer = [number for number in numbers if keys[number].depth == least]
        whole = " ".join(part for part in (*above, said) if _LETTER.search(part))
        above = []
        if whole and len(outer) == 1:
            about[outer[0]] = whole
    return about


def _fields(
    fence: Fence, keys: Sequence[_Key], about: dict[int, str], marks: Marks, dialect: Dialect
) -> Iterator[Field]:
    least = min((key.depth for key in keys), default=0)
    seen = set[tuple[str, ...]]()
    path: list[str] = []
    for number, key in enumerate(keys):
        del path[key.depth - least :]
        path.append(key.name)
        if tuple(path) in seen:
            continue  # of another object in the same list
        seen.add(tuple(path))
        said = about.get(number, "")
        values = found[0].split('"')[1::2] if (found := _VALUES.search(said)) else ()
        is_required, type_text, said = _begins_with(said, marks, dialect)
        if is_required is None and said:
            head = said[:_HEAD]
            is_optional = marks.optional.search(head) or marks.conditional.search(said)
            is_required = False if is_optional else True if marks.required.search(head) else None
        at = fence.span.at_offset(fence.text, key.at, len(key.name))
        yield Field(
            name=key.name,
            type_text=type_text or _type_of(key.value),
            about=said,
            is_required=is_required,
            values=tuple(values),
            depth=key.depth - least,
            at=at,
            type_at=at,
        )


def _begins_with(said: str, marks: Marks, dialect: Dialect) -> tuple[bool | None, str, str]:
    """What the first words of a comment say, up to the comma behind each: whether a key is required, its type; and the rest."""
    is_required: bool | None = None
    type_text = ""
    while said:
        first, _, rest = said.partition(",")
        if marks.optional.fullmatch(first.strip()):
            is_required = False
        elif marks.required.fullmatch(first.strip()):
            is_required = True
        elif not type_text and names_primitives(first.strip(), dialect):
            type_text = first.strip()
        else:
            break
        said = rest.strip()
    return is_required, type_text, said


def _type_of(value: str) -> str:
    """The type of a value in JSON, "" where its kind says less than a sample does."""
    return "object" if value == "{" else ""
