"""Which sections are about what an operation returns: a type of their own, and no part of the operation.

    GET /lamps/{id}
    Returns a [lamp](#the-lamp).
    # The lamp                        what that sentence links to, or what the path calls it
    ## Attributes

Entries enter; an answer leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import rests
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.inline import links, plain, slug
from docgen.reading.markdown.parser import Heading, Paragraph, Table
from docgen.records import Record
from docgen.syntax.naming import singular
from docgen.syntax.path_spellings import targets

_LONGEST_NAME = 4  # words
_NAME = re.compile(r"[A-Z]\w*")


class Returned(Record, frozen=True, kw_only=True):
    """By what names an operation speaks of what it returns."""

    fragments: frozenset[str]  # that its sentences link to
    named: frozenset[str]  # in the rows of its request lines, below "Returns"
    resources: frozenset[str]  # what its paths are called, where requests have no content


def returned_by(operation: Entry, dialect: Dialect) -> Returned:
    """What the sections below an operation may be about."""
    is_read = all(d.method == "GET" for d in operation.declared) and not operation.is_inferred
    return Returned(
        fragments=frozenset(_returned(operation, dialect)),
        named=frozenset(_named(operation, dialect)),
        resources=frozenset(_resources(operation) if is_read else ()),
    )


def has_table(entry: Entry) -> bool:
    """Whether an entry without request lines lists something."""
    return not entry.declared and any(isinstance(block, Table) for block in entry.blocks)


def is_returned(entry: Entry, returned: Returned, dialect: Dialect) -> bool:
    """Whether an entry is about the type that an operation above it returns."""
    is_linked = slug(plain(entry.title)) in returned.fragments
    is_named = plain(entry.title).lower() in returned.named
    return is_linked or is_named or _is_resource(entry, returned, dialect)


def _returned(operation: Entry, dialect: Dialect) -> Iterator[str]:
    """The fragments that sentences about what is returned link to."""
    for block in operation.blocks:
        if not isinstance(block, Paragraph) or "](#" not in block.text:
            continue
        for _, rest in rests(dialect, "returns", block.text):
            for link in links(rest, block.span, {}):
                if link.target.startswith("#"):
                    yield link.target[1:].lower()


def _named(operation: Entry, dialect: Dialect) -> Iterator[str]:
    """The names in the rows of request lines that say what is returned: "list of Lamp"."""
    words = dialect.vocabulary()
    for header, cell in (pair for declaration in operation.declared for pair in declaration.row):
        if words.means(plain(header), "response"):
            names = _NAME.findall(cell.text)
            yield from (name.lower() for name in names if not words.means(name, "link"))


def _is_resource(entry: Entry, returned: Returned, dialect: Dialect) -> bool:
    """Whether the attributes of what a path is called are listed: "Lamp" and `GET /lamps/{id}`."""
    words = dialect.vocabulary()
    parts = [block for block in entry.blocks if isinstance(block, Heading)]
    names = [name.lower() for name in plain(entry.title).split() if not words.means(name, "thing")]
    if not (parts and 0 < len(names) <= _LONGEST_NAME):
        return False
    is_of_attributes = words.meanings(parts[0].text) <= {"attributes", "part", "thing"}
    return is_of_attributes and _key(names) in returned.resources


def _resources(operation: Entry) -> Iterator[str]:
    for declaration in operation.declared:
        for target in targets(declaration.target):
            named = [part for part in target.path.split("/") if part and "{" not in part]
            if named:
                yield _key([named[-1].replace("-", " ").replace("_", " ")])


def _key(names: Sequence[str]) -> str:
    """Words as one, the last in the singular, without an article."""
    *before, last = " ".join(names).lower().split()
    kept = [name for name in before if name not in ("the", "a", "an")]
    return "".join((*kept, singular(last)))
