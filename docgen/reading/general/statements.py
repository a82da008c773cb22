"""What a page states of all operations: failures, the envelope, and the parameters that page through every list.

Blocks enter; `ResponseDoc`s and `PropertyRow`s leave, in page order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.reading.entries.entry import Entry
from docgen.reading.labels import label_text, paragraph_label
from docgen.reading.lists.columns import has_primitives
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page import EnvelopeDoc, FailureDoc, PropertyRow, ResponseDoc, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.reading.references.status_tables import error_table
from docgen.reading.references.statuses import headed_errors, response_of_bullet, told_failures
from docgen.syntax.http_message import read_message, starts_response
from docgen.syntax.lenient_json import Unreadable, read_json

_LONGEST_LABEL = 200
_LONGEST_TITLE = 60
_FIRST_FAILURE = 400  # status
_TOO_MANY = "429"
# As in a header field, and in words about it: "the `Link` header has the next page, `rel="next"`".
_NEXT = re.compile(
    r"<[^<>\n]*>\s*;\s*rel=\\?[\"']?next\b|\bLink\b[^<>]{0,200}\brel=\\?[\"']?next\b",
    re.IGNORECASE,
)
_TEMPLATE_KEY = re.compile(r'^([ \t]+)"([A-Za-z_]\w*)"[ \t]*:[ \t]*(.*?),?[ \t]*$', re.MULTILINE)
_ANYTHING = re.compile(r"<[\w ./|-]+>|\.\.\.|\{\s*(?:\.\.\.|\u2026)?\s*\}|\u2026")
_OF_FAILURE = re.compile(r"[Ee]rr(?:or)?s?(?![a-z])")
# How the value of a template begins -> its type.
_BEGINS = (("[", "any"), ('"', "string"), ("true", "boolean"), ("false", "boolean"))


def stated_envelope(page: PageReader, entries: Sequence[Entry]) -> EnvelopeDoc | None:
    """The object around all data that a section without an operation shows, with one placeholder for the data.

    {"status": "success" | "error", "data": <data>, "warnings": ["<string>"]}
    """
    words = page.dialect.vocabulary()
    for entry in entries:
        label = entry.title
        for block in () if entry.declared else entry.blocks:
            if isinstance(block, Paragraph):
                label = block.text
            elif isinstance(block, Fence) and block.text.lstrip()[:1] == "{":
                found = _template(block) if words.means(label, "response") else None
                if found:
                    page.use(block)
                    return found
    return None


def _template(fence: Fence) -> EnvelopeDoc | None:
    keys = [*_TEMPLATE_KEY.finditer(fence.text)]
    least = min((len(key[1]) for key in keys), default=0)
    outer = [key for key in keys if len(key[1]) == least]
    data = [key for key in outer if _ANYTHING.fullmatch(key[3])]
    if len(data) != 1 or len(outer) < 2:
        return None
    others = (key for key in outer if key is not data[0] and not _OF_FAILURE.match(key[2]))
    return EnvelopeDoc(
        data=data[0][2],
        properties=tuple(
            PropertyRow(
                name=key[2],
                type=_type_of_template(key[3]),
                description="",
                at=fence.span.at_offset(fence.text, key.start(2), len(key[2])),
                type_at=fence.span.at_offset(fence.text, key.start(3), len(key[3])),
            )
            for key in others
        ),
        at=fence.span,
    )


def _type_of_template(value: str) -> TypeRef | None:
    if value[:1].isdigit():
        return TypeRef(name="integer", is_primitive=True)
    name = next((name for start, name in _BEGINS if value.startswith(start)), "")
    if value.startswith('["'):
        name = "string"
    return TypeRef(name=name, is_primitive=True, is_collection=value[:1] == "[") if name else None


def has_next_links(blocks: Iterable[Block]) -> bool:
    """Whether a page has a header field with a link to the next page (RFC 8288)."""
    texts = (block.text for block in blocks if isinstance(block, (Fence, Paragraph)))
    return any(_NEXT.search(text) for text in texts if "next" in text and "=" in text)


def general_errors(page: PageReader, entries: Sequence[Entry]) -> tuple[ResponseDoc, ...]:
    """The failures that a section without an operation lists below a heading about errors: any request may fail so."""
    found: dict[tuple[str, str], ResponseDoc] = {}
    for entry in entries:
        # Of the heading about errors.
        title = entry.title
        place = label_place(page, title)
        level = entry.level if place == "error" else 0
        is_labelled = False
        for block in () if entry.declared else entry.blocks:
            if isinstance(block, Heading):
                title = plain(label_text(block))
                level = 0 if block.level <= level else level
                errors = headed_errors(page, block, title) if level else []
                is_labelled = False
                place = label_place(page, title)
                if not level and place == "error":
                    level = block.level
            else:
                is_listed = (
                    level or is_labelled or place == "response" and _lists_codes(page, block)
                )
                errors = _listed_errors(page, block, title) if is_listed else []
                errors = errors or [*_told_of_any(page, block)]
                label = "" if errors or level else _label(page, block)
                is_labelled = label_place(page, label) == "error" if label else is_labelled
            found |= {(e.status, e.code): e for e in errors if (e.status, e.code) not in found}
    return tuple(found.values())


def _lists_codes(page: PageReader, block: Block) -> bool:
    """Whether a table lists statuses of successes and of failures: below "Response codes"."""
    listed = error_table(page, block) if isinstance(block, Table) else ()
    return {error.status[:1] for error in listed} >= {"2", "4"}


def _told_of_any(page: PageReader, block: Block) -> Iterator[ResponseDoc]:
    """The failures of any request that sentences tell of: that there are too many requests (RFC 6585, 4)."""
    if isinstance(block, Paragraph) and _TOO_MANY in block.text:
        yield from (each for each in told_failures(page, block) if each.status == _TOO_MANY)


def _label(page: PageReader, block: Block) -> str:
    """What a paragraph calls the blocks below it: a label, or a line such as "Error codes"."""
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_LABEL:
        return ""
    is_title = len(block.text) < _LONGEST_TITLE and page.dialect.vocabulary().is_part(block.text)
    return block.text if is_title else paragraph_label(block)


def failures(page: PageReader, entries: Sequence[Entry]) -> tuple[FailureDoc, ...]:
    """The contents of failures that sections show in JSON; else the keys that those without an operation list of one."""
    shown: list[FailureDoc] = []
    listed: list[FailureDoc] = []
    for entry in entries:
        level = entry.level if label_place(page, entry.title) == "error" else 0
        label = entry.title
        for block in entry.blocks:
            match block:
                case Heading():
                    label = label_text(block)
                    level = 0 if block.level <= level else level
                    if not level and label_place(page, plain(label)) == "error":
                        level = block.level
                case Paragraph():
                    label = block.text
                case Fence():
                    is_object = block.text.lstrip()[:1] == "{"
                    is_told = is_object and (
                        level > 0 or label_place(page, plain(label)) == "error"
                    )
                    if found := _failure(block, is_told=is_told):
                        if not entry.declared:
                            page.use(block)
                        shown.append(found)
                case Table() if level and is_field_table(page, block):
                    if entry.declared and not has_primitives(page, block):
                        continue  # codes
                    names = [item.name for item in table_fields(page, block)]
                    listed.append(FailureDoc(value=dict.fromkeys(names, ""), at=block.span))
                case _:
                    pass
    return tuple(shown or listed)


def _failure(fence: Fence, *, is_told: bool) -> FailureDoc | None:
    """The JSON object of a fence, of a response that failed or of a template; of any other where words tell of failures."""
    text = fence.text.lstrip()
    is_message = text[:1] != "{" and starts_response(text)
    if is_message and (message := read_message(text)):
        text, is_told = message.body, message.status >= _FIRST_FAILURE
        if not is_told:
            return None
    if text[:1] != "{":
        return None
    if _ANYTHING.search(text) and _template(fence):
        # Of a template the keys of failures: `"errorType": "<string>"`.
        names = [key[2] for key in _TEMPLATE_KEY.finditer(text) if _OF_FAILURE.match(key[2])]
        value: object = dict.fromkeys(names, "")
    elif is_told:
        try:
            value, _ = read_json(text)
        except Unreadable:
            return None
    else:
        return None
    return FailureDoc(value=value, at=fence.span) if value and isinstance(value, dict) else None


def _listed_errors(page: PageReader, block: Block, title: str) -> list[ResponseDoc]:
    """The failures in a table or a bullet below a title; rows of successes say nothing."""
    match block:
        case Table() if not page.is_used(block) and (errors := error_table(page, block)):
            # "Key", "Description": the fields of their contents.
            if not (errors[0].status or label_place(page, plain(block.header[0].text)) == "error"):
                return []
            page.use(block)
            page.skip("DG232", (error.at for error in errors if error.status[:1] in "123"))
            return [error for error in errors if error.status[:1] not in "123"]
        case Paragraph() if not page.is_used(block) and (
            error := response_of_bullet(page, block, title)
        ):
            page.use(block)
            return [error] if error.status[:1] in ("", "4", "5") else []
        case _:
            return []
