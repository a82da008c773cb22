"""What may be written at a place: types, link targets, annotation keys, values of enumerations.

An `OpenFolder`, the lines of a page and a place enter; words leave.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence

from docgen.driver.editing.open_folder import OpenFolder
from docgen.reading.markdown.inline import plain
from docgen.syntax.naming import simple
from docgen.syntax.page_paths import is_page

_KEY_AND_VALUE = re.compile(r'"([^"]+)"\s*:\s*"[^"]*$')
_OPEN_KEY = re.compile(r'[{,]\s*"[^"]*$')
_OPEN_LINK = re.compile(r"\]\([^()\s]*$")


def completions(
    opened: OpenFolder, lines: Sequence[str], path: str, line: int, column: int
) -> list[str]:
    """The words for a place, whose line and column are from 1, sorted."""
    before = lines[line - 1][: column - 1]
    if _OPEN_LINK.search(before):
        return sorted(_link_targets(opened, path))
    if key := _KEY_AND_VALUE.search(before):
        return sorted(_values(opened, key[1]))
    if _OPEN_KEY.search(before) and _is_annotation([*lines[max(line - 50, 0) : line - 1], before]):
        return sorted(opened.dialect.annotation_keys)
    if before.lstrip().startswith("|") and _column_role(opened, lines, line, before) == "type":
        return sorted({*_type_names(opened), *opened.dialect.primitives})
    return []


def _link_targets(opened: OpenFolder, path: str) -> Iterable[str]:
    folder = posixpath.dirname(path)
    for other in opened.source_files.files:
        if is_page(other):
            yield posixpath.relpath(other, folder or ".")
    for page in opened.pages.values():
        if page.path == path:
            yield from (f"#{heading.slug}" for heading in page.headings if heading.slug)


def _type_names(opened: OpenFolder) -> Iterable[str]:
    spec = opened.folder.linked.spec
    return (simple(item.name) for item in (*spec.types, *spec.enums))


def _values(opened: OpenFolder, key: str) -> set[str]:
    """The members of the enumerations that properties of this name have."""
    spec = opened.folder.linked.spec
    enums = {item.name: item for item in spec.enums}
    names = {
        row.type.item.name for item in spec.types for row in item.properties if row.name == key
    }
    return {member.name for name in names if name in enums for member in enums[name].members}


def _is_annotation(before: Sequence[str]) -> bool:
    """Whether the end of these lines is inside of an HTML comment."""
    text = "\n".join(before)
    return text.rfind("<!--") > text.rfind("-->")


def _column_role(opened: OpenFolder, lines: Sequence[str], line: int, before: str) -> str | None:
    """The role of the column of a table that a place is in."""
    number = line - 1
    while number > 0 and lines[number - 1].lstrip().startswith("|"):
        number -= 1
    header = lines[number].strip().strip("|").split("|")
    index = before.lstrip().count("|") - 1
    return opened.dialect.column(plain(header[index].strip())) if index < len(header) else None
