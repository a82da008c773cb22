"""Fields that sentences name in code, with what brackets and the words before them say.

    Takes `name` (string) and an optional `size` (integer).        a bracket with a type or a mark
    The list can be filtered by `state` (`on` or `off`).           one with values
    Filter with `voice`, one of `alto` and `bass`.                 values after words that announce them
    Available fields: `name`, `colour` (of the light).             names alone, after words for parameters

A paragraph enters; each `Field` leaves with the words of its sentence, which may say where it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.lists.brackets import of_bracket
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.type_phrases import CONTAINERS, names_primitives
from docgen.records import replace
from docgen.syntax.plain_text import SENTENCE_END

# "`name`", "`name` (string, required)", "`state` (`on` or `off`)"
_NAME = re.compile(
    r"`([^\W\d][\w.\[\]-]{0,60}\??)`(?:[ \t\n]*\(((?:[^()`\n]|`[^`\n]*`){1,200})\))?"
)
_CODE = re.compile(r"`([^`\n]+)`")
_OF_PATH = re.compile(r"[\s*_]*`(?::\w+|\{[\w-]+\}|<[\w -]+>)`")
_VALUE = re.compile(r"[\w.+:-]{1,40}")
_BETWEEN_VALUES = re.compile(r"[\s,;/|]*(?:[^\W\d_]{1,4}\s+)?")
_BETWEEN_NAMES = re.compile(r"[ \t\n]*(?:[,;&/、，][ \t\n]*)?(?:[^\W\d_]{1,4}[ \t\n]+)?")
# "(see [lamp format](#lamp-format))", after the last of some names
_REMARK = re.compile(r"\A\s*+\((?:[^()]++|\([^()]*+\))*+\)")
_LONGEST = 2_000  # characters of a paragraph
_LONGEST_WORDS = 30  # characters of words that announce values
_MOST_LETTERS = 3  # after the last of some names
_LETTER = re.compile(r"[^\W\d_]")


def told_fields(paragraph: Paragraph, dialect: Dialect) -> Iterator[tuple[Field, str]]:
    """The fields that the sentences of a paragraph name, each with the words of its sentence."""
    text = paragraph.text[:_LONGEST]
    if "`" not in text:
        return
    start = 0
    for end in (*(match.start() for match in SENTENCE_END.finditer(text)), len(text)):
        if "`" in text[start:end]:
            yield from _of_sentence(paragraph, start, end, dialect)
        start = end + 1


def _of_sentence(
    paragraph: Paragraph, start: int, end: int, dialect: Dialect
) -> Iterator[tuple[Field, str]]:
    text, marks, must = paragraph.text, marks_of(dialect), phrases(dialect, "must")
    if _OF_PATH.match(text, start):
        return  # "`:lamp` is the `id` (a UUID) of one" is about the path
    found: list[re.Match[str]] = []
    fields: list[Field | None] = []
    last = start  # where the values of the name before end
    for match in _NAME.finditer(text, start, end):
        if match.start() >= last and WIRE_NAME.match(match[1].rstrip("?")):
            values, last = (
                _announced(text, match.end(), end, dialect) if not match[2] else ((), last)
            )
            found.append(match)
            fields.append(
                replace(_named(paragraph, match), type_text="string", values=values)
                if values
                else _field(paragraph, match, dialect)
            )
    is_list = _are_named(text[start:end], found, start, dialect)
    if not any(fields) and not is_list:
        return
    words = _CODE.sub(" ", _NAME.sub(" ", text[start:end]))
    is_required: bool | None = None
    is_marked = any(field and field.is_required is not None for field in fields)
    last = start
    for match, field in zip(found, fields):
        before, last = _CODE.sub(" ", text[last : match.start()]), match.end()
        if marks.optional.search(before) or marks.may.search(before):
            is_required = False
        elif marks.required.search(before) or must.search(before):
            is_required = True
        if field is None and any(fields) and not is_list:
            continue  # one of the sentence's other names
        field = field or replace(_named(paragraph, match), about=match[2] or "")
        # Where brackets say what is required, words say it of nothing else.
        if field.is_required is None and not is_marked:
            field = replace(field, is_required=is_required)
        yield field, words


def _are_named(text: str, found: list[re.Match[str]], start: int, dialect: Dialect) -> bool:
    """Whether a sentence lists names after words for parameters, and has nothing else: "Available fields: `a` and `b`"."""
    words = dialect.vocabulary()
    if not found or len(found) != len(_CODE.findall(text)):
        return False
    before = text[: found[0].start() - start]
    gaps = zip(found, found[1:])
    is_list = all(
        _BETWEEN_NAMES.fullmatch(text[a.end() - start : b.start() - start]) for a, b in gaps
    )
    after = _LETTER.findall(_REMARK.sub("", text[found[-1].end() - start :], 1))
    meanings = words.meanings(before)
    is_of_fields = meanings & {"parameters", "attributes", "accepts"}
    is_of_answer = meanings & {"response", "error", "status", "header"}
    is_announced = len(found) > 1 or before.rstrip().endswith((":", "："))
    return bool(
        is_list
        and is_of_fields
        and not is_of_answer
        and is_announced
        and len(after) <= _MOST_LETTERS
    )


def _named(paragraph: Paragraph, match: re.Match[str]) -> Field:
    at = paragraph.span.at_offset(paragraph.text, match.start(), len(match[1]) + 2)
    return Field(
        name=match[1].rstrip("?"),
        is_required=False if match[1].endswith("?") else None,
        at=at,
        type_at=at,
    )


def _field(paragraph: Paragraph, match: re.Match[str], dialect: Dialect) -> Field | None:
    """The field whose bracket has a type, a mark or values; None for any other."""
    inner = match[2] or ""
    if not inner:
        return None
    if values := _values(inner):
        return replace(_named(paragraph, match), type_text="string", values=values)
    said = of_bracket(inner, dialect)
    type_text = said.type_text
    is_type = names_primitives(type_text, dialect) or type_text.lower() in CONTAINERS
    if not is_type and said.is_required is None:
        return None
    place = _CODE.match(inner)
    return replace(
        _named(paragraph, match),
        type_text=type_text if is_type else "",
        about="" if is_type or place else type_text,
        is_required=said.is_required,
        location=said.location,
        default=said.default,
    )


def _announced(text: str, start: int, end: int, dialect: Dialect) -> tuple[tuple[str, ...], int]:
    """The values behind a name and words such as "one of", with the place where they end; () without these words."""
    said = phrases(dialect, "values").search(text[start : min(start + _LONGEST_WORDS, end)])
    if said is None or text[start : start + said.start()].strip(" \t\n,:(–—-"):
        return (), start
    values: list[str] = []
    last = start + said.end()
    while (code := _CODE.search(text, last, end)) and _VALUE.fullmatch(code[1]):
        between = text[last : code.start()]
        if not _BETWEEN_VALUES.fullmatch(between) and values:
            break
        values.append(code[1])
        last = code.end()
    return (tuple(values), last) if len(values) > 1 else ((), start)


def _values(inner: str) -> tuple[str, ...]:
    """The values of a bracket that has nothing else: "`on`, `off` or `dimmed`"."""
    codes = [*_CODE.finditer(inner)]
    if len(codes) < 2 or not all(_VALUE.fullmatch(code[1]) for code in codes):
        return ()
    between = zip([0, *(code.end() for code in codes)], [*(c.start() for c in codes), len(inner)])
    if not all(_BETWEEN_VALUES.fullmatch(inner[first:last]) for first, last in between):
        return ()
    return tuple(dict.fromkeys(code[1] for code in codes))
