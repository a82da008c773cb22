"""The words of a documentation: its headings, labels, columns and types, and how a dialect takes each.

Documents and a dialect enter; `Word`s leave, the most frequent first. What no reader understands may be a line of a
dialect of one's own: `dialect_text` writes it as one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Document, Heading, Paragraph, Table
from docgen.reading.references.operations import PLACES
from docgen.reading.type_phrases import read_type
from docgen.records import Record

KINDS = ("heading", "label", "column", "type")
NOT_UNDERSTOOD = "not understood"
_TABLES = {"heading": "headings", "label": "headings", "column": "columns", "type": "primitives"}
_LONGEST = 40  # characters; a longer label is a sentence


class Word(Record, frozen=True, kw_only=True):
    """A heading, a label, a column's header or a type as it is written."""

    kind: str  # one of KINDS
    text: str  # in lower case
    count: int
    taken: str  # a role, a column, a primitive, a type's name, or NOT_UNDERSTOOD


def survey(documents: Iterable[Document], dialect: Dialect) -> tuple[Word, ...]:
    """Every word that occurs twice, and single ones that are understood."""
    counts = Counter(word for document in documents for word in _words(document, dialect))
    words = (
        Word(kind=kind, text=text, count=count, taken=_taken(kind, text, dialect))
        for (kind, text), count in counts.items()
    )
    chosen = (word for word in words if word.count > 1 or word.taken != NOT_UNDERSTOOD)
    return tuple(sorted(chosen, key=lambda w: (KINDS.index(w.kind), -w.count, w.text)))


def _words(document: Document, dialect: Dialect) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        match block:
            case Heading() if block.level > 1:
                yield "heading", plain(block.text).lower()
            case Paragraph():
                last = plain(block.text.strip().split("\n")[-1]).strip()
                if last.endswith(":") and len(last) <= _LONGEST:
                    yield "label", last.rstrip(":").lower()
            case Table():
                yield from _table_words(block, dialect)
            case _:
                pass


def _table_words(table: Table, dialect: Dialect) -> Iterator[tuple[str, str]]:
    headers = [plain(cell.text).lower() for cell in table.header]
    yield from (("column", header) for header in headers if header)
    column = next((n for n, h in enumerate(headers) if dialect.column(h) == "type"), None)
    for row in table.rows if column is not None else ():
        if column is not None and column < len(row) and (text := plain(row[column].text)):
            yield "type", text.lower()


def _taken(kind: str, text: str, dialect: Dialect) -> str:
    match kind:
        case "column":
            return dialect.column(text) or NOT_UNDERSTOOD
        case "type":
            ref = read_type(text, dialect)
            return str(ref) if ref else NOT_UNDERSTOOD
        case _:
            words = dialect.vocabulary()
            meanings = words.meanings(text)
            place = next((place for meaning, place in PLACES.items() if meaning in meanings), "")
            part = "part" if kind == "heading" and words.is_part(text) else ""
            return dialect.role(slug(text)) or place or part or NOT_UNDERSTOOD


def survey_text(words: Sequence[Word]) -> str:
    """A line for each word, below its kind."""
    lines: list[str] = []
    for kind in KINDS:
        of_kind = [word for word in words if word.kind == kind]
        if of_kind:
            lines.append(f"{kind}s: {len(of_kind)}")
            lines += (f"{word.count:7}  {word.text}  ({word.taken})" for word in of_kind)
    return "".join(f"{line}\n" for line in lines)


def dialect_text(words: Sequence[Word]) -> str:
    """A dialect that extends `plain`, with what is not understood as comments in the table that it may belong to."""
    lines = ['extends = "plain"', 'description = "..."']
    for table in dict.fromkeys(_TABLES.values()):
        unknown = [w for w in words if _TABLES[w.kind] == table and w.taken == NOT_UNDERSTOOD]
        lines += ["", f"[{table}]"]
        for word in sorted(unknown, key=lambda w: -w.count):
            text = slug(word.text) if table == "headings" else word.text
            lines.append(f'# ... = ["+", {json.dumps(text, ensure_ascii=False)}]  # {word.count}')
    return "".join(f"{line}\n" for line in lines)
