"""Tables by the roles of their columns: properties, members, headers, permissions.

A `Table` of a page that is being read enters; rows leave. Cells that cannot be used are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from docgen.reading.enum_phrases import bare_values, listed_values, tells_of_flags
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.reading.page import (
    HeaderRow,
    MemberRow,
    PermissionRow,
    PropertyRow,
    TypeMention,
    TypeRef,
)
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import read_type
from docgen.records import replace
from docgen.syntax.plain_text import on_one_line, visible

# Signs of units, and accents as characters of their own.
NAME_SIGNS = "%°€£¥₹‰№\u0300-\u036f"
# Names begin with letters of any language, or with digits, as "2faEnabled" does; "4xx" is a class of statuses.
NAME_START = rf"(?:[^\W\d]|[{NAME_SIGNS}](?=\w)|\d++(?!xx\b)(?=[^\W\d]{{2}}))"
_NAME = re.compile(rf"@?(?:\$|{NAME_START})[\w.@${NAME_SIGNS}-]*$")
# What refers to a note below the table.
_NOTE = re.compile(
    r"<sup>(?:(?!<sup>).)*?</sup>|\[\^[^\[\]\s]+\]|(?:\[\d+\]|\s\\\[\d+\\\])$|(?<![\\*†‡])[\\*†‡]++$"
    r"|(?<![¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]++$"
)
_SIGN = re.compile(r"[^\w\s\[\]{}]{1,3}$")
_REQUIRED = re.compile(r"[\s*_]*(?:(?:y|yes|true|required|mandatory)\b|[✓✔])", re.IGNORECASE)
_REQUIRED_NAME = re.compile(r"\((?:required|mandatory)\)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d|0x")
_REVERSED = re.compile(r"from most to least", re.IGNORECASE)
# OAuth 2.0 grants permissions to a user's application, or to the application itself.
_KIND = re.compile(r"\b(?:delegated|application)\b", re.IGNORECASE)
# From the first letter of a word on, which may have a digit before it. Before Python 3.11.5 a possessive group takes the
# character at which it fails (gh-106052); an atomic one does not.
_SCOPE = re.compile(
    r"(?<![\w-])(?>(?:(?![A-Za-z])[\w-])*)([A-Za-z][\w-]*+(?:\.[A-Za-z][\w-]*+)++)"
    r"|\b(openid|profile|email|offline_access)\b"
)
_COLON_SCOPE = re.compile(r"[\w.-]+(?::[\w.*-]+)+")
# "Inherited from the base type" names none: an unlinked word is a type's only if it looks like one.
_TYPE_WORD = re.compile(r"\*\*|`|[a-z][a-z0-9]*[A-Z]|\w+\.\w|entity\b")


def column_indexes(page: PageReader, table: Table, expected: tuple[str, ...]) -> dict[str, int]:
    """Column role -> index; columns whose header is unknown take the expected roles by position.

    Editions in other languages translate the header words and keep the order.
    """
    roles = [page.dialect.column(plain(cell.text)) for cell in table.header]
    headers = [plain(cell.text).lower() for cell in table.header]
    if "type" not in roles and roles.count("description") > 1 and "value" in headers:
        roles[headers.index("value")] = "type"  # "Name | Value | Description"
    indexes = {role: index for index, role in reversed(list(enumerate(roles))) if role}
    for index, role in enumerate(expected):
        if role not in indexes and index < len(roles) and roles[index] is None:
            indexes[role] = index
    if (
        "name" not in indexes
        and roles
        and roles[0] in ("member", "description", "permission_type", "method")
    ):
        indexes["name"] = 0
        if indexes.get("description") == 0:
            indexes["description"] = next(
                (i for i, r in enumerate(roles) if r == "description" and i), -1
            )
    return indexes


def has_types(page: PageReader, table: Table) -> bool:
    """Whether a header names the column of types."""
    return any(page.dialect.column(plain(cell.text)) == "type" for cell in table.header)


def is_parameter_table(page: PageReader, table: Table) -> bool:
    """Whether a table lists parameters.

    It does when its headers name their columns, or all are unknown, as in another language, and the
    second column has types; and when most rows begin with a name. "Attribute | Supported operators"
    is about something else.
    """
    roles = {page.dialect.column(plain(cell.text)) for cell in table.header}
    has_names = {"name", "description"} <= roles or "type" in roles
    column = column_indexes(page, table, ("name",)).get("name", 0)
    cells = [cell for row in table.rows if (cell := _cell(row, column)) and cell.text]
    named = sum(bool(_NAME.match(clean_name(cell.text))) for cell in cells)
    types = sum(
        read_type(row[1].text, page.dialect, page.references) is not None
        for row in table.rows
        if len(row) > 1
    )
    is_foreign = roles <= {None} and 2 * types >= len(table.rows)
    return (has_names or is_foreign or len(table.header) < 2) and 2 * named >= len(cells)


def is_member_table(page: PageReader, table: Table) -> bool:
    """Whether the first column is headed as one of enumeration members, which have no types."""
    is_headed = table.header and page.dialect.column(plain(table.header[0].text)) == "member"
    return bool(is_headed) and not has_types(page, table)


def property_rows(
    page: PageReader, table: Table, *, is_navigation: bool = False
) -> Iterator[PropertyRow]:
    """The rows of a table of properties, relationships or parameters."""
    page.use(table)
    columns = column_indexes(page, table, ("name", "type", "description"))
    names: set[str] = set()
    parts: list[Cell] = []
    for row, name_cell in named_rows(page, table, columns.get("name", 0)):
        name = clean_name(name_cell.text)
        parent = name.rpartition(".")[0]
        if name.startswith("»") or parent and parent in names:
            parts.append(name_cell)
            continue
        names.add(name)
        # "size?" is optional.
        name = name.removesuffix("?")
        if not _NAME.match(name):
            others = any(cell.text for cell in row[1:])
            page.report("DG211" if others else "DG212", name_cell.span, text=name_cell.text)
            continue
        type_cell = _cell(row, columns.get("type"))
        if type_cell is None and "type" in columns:
            page.report("DG213", name_cell.span, name=name)
        about_cell = _cell(row, columns.get("description"))
        about = about_cell.text if about_cell and about_cell is not type_cell else ""
        ref = type_of(page, type_cell, name) if type_cell else None
        if ref and not ref.is_primitive and not ref.target:
            # Business Central's navigation rows link the page in the first cell.
            link = next(links(name_cell.text, name_cell.span, page.references), None)
            ref = replace(ref, target=link.target) if link else ref
        required = _cell(row, columns.get("required"))
        yield PropertyRow(
            name=name,
            type=ref,
            description=on_one_line(about),
            is_required=bool(
                _REQUIRED.match(required.text)
                if required and "required" in columns
                else _REQUIRED_NAME.search(name_cell.text) or page.matches("required", plain(about))
            ),
            is_navigation=is_navigation,
            is_nullable=not page.matches("not_nullable", about),
            values=listed_values(about, page.dialect) or _bare_values(page, ref, about),
            is_flags=tells_of_flags(about),
            inherited_from=inherited_from(page, about_cell),
            at=name_cell.span,
            type_at=type_cell.span if type_cell else name_cell.span,
        )
    if parts:
        report_parts(page, parts)


def report_parts(page: PageReader, cells: Sequence[Cell]) -> None:
    """A note for the names of fields inside of others."""
    names = ", ".join(clean_name(cell.text).lstrip("» ") for cell in cells)
    page.report("DG218", cells[0].span, count=len(cells), names=names)
    page.skip("DG218", (cell.span for cell in cells))


def _bare_values(page: PageReader, ref: TypeRef | None, about: str) -> tuple[str, ...]:
    if ref is None or ref.is_primitive or ref.target:
        return ()
    return bare_values(about, page.dialect)


def named_rows(
    page: PageReader, table: Table, column: int
) -> Iterator[tuple[tuple[Cell, ...], Cell]]:
    """The rows with their cell of this column; reports a row that leaves it empty."""
    for row in table.rows:
        cell = _cell(row, column)
        if cell and cell.text:
            yield row, cell
        elif filled := [other for other in row if other.text]:
            page.report("DG216", filled[0].span, text=filled[0].text)


def type_of(page: PageReader, cell: Cell, name: str) -> TypeRef | None:
    """The type that a cell names; reports a cell that does not name one."""
    ref = read_type(cell.text, page.dialect, page.references)
    if ref is None:
        code = "DG210" if cell.text else "DG213"
        page.report(code, cell.span, text=cell.text, name=name)
    return ref


def inherited_from(page: PageReader, cell: Cell | None) -> TypeMention | None:
    match = page.matches("inherited", cell.text) if cell else None
    if cell is None or match is None:
        return None
    rest = cell.text[match.end() :]
    link = next(links(rest, cell.span.within(match.end()), page.references), None)
    words = rest.split()
    text = (
        rest[: rest.find(")") + 1]
        if link
        else (words[0].strip("*`.,") if words and _TYPE_WORD.match(words[0]) else "")
    )
    ref = read_type(text, page.dialect, page.references)
    if ref is None or ref.is_primitive:
        return None
    at = link.span if link else cell.span.within(match.end(), len(text))
    return TypeMention(ref=ref, at=at)


def member_rows(page: PageReader, table: Table) -> Iterator[MemberRow]:
    """The rows of a table of enumeration members."""
    page.use(table)
    columns = column_indexes(page, table, ("member", "number", "description"))
    member = columns.get("member", 0)
    headers = [plain(cell.text).lower() for cell in table.header]
    # "Value" heads the numbers of a member table and the text of a header table.
    number = columns.get("number", headers.index("value") if "value" in headers else None)
    if number is not None and page.dialect.column(headers[number]) is None:
        # A column that no word names is one of numbers only if it holds them.
        cells = [cell for row in table.rows if (cell := _cell(row, number)) and cell.text]
        number = number if all(_NUMBER.match(plain(cell.text)) for cell in cells) else None
    about = next(
        (
            i
            for i, h in enumerate(headers)
            if i not in (member, number) and page.dialect.column(h) == "description"
        ),
        1 - member if len(headers) == 2 and number is None else None,
    )
    for row, cell in named_rows(page, table, member):
        name = clean_name(cell.text) or plain(cell.text).strip(" `")
        is_sign = _SIGN.match(name) is not None
        if not is_sign and (not name or len(name) > 100 or re.search(r"[<>{}\[\]]", name)):
            page.report("DG214", cell.span, text=cell.text)
            continue
        number_cell = _cell(row, number) if number != member else None
        about_cell = _cell(row, about)
        yield MemberRow(
            name=name,
            value=plain(number_cell.text) if number_cell else "",
            description=on_one_line(about_cell.text if about_cell else ""),
            at=cell.span,
        )


def header_rows(page: PageReader, table: Table) -> Iterator[HeaderRow]:
    """The rows of a table of request headers."""
    page.use(table)
    columns = column_indexes(page, table, ("name", "description"))
    for row, cell in named_rows(page, table, columns.get("name", 0)):
        # "Prefer: outlook.timezone" has a value after the name.
        name = clean_name(cell.text).partition(":")[0].strip(" `*")
        if name.lower() in page.dialect.none_words:
            continue
        if not re.match(r"[A-Za-z][A-Za-z0-9-]*$", name):
            page.report("DG215", cell.span, text=cell.text)
            continue
        rest = [c.text for i, c in enumerate(row) if i != columns.get("name", 0)]
        text = rest[-1] if rest else ""
        yield HeaderRow(
            name=name,
            description=on_one_line(text),
            is_required=page.matches("required", plain(text)) is not None,
            at=cell.span,
        )


def permission_rows(page: PageReader, table: Table) -> Iterator[PermissionRow]:
    """The rows of a permissions table, each with its scopes, the least privileged first.

    The columns after the first are levels of privilege, of one kind a row; or kinds, for one thing a row.
    """
    page.use(table)
    headers = [plain(cell.text) for cell in table.header]
    is_reversed = any(map(_REVERSED.search, headers))
    has_kinds = any(map(_KIND.search, headers[1:]))
    for row in table.rows:
        if not row or not row[0].text:
            continue
        first = plain(row[0].text)
        cells = [tuple(a or b for a, b in _SCOPE.findall(plain(c.text))) for c in row[1:]]
        if has_kinds:
            for kind, scopes, cell in zip(headers[1:], cells, row[1:]):
                yield PermissionRow(kind=f"{kind}: {first}", scopes=_ordered(scopes), at=cell.span)
        elif is_scope(first) and not any(cells):
            yield PermissionRow(kind=headers[0], scopes=(first,), at=row[0].span)
        elif cells:
            scopes = _ordered([scope for of_level in cells for scope in of_level])
            yield PermissionRow(
                kind=first, scopes=scopes[::-1] if is_reversed else scopes, at=row[1].span
            )


def is_scope(text: str) -> bool:
    """Whether a text is a scope such as `lamps:read`."""
    return _COLON_SCOPE.fullmatch(text) is not None


def _ordered(scopes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scopes))


# A few names are on most pages.
@lru_cache(4096)
def clean_name(text: str) -> str:
    """A cell's name without markup, links, references to notes, what no reader sees, and a trailing "(optional)" or remark."""
    name = plain(_NOTE.sub("", visible(text).strip())).strip(" `*\"'")
    return re.sub(
        r"\s*\((?:optional|required|mandatory|deprecated|inherited)\)$|\s\([a-z][a-z -]*\)$",
        "",
        name,
        flags=re.IGNORECASE,
    )


def _cell(row: tuple[Cell, ...], index: int | None) -> Cell | None:
    return row[index] if index is not None and 0 <= index < len(row) else None
