"""Facts of an operation, each a label with its value, in a list of bullets.

    - **URL:** `/lamps`           * **Method:**
    - **Method:** `POST`
    - **Purpose:** Adds a lamp.     `POST`
    - **Body:**
      - `color`: Its color

    *Body parameters*: `color`, `tags (array)` and `size` (in metres).      also outside of a list: names after a label
    *Body parameters*: `color` of the shade, and `size`, set to `9` for a hall.       and names with words after each

A paragraph enters; a `Fact` leaves, or the fields of lines such as "`color=[string]`", which stand below labels there,
or those that are named beside a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.labels import STATUS, paragraph_label
from docgen.reading.lists.brackets import of_bracket
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of, required_by_label
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.type_phrases import CONTAINERS, names_primitives
from docgen.records import Record, replace
from docgen.syntax.plain_text import SENTENCE_END, half_width

_WORDS = r"[^\W\d_](?:[^\n*_`:：\[\]<>{}|]{0,59}[^\s*_`:：\[\]<>{}|])?"
_MARKED = re.compile(
    rf"([*_]{{1,3}})({_WORDS})[ \t]*+([:：]?)[ \t]*+\1[ \t]*(：|:?(?![\w(]))[ \t]*"
)
# "`color=[string]`", "`color=[string], size=[number]`", also with a label before it: "Required: ", "**Required:** "
_BEFORE_ASSIGNED = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?([*_]{1,2}[^*_`\n]{1,30}[*_]{1,2}:?[ \t]*|[^\W\d_][^\W_]{1,20}[ ]?:[ \t]+)?(?=`)"
)
_ASSIGNED = r"([A-Za-z_][\w.-]*)[ \t]*[=: ][ \t]*\[([\w ]{1,30})\]"
_ASSIGNED_CODE = re.compile(rf"`(?:{_ASSIGNED}(?:,[ \t]*(?!`)|(?=`)))+`")
_EACH_ASSIGNED = re.compile(_ASSIGNED)
_LONGEST_LINE = 300  # characters
# "`color`", "`tags (array)`", "`size` (in metres)"
_NAMED = re.compile(
    r"`([^`\s(]+)(?:[ \t]*\(([^()`\n]{1,100})\))?`(?:[ \t]*\n?[ \t]*\(([^()]{1,300})\))?"
)
_VALUE_SHOWN = re.compile(r"(?<=\w)=[\w.,:+-]*\Z")  # "`page=1`, `limit=20`"
_NEXT_NAME = re.compile(r"[ \t]*(?:[,;&|][ \t\n]*)?(?:[^\W\d_]{1,4}[ \t\n]+)?(?=`)")
# Between "`color` of the shade" and "`size`, set to `9`"; a value of the former has no words of its own.
_NEXT_TOLD = re.compile(
    r"[,;][ \t\n]+(?:[^\W\d_]{1,4}[ \t\n]+)?(?=`[^`\s]+`,?[ \t\n]+(?:[–—-][ \t]+[^\W\d_]|[^\W\d_]+[ \t\n]+[^\s,;`]))"
)
_TOLD = re.compile(r"`[^`\s]+`[ \t\n]+([^\W\d_]+)")
_FURTHER_TOLD = re.compile(r"([.!?。][ \t\n]+)(?=`[^`\s]+`[ \t\n]+([^\W\d_]+))")
_TWO_NAMES = re.compile(r"`[^`\n]*`[ \t\n]+[^\W\d_]{1,4}[ \t\n]+`")
_COMMA = re.compile(r"\A(`[^`\n]*`),")  # "`size`, set to `9`"
_LABELLED_LINE = re.compile(rf"^(?=(?>{_MARKED.pattern})(?:`|$))", re.M)
_MOST_LABELS = 20  # in one paragraph
_LONGEST_TOLD = 1000  # characters
_NAME_OF_TYPE = re.compile(r"`(?:[a-z]\w*\.)*[A-Z]\w*`")
# "`color`: Its color<br>", a line of several
_NAMED_LINE = re.compile(
    r"`[^`\s]{1,100}`[ \t]*(?:[(（][^()（）\n]{1,100}[)）][ \t]*)?(?:：|[:–—-][ \t])"
)
_BREAK = re.compile(r"<br[ ]?/?>\Z")
_PLAIN = re.compile(rf"({_WORDS})[ \t]*[:：](?!\S*//)[ \t]*")


class Fact(Record, frozen=True, kw_only=True):
    """A label and what is beside it."""

    label: str
    value: str  # "" where it is below
    is_marked: bool  # the label is bold
    is_apart: bool  # a colon or the end of a line is between them


def fact_of(paragraph: Paragraph) -> Fact | None:
    """The fact that a bullet is, None for any other paragraph and for one that is a name: `- **color**: Its color`."""
    return beside_label(paragraph) if ITEM.match(paragraph.text) else None


def beside_label(paragraph: Paragraph) -> Fact | None:
    """The label that a paragraph or a bullet begins with, and what is beside it."""
    return _beside_label(paragraph.text)


@lru_cache(256)  # several readers ask for it of each paragraph, one after the other
def _beside_label(text: str) -> Fact | None:
    item = ITEM.match(text)
    start = item.end() if item else 0
    marked = _MARKED.match(text, start)
    found = marked or _PLAIN.match(text, start)
    if found is None:
        return None
    rest = text[found.end() :]
    is_apart = not marked or bool(marked[3] or marked[4]) or rest.lstrip(" \t\\")[:1] in ("", "\n")
    label = marked[2] if marked else found[1]
    return Fact(label=label, value=rest.strip(), is_marked=marked is not None, is_apart=is_apart)


def label_of(paragraph: Paragraph, words: Vocabulary) -> str:
    """The label that a paragraph is, or the marked one of a line whose value heads the next blocks.

    "*Result*: an array of", "**Returns** `200` an object with"
    """
    if label := paragraph_label(paragraph, words):
        return label
    fact = beside_label(paragraph) if paragraph.text[:1] in ("*", "_") else None
    if fact is None or not fact.is_marked or "\n" in paragraph.text or not fact.value:
        return ""
    is_label = fact.is_apart or STATUS.match(fact.value.lstrip("*_`")) is not None
    return fact.label if is_label and words.is_part(fact.label) else ""


def parts_of_label(paragraph: Paragraph) -> Sequence[Paragraph]:
    """The lines of a paragraph that begin with a marked label, each with those below it; the paragraph where one does."""
    found = [match.start() for match in _LABELLED_LINE.finditer(paragraph.text)]
    cuts = [start for start in found if start][:_MOST_LABELS]
    if not cuts:
        return [paragraph]
    return [
        replace(
            paragraph,
            text=paragraph.text[first:last].rstrip(),
            span=paragraph.span.at_offset(paragraph.text, first) if first else paragraph.span,
        )
        for first, last in zip([0, *cuts], [*cuts, len(paragraph.text)])
    ]


def is_label(fact: Fact, words: Vocabulary) -> bool:
    """Whether words are no name that is sent: with a capital, or in a script without, or known as a label's."""
    is_name = fact.label.isascii() and fact.label[0].islower() and " " not in fact.label
    return not is_name or words.is_part(fact.label)


