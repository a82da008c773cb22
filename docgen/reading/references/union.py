"""One operation of what several sections state of it, for users and for administrators, or a page for each plugin;
and what a section says is the same as in another one.

    It supports the same parameters as the [lamps API](lamps.md#list-lamps).    the parameters
    Functions the same as [Change a lamp](#change-a-lamp).                      all
    Body: the same fields as in 2.1 except `id`.                                the body
    - `GET /rooms/:id/lamps` → [List lamps](#list-lamps)                        all

`OperationDoc`s enter and leave, and paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from docgen.reading.dialects.vocabulary import WordPattern
from docgen.reading.entries.declaration import Declaration
from docgen.reading.markdown.inline import code_spans
from docgen.reading.page import CopyDoc, CopyPart, OperationDoc, PropertyRow, TypeRef
from docgen.records import replace
from docgen.syntax.http_message import METHODS
from docgen.syntax.url_path import shape

# Linking, which unites operations too, loads no parser.
if TYPE_CHECKING:
    from docgen.diagnostics.position import Span
    from docgen.reading.dialects.vocabulary import Vocabulary
    from docgen.reading.entries.entry import SubjectPart
    from docgen.reading.markdown.parser import Paragraph


def united_operations(operations: Sequence[OperationDoc]) -> Iterator[OperationDoc]:
    """One for each method and paths, in the order of the first statements."""
    same: dict[tuple[object, ...], list[OperationDoc]] = {}
    for operation in operations:
        shapes = (shape(target.target.partition("?")[0]) for target in operation.targets)
        key = (operation.targets[0].method, operation.is_secondary, *sorted(set(shapes)))
        same.setdefault(key, []).append(operation)
    for parts in same.values():
        targets = tuple(target for operation in parts for target in operation.targets)
        yield replace(united(parts), targets=targets)


def united(parts: Sequence[OperationDoc]) -> OperationDoc:
    """The first with what the others list. A parameter that only one of them lists is not required; one that only names the
    operation lists none.
    """
    first = parts[0]
    parts = [part for part in parts if not part.is_named_only]
    if not parts or parts == [first]:
        return first
    return replace(
        first,
        headers=tuple({h.name.lower(): h for o in reversed(parts) for h in o.headers}.values()),
        cookies=_union([o.cookies for o in parts]),
        path_parameters=_union([o.path_parameters for o in parts]),
        query_parameters=_union([o.query_parameters for o in parts]),
        body_parameters=_union([o.body_parameters for o in parts]),
        has_body=True if any(o.has_body for o in parts) else first.has_body,
        body=next((o.body for o in parts if o.body), None),
        statuses=tuple(dict.fromkeys(status for o in parts for status in o.statuses)),
        returns=next((o.returns for o in parts if o.returns), None),
        many_at=next((o.many_at for o in parts if o.many_at), None),
        same_as=next((o.same_as for o in parts if o.same_as), None),
        response_headers=_union([o.response_headers for o in parts]),
        listed=tuple(mention for o in parts for mention in o.listed),
        successes=tuple(dict.fromkeys(each for o in parts for each in o.successes)),
        errors=tuple(dict.fromkeys(error for o in parts for error in o.errors)),
    )


def completed(
    operations: Sequence[OperationDoc], subjects: Mapping[Span, SubjectPart]
) -> Iterator[OperationDoc]:
    """The operations of a page about one subject, each with what it lacks and others have, but for those that stand alone."""
    for operation in operations:
        is_alone = subjects[operation.at].is_alone
        yield operation if is_alone else _completed(operation, operations)


def _completed(operation: OperationDoc, others: Sequence[OperationDoc]) -> OperationDoc:
    """An operation with what the first of the others states of each thing that it states nothing of itself."""
    known = {name: getattr(operation, name) for name in _COMPLETED}
    missing = [
        name
        for name, value in known.items()
        if not value and not (name in _OF_BODY and operation.has_body is False)
    ]
    found = {
        name: next((v for o in others if (v := getattr(o, name))), known[name]) for name in missing
    }
    return replace(operation, **found)


_OF_BODY = ("body", "body_parameters", "has_body")
_COMPLETED = (
    "permissions",
    "headers",
    "path_parameters",
    "query_parameters",
    *_OF_BODY,
    "statuses",
    "returns",
    "errors",
)


def _union(lists: Sequence[Sequence[PropertyRow]]) -> tuple[PropertyRow, ...]:
    # Two accounts with other types are compared where types are known.
    rows: dict[tuple[str, TypeRef | None], PropertyRow] = {}
    for parameters in filter(None, lists):
        for row in parameters:
            rows.setdefault((row.name, row.type), row)
    required = [{row.name for row in parameters if row.is_required} for parameters in lists]
    in_all = set.intersection(*required) if required else set()
    return tuple(replace(row, is_required=row.name in in_all) for row in rows.values())


_SAME = WordPattern(
    ("same", "identical", "mismo", "même", "gleiche"),
    r"\b(?:same|identical|mismos?|même|gleichen?)\b([^.\[\]]{0,60}?)\b(?:as|to|que|wie)\s"
    r"[^.\[\]\d]{0,60}?(?:\[[^\[\]]+\]\(\s*([^()\s]+)[^()]*\)|(?<![\w.])(\d{1,3}(?:\.\d{1,3})+)(?![\w.]*\w)"
    rf"|`((?:(?:{'|'.join(METHODS)}) )?/[^`\s]*)`)",
)
_NUMBER = re.compile(r"\d\.\d")
_ALL: tuple[CopyPart, ...] = ("query", "body", "response")
_OF_MEANINGS: tuple[tuple[str, tuple[CopyPart, ...]], ...] = (
    ("query", ("query",)),
    ("body", ("body",)),
    ("response", ("response",)),
    ("parameters", ("query", "body")),
)
_OF_PLACES: Mapping[str, tuple[CopyPart, ...]] = {
    "body": ("body",),
    "query": ("query",),
    "response": ("response",),
}


_LINK_ALONE = re.compile(r"\[[^\[\]]+\]\(([^()\s]*#[^()\s]+)\)[.;]?")


def same_as_linked(declaration: Declaration) -> CopyDoc | None:
    """The section that a request line leads to, where it says nothing else."""
    for _, cell in declaration.row if len(declaration.row) == 1 else ():
        if found := _LINK_ALONE.fullmatch(cell.text.strip()):
            return CopyDoc(target=found[1], parts=_ALL, at=cell.span)
    return None


def same_as(
    paragraph: Paragraph, words: Vocabulary, exceptions: WordPattern, place: str
) -> CopyDoc | None:
    """The section to which a paragraph refers for parameters, a body or a response.

    `exceptions` finds the words before what is not the same, `place` is that of what the paragraph is about.
    """
    text = paragraph.text
    may_be = "](" in text or "`" in text or _NUMBER.search(text)
    found = _SAME.search(text) if may_be else None
    if found is None:
        return None
    meanings = words.meanings(found[1])
    parts = next((parts for meaning, parts in _OF_MEANINGS if meaning in meanings), ())
    if not parts and "attributes" in meanings:
        parts = _OF_PLACES.get(place, ("query", "body"))
    if not parts and words.is_part(found[1]):  # "the same format as"
        parts = _OF_PLACES.get(place, ())
    parts = parts or (() if found[1].strip() else _OF_PLACES.get(place, _ALL))
    group = 2 if found[2] else 3 if found[3] else 4
    at = paragraph.span.at_offset(text, found.start(group), len(found[group]))
    rest = text[found.end() :].lstrip(" ,(").partition(". ")[0]
    names = (code for _, _, code in code_spans(rest)) if exceptions.match(rest) else ()
    return (
        CopyDoc(
            target=found[2] or "",
            number=found[3] or "",
            request=f"GET {found[4]}" if (found[4] or "")[:1] == "/" else found[4] or "",
            parts=parts,
            without=tuple(names),
            at=at,
        )
        if parts
        else None
    )


def joined_copies(first: CopyDoc | None, other: CopyDoc | None) -> CopyDoc | None:
    """Two paragraphs about one section as one; of two sections the first counts."""
    if first is None or other is None:
        return first or other
    keys = [(copy.target, copy.number, copy.request) for copy in (first, other)]
    parts = tuple(dict.fromkeys((*first.parts, *other.parts)))
    return replace(first, parts=parts) if keys[0] == keys[1] else first
