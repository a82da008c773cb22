"""What the readers of a page share: tables by column role, annotations by fence, places.

A `Document` and a `Dialect` enter; rows leave, and whatever could not be used is reported. It
refuses to know what kind of page it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import hint
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.enum_phrases import bare_values, listed_values
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Block, Cell, Comment, Document, Fence, Paragraph, Table
from docgen.reading.page import HeaderRow, MemberRow, PermissionRow, PropertyRow, TypeMention
from docgen.reading.sections import Section
from docgen.reading.type_phrases import TypeRef, read_type
from docgen.records import replace
from docgen.syntax.plain_text import on_one_line

_NAME = re.compile(r"@?[A-Za-z_$][\w.@$-]*$")
_LABEL = re.compile(r"\*\*[^*]+:?\s*\*\*:?")
_REQUIRED = re.compile(r"[\s*_]*(?:(?:y|yes|true|required|mandatory)\b|[✓✔])", re.IGNORECASE)
_REQUIRED_NAME = re.compile(r"\((?:required|mandatory)\)", re.IGNORECASE)
_SCOPE = re.compile(
    r"[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+|\b(?:openid|profile|email|offline_access)\b"
)
_REVERSED = re.compile(r"from most to least", re.IGNORECASE)
# "Inherited from the base type" names none: an unlinked word is a type's only if it looks like one.
_TYPE_WORD = re.compile(r"\*\*|`|[a-z][a-z0-9]*[A-Z]|\w+\.\w|entity\b")
_QUALIFIER = re.compile(r"\s*\((?!deprecated)[^()]*\)$", re.IGNORECASE)  # "(v1.0)", "(preview)"
_NAMESPACE = re.compile(r"\s*([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\.?\s*$")


@lru_cache(16)  # asked for again and again while a page is read
def _title_kind(title: str, dialect: Dialect) -> tuple[str | None, str]:
    title = _QUALIFIER.sub("", title)
    for kind, suffixes in dialect.title_suffixes.items():
        for suffix in sorted(suffixes, key=len, reverse=True):
            name = title[: -len(suffix)].strip()
            # "Get a room resource" tells of a request, "room resource" of a type.
            if title.lower().endswith(" " + suffix) and " " not in name:
                return kind, name
    return None, title.split(" ")[0] if title else ""


class PageReader:
    """A document while it is read: what was used of it, and what was found wrong."""

    def __init__(self, document: Document, dialect: Dialect, sections: tuple[Section, ...]) -> None:
        self.document = document
        self.dialect = dialect
        self.references: Mapping[str, str] = document.references
        self.diagnostics: list[Diagnostic] = list(document.diagnostics)
        front_matter = document.front_matter
        self.doc_type = (front_matter.get("doc_type") or front_matter.get("ms.topic", "")).lower()
        title = sections[0] if sections else None
        self.title = title.title if title else ""
        self.title_at = title.at if title else Span(document.source.path, 1)
        self.namespace, introduction = self._introduction(title)
        told = (section for section in sections if section.role == "description")
        self.description = introduction or self._introduction(next(told, None))[1]
        self._used: set[int] = set()

    # What is said

    def report(self, code: str, at: Span, **words: object) -> Diagnostic:
        diagnostic = diagnose(code, at, **words)
        self.diagnostics.append(diagnostic)
        return diagnostic

    def place(self, block: Fence | Paragraph, offset: int) -> Span:
        """The place of an offset into a block's text."""
        start = (
            block.span if isinstance(block, Paragraph) else Span(block.span.path, block.span.line)
        )
        return start.at_offset(block.text, offset, 1)

    def use(self, block: Block) -> None:
        self._used.add(id(block))

    def report_unused(self, sections: tuple[Section, ...]) -> None:
        """A note for every table and fence that no reader wanted."""
        for section in sections:
            for block in section.blocks:
                if id(block) in self._used or section.role == "see_also":
                    continue
                if isinstance(block, Table):
                    header = " | ".join(cell.text for cell in block.header)
                    self.report("DG201", block.span, header=header, section=section.title)
                elif isinstance(block, Fence):
                    self.report(
                        "DG202",
                        block.span,
                        info=block.info or "no info string",
                        section=section.title,
                    )

    # What the page is

    def title_kind(self) -> tuple[str | None, str]:
        """ "resource", "enum", "values" or None by the title's ending, and the name before it."""
        return _title_kind(self.title.strip(), self.dialect)

    def _introduction(self, title: Section | None) -> tuple[str, str]:
        """The namespace that a line states, and the first paragraph of prose."""
        namespace = description = ""
        for paragraph in title.all(Paragraph) if title else ():
            text = paragraph.text.strip()
            label, colon, value = text.split("\n")[0].replace("：", ":").partition(":")
            if colon and label.strip("* ").lower() in self.dialect.namespace_words:
                match = _NAMESPACE.match(plain(value))
                if match and not namespace:
                    namespace = match[1]
                elif not match:
                    self.report("DG203", paragraph.span, text=value.strip())
                text = "\n".join(text.split("\n")[1:]).strip()
            # "**Applies to:**" heads a list of products on every page of some documentations.
            is_note = (
                paragraph.is_quoted
                or text.startswith(("[!", ">", "<", "![", "- ", "* "))
                or _LABEL.fullmatch(text)
            )
            if text and not description and not is_note:
                description = " ".join(text.split())
        return namespace, description

    # What stands where

    def with_annotations(self, section: Section) -> Iterator[tuple[Block, Comment | None]]:
        """Each block with the annotation comment that is bound to it.

        A comment binds to the next fence, over headings and short prose; `ignored` only to the
        block right behind it.
        """
        pending: Comment | None = None
        for block in section.blocks:
            if isinstance(block, Comment):
                if block.annotation is not None and "blockType" in block.annotation:
                    pending = block
                continue
            if isinstance(block, Fence):
                yield block, pending
                pending = None
                continue
            if isinstance(block, Table) or (
                pending and (pending.annotation or {}).get("blockType") == "ignored"
            ):
                pending = None
            yield block, None

    def check_annotation(self, comment: Comment) -> None:
        """Reports the keys of an annotation that no tool knows (DG245)."""
        known = self.dialect.annotation_keys
        if not (comment.annotation or {}).keys() & {"blockType", "@odata.type", "name"}:
            return  # the publishing tools' own
        for key in (comment.annotation or {}).keys() - set(known):
            offset = max(comment.text.find(f'"{key}"'), 0)
            start = comment.span.within(len("<!--"))
            span = start.at_offset(comment.text, offset, len(key) + 2)
            self.report("DG245", span, key=key, hint=hint(key, known))

    def texts(self, section: Section) -> Iterator[tuple[str, Span]]:
        """Every piece of inline Markdown of a section with its place."""
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.text, block.span
            elif isinstance(block, Table):
                for row in (block.header, *block.rows):
                    for cell in row:
                        yield cell.text, cell.span

    def matches(self, kind: str, text: str) -> re.Match[str] | None:
        """The first place in the text of a phrase that the dialect has for a kind: "inherits", "no_body", ..."""
        return phrases(getattr(self.dialect, f"{kind}_phrases")).search(text)

    # Tables

    def columns(self, table: Table, expected: tuple[str, ...]) -> dict[str, int]:
        """Column role -> index; columns whose header is unknown take the expected roles by position.

        Editions in other languages translate the header words and keep the order.
        """
        roles = [self.dialect.column(plain(cell.text)) for cell in table.header]
        headers = [plain(cell.text).lower() for cell in table.header]
        if "type" not in roles and roles.count("description") > 1 and "value" in headers:
            roles[headers.index("value")] = "type"  # "Name | Value | Description"
        found = {role: index for index, role in reversed(list(enumerate(roles))) if role}
        for index, role in enumerate(expected):
            if role not in found and index < len(roles) and roles[index] is None:
                found[role] = index
        if (
            "name" not in found
            and roles
            and roles[0] in ("member", "description", "permission_type", "method")
        ):
            found["name"] = 0
            if found.get("description") == 0:
                found["description"] = next(
                    (i for i, r in enumerate(roles) if r == "description" and i), -1
                )
        return found

    def has_types(self, table: Table) -> bool:
        """Whether a header names the column of types."""
        return any(self.dialect.column(plain(cell.text)) == "type" for cell in table.header)

    def is_known(self, table: Table) -> bool:
        """Whether a table is one of parameters: headers name their columns, or none is known, as in
        another language, and types stand in the second; most rows begin with a name. "Attribute |
        Supported operators" is about something else.
        """
        roles = {self.dialect.column(plain(cell.text)) for cell in table.header}
        has_names = {"name", "description"} <= roles or "type" in roles
        column = self.columns(table, ("name",)).get("name", 0)
        cells = [cell for row in table.rows if (cell := _cell(row, column)) and cell.text]
        named = sum(bool(_NAME.match(clean_name(cell.text))) for cell in cells)
        types = sum(
            read_type(row[1].text, self.dialect, self.references) is not None
            for row in table.rows
            if len(row) > 1
        )
        is_foreign = roles <= {None} and 2 * types >= len(table.rows)
        return (has_names or is_foreign or len(table.header) < 2) and 2 * named >= len(cells)

    def is_member_table(self, table: Table) -> bool:
        """Whether the first column is headed as one of enumeration members."""
        return bool(table.header) and self.dialect.column(plain(table.header[0].text)) == "member"

    def property_rows(self, table: Table, *, is_navigation: bool = False) -> Iterator[PropertyRow]:
        """The rows of a table of properties, relationships or parameters."""
        self.use(table)
        columns = self.columns(table, ("name", "type", "description"))
        for row, name_cell in self.named_rows(table, columns.get("name", 0)):
            name = clean_name(name_cell.text)
            if not _NAME.match(name):
                others = any(cell.text for cell in row[1:])
                self.report("DG211" if others else "DG212", name_cell.span, text=name_cell.text)
                continue
            type_cell = _cell(row, columns.get("type"))
            if type_cell is None and "type" in columns:
                self.report("DG213", name_cell.span, name=name)
            about_cell = _cell(row, columns.get("description"))
            about = about_cell.text if about_cell and about_cell is not type_cell else ""
            ref = self.type_of(type_cell, name) if type_cell else None
            if ref and not ref.is_primitive and not ref.target:
                # Business Central's navigation rows link the page in the first cell.
                link = next(links(name_cell.text, name_cell.span, self.references), None)
                ref = replace(ref, target=link.target) if link else ref
            required = _cell(row, columns.get("required"))
            yield PropertyRow(
                name=name,
                type=ref,
                description=on_one_line(about),
                is_required=bool(
                    _REQUIRED.match(required.text)
                    if required and "required" in columns
                    else _REQUIRED_NAME.search(name_cell.text)
                    or self.matches("required", plain(about))
                ),
                is_navigation=is_navigation,
                is_nullable=not self.matches("not_nullable", about),
                values=listed_values(about, self.dialect) or self._bare_values(ref, about),
                inherited_from=self.inherited_from(about_cell),
                at=name_cell.span,
                type_at=type_cell.span if type_cell else name_cell.span,
            )

    def _bare_values(self, ref: TypeRef | None, about: str) -> tuple[str, ...]:
        if ref is None or ref.is_primitive or ref.target:
            return ()
        return bare_values(about, self.dialect)

    def named_rows(self, table: Table, column: int) -> Iterator[tuple[tuple[Cell, ...], Cell]]:
        """The rows with their cell of this column; reports a row that leaves it empty."""
        for row in table.rows:
            cell = _cell(row, column)
            if cell and cell.text:
                yield row, cell
            elif filled := [other for other in row if other.text]:
                self.report("DG216", filled[0].span, text=filled[0].text)

    def type_of(self, cell: Cell, name: str) -> TypeRef | None:
        """The type that a cell names; reports a cell that names none."""
        ref = read_type(cell.text, self.dialect, self.references)
        if ref is None:
            code = "DG210" if cell.text else "DG213"
            self.report(code, cell.span, text=cell.text, name=name)
        return ref

    def inherited_from(self, cell: Cell | None) -> TypeMention | None:
        match = self.matches("inherited", cell.text) if cell else None
        if cell is None or match is None:
            return None
        rest = cell.text[match.end() :]
        link = next(links(rest, cell.span.within(match.end()), self.references), None)
        words = rest.split()
        text = (
            rest[: rest.find(")") + 1]
            if link
            else (words[0].strip("*`.,") if words and _TYPE_WORD.match(words[0]) else "")
        )
        ref = read_type(text, self.dialect, self.references)
        if ref is None or ref.is_primitive:
            return None
        at = link.span if link else cell.span.within(match.end(), len(text))
        return TypeMention(ref=ref, at=at)

    def member_rows(self, table: Table) -> Iterator[MemberRow]:
        """The rows of a table of enumeration members."""
        self.use(table)
        columns = self.columns(table, ("member", "number", "description"))
        member = columns.get("member", 0)
        headers = [plain(cell.text).lower() for cell in table.header]
        # "Value" heads the numbers of a member table and the text of a header table.
        number = columns.get("number", headers.index("value") if "value" in headers else None)
        about = next(
            (
                i
                for i, h in enumerate(headers)
                if i not in (member, number) and self.dialect.column(h) == "description"
            ),
            None,
        )
        for row, cell in self.named_rows(table, member):
            name = clean_name(cell.text)
            if not name or len(name) > 100 or re.search(r"[<>{}\[\]]", name):
                self.report("DG214", cell.span, text=cell.text)
                continue
            number_cell = _cell(row, number) if number != member else None
            about_cell = _cell(row, about)
            yield MemberRow(
                name=name,
                value=plain(number_cell.text) if number_cell else "",
                description=on_one_line(about_cell.text if about_cell else ""),
                at=cell.span,
            )

    def header_rows(self, table: Table) -> Iterator[HeaderRow]:
        """The rows of a table of request headers."""
        self.use(table)
        columns = self.columns(table, ("name", "description"))
        for row, cell in self.named_rows(table, columns.get("name", 0)):
            # "Prefer: outlook.timezone" shows a value behind the name.
            name = clean_name(cell.text).partition(":")[0].strip(" `*")
            if name.lower() in self.dialect.none_words:
                continue
            if not re.match(r"[A-Za-z][A-Za-z0-9-]*$", name):
                self.report("DG215", cell.span, text=cell.text)
                continue
            rest = [c.text for i, c in enumerate(row) if i != columns.get("name", 0)]
            text = rest[-1] if rest else ""
            yield HeaderRow(
                name=name,
                description=on_one_line(text),
                is_required=self.matches("required", plain(text)) is not None,
                at=cell.span,
            )

    def permission_rows(self, table: Table) -> Iterator[PermissionRow]:
        """The rows of a permissions table, each with its scopes from least privileged on."""
        self.use(table)
        is_reversed = any(_REVERSED.search(cell.text) for cell in table.header)
        for row in table.rows:
            if not row or not row[0].text:
                continue
            for cell in row[1:]:
                text = plain(cell.text)
                scopes = tuple(dict.fromkeys(_SCOPE.findall(text)))
                kind = plain(row[0].text)
                yield PermissionRow(
                    kind=kind, scopes=scopes[::-1] if is_reversed else scopes, at=cell.span
                )


@lru_cache(4096)  # a few names are on most pages
def clean_name(text: str) -> str:
    """A cell's name without marks, links, no-break spaces and an "(optional)" behind it."""
    name = plain(text).strip(" `*\"'")
    return re.sub(
        r"\s*\((?:optional|required|mandatory|deprecated|inherited)\)$",
        "",
        name,
        flags=re.IGNORECASE,
    )


def _cell(row: tuple[Cell, ...], index: int | None) -> Cell | None:
    return row[index] if index is not None and 0 <= index < len(row) else None


def annotation_text(annotation: Mapping[str, Any] | None, key: str) -> str:
    """An annotation's text, "" when it is missing or something else."""
    value = (annotation or {}).get(key)
    return value.strip() if isinstance(value, str) else ""
