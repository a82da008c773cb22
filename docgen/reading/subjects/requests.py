"""The requests that a page of one subject documents: lines in fences, and code in prose.

Blocks enter; `RequestTarget`s leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.markdown.parser import Fence, Paragraph
from docgen.reading.page import OperationDoc, RequestTarget
from docgen.reading.page_reader import PageReader
from docgen.reading.sections import Section
from docgen.records import replace
from docgen.syntax.http_message import METHODS, RequestLine, request_lines
from docgen.syntax.plain_text import on_one_line
from docgen.syntax.url_path import last_word

_CODE_LINE = re.compile(r"^`([A-Z]+ [^`\n]+)`[.:]?[ \t]*$", re.MULTILINE)


def fence_targets(page: PageReader, fence: Fence) -> Iterator[RequestTarget]:
    """The request lines of a fence; reports one without any (DG233)."""
    lines = list(request_lines(fence.text, tuple(page.dialect.verb_aliases)))
    if lines or fence.info in ("http", ""):
        page.use(fence)
    if not lines and fence.info in ("http", ""):
        page.report("DG233", fence.span, text=fence.text)
    yield from (target_in(page, fence, line) for line in lines)


def target_in(page: PageReader, fence: Fence, line: RequestLine) -> RequestTarget:
    """A request line of a fence, with its place."""
    at = fence.span.start(line.line).within(line.column, len(line.target))
    method = page.dialect.verb_aliases.get(line.method, line.method)
    return RequestTarget(method=method, target=line.target, at=at)


def inline_targets(page: PageReader, paragraph: Paragraph) -> Iterator[RequestTarget]:
    """Request lines in inline code, each on a line of its own."""
    aliases = page.dialect.verb_aliases
    for match in _CODE_LINE.finditer(paragraph.text):
        for line in request_lines(match[1], tuple(aliases)):
            at = page.place(paragraph, match.start(1) + line.column)
            method = aliases.get(line.method, line.method)
            yield RequestTarget(method=method, target=line.target, at=at)


_CODE_OF_STATUS = re.compile(r"\bcode (?:is |of )?`*([1-5]\d\d)\b")
_SENTENCE = re.compile(r".+?\.(?=\s|$)", re.DOTALL)


def bound_actions(page: PageReader, section: Section) -> Iterator[OperationDoc]:
    """The actions whose request lines are in inline code: without content, and answered with 204
    unless another status is stated after them.

    Most have the action's name for a method: `CANCEL .../lamps/{id}/shop.cancel`.
    """
    actions: list[OperationDoc] = []
    about = ""
    for paragraph in section.all(Paragraph):
        end = 0
        for match in _CODE_LINE.finditer(paragraph.text):
            about = paragraph.text[end : match.start()].strip() or about
            end = match.end()
            if target := _action_target(page, paragraph, match):
                sentence = _SENTENCE.match(about)
                actions.append(
                    OperationDoc(
                        targets=(target,),
                        has_body=False,
                        statuses=(204,),
                        description=on_one_line(sentence[0] if sentence else about),
                        at=section.at,
                    )
                )
        about = "" if end else paragraph.text
        if actions and (status := _CODE_OF_STATUS.search(paragraph.text, end)):
            actions[-1] = replace(actions[-1], statuses=(int(status[1]),))
    yield from actions


def _action_target(
    page: PageReader, paragraph: Paragraph, match: re.Match[str]
) -> RequestTarget | None:
    """The request line of a bound action; reports a method that is neither one nor its name."""
    method, _, target = match[1].partition(" ")
    if method not in METHODS:
        if method.lower() != last_word(target).rpartition(".")[2]:
            page.report("DG233", page.place(paragraph, match.start(1)), text=match[1])
            return None
        method = "POST"
    at = page.place(paragraph, match.end(1) - len(target))
    return RequestTarget(method=method, target=target.strip(), at=at)
