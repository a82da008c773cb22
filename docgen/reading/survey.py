"""The words of a documentation: its headings, labels, columns and types, and how a dialect takes each.

Documents, a dialect and what was not read of them enter; `Word`s leave, the most frequent first. What no reader
understands may be a line of a dialect of one's own: `dialect_text` writes it as one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import takewhile

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Block, Document, Fence, Heading, Paragraph, Table
from docgen.reading.page import Page
from docgen.reading.page_reader import rows_of
from docgen.reading.references.places import place_of_words
from docgen.reading.type_phrases import read_type
from docgen.records import Record

KINDS = ("heading", "label", "column", "type")
NOT_UNDERSTOOD = "not understood"
_TABLES = {"heading": "headings", "label": "headings", "column": "columns", "type": "primitives"}
_LONGEST = 40  # characters; a longer label is a sentence
_NAME = re.compile(r"[\w$@.\[\]-]+")
_YES_OR_NO = frozenset("yes no true false y n required optional mandatory x - ✓ ✗ ✔ ✘".split())
_KEY_AND_VALUE = re.compile(r'"([^"\n]+)"\s*:\s*(true|false|-?\d+(?:\.\d+)?|")')
# "**What you send** (JSON)": a line in bold or italics.
_MARKED = re.compile(r"(\*\*|__|\*|_)([^*_\n]+)\1(?:[ \t]*\([^()\n]*\))?:?$")
_KINDS_OF_VALUES = {"t": "boolean", "f": "boolean", '"': "string"}
_DESCRIPTION = 3  # words of a cell, on average


class Word(Record, frozen=True, kw_only=True):
    """A heading, a label, a column's header or a type as it is written."""

    kind: str  # one of KINDS
    text: str  # in lower case
    count: int
    taken: str  # a role, a column, a primitive, a type's name, or NOT_UNDERSTOOD
    unread: int = 0  # of these, how many head or stand in what is not read all the same


class Unread(Record, frozen=True, kw_only=True):
    """What `lint` reports as not read."""

    rows: Set[tuple[str, int]] = frozenset()  # path and line of rows of tables and lists
    types: Set[tuple[str, int, int]] = frozenset()  # path, line and column of cells


_ALL_READ = Unread()
_OF_BLOCKS = frozenset({"DG201", "DG204", "DG205", "DG206", "DG207"})
_OF_TYPES = frozenset({"DG210", "DG303"})


def unread(pages: Iterable[Page], findings: Iterable[Diagnostic]) -> Unread:
    """What is not read of pages: tables and lists as a whole, and types that findings are about."""
    of_blocks = (part for page in pages for part in page.skipped if part.rule in _OF_BLOCKS)
    of_types = (finding.at for finding in findings if finding.code in _OF_TYPES)
    return Unread(
        rows=frozenset((part.path, line) for part in of_blocks for line in part.lines),
        types=frozenset((at.path, at.line, at.column) for at in of_types),
    )


def survey(
    documents: Iterable[Document], dialect: Dialect, lost: Unread = _ALL_READ
) -> tuple[Word, ...]:
    """Every word that occurs twice, and single ones that are understood or that are not read."""
    counts: Counter[tuple[str, str]] = Counter()
    of_lost: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for document in documents:
        for kind, text, is_lost in _words(document, dialect, lost):
            key = (kind, text.lower())
            counts[key] += 1
            of_lost[key] += is_lost
            written.setdefault(key, text)
    words = (
        Word(
            kind=kind,
            text=text,
            count=count,
            taken=_taken(kind, written[kind, text], dialect, is_lost=of_lost[kind, text] == count),
            unread=of_lost[kind, text],
        )
        for (kind, text), count in counts.items()
    )
    chosen = (w for w in words if w.count > 1 or w.unread or w.taken != NOT_UNDERSTOOD)
    return tuple(sorted(chosen, key=lambda w: (KINDS.index(w.kind), -w.count, w.text)))


