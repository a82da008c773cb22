"""Permissions that a table lists.

A `Table` enters; `PermissionRow`s leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Table
from docgen.reading.page import PermissionRow
from docgen.reading.page_reader import PageReader

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
