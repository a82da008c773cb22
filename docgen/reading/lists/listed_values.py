"""Values that bullets below a field list.

    - `status` (enum): What it does.      - `period`: How long. Choices:
      - `on`: It shines.                    - `14d`
      - `off`                               - `24h`

A field or a sentence above them, and a paragraph enter; whether values are announced, and a value leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.columns import roles_of
from docgen.reading.lists.fields import Field
from docgen.reading.lists.names import bare_name
from docgen.reading.markdown.inline import code_spans
from docgen.reading.markdown.parser import Block, Fence, Paragraph, Table
from docgen.reading.page_reader import PageReader
from docgen.records import Record, replace

_LONGEST_ANNOUNCEMENT = 120  # characters of "Supported options are:"
_ENUM = re.compile(r"\benum(?:eration)?\b", re.I)
_LAST_SENTENCE = re.compile(r"\A.*[.!?]\s", re.S)
_LONGEST_SAMPLE = 20_000  # characters
_MOST_ABOVE = 50  # fields above a list, one of which may have what it lists as values
_LEAST_WORDS = 4  # of a sentence
_OF_PARTS = frozenset({"part"})  # what words such as "Notes" mean, and no more
_OF_INPUTS = (
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
_KEY = re.compile(r"\"([^\"\n]{1,80})\"[ \t]*:")
_SENT = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]{0,60}+)=")
_VALUE = re.compile(r"`+([^`\n]+)`+|\*\*([^*\n]+)\*\*|\"([^\"\n]+)\"")


def announces_values(dialect: Dialect, item: Field) -> bool:
    """Whether bullets below a field are its values, no parts of it: its type or the end of its description says so."""
    is_enum = _ENUM.search(item.type_text) is not None
    return is_enum or phrases(dialect, "values").search(announcement(item.about)) is not None


def announcement(about: str) -> str:
    """The words before the colon that a description ends with, "" without one."""
    text = about.rstrip()
    return " ".join(text[-_LONGEST_ANNOUNCEMENT:].split()) if text.endswith((":", "：")) else ""


def listed_name(sentence: str) -> str:
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
    if not is_of_values or is_of_fields or not are_bare(fields) or listed_name(sentence):
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


class Shown(Record, frozen=True, kw_only=True):
    """The names in the fences of an entry."""

    keys: frozenset[str]  # of JSON
    sent: frozenset[str]  # of queries and forms: "color=red"


def shown_in(blocks: Iterable[Block]) -> Shown:
    """The names that samples have."""
    texts = [block.text[:_LONGEST_SAMPLE] for block in blocks if isinstance(block, Fence)]
    keys = (name for text in texts for name in _KEY.findall(text))
    sent = (name for text in texts for name in _SENT.findall(text))
    return Shown(keys=frozenset(keys), sent=frozenset(sent))


def place_by_samples(
    words: Vocabulary,
    sentence: str,
    fields: Sequence[Field],
    shown: Callable[[], Shown],
    *,
    is_beside: bool,
) -> str | None:
    """The place of names below a sentence that has no word for inputs: "Each node counts these:".

    It is the response where samples have them as keys; "" where the sentence has such a word, or requests send them; None for a
    list of something else. `is_beside`: a table above has the inputs, so that "Exceptions:" is enough of a sentence. "Notes:" heads
    what is said of keys.
    """
    is_label = len(sentence.split()) < _LEAST_WORDS
    is_note = is_label and words.meanings(sentence) == _OF_PARTS
    is_other = is_label and not (is_beside or is_note)
    if not sentence or is_other or words.means(sentence, *_OF_INPUTS):
        return ""
    names = {item.name.rpartition(".")[2] for item in fields}
    if names & shown().sent or not are_bare(fields):
        return ""
    is_known = names <= shown().keys
    if is_note and not is_beside:
        return None if is_known else ""
    return "response" if is_known and not is_label else None


def about_values(
    words: Vocabulary, label: Paragraph, fields: Sequence[Field], above: Sequence[tuple[Field, str]]
) -> bool:
    """Whether bullets below a label are about the values of a field that is listed above: "Behavior by kind:".

    The description of that field has their names, in code, and others.
    """
    last = label.text.rstrip().rpartition("\n")[2][-_LONGEST_ANNOUNCEMENT:]
    if words.means(last, *_OF_INPUTS) or not are_bare(fields):
        return False
    names = {item.name for item in fields}
    for item, _ in above[-_MOST_ABOVE:]:
        codes = {code for _, _, code in code_spans(item.about)} if "`" in item.about else ()
        if len(codes) > 1 and names < {*codes, *item.values}:
            return True
    return False


def is_of_others(page: PageReader, sentence: str, table: Table, shown: Callable[[], Shown]) -> bool:
    """Whether a table below a sentence without a word for inputs lists something else: | File | Description |."""
    columns = roles_of(page, table)
    words, names = page.dialect.vocabulary(), {bare_name(row[0].text) for row in table.rows if row}
    is_headed = {"type", "required", "location"} & {*columns} or columns[:1] == ("name",)
    is_of_inputs = len(sentence.split()) < _LEAST_WORDS or words.means(sentence, *_OF_INPUTS)
    return not (is_headed or is_of_inputs or names & shown().sent)


def is_of_sample(words: Vocabulary, label: str, table: Table, shown: Callable[[], Shown]) -> bool:
    """Whether a table below a sample describes it: "Description of the parameters", or most names are its keys, of which requests send few."""
    if words.means(label, "about"):
        return True
    names = {bare_name(row[0].text) for row in table.rows if row}
    are_keys = 2 * len(names & shown().keys) > len(names)
    return are_keys and 2 * len(names & shown().sent) < len(names)


def value_of(paragraph: Paragraph) -> str:
    """The value that a bullet begins with, "" where it begins with none."""
    item = ITEM.match(paragraph.text)
    value = _VALUE.match(paragraph.text, item.end()) if item else None
    text = next(filter(None, value.groups())) if value else ""
    return text.strip().strip("\"'")


def listed_value(paragraph: Paragraph, column: int) -> Sequence[Field]:
    """The value of a bullet whose name can be no field's, `14d`; `column` is that of the last one that is part of no other."""
    name, at = value_of(paragraph), paragraph.span
    is_part = at.column > (column + 1 if column else 3)
    depth = at.column if is_part else 0
    return (Field(name=name, depth=depth, at=at, type_at=at),) if name else ()