def _words(document: Document, dialect: Dialect, lost: Unread) -> Iterator[tuple[str, str, bool]]:
    """Kinds and words, and whether each heads or stands in what is not read."""
    blocks = document.blocks
    for index, block in enumerate(blocks):
        match block:
            case Heading() if block.level > 1:
                below = (blocks[n] for n in range(index + 1, len(blocks)))
                part = takewhile(lambda b: not isinstance(b, Heading), below)
                is_lost = next((_is_lost(b, lost) for b in part if any(rows_of(b))), False)
                yield "heading", plain(block.text), is_lost
            case Paragraph():
                line = block.text.strip().split("\n")[-1]
                marked = _MARKED.match(line)
                last = plain(marked[2] if marked else line).strip()
                if (marked or last.endswith(":")) and len(last) <= _LONGEST:
                    is_lost = index + 1 < len(blocks) and _is_lost(blocks[index + 1], lost)
                    yield "label", last.rstrip(":"), is_lost
            case Table():
                yield from _table_words(block, dialect, lost)
            case _:
                pass


def _is_lost(block: Block, lost: Unread) -> bool:
    """Whether rows of a table or list are not read."""
    return any((row.path, row.line) in lost.rows for row in rows_of(block))


def _table_words(table: Table, dialect: Dialect, lost: Unread) -> Iterator[tuple[str, str, bool]]:
    headers = [plain(cell.text) for cell in table.header]
    is_lost = _is_lost(table, lost)
    yield from (("column", header, is_lost) for header in headers if header)
    column = next((n for n, h in enumerate(headers) if dialect.column(h.lower()) == "type"), None)
    for row in table.rows if column is not None else ():
        if column is not None and column < len(row) and (text := plain(row[column].text)):
            at = row[column].span
            yield "type", text, (at.path, at.line, at.column) in lost.types


def _taken(kind: str, text: str, dialect: Dialect, *, is_lost: bool) -> str:
    """How a word is taken; a type that is not read anywhere is not understood."""
    match kind:
        case "column":
            return dialect.column(text.lower()) or NOT_UNDERSTOOD
        case "type":
            ref = read_type(text, dialect)
            return str(ref) if ref and not is_lost else NOT_UNDERSTOOD
        case _:
            words = dialect.vocabulary()
            part = "part" if kind == "heading" and words.is_part(text) else ""
            return (
                dialect.role(slug(text)) or place_of_words(dialect, text) or part or NOT_UNDERSTOOD
            )


def survey_text(words: Sequence[Word]) -> str:
    """A line for each word, below its kind; of words that are understood, how many are not read all the same."""
    lines: list[str] = []
    for kind in KINDS:
        of_kind = [word for word in words if word.kind == kind]
        if of_kind:
            lines.append(f"{kind}s: {len(of_kind)}")
            lines += (f"{word.count:7}  {word.text}  ({_how(word)})" for word in of_kind)
    return "".join(f"{line}\n" for line in lines)


def _how(word: Word) -> str:
    is_told = word.unread and word.taken != NOT_UNDERSTOOD
    return f"{word.taken}; {word.unread} not read" if is_told else word.taken


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


class UnknownWord(Record, frozen=True, kw_only=True):
    """A column's header, a heading or a type that the dialect does not know, and the role that the page shows."""

    role: str  # a key of `columns`, `labels` or `primitives`
    text: str  # in lower case
    rows: int  # of tables


def heading_words(
    documents: Iterable[Document], dialect: Dialect, titles: Set[str]
) -> tuple[UnknownWord, ...]:
    """The unknown headings above tables of fields: of a response where a JSON sample follows, else of parameters.

    `titles` are those of operations, in lower case: a heading that is one heads no list of its own.
    """
    rows: Counter[str] = Counter()
    headings: Counter[str] = Counter()  # above tables
    with_json: Counter[str] = Counter()
    for document in documents:
        heading, is_counted = "", False
        for block in document.blocks:
            match block:
                case Heading():
                    heading = plain(block.text).lower() if block.level > 1 else ""
                    is_counted = False
                case Table() if heading and len(block.header) > 1:
                    rows[heading] += len(block.rows)
                    headings[heading] += not is_counted
                    is_counted = True
                case Fence() if block.text.lstrip()[:1] in ("{", "["):
                    with_json[heading] += 1
                case _:
                    pass
    words = (
        UnknownWord(role="response" if with_json[h] else "parameters", text=h, rows=count)
        for h, count in rows.items()
        # A heading that is there once is the title of something.
        if headings[h] > 1
        and len(h) <= _LONGEST
        and h not in titles
        and _taken("heading", h, dialect, is_lost=False) == NOT_UNDERSTOOD
    )
    return tuple(sorted(words, key=lambda word: (-word.rows, word.text)))


