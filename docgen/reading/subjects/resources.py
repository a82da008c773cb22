"""Resource pages: tables, JSON representations, prose about types.

Sections enter; `ResourceDoc`s leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile
from typing import Any

from docgen.reading.deprecation import is_named_deprecated
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import compiled
from docgen.reading.lists.columns import has_types, is_member_table
from docgen.reading.lists.names import clean_name
from docgen.reading.lists.rows import property_rows
from docgen.reading.lists.tables import is_field_table
from docgen.reading.markdown.inline import links, plain, slug
from docgen.reading.markdown.parser import Block, Comment, Fence, Heading, Paragraph, Table
from docgen.reading.page import ResourceDoc, Shape, TypeMention, TypeRef
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section, first_paragraph
from docgen.reading.type_phrases import read_type
from docgen.records import replace
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.plain_text import on_one_line

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")

_MENTION = r"(?:\[([^\[\]]+)\](?:\([^()]*\)|\[[^\[\]]*\])?|(?:\*\*|`)([\w.]+)(?:\*\*|`)|((?-i:[a-z][a-z0-9]*[A-Z]\w*)|\w+\.[\w.]*\w))"


def read_resources(page: PageReader, sections: tuple[Section, ...]) -> tuple[ResourceDoc, ...]:
    """The types of a page: one for each resource annotation, or one that its title names."""
    for section in sections:
        if section.role in ("methods", "bound_actions"):
            for table in section.all(Table):
                page.use(table)  # an index of API pages; they are read themselves
    headed, sections = _headed_types(page, sections)
    annotated = list(_representations(page, sections))
    with_tables = _with_property_tables(page, sections)
    kind, name = page.title_kind()
    is_named = kind == "resource" and not any(s.role == "http_request" for s in sections)
    if not annotated and not (is_named or (page.doc_type.startswith("resource") and with_tables)):
        return headed
    rows = tuple(
        row
        for table, is_navigation in _property_tables(page, with_tables)
        for row in property_rows(page, table, is_navigation=is_navigation)
    )
    if not annotated and not rows and not any(s.role == "representation" for s in sections):
        if any(is_member_table(page, t) for s in sections for t in s.all(Table)):
            return headed
    base, is_abstract, is_open = _stated_in_prose(page, sections)
    first, *others = [_annotated_type(page, name, *pair) for pair in annotated or [(None, None)]]
    # The prose and the tables of a page are about its first type.
    first = replace(
        first,
        base=first.base or base,
        is_open=first.is_open or is_open,
        is_abstract=first.is_abstract or is_abstract,
        is_deprecated=is_named_deprecated(page.dialect, page.title),
        description=on_one_line(page.description),
        properties=rows,
    )
    return (first, *others, *headed)


def _with_property_tables(page: PageReader, sections: tuple[Section, ...]) -> list[Section]:
    """The sections whose tables are of the properties of a type."""
    tables = [s for s in sections if s.role in ("properties", "relationships", "annotations")]
    if any(s.role == "properties" for s in tables):
        return tables
    # A table may stand right below the JSON representation, without a heading of properties.
    represented = (s for s in sections if s.role == "representation")
    return [*(s for s in represented if any(has_types(page, t) for t in s.all(Table))), *tables]


def _annotated_type(
    page: PageReader,
    name: str,
    comment: Comment | None,
    representation: Mapping[str, Shape] | None,
) -> ResourceDoc:
    """A type as its annotation states it; `name` is that of the title."""
    annotation: Mapping[str, Any] = (comment.annotation if comment else None) or {}
    stated = annotation_text(annotation, "@odata.type") or annotation_text(annotation, "@type")
    base = annotation_text(annotation, "baseType").lstrip("#")
    return ResourceDoc(
        name=stated.lstrip("#") or name,
        namespace=page.namespace,
        is_annotated=bool(stated),
        base=TypeMention(ref=TypeRef(name=base), at=comment.span) if base and comment else None,
        is_open=_flag(annotation, "openType"),
        is_abstract=_flag(annotation, "abstract") or _flag(annotation, "isAbstract"),
        key=_key(annotation),
        description="",
        properties=(),
        representation=representation,
        at=comment.span if comment else page.title_at,
    )


_HEADED = re.compile(
    r"(?:the )?[`*]*([A-Za-z]\w*)[`*]*((?: (?:resource|complex|entity|object))?(?: type)?)$",
    re.IGNORECASE,
)

_WORDS = re.compile(r"[A-Za-z]\w*(?: [A-Za-z]\w*)*$")

_NAMED_JSON = re.compile(r'\s*"(\w+)"\s*(?=\{)')  # `"PostalAddress" { ... }`


def has_named_json(blocks: Iterable[Block]) -> bool:
    """Whether a sample of JSON begins with the name of its type."""
    return any(isinstance(block, Fence) and _NAMED_JSON.match(block.text) for block in blocks)


def _headed_types(
    page: PageReader, sections: tuple[Section, ...]
) -> tuple[tuple[ResourceDoc, ...], tuple[Section, ...]]:
    """The types that have a heading of their own on a page of several, and the other sections.

    "## Referral", "## The settings type", or a "Properties" section below "## Postal address".
    """
    if any(s.role == "http_request" for s in sections):
        return (), sections
    resources: list[ResourceDoc] = []
    others: list[Section] = []
    at = 0
    while at < len(sections):
        head = sections[at]
        end = at + 1
        while end < len(sections) and sections[end].level > head.level:
            end += 1
        parts = sections[at:end] if head.role is None and not _is_part(page, head) else ()
        doc = _headed_type(page, parts) if parts else None
        if doc:
            resources.append(doc)
        else:
            others.append(head)
        at = end if doc else at + 1
    return tuple(resources), tuple(others)


def _is_part(page: PageReader, section: Section) -> bool:
    """Whether a heading names a part of an operation. A type may be called "Note" or "Error"."""
    words = page.dialect.vocabulary()
    return words.means(
        section.title, "request", "response", "parameters", "sample", "status"
    ) and words.is_part(section.title)


def _headed_type(page: PageReader, parts: tuple[Section, ...]) -> ResourceDoc | None:
    head, *below = parts
    # What is below another heading without a role is about another type.
    below = takewhile(lambda part: part.role is not None, below)
    own = [head, *(part for part in below if part.role in ("properties", "representation"))]
    listed = [(label, table) for part in own for label, table in _labelled_tables(part)]
    typed = [
        (label, table)
        for label, table in listed
        if has_types(page, table) and is_field_table(page, table)
    ]
    rows_above = {clean_name(row[0].text) for _, table in typed[:1] for row in table.rows if row}
    tables = [table for label, table in typed if not rows_above & set(_CODE.findall(label))]
    fences = [fence for part in own for fence in part.all(Fence)]
    stated = next((m for fence in fences if (m := _NAMED_JSON.match(fence.text))), None)
    title = plain(head.title)
    match = _HEADED.match(title)
    kind, own_name = page.title_kind()
    is_alone = kind is None
    name = ""
    if stated:
        name = stated[1]
    elif match and (match[2] or is_alone or is_linked(page, head)):
        name = match[1]
    elif is_alone and len(own) > 1 and _WORDS.match(title):
        name = "".join(word[:1].upper() + word[1:] for word in title.split())
    if not tables or not name or (kind and name.lower() == own_name.lower()):
        return None
    representation = None
    for fence in fences:
        if named := _NAMED_JSON.match(fence.text):
            page.use(fence)
            text = " " * named.end() + fence.text[named.end() :]
            representation = _shapes(page, replace(fence, text=text))
    return ResourceDoc(
        name=name,
        namespace=page.namespace,
        is_annotated=False,
        description=on_one_line(first_paragraph(head)),
        properties=tuple(row for table in tables for row in property_rows(page, table)),
        representation=representation,
        at=head.at,
    )


_CODE = re.compile(r"`([^`\n]+)`")


def _labelled_tables(section: Section) -> Iterator[tuple[str, Table]]:
    """The tables of a section, each with the sentence above it that ends in a colon, "" without one."""
    label = ""
    for block in section.blocks:
        if isinstance(block, Table):
            yield label, block
        text = block.text.rstrip() if isinstance(block, Paragraph) else ""
        label = text if text.endswith(":") else ""


def _property_tables(page: PageReader, sections: list[Section]) -> Iterator[tuple[Table, bool]]:
    """The tables of the type's own members, and whether they list relationships.

    After the first one, a table below a deeper heading lists the values or parts of a property
    ("Group visibility options", "Properties of a token lifetime policy definition"), and so does
    one without the column of types that the first has.
    """
    first: Section | None = None
    is_typed = False
    for section in sections:
        is_navigation = section.role == "relationships"
        is_deeper = False
        own_first = next(section.all(Table), None)
        for block in section.blocks:
            if isinstance(block, Heading):
                is_deeper = not block.slug.endswith("properties")
            if not isinstance(block, Table) or is_member_table(page, block):
                continue
            if is_navigation and block is not own_first and not has_types(page, block):
                continue  # which of them a kind of the type has
            if first is None or is_navigation or section.role == "annotations":
                first = first or (None if is_navigation else section)
                is_typed = is_typed or has_types(page, block)
                yield block, is_navigation
            elif not is_deeper and section.level <= first.level:
                if has_types(page, block) or not is_typed:
                    yield block, is_navigation


def _representations(
    page: PageReader, sections: tuple[Section, ...]
) -> Iterator[tuple[Comment | None, Mapping[str, Shape] | None]]:
    has_one = False
    for section in sections:
        for block, comment in page.with_annotations(section):
            if not isinstance(block, Fence):
                continue
            is_resource = (
                comment is not None
                and annotation_text(comment.annotation or {}, "blockType") == "resource"
            )
            if is_resource or (
                section.role == "representation" and comment is None and block.info in ("json", "")
            ):
                page.use(block)
                if has_one and not is_resource:
                    continue  # an example of the representation above it
                shapes = _shapes(page, block)
                if is_resource or (shapes is not None and page.title_kind()[0] != "enum"):
                    has_one = True
                    yield comment, shapes


def _shapes(page: PageReader, fence: Fence) -> Mapping[str, Shape] | None:
    try:
        value, forgiven = read_json(fence.text)
    except Unreadable as error:
        page.report("DG221", page.place(fence, error.offset), expected=error.expected)
        return None
    page.report_leniencies("DG222", forgiven, fence.text, fence.span.start())
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        page.report("DG221", fence.span, expected="a JSON object")
        return None
    return {
        key: _shape(page, item)
        for key, item in value.items()
        # Keys of a sample, such as an identifier, are no names of properties.
        if IDENTIFIER.fullmatch(key)
    }


def _shape(page: PageReader, value: Any) -> Shape:
    match value:
        case bool():
            return Shape(type=TypeRef(name="boolean", is_primitive=True))
        case int():
            return Shape(type=TypeRef(name="int32", is_primitive=True))
        case float():
            return Shape(type=TypeRef(name="double", is_primitive=True))
        case str():
            values = tuple(v.strip() for v in value.split("|")) if "|" in value else ()
            if len(values) > 1 and all(values) and not any(" " in v for v in values):
                return Shape(type=None, values=tuple(v for v in values if not v.startswith("@")))
            ref = read_type(value, page.dialect)
            return Shape(type=ref if ref and (ref.is_primitive or "." in ref.name) else None)
        case {"@odata.type": str(name)}:
            return Shape(type=read_type(name, page.dialect))
        case [first, *_]:
            inner = _shape(page, first)
            if inner.type is None:
                return inner
            return Shape(
                type=TypeRef(
                    name=inner.type.name, is_collection=True, is_primitive=inner.type.is_primitive
                )
            )
        case _:
            return Shape(type=None)


def is_linked(page: PageReader, section: Section) -> bool:
    """Whether the page links the section: `[scope](#scope-values)` in a type cell."""
    return slug(section.title) in page.linked_anchors


def read_derived(page: PageReader, sections: tuple[Section, ...]) -> tuple[TypeMention, ...]:
    """The types that a "Derived types" section links."""
    return tuple(
        TypeMention(ref=ref, at=link.span)
        for section in sections
        if section.role == "derived_types"
        for text, at in page.texts(section)
        for link in links(text, at, page.references)
        if (ref := read_type(link.text, page.dialect)) and not ref.is_primitive
    )


def _stated_in_prose(
    page: PageReader, sections: tuple[Section, ...]
) -> tuple[TypeMention | None, bool, bool]:
    base: TypeMention | None = None
    is_abstract = is_open = False
    for section in sections:
        if section.role not in ("title", "properties", "representation", "methods"):
            continue
        for paragraph in section.all(Paragraph):
            text = paragraph.text
            words = plain(text)
            if section.role == "title":
                is_abstract = is_abstract or page.matches("abstract", words) is not None
            if section.role in ("title", "properties"):
                is_open = is_open or page.matches("open", words) is not None
            if base is None and page.matches("inherits", text):
                matches = (mention.search(text) for mention in _bases(page.dialect))
                mentions = (_mention(page, match, paragraph) for match in matches if match)
                base = next(filter(None, mentions), None)
    return base, is_abstract, is_open


@cache
def _bases(dialect: Dialect) -> tuple[re.Pattern[str], ...]:
    return tuple(
        compiled(f"{p}{_MENTION}", re.IGNORECASE, dialect) for p in dialect.inherits_phrases
    )


def _mention(page: PageReader, match: re.Match[str], paragraph: Paragraph) -> TypeMention | None:
    written = match[0]
    start = match.start() + written.find("[") if match[1] else match.start()
    cell = paragraph.text[start : match.end()] if match[1] else next(g for g in match.groups() if g)
    ref = read_type(plain(cell) if not match[1] else cell, page.dialect, page.references)
    if ref is None or ref.is_primitive:
        return None
    return TypeMention(ref=ref, at=page.place(paragraph, match.start()))


def _flag(annotation: Mapping[str, Any], key: str) -> bool:
    return annotation.get(key) in (True, "true", "True")


def _key(annotation: Mapping[str, Any]) -> tuple[str, ...]:
    value = annotation.get("keyProperty")
    if isinstance(value, str):
        return tuple(name for name in re.split(r"[,\s]+", value) if name)
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
