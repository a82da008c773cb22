"""What fences state beside messages, and objects in code among words: types that code declares, and comments in JSON.

    interface Shade { width: number }        a type of the page
    { width: number }                        the fields of the place that the label above names
    { "width": 30 // required }              what a comment says of a key
    Returns: a list of `{ id, color? }`      a type without a name, in a line with a label
    | `{ id, color? }` |                     or in a cell

A fence enters with the place of its label; fields and mentions of types go into the `Stated`. Fences enter; the types
that they declare leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from docgen.diagnostics.position import Span
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.parser import Block, Cell, Fence, Paragraph
from docgen.reading.messages.comments import commented_fields
from docgen.reading.page import EnumDoc, MemberRow, ResourceDoc, TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.reading.references.stated import Stated
from docgen.reading.type_phrases import read_type
from docgen.reading.types.literals import TypeLiteral, is_of_types, type_literals
from docgen.reading.types.named_parts import part_types
from docgen.records import replace

# What is in braces, in code: "`{ id, color? }`", "`Lamp[]`" is none.
# A name before the brace is that of the whole: "`Lamp { id: int }`".
_IN_CODE = re.compile(
    r"(?<!`)(`{1,2}+)[ \t]*+(?:[A-Z]\w*+[ \t]*+)?(?P<code>[\[{][^`]*[\]}](?:\[\])?)[ \t]*\1(?!`)"
)
_IN_BRACES = re.compile(r"\s*(?P<code>[\[{][^`]*[\]}](?:\[\])?)\s*")
_BREAK = re.compile(r"<br\s*/?>")
_LABEL = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?[*_`]{0,3}([^\W_][^\n*_`:：]{0,60})[*_`]{0,3}[:：][*_`]{0,3}"
)
_SUCCESS = re.compile(r"2\d\d\b")
# "POST /lamps", with fields of its header and JSON below
_CONTENT_BELOW = re.compile(
    r"\s*(?:POST|PUT|PATCH)[ \t]+\S[^\n]*\n(?:[A-Za-z][\w-]*:[^\n]*\n)*+\s*(?=[{\[])"
)
_LONGEST_BEFORE = 40  # characters of words between a label and code


def read_fence(
    page: PageReader, fence: Fence, place: str, stated: Stated, *, label: str, is_read: bool
) -> bool:
    """Reads the types of a fence, or what comments in its JSON say; whether it shows an answer.

    `place` is that of the `label` above it; `is_read` says that no request has content.
    """
    if literals := type_literals(fence):
        page.use(fence)
        # JSON in which types stand for values is an answer as well.
        is_answer = not place and is_read and fence.text.lstrip()[:1] in ("{", "[")
        first, words = literals[0], page.dialect.vocabulary()
        is_request = not place and bool(first.fields) and words.means(label, "request")
        # Members may say that they are of the path or of the header; those of a GET are of no content.
        is_placed = is_read or any(item.location for item in first.fields)
        if is_request and (is_placed or not first.name):
            stated.add(first.fields, "", None, first.is_many)
            return False
        place = "body" if is_request else place
        _add_literals(page, literals, "response" if is_answer else place, stated)
        return False
    if request := _CONTENT_BELOW.match(fence.text):
        below = fence.text[request.end() :]
        fence = replace(fence, text=below, span=fence.span.below(request[0].count("\n")))
    if fence.text.lstrip()[:1] not in ("{", "[", "｛"):
        return False
    if place in ("", "body"):
        _add_commented(page, fence, place, stated, label=label, is_read=is_read)
    return place == "response" or (not place and is_read)


def content_of_cell(page: PageReader, cell: Cell) -> Fence | None:
    """What a cell has in braces, in code or as all of it, as a fence."""
    text = _BREAK.sub("\n", cell.text)
    match = _IN_BRACES.fullmatch(text) or _IN_CODE.search(text)
    if match is None:
        return None
    at = cell.span.within(max(cell.text.find(match["code"]), 0))
    return _fence(page, match["code"], text[: match.start()], at)


def add_literals_beside(page: PageReader, paragraph: Paragraph, place: str, stated: Stated) -> None:
    """Adds the members of object types in code beside labels, one in a line: that of a place, or the status of a success.

    And of one that is all of a paragraph below such a label.
    """
    offset, alone = 0, _IN_CODE.fullmatch(paragraph.text.strip(" \n."))
    if alone and place in ("body", "response"):
        start = paragraph.text.find(alone["code"])
        at = paragraph.span.at_offset(paragraph.text, start, len(alone["code"]))
        return _add_literals(
            page, type_literals(_fence(page, alone["code"], "", at)), place, stated
        )
    for line in paragraph.text.split("\n"):
        label = _LABEL.match(line) if "{" in line else None
        match = _IN_CODE.search(line, label.end()) if label else None
        if label and match and match.start() - label.end() <= _LONGEST_BEFORE:
            code, start = match["code"], offset + match.start("code")
            at = paragraph.span.at_offset(paragraph.text, start, len(code))
            literals = type_literals(_fence(page, code, line[label.end() : match.start()], at))
            is_success = _SUCCESS.match(label[1]) is not None
            at_place = "response" if is_success else label_place(page, label[1]) or place
            is_placed = at_place or page.dialect.vocabulary().means(label[1], "request")
            if is_placed and (is_success or not label[1][0].isdigit()):
                _add_literals(page, literals, at_place, stated)
        offset += len(line) + 1


def _fence(page: PageReader, code: str, before: str, at: Span) -> Fence:
    """A fence of code among words, which may say that there are many of it: "a list of `{ id }`"."""
    words = before.lower().split()
    is_many = code.startswith("{") and any(w in page.dialect.collection_words for w in words)
    at = at.within(-1) if is_many else at  # the bracket is in the place of the sign of code
    span = replace(at, margin=at.column - 1)
    return Fence(info="", text=f"[{code}]" if is_many else code, span=span)


def _add_commented(
    page: PageReader, fence: Fence, place: str, stated: Stated, *, label: str, is_read: bool
) -> None:
    """Adds the keys of what a request sends, where comments say more of them; those that are listed need no comments."""
    fields = () if is_read else commented_fields(fence, page.dialect)
    is_said = page.dialect.vocabulary().means(label, "request")
    is_marked = any(item.is_required is not None for item in fields)
    if fields and (place or is_said or is_marked) and "body" not in {at for _, at in stated.fields}:
        stated.add(fields, "body", None, fence.text.lstrip()[:1] == "[")


def _add_literals(
    page: PageReader, literals: Iterable[TypeLiteral], place: str, stated: Stated
) -> None:
    """Adds the members of a type without a name to the fields of a place; any other is what is sent or returned there."""
    for literal in literals:
        if literal.fields and not literal.name:
            names = {item.name for item in literal.fields}
            # The same for another media type.
            if not names <= {item.name for item, at in stated.fields if at == place}:
                stated.add(literal.fields, place, None, literal.is_many)
            continue
        mention = _mention(page, literal, literal.name or literal.type_text)
        if place == "response":
            stated.returns = stated.returns or mention
        elif place == "body":
            stated.body = stated.body or mention


def declared_in_fences(
    page: PageReader, blocks: Iterable[Block]
) -> Iterator[ResourceDoc | EnumDoc]:
    """The types that fences of a page declare, each name once."""
    named: dict[str, TypeLiteral] = {}
    for block in blocks:
        if isinstance(block, Fence) and is_of_types(block):
            for literal in type_literals(block):
                if literal.name and literal.name not in named:
                    named[literal.name] = _of_part(literal, named)
                    page.use(block)
    for literal in named.values():
        yield from _declared(page, literal)


def _of_part(literal: TypeLiteral, above: Mapping[str, TypeLiteral]) -> TypeLiteral:
    """A type; one that is a part of a type above it has the members that it takes: `type NewLamp = Omit<Lamp, "id">`."""
    part = literal.part
    whole = above.get(part.of) if part else None
    if part is None or whole is None:
        return literal
    kept: list[Field] = []
    is_kept = True
    for item in whole.fields:
        if not item.depth:
            is_kept = item.name not in part.without and (not part.only or item.name in part.only)
            item = replace(item, is_required=False) if part.is_partial else item
        if is_kept:
            kept.append(item)
    return replace(literal, fields=tuple(kept), base=literal.base or whole.base)


def _declared(page: PageReader, literal: TypeLiteral) -> Iterator[ResourceDoc | EnumDoc]:
    if literal.fields:
        doc, *nested = part_types(page, literal.name, literal.fields, literal.at)
        base = _mention(page, literal, literal.base) if literal.base else None
        yield from (replace(doc, base=base), *nested)
    elif literal.values:
        yield EnumDoc(
            name=literal.name,
            namespace=page.namespace,
            members=tuple(MemberRow(name=value, at=literal.at) for value in literal.values),
            has_own_page=False,
            at=literal.at,
        )


def _mention(page: PageReader, literal: TypeLiteral, phrase: str) -> TypeMention | None:
    ref = read_type(phrase, page.dialect)
    is_many = ref is not None and (ref.is_collection or literal.is_many)
    return TypeMention(ref=replace(ref, is_collection=is_many), at=literal.at) if ref else None
