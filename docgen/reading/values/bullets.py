"""Values that bullets below a field list.

    - `status` (enum): What it does.      - `period`: How long. Choices:
      - `on`: It shines.                    - `14d`
      - `off`                               - `24h`

A field or a sentence above them, and a paragraph enter; whether values are announced, and a value leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.fields import Field, are_bare
from docgen.reading.markdown.inline import code_spans
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.page_reader import PageReader
from docgen.records import replace

_LONGEST_ANNOUNCEMENT = 120  # characters of "Supported options are:"
_ENUM = re.compile(r"\benum(?:eration)?\b", re.I)
_LAST_SENTENCE = re.compile(r"\A.*[.!?]\s", re.S)
_MOST_ABOVE = 50  # fields above a list, one of which may have what it lists as values
# Meanings of the words of a sentence about what is sent or answered.
OF_INPUTS = (
    "accepts",
    "attributes",
    "body",
    "header",
    "parameters",
    "path",
    "query",
    "request",
    "requires",
    "response",
    "values",
)
_WORD = re.compile(
    r"[ \t]*[-*+][ \t]+([\w.+-]{1,60})[ \t]*(?:[-–—:(][^\n]*)?\Z"
)  # "- on: It shines."
_VALUE = re.compile(r"`+([^`\n]+)`+|\*\*([^*\n]+)\*\*|\"([^\"\n]+)\"")


def announces_values(dialect: Dialect, item: Field) -> bool:
    """Whether bullets below a field are its values, no parts of it: its type or the end of its description says so."""
    is_enum = _ENUM.search(item.type_text) is not None
    return is_enum or phrases(dialect, "values").search(announcement(item.about)) is not None


def announcement(about: str) -> str:
    """The words before the colon that a description ends with, "" without one."""
    text = about.rstrip()
    return " ".join(text[-_LONGEST_ANNOUNCEMENT:].split()) if text.endswith((":", "：")) else ""


def name_in_sentence(sentence: str) -> str:
    """The one name in code of the sentence above a list: "The `mode` field supports:"."""
    codes = [code for _, _, code in code_spans(sentence)]
    return codes[0] if len(codes) == 1 else ""


def announces_nothing(page: PageReader, sentence: str, fields: Sequence[Field]) -> bool:
    """Whether a sentence announces the values of something that is not named, a note then: "Available options are:"."""
    text, words = _LAST_SENTENCE.sub("", sentence), page.dialect.vocabulary()
    announced = phrases(page.dialect, "values").search(text)
    is_of_values = words.means(text, "values") or announced is not None
    # "Available options are:" has the word as one of values, "Options:" is a label.
    rest = f"{text[:announced.start()]} {text[announced.end():]}" if announced else text
    is_of_fields = words.means(rest, "parameters", "attributes") or words.is_part(text)
    if not is_of_values or is_of_fields or not are_bare(fields) or name_in_sentence(sentence):
        return False
    names = ", ".join(item.name for item in fields)
    page.report("DG220", fields[0].at, count=len(fields), names=names)
    page.skip("DG220", (item.at for item in fields))
    return True


@dataclass(slots=True)
class Listing:
    """Bullets that list the values of a field."""

    field: int  # its number
    depth: int  # of the bullets
    about: str = ""  # of the last value


def about_values(
    words: Vocabulary, label: Paragraph, fields: Sequence[Field], above: Sequence[tuple[Field, str]]
) -> bool:
    """Whether bullets below a label are about the values of a field that is listed above: "Behavior by kind:".

    The description of that field has their names, in code, and others.
    """
    last = label.text.rstrip().rpartition("\n")[2][-_LONGEST_ANNOUNCEMENT:]
    if words.means(last, *OF_INPUTS) or not are_bare(fields):
        return False
    names = {item.name for item in fields}
    for item, _ in above[-_MOST_ABOVE:]:
        codes = {code for _, _, code in code_spans(item.about)} if "`" in item.about else ()
        if len(codes) > 1 and names < {*codes, *item.values}:
            return True
    return False


def value_of(paragraph: Paragraph) -> str:
    """The value that a bullet begins with, "" where it begins with none."""
    item = ITEM.match(paragraph.text)
    value = _VALUE.match(paragraph.text, item.end()) if item else None
    text = next(filter(None, value.groups())) if value else ""
    return text.strip().strip("\"'")


def listed_value(paragraph: Paragraph, column: int) -> Sequence[Field]:
    """The value of a bullet whose name can be no field's, `14d`; `column` is that of the last one that is part of no other."""
    word = _WORD.match(paragraph.text)
    name, at = value_of(paragraph) or (word[1] if word else ""), paragraph.span
    is_part = at.column > (column + 1 if column else 3)
    depth = at.column if is_part else 0
    return (Field(name=name, depth=depth, at=at, type_at=at),) if name else ()


