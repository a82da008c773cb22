"""Fields in definitions: a name, and its description on the lines below.

    color
    : {{<required>}} String. Its color.

A paragraph enters; `Field`s leave, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.brackets import BRACKET, is_of_type, of_bracket
from docgen.reading.lists.fields import FLAG, Field
from docgen.reading.lists.marks import is_required_in, marks_of
from docgen.reading.lists.names import WIRE_NAME, bare_name
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.type_phrases import names_primitives
from docgen.syntax.plain_text import unescape

_MOST_WORDS = 4  # of a type that no primitive is


def defined_fields(paragraph: Paragraph, dialect: Dialect) -> Iterator[Field]:
    """`name` and, on the lines below, `: its description`."""
    lines, offset = paragraph.text.split("\n"), 0
    for number, line in enumerate(lines):
        start, offset = offset, offset + len(line) + 1
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if line.lstrip().startswith(": ") or not below.lstrip().startswith(": "):
            continue
        # "color=<value>"
        name = bare_name(unescape(line) if "&" in line else line).partition("=")[0]
        if not WIRE_NAME.match(name):
            continue
        rest = takewhile(
            lambda n: n == number + 1 or not lines[n].lstrip().startswith(": "),
            range(number + 1, len(lines)),
        )
        about = " ".join(_definition_lines(lines, list(rest)))
        flags = {m[1].lower() for m in FLAG.finditer(about)}
        about = FLAG.sub("", about).strip()
        beside = line.partition(name)[2].lstrip("`* ")  # "`color` (string, required)"
        bracket = BRACKET.match(about) if about.startswith("(") else None
        inner = (bracket or BRACKET.match(beside) or [""] * 2)[1]
        said = of_bracket(inner if bracket or is_of_type(inner, dialect) else "", dialect)
        about = about[bracket.end() :].strip() if bracket else about
        first, _, others = about.partition(". ")
        if "," in first and names_primitives(
            (listed := of_bracket(first, dialect)).type_text, dialect
        ):
            said, first, about = listed, "", others  # "string, optional, default: `warm`"
        type_text = said.type_text or first
        if type_text is first and others and names_primitives(first, dialect):
            about = others  # the type is no part of the description
        if not (said.type_text or names_primitives(first, dialect)):
            last = about.rstrip(".").rpartition(". ")[2]  # "What to look for. String."
            is_last, is_short = names_primitives(last, dialect), len(first.split()) <= _MOST_WORDS
            type_text = last if is_last else first if is_short or "](" in first else ""
        is_required = is_required_in(marks_of(dialect), beside, beside) if beside else None
        if is_required is None:
            # "If provided, this becomes optional": one of several is required.
            is_required = "required" in flags and not marks_of(dialect).optional.search(about)
        at = paragraph.span.at_offset(paragraph.text, start, len(line))
        yield Field(
            name=name.lstrip(":"),
            type_text=type_text.rstrip(".") if len(type_text) < 80 else "",
            is_of_prose=True,
            location=said.location,
            default=said.default,
            about=about,
            is_required=is_required if said.is_required is None else said.is_required,
            is_deprecated="deprecated" in flags or said.is_deprecated,
            at=at,
            type_at=at,
        )


def _definition_lines(lines: list[str], numbers: list[int]) -> Iterator[str]:
    for number in numbers:
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if number != numbers[0] and below.lstrip().startswith(": "):
            return  # the next term
        yield lines[number].lstrip().removeprefix(":").strip().rstrip("\\")
