"""Which request lines are samples of one that another line, or the section above, declares.

Where commands alone declare, `/lamps/x7` is `/lamps/{lamp_id}` if content that is shown has `"id": "x7"`.

Entries and `Declaration`s enter; answers leave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import islice

from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import LABELLED, Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.items import CURL
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph
from docgen.records import replace
from docgen.syntax.naming import singular
from docgen.syntax.path_spellings import below_root, targets
from docgen.syntax.url_path import fits

_TEMPLATE = re.compile(r"(?:[^\W_][\w .:-]{0,30})?`(/[^\s`]{0,300}(?:[{<]|/:)[^\s`]{1,300})`")
_PLACEHOLDER = re.compile(r"[{<]|/:[^\W\d]")
_NUMBERED = re.compile(r"/\d+(?:[/?.]|\Z)")
FENCED = ("fence", "content", "message")
_KEY = re.compile(
    r"\"(?:\w{0,60}(?:_id|Id|ID|_key|Key)|id|uuid|guid|slug|key)\"\s*:\s*\"([\w.-]{1,60})\""
)
_WORD = re.compile(r"[A-Za-z][\w-]*")
_MOST_ABOVE = 500  # blocks above an example, up to the heading of the examples


def only_shows(entry: Entry, above: Entry) -> bool:
    """Whether the messages of an entry are samples of what the one above declares in a form of its own.

    So are requests with a query, "For the next page, send `GET /lamps?page=2`", and fences with numbers in place of
    placeholders: `DELETE /lamps/7`.
    """
    has_values = len(above.declared) == 1 and has_placeholder(above.declared[0].target)
    is_sample = entry.is_inferred or all(
        "?" in d.target or has_values and d.form in FENCED and _NUMBERED.search(d.target)
        for d in entry.declared
    )
    return (
        is_sample
        and not above.is_inferred
        and all(
            any(_is_sample_of(declaration, d) for d in above.declared)
            for declaration in entry.declared
        )
    )


def is_example(entry: Entry, above: Sequence[Entry], words: Vocabulary) -> bool:
    """Whether an entry below "Examples" or "Responses" has values for the placeholders of what the first above it declares."""
    blocks = islice((b for e in reversed(above) for b in reversed(e.blocks)), _MOST_ABOVE)
    headings = (b for b in blocks if isinstance(b, Heading) and b.level < entry.level)
    part = next(headings, None)
    templates = [d for d in above[0].declared if has_placeholder(d.target)]
    return (
        part is not None
        and words.means(part.text, "sample", "response")
        and all(is_shown(declaration, templates) for declaration in entry.declared)
    )


def with_templates(
    declared: Sequence[Declaration], blocks: Sequence[Block]
) -> Sequence[Declaration]:
    """The declarations; one in a fence, with values, has the address with placeholders that a line beside it ends with.

    `GET /rooms/3/lamps HTTP/1.1`, and "Table 1. `/rooms/{room}/lamps`" above what its parameters are.
    """
    if any(d.form not in FENCED or _PLACEHOLDER.search(d.target) for d in declared):
        return declared
    found = [
        (match[1], block.span.at_offset(block.text, match.start(1), len(match[1])))
        for block in blocks
        if isinstance(block, Paragraph) and (match := _TEMPLATE.fullmatch(block.text.strip()))
    ]
    templates = [
        replace(declaration, target=target, form="code", at=at)
        for declaration in declared
        for target, at in found
    ]
    return [
        next((template for template in templates if _is_sample_of(each, template)), each)
        for each in declared
    ]


def is_shown(declaration: Declaration, templates: Sequence[Declaration]) -> bool:
    """Whether a fence, or what labels state, is a sample of a request line with placeholders that is stated beside it."""
    target = declaration.target
    return (
        declaration.form in (*FENCED, LABELLED)
        and (not has_placeholder(target) or _NUMBERED.search(target) is not None)
        and not _PLACEHOLDER.search(target)
        and any(_is_sample_of(declaration, template) for template in templates)
    )


def _is_sample_of(sample: Declaration, declaration: Declaration) -> bool:
    """Whether a request line has values for the placeholders of another, also below the root of the API."""
    return sample.method == declaration.method and any(
        fits(template.path, target.path) or fits(template.path, below_root(target.path))
        for target in targets(sample.target)
        for template in targets(declaration.target)
    )


def has_placeholder(target: str) -> bool:
    return any("{" in t.path for t in targets(target))


def with_shown_keys(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries; in what commands declare, values of keys that content has are placeholders."""
    if not any(declaration.form == CURL for entry in entries for declaration in entry.declared):
        return entries
    fences = (b for entry in entries for b in entry.blocks if isinstance(b, Fence))
    keys = {key for fence in fences for key in _KEY.findall(fence.text)}

    return [
        replace(entry, declared=tuple(_with_keys(d, keys) for d in entry.declared))
        for entry in entries
    ]


def _with_keys(declaration: Declaration, keys: Set[str]) -> Declaration:
    path, mark, query = declaration.target.partition("?")
    steps = path.split("/")
    if declaration.form != CURL or keys.isdisjoint(steps):
        return declaration
    placed = [
        (
            f":{singular(before).replace('-', '_')}_id"
            if step in keys and _WORD.fullmatch(before)
            else step
        )
        for before, step in zip(["", *steps], steps)
    ]
    return replace(declaration, target="/".join(placed) + mark + query)