def are_values_of(
    dialect: Dialect, last: Field | None, fields: Sequence[Field], *, is_alone: bool
) -> bool:
    """Whether the last field says that its values come, and fields are these; it may be a line alone above them."""
    is_below = last is not None and (is_alone or fields[0].depth > last.depth)
    return last is not None and is_below and are_bare(fields) and announces_values(dialect, last)


_CODE = re.compile(r"`([^`\n]+)`")
# "`on`, `off` or `dim`"
_ONLY_VALUES = re.compile(r"`[^`\n]+`(?:[ ]?[,/|]?[ ](?:[^\W\d_]{1,4}[ ])?`[^`\n]+`)+\.?")


def _bare(fields: Iterable[Field]) -> int:
    """How many fields have nothing said of them but what they are for."""
    return sum(are_bare([item]) for item in fields)


def with_named_values(
    fields: Sequence[tuple[Field, str]], named: Mapping[Span, str]
) -> list[tuple[Field, str]]:
    """The fields without those that are values of another one: "The `mode` field supports:".

    `named` has the name in the sentence above a field, by the place of the field. A cell may have nothing but values too.
    """
    fields = _without_values(fields)
    if not named:
        return [*fields]
    listed = {item.name for item, _ in fields if item.at not in named}
    below: dict[str, list[Field]] = {}
    for item, _ in fields:
        if (name := named.get(item.at, "")) in listed:
            below.setdefault(name, []).append(item)
    # "`on`: The default" says nothing of whether it is required.
    below = {name: items for name, items in below.items() if 2 * _bare(items) > len(items)}
    values = {name: tuple(item.name for item in items) for name, items in below.items()}
    kept = [(item, place) for item, place in fields if named.get(item.at, "") not in values]
    return [
        (replace(item, values=item.values or values.get(item.name, ())), place)
        for item, place in kept
    ]


def _without_values(fields: Sequence[tuple[Field, str]]) -> list[tuple[Field, str]]:
    """The fields without those that are values of another one of their place, in whose cell nothing but values is.

    "mode | `on`, `off` or `dim`", and "- `on`: all lamps are on" below the table.
    """
    values = [(place, item.name, _ONLY_VALUES.fullmatch(item.about)) for item, place in fields]
    owners = {
        (place, value): name
        for place, name, match in values
        if match
        for value in _CODE.findall(match[0])
    }
    if not owners:
        return [*fields]
    bare = {id(item) for item, _ in fields if are_bare([item]) and not item.depth}
    listed = {
        owners[place, item.name]
        for item, place in fields
        if id(item) in bare and (place, item.name) in owners
    }
    return [
        (
            (
                replace(item, values=item.values or tuple(_CODE.findall(item.about)))
                if item.name in listed
                else item
            ),
            place,
        )
        for item, place in fields
        if not (id(item) in bare and owners.get((place, item.name)) in listed)
    ]


_OF_TEXTS = ("query", "path", "header")  # places of values that are texts


def heads_value(words: Vocabulary, heading: str, above: Sequence[tuple[Field, str]]) -> bool:
    """Whether the fields below a heading are of a value: "Filter fields", where the parameter `filter` is above."""
    name, _, last = heading.lower().rpartition(" ")
    if not name or not words.means(last, "parameters", "attributes", "thing"):
        return False
    return any(f.name == name and (f.location or place) in _OF_TEXTS for f, place in above)