def column_words(documents: Iterable[Document], dialect: Dialect) -> tuple[UnknownWord, ...]:
    """The unknown headers of tables that lack a name or a type, those with most rows first."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for block in document.blocks:
            if isinstance(block, Table) and block.rows:
                for key in _of_table(block, dialect):
                    counts[key] += len(block.rows)
    words = (UnknownWord(role=r, text=h, rows=count) for (r, h), count in counts.items())
    return tuple(sorted(words, key=lambda word: (-word.rows, word.role, word.text)))


def type_words(documents: Iterable[Document], dialect: Dialect) -> tuple[UnknownWord, ...]:
    """The words in type columns that are no primitives, with the primitive that samples of the same page show."""
    rows: Counter[str] = Counter()
    shown: dict[str, set[str]] = {}
    for document in documents:
        values = _sample_values(document)
        for block in document.blocks:
            roles = _roles(block, dialect) if isinstance(block, Table) else []
            if not isinstance(block, Table) or "type" not in roles or "name" not in roles:
                continue
            name, type = roles.index("name"), roles.index("type")
            for row in (row for row in block.rows if len(row) > max(name, type)):
                word = plain(row[type].text).lower()
                ref = read_type(word, dialect) if "](" not in row[type].text else None
                if word and not (ref and all(part.is_primitive for part in ref.parts)):
                    rows[word] += 1
                    shown.setdefault(word, set()).update(values.get(plain(row[name].text), ()))
    words = (
        UnknownWord(role=next(iter(shown[word])), text=word, rows=count)
        for word, count in rows.items()
        if len(shown[word]) == 1 and len(word) <= _LONGEST
    )
    return tuple(sorted(words, key=lambda word: (-word.rows, word.text)))


def _sample_values(document: Document) -> dict[str, set[str]]:
    """The primitives of the values in JSON samples, by key."""
    values: dict[str, set[str]] = {}
    for block in document.blocks:
        for key, value in _KEY_AND_VALUE.findall(block.text) if isinstance(block, Fence) else ():
            kind = _KINDS_OF_VALUES.get(
                value[0], "integer" if value.lstrip("-").isdigit() else "number"
            )
            values.setdefault(key, set()).add(kind)
    return values


def _of_table(table: Table, dialect: Dialect) -> Iterator[tuple[str, str]]:
    headers = [plain(cell.text).lower() for cell in table.header]
    known = {role for header in headers if (role := dialect.column(header))}
    if {"name", "type"} <= known:
        return
    # "Member" heads the names of fields, where there are types.
    roles = ["name" if role == "member" else role for role in _roles(table, dialect)]
    # A table of something else than fields has no types, or no names.
    if roles.count("name") != 1 or roles.count("type") != 1:
        return
    for header, role in zip(headers, roles):
        if role and not dialect.column(header) and 0 < len(header) <= _LONGEST:
            yield role, header


def _roles(table: Table, dialect: Dialect) -> list[str]:
    """The role of each column: the one that its header has in the dialect, else the one that its cells show."""
    columns: list[list[str]] = [[] for _ in table.header]
    for row in table.rows:
        # A row may be much shorter than the header.
        for column, cell in zip(columns, row):
            column.append(plain(cell.text))
    return [
        dialect.column(plain(cell.text).lower()) or _role(columns[n], dialect, is_first=n == 0)
        for n, cell in enumerate(table.header)
    ]


def _role(cells: Sequence[str], dialect: Dialect, *, is_first: bool) -> str:
    """The role that most of the cells of a column have; "" where they show none."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return ""
    if all(cell.lower() in _YES_OR_NO for cell in filled):
        return "required"
    if 2 * sum(dialect.primitive(cell) is not None for cell in filled) >= len(filled):
        return "type"
    if is_first and all(_NAME.fullmatch(cell) for cell in filled):
        return "name"
    is_prose = sum(len(cell.split()) for cell in filled) >= _DESCRIPTION * len(filled)
    return "description" if is_prose else ""
