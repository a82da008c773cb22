"""Request lines of a fence.

    [1] GET    /lamps/{id}    # One lamp        a number or a bullet before it, words about it after it
    [GET /lamps](lamps.md)                      a link, where mark-up in a fence is printed as such
    PUT DELETE /lamps/{id}    (signed)          several methods of one path, a remark; also "GET: /lamps"
    POST /lamps               Adds a lamp       words in a column of their own
    POST lamps                                  a word without a slash, and nothing else
    GET /lamps
      ?color=red                                the query on lines of its own

A fence enters; `Declaration`s leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile
from typing import NamedTuple

from docgen.reading.entries.declaration import TARGET, VERB, Declaration
from docgen.reading.markdown.parser import Cell, Fence
from docgen.syntax.http_message import METHODS

REMARK = r"(?:[ \t]+\([^()\n]{1,80}\)|[ \t]*（[^（）\n]{1,80}）)?"  # "POST /lamps (signed)"
_REQUEST = re.compile(
    rf"\s*(?:(?:\[\d{{1,3}}\]|\d{{1,3}}[.)]|[-*+•])[ \t]+)?"
    rf"((?:{VERB})(?:(?:[ \t]*[,/|][ \t]*|[ \t]+)(?:{VERB}))*):?[ \t]+({TARGET})(?:[ \t]+HTTP/[\d.]+)?{REMARK}"
    r"[ \t]*+(?:(?:(?<=[ \t])(?:#|//|--|[–—→]|[-=]>)[ \t]*+|(?<=[ \t][ \t])(?=[^\W\d_]))(\S[^\n]*))?$"
)
# All of a fence: a path of one word, where others have no slash before it either.
_WORD_ALONE = re.compile(rf"\s*({'|'.join(METHODS)})[ \t]+([a-z][a-z0-9_-]*+)\s*\Z")
_LONGEST = 2_000  # characters of a target
# The query on the lines below the path.
_QUERY_LINE = re.compile(r"[ \t]*([?&][\w.$~-]+(?:\[[\w.-]*\])*=[^\s]*)[ \t]*\Z")
_LINK = re.compile(r"(\s*)\[([^\[\]]{1,300})\]\([^()\s]*\)\s*")
_HEADER = re.compile(rf"\s*(?!(?:{VERB}):)[A-Z][A-Za-z-]*: ")
# Above JSON, and no other line.
_COMMENTED = re.compile(r"\s*(?://|#)[ \t]*([^\n]{1,2000})\n\s*[{\[]")
_COMMENT = re.compile(r"\s*(?:#(?!\{)|//)")


class _Request(NamedTuple):
    line: int
    column: int
    methods: str
    target: str
    written: int  # characters of the target that are on its line
    about: str
    about_column: int


def fence_requests(fence: Fence) -> Iterator[Declaration]:
    """The request lines that a fence begins with.

    One whose first line is one and that goes on with headers is a `message`, with anything else `content`; so is one in a
    comment above JSON, "// POST /lamps".
    """
    if (above := _COMMENTED.match(fence.text)) and (match := _REQUEST.match(above[1])):
        column = above.start(1) + 1 - fence.text.rfind("\n", 0, above.start(1)) - 1
        line = fence.text.count("\n", 0, above.start(1))
        request = _Request(line, column + match.start(2), match[1], match[2], len(match[2]), "", 0)
        yield from _declared(request, "content", fence)
        return
    if word := _WORD_ALONE.match(fence.text):
        line, column = fence.text.count("\n", 0, word.start(1)), word.start(2) - word.start(1)
        yield from _declared(
            _Request(line, column + 1, word[1], word[2], len(word[2]), "", 0), "fence", fence
        )
        return
    lines = (
        (number, line)
        for number, line in enumerate(fence.text.split("\n"))
        if line.strip() and not _COMMENT.match(line)
    )
    # Some state the content type above the request line.
    rest = dropwhile(lambda item: _HEADER.match(item[1]) is not None, lines)
    requests: list[_Request] = []
    form = "fence"
    for number, line in rest:
        link = _LINK.fullmatch(line) if "](" in line else None
        # A space in the place of the bracket, so that what is in the line stays where it is.
        if match := _REQUEST.match(f"{link[1]} {link[2]}" if link else line):
            target = match[2]
            columns = match.start(2) + 1, match.start(3) + 1
            requests.append(
                _Request(
                    number, columns[0], match[1], target, len(target), match[3] or "", columns[1]
                )
            )
        elif requests and (query := _QUERY_LINE.match(line)):
            last = requests[-1]
            # Longer targets are not read to their end either.
            requests[-1] = last._replace(target=last.target[:_LONGEST] + query[1])
        else:
            form = "message" if _HEADER.match(line) else "content"
            break
    for request in requests:
        yield from _declared(request, form, fence)


def _declared(request: _Request, form: str, fence: Fence) -> Iterator[Declaration]:
    start = fence.span.start(request.line)
    at = start.within(request.column - 1, request.written)
    row = ()
    if request.about:
        about_at = start.within(request.about_column - 1, len(request.about))
        row = (("description", Cell(text=request.about.strip(), span=about_at)),)
    for method in dict.fromkeys(re.findall(VERB, request.methods)):
        yield Declaration(method=method, target=request.target, form=form, at=at, row=row)