def are_bare(fields: Iterable[Field]) -> bool:
    """Whether nothing is said of fields but what they are for, as of values."""
    return not any(item.type_text or item.is_required is not None for item in fields)


def are_values_of(
    dialect: Dialect, last: Field | None, fields: Sequence[Field], *, is_alone: bool
) -> bool:
    """Whether the last field says that its values come, and fields are these; it may be a line alone above them."""
    is_below = last is not None and (is_alone or fields[0].depth > last.depth)
    return last is not None and is_below and are_bare(fields) and announces_values(dialect, last)


def _bare(fields: Iterable[Field]) -> int:
    """How many fields have nothing said of them but what they are for."""
    return sum(are_bare([item]) for item in fields)


def with_named_values(
    fields: Sequence[tuple[Field, str]], named: Mapping[Span, str]
) -> list[tuple[Field, str]]:
    """The fields without those that are values of another one: "The `mode` field supports:".

    `named` has the name in the sentence above a field, by the place of the field.
    """
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


_OF_TEXTS = ("query", "path", "header")  # places of values that are texts


def heads_value(words: Vocabulary, heading: str, above: Sequence[tuple[Field, str]]) -> bool:
    """Whether the fields below a heading are of a value: "Filter fields", where the parameter `filter` is above."""
    name, _, last = heading.lower().rpartition(" ")
    if not name or not words.means(last, "parameters", "attributes", "thing"):
        return False
    return any(f.name == name and (f.location or place) in _OF_TEXTS for f, place in above)
