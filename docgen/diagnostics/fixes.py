"""Edits of pages: their exact places, and the texts with them.

Diagnostics and texts enter; diagnostics with exact edits, and texts, leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, Edit
from docgen.records import replace

_BREAK = re.compile(r"\r\n|\r|\n")


def located(diagnostic: Diagnostic, lines: Callable[[str], Sequence[str]]) -> Diagnostic:
    """The diagnostic with the exact place of its edit, without one where the page does not have its text once.

    `lines` gives those of a file by its path.
    """
    edit = diagnostic.edit
    return diagnostic if edit is None else replace(diagnostic, edit=exact_edit(edit, lines))


def exact_edit(edit: Edit, lines: Callable[[str], Sequence[str]]) -> Edit | None:
    """The edit with the place of its text alone; None where its place does not have the text once."""
    of_page = lines(edit.at.path)
    if not 0 < edit.at.line <= len(of_page):
        return None
    line = of_page[edit.at.line - 1]
    start = edit.at.column - 1
    end = start + edit.at.length if edit.at.length else len(line)
    if start > len(line):
        return None
    if not edit.old:
        return edit
    offsets = [match.start() for match in _whole(edit.old).finditer(line, start, end)]
    # The text of a link often is its target.
    targets = [offset for offset in offsets if line.endswith("](", 0, offset)]
    offsets = targets if len(offsets) > 1 else offsets
    if len(offsets) != 1:
        return None
    at = replace(edit.at, column=offsets[0] + 1, length=len(edit.old))
    return replace(edit, at=at)


def _whole(text: str) -> re.Pattern[str]:
    """A pattern for the text that is not a part of a longer word."""
    before = r"(?<!\w)" if text[:1].isalnum() else ""
    after = r"(?!\w|\.\w)" if text[-1:].isalnum() else ""
    return re.compile(before + re.escape(text) + after)


def edited(text: str, edits: Iterable[Edit]) -> tuple[str, tuple[Edit, ...]]:
    """The text of a page with edits of it, and those of them that were made: of two that overlap the first.

    A line that an edit removes as a whole is gone: an empty one would end a table.
    The text may have any ends of lines and a byte order mark. All that is not edited stays.
    """
    breaks = [*_BREAK.finditer(text)]
    starts = [int(text.startswith("\ufeff")), *(match.end() for match in breaks)]
    kinds = Counter(match[0] for match in breaks).most_common(1)
    line_break = kinds[0][0] if kinds else "\n"
    pieces: list[str] = []
    made: list[Edit] = []
    at = 0
    for edit in sorted(set(edits), key=lambda e: (e.at.line, e.at.column, e.old, e.new)):
        place = starts[edit.at.line - 1] + edit.at.column - 1
        is_taken = place < at or made and not edit.old and made[-1].at == edit.at
        if is_taken or not text.startswith(edit.old, place):
            continue
        pieces += [text[at:place], edit.new.replace("\n", line_break)]
        at = place + len(edit.old)
        is_line = not edit.new and edit.at.column == 1 and (end := _BREAK.match(text, at))
        at = end.end() if is_line and end else at
        made.append(edit)
    return "".join([*pieces, text[at:]]), tuple(made)