def names_type(fact: Fact, place: str) -> bool:
    """Whether the value of a fact about content is the name of its type: "Body: `desk.Lamp` (`lamps.proto`)"."""
    return place in ("body", "response") and _NAME_OF_TYPE.match(fact.value) is not None


def begins_facts(fact: Fact, words: Vocabulary) -> bool:
    """Whether a bullet below the title of an operation is the first of its facts."""
    is_known = bool(words.meanings(fact.label)) or " " in fact.label
    return fact.is_marked and fact.is_apart and is_label(fact, words) and is_known


def assigned_lines(paragraph: Paragraph, dialect: Dialect) -> Iterator[Field]:
    """Lines that are each names with their types in brackets: "`color=[string]` Its color", or nothing."""
    lines = paragraph.text.split("\n")
    found = [_assigned_in(line[:_LONGEST_LINE]) for line in lines]
    if not all(names for _, names, _ in found):
        return
    marks = marks_of(dialect)
    for number, (before, names, about) in enumerate(found):
        at = paragraph.span.below(number) if number else paragraph.span
        is_required = True if marks.required.search(before) else None
        for name, type_text in names:
            yield Field(
                name=name,
                type_text=type_text,
                about=about if name == names[-1][0] else "",
                is_required=False if marks.optional.search(before) else is_required,
                at=at,
                type_at=at,
            )


def _assigned_in(line: str) -> tuple[str, list[tuple[str, str]], str]:
    """The label of a line, the names in the code behind it with their types, and the words about them."""
    before = _BEFORE_ASSIGNED.match(line)
    names, end, further = list[tuple[str, str]](), 0, before
    while further and (code := _ASSIGNED_CODE.match(line, further.end())):
        names += _EACH_ASSIGNED.findall(code[0])
        end, further = code.end(), _NEXT_NAME.match(line, code.end())
    return before[1] or "" if before else "", names, line[end:].strip(" \t,;:–—-")


