"""Files beside a page that say what it documents, which are not read: pages only are.

    <RequestSchema {...require("./add-lamp.json")} />        {% openapi src="lamps.yaml" path="/lamps" method="get" %}

A page enters; a finding leaves.
"""

from __future__ import annotations

import re

from docgen.diagnostics.position import Lines, Span
from docgen.reading.page_reader import PageReader

_FILE = re.compile(
    r"""\{\s{0,20}\.\.\.\s{0,20}require\(\s{0,20}["']([^"'\n]{1,300})["']"""
    r"""|\{%-?\s{0,20}openapi[\w-]{0,40}\s[^{}%\n]{0,500}?\b(?:src|spec|url)=["']([^"'\n]{1,300})["']"""
)
_SHOWN = 5  # names in the finding


def report_files(page: PageReader) -> None:
    """A warning where components or tags take what they say from other files (DG255)."""
    text = page.document.source.text
    if "require(" not in text and "openapi" not in text:
        return
    found = [(m.start(), len(m[0]), m[1] or m[2]) for m in _FILE.finditer(text)]
    if not found:
        return
    names = [*dict.fromkeys(name for _, _, name in found)]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    start, length, _ = found[0]
    at = Lines(text, Span(page.document.source.path, 1)).span(start, length)
    page.report("DG255", at, names=", ".join(names[:_SHOWN]) + more)