def named_lines(paragraph: Paragraph) -> Sequence[Paragraph]:
    """The lines of a paragraph that each begin with a name in code and a colon; the paragraph where one does not."""
    lines = paragraph.text.split("\n")
    if len(lines) == 1 or not all(map(_NAMED_LINE.match, lines)):
        return [paragraph]
    ends = (_BREAK.sub("", line.rstrip()).rstrip(" \t\\") for line in lines)
    return [
        replace(
            paragraph, text=text, span=paragraph.span.below(number) if number else paragraph.span
        )
        for number, text in enumerate(ends)
    ]


def named_beside(paragraph: Paragraph, fact: Fact, dialect: Dialect) -> Sequence[Field]:
    """The fields that are named beside the label of a paragraph, in code and with nothing else; none for any other line."""
    if not fact.is_apart or not fact.value.startswith("`"):
        return ()
    return names_in(paragraph, paragraph.text.index("`", len(fact.label)), dialect)


def names_in(paragraph: Paragraph, start: int, dialect: Dialect) -> Sequence[Field]:
    """The fields that a paragraph names from a place on, in code and with nothing else: "`color`, `size` (in metres)"."""
    text, fields = half_width(paragraph.text), list[Field]()
    while match := _NAMED.match(text, start):
        field = _named(paragraph, match, dialect)
        if not WIRE_NAME.match(field.name):
            return ()
        fields.append(field)
        start = match.end()
        if further := _NEXT_NAME.match(text, start):
            start = further.end()
    rest = text[start:].strip(" \t\n.")
    is_whole = not rest or (rest[0] in ",;–—" and "`" not in rest)  # ", but not both"
    return fields if is_whole else ()


def told_beside(paragraph: Paragraph, fact: Fact) -> Iterator[Paragraph]:
    """A bullet for each name in code beside the label of a paragraph that words follow: those of its first sentence, and of
    each that goes on as that does, "`color` as a text. `size` as a number.".
    """
    if not fact.is_apart or fact.value.lstrip(" \t.–—-")[:1] != "`":
        return
    start = paragraph.text.index("`", len(fact.label))
    end = SENTENCE_END.search(paragraph.text, start, start + _LONGEST_TOLD)
    last = end.start() if end else min(start + _LONGEST_TOLD, len(paragraph.text))
    cuts = [match.span() for match in _NEXT_TOLD.finditer(paragraph.text, start, last)]
    words = _TOLD.match(paragraph.text, start)
    further = _FURTHER_TOLD.finditer(paragraph.text, last, start + _LONGEST_TOLD) if words else ()
    cuts += [match.span(1) for match in further if words and match[2] == words[1]]
    ends = [cut[0] for cut in cuts] + [len(paragraph.text)]
    for first, last in zip([start, *(cut[1] for cut in cuts)], ends):
        if _TWO_NAMES.match(paragraph.text, first):
            return  # "`width` and `height` of it" may be a field with its value
        at = paragraph.span.at_offset(paragraph.text, first).within(-len("- "))
        text = _COMMA.sub(r"\1", paragraph.text[first:last])
        yield replace(paragraph, text=f"- {text}", span=at)


def _named(paragraph: Paragraph, match: re.Match[str], dialect: Dialect) -> Field:
    """A name in code, with what brackets say of it: its type, whether it is required, what it is."""
    said = of_bracket(match[2] or match[3] or "", dialect)
    is_type = names_primitives(said.type_text, dialect) or said.type_text.lower() in CONTAINERS
    at = paragraph.span.at_offset(paragraph.text, match.start(), match.end(1) - match.start())
    return Field(
        name=_VALUE_SHOWN.sub("", match[1]).rstrip("?"),
        type_text=said.type_text if is_type else "",
        about="" if is_type or match[3] == said.location else match[3] or "",
        is_required=False if match[1].endswith("?") else said.is_required,
        location=said.location,
        default=said.default,
        at=at,
        type_at=at,
    )


def takes_named(label: str, place: str, dialect: Dialect, fields: Sequence[Field]) -> bool:
    """Whether a label heads names of what a request has; "Body: `Lamp`" is one type, "Body: `size` in metres" is not."""
    words = dialect.vocabulary()
    first = next(iter(fields), None)
    is_told = first is not None and first.name[0].islower() and bool(first.about or first.type_text)
    is_thing = first is not None and words.means(first.about.partition(" ")[0], "thing")
    is_of_group = words.means(label, "attributes") and required_by_label(dialect, label) is not None
    is_list = is_of_group or words.means(label, "parameters", "accepts", "requires")
    if not set(dialect.marks["access"]).isdisjoint(label.lower().split()):
        return False  # "Requires authentication: `yes`"
    return (
        is_list
        or place in ("query", "header", "path", "response header")
        or (place == "body" and (len(fields) > 1 or is_told and not is_thing))
    )
