"""Markdown text to blocks with places.

A `Source` enters; a `Document` of front matter, headings, tables, fences, comments and paragraphs leaves, in page order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from markdown_it.token import Token

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.diagnostics.position import Lines, Source, Span
from docgen.reading.markdown.attribute_lists import title_of, without_ids
from docgen.reading.markdown.block_rules import COMMAND, block_tokens, margin_of
from docgen.reading.markdown.blocks import (
    FENCE_TITLE,
    Block,
    Cell,
    Comment,
    Document,
    Fence,
    Heading,
    Paragraph,
    RequestLine,
    Table,
    items_of_code,
    with_ids,
)
from docgen.reading.markdown.cleared import Clear, has_markup
from docgen.reading.markdown.components import RequestHeading
from docgen.reading.markdown.front_matter import FRONT_MATTER, field_table, read_front_matter
from docgen.reading.markdown.highlights import prepare
from docgen.reading.markdown.html_tables import read_html_table
from docgen.reading.markdown.inline import ANCHOR, STRUCK, as_markdown, original, plain, slug
from docgen.reading.markdown.json_blocks import blocks_of_json, is_message
from docgen.reading.markdown.limits import within_limits
from docgen.reading.markdown.table_rows import (
    UNESCAPED_PIPE,
    delimiter_edit,
    delimiter_row,
    drawn,
    header_cells,
    is_apart,
    joined,
    rejoined,
    split_row,
    text_below,
)
from docgen.reading.markdown.transparent import clear
from docgen.records import replace
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.plain_text import unescape

_MOST_RESUMED = 20  # unclosed fences of one page that are ended at a heading
_DELIMITER_ROW = re.compile(r"[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-*+:?[ \t]*+)++$")
_ROW = re.compile(r"[ \t>]*\|(?:[^|]*\|){2,}[ \t]*$")  # of a table that is framed by pipes
_IN_PATH = re.compile(r"(?<=/)<([A-Za-z][\w-]*)>")  # "GET /lamps/<id>" has no tag
_TAB_HEADING = re.compile(r"\[[^\]]*\]\(#tabs?/[^)]*\)\s*$")
_ATX_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_TIGHT_HEADING = re.compile(r"[ ]{0,3}(#{2,6})([^\W_][^\n#]{0,100}+)#*[ \t]*")  # "###Parameters"
_COMMENT = re.compile(r"<!--([^-]*(?:-(?!->)[^-]*)*)(-->|\Z)")
_ANNOTATION = re.compile(r"\s*+(#page\.\w++)?+\s*+(?=\{(?![%{#]))")
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)


def parse(source: Source) -> Document:
    """The blocks of a page, in page order.

    Never fails: what cannot be read is a diagnostic (DG1xx), and the rest of the page is read.
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.diagnostics: list[Diagnostic] = []
        self.lines: list[str] = []
        self.references: dict[str, str] = {}
        self.clear = Clear(lines=[])
        self.is_cut = False

    def at(self, line: int, column: int = 1, length: int = 0) -> Span:
        if self.clear.shifts:
            column += self.clear.shifts.get(line - 1, 0)
        return Span(self.source.path, line, column, length)

    def report(self, code: str, at: Span, edit: Edit | None = None, /, **words: object) -> None:
        self.diagnostics.append(diagnose(code, at, edit, **words))

    def parse(self) -> Document:
        front_matter, text = self.front_matter(self.readable(self.source.text))
        text, found = within_limits(text, self.source.path)
        self.diagnostics += found
        self.is_cut = bool(found)
        self.lines = text.split("\n")
        for include in self.source.includes:
            if include.problem != "unlisted" and not include.is_at_end:
                self.lines[include.at.line - 1] = ""
        prepare(text, self.lines)
        if has_markup(self.source.path, text):
            self.clear = clear(self.source.path, self.lines)
        first: int | None = 0
        for _ in range(_MOST_RESUMED):
            first = self.body(first)
            if first is None:
                break
        for line, table in self.clear.tables:
            self.html_table(line, table)
        for line, name, text in self.clear.json_blocks:
            at = self.at(line + 1)
            read = blocks_of_json(name, text, at)
            self.blocks += [Paragraph(text=text, span=at)] if read is None else read
        self.blocks += (self.request(line, heading) for line, heading in self.clear.requests)
        if self.clear.tables or self.clear.requests or self.clear.json_blocks:
            self.blocks.sort(key=lambda block: block.span.line)
        blocks = with_ids(self.blocks, self.clear.ids) if self.clear.ids else self.blocks
        return Document(
            source=self.source,
            front_matter=MappingProxyType(front_matter),
            blocks=tuple(blocks),
            references=MappingProxyType(self.references),
            diagnostics=tuple(self.diagnostics),
        )

    def readable(self, text: str) -> str:
        if not text.strip():
            self.report("DG101", self.at(1))
        if "\0" in text:
            self.report("DG103", self.at(text.count("\n", 0, text.index("\0")) + 1))
            return ""
        return text

    def front_matter(self, text: str) -> tuple[dict[str, str], str]:
        """The front matter's texts by key, and the page with it blanked out."""
        match = FRONT_MATTER.match(text)
        if not match:
            if text.startswith("---\n"):
                self.report("DG106", self.at(1, 1, 3))
            return {}, text
        texts, listed, fault = read_front_matter(match[1])
        if listed:
            self.blocks.append(field_table(listed, match[1], self.source.path))
        if fault:
            self.report("DG105", self.at(2 + fault.line, 1 + fault.column), problem=fault.problem)
        # Left in place it would become a phantom H2: its closing line underlines the text above.
        return texts, "\n" * match[0].count("\n") + text[match.end() :]

    def body(self, first: int) -> int | None:
        """Read the blocks from line `first` on, counted from 0; where to go on, if not at the end."""
        env: dict[str, Any] = {}
        tokens = block_tokens(self.lines[first:], env)
        for label, definition in env.get("references", {}).items():
            self.references.setdefault(label.lower(), definition["href"])
        quotes = 0
        for token in tokens:
            if token.type in ("blockquote_open", "blockquote_close"):
                quotes += token.nesting
            if not token.map:
                continue
            start, end = first + token.map[0], first + token.map[1]
            match token.type:
                case "heading":
                    self.heading(token.content, int(token.tag[1]), start)
                case "table":
                    self.table(start, end)
                case "paragraph":
                    self.paragraph(start, end, quotes > 0)
                case "html_block":
                    self.html(start, end)
                case "code_block":
                    self.code_block(token, start)
                case "fence":
                    resumed = self.fence(token, start, end)
                    if resumed:
                        return resumed
                case _:
                    pass
        return None

    def heading(self, written: str, level: int, line: int) -> None:
        content = original(written)
        if _TAB_HEADING.match(content):
            return  # a tab of the docs site, "# [HTTP](#tab/http)": no heading of the page
        anchor = ANCHOR.search(content) if "<" in content else None
        bare, ids = without_ids(content)
        text = plain(bare)
        name = anchor[1].lower() if anchor else slug(text)
        text = plain(_IN_PATH.sub(r"{\1}", bare)) if "/<" in bare else text
        if "~~" in content and STRUCK.fullmatch(content.strip()):
            text += " {{%deprecated%}}"
        column = max(self.lines[line].find(written[:20]), 0) + 1
        self.blocks.append(
            Heading(
                level=level,
                text=text,
                slug=name,
                span=self.at(line + 1, column, len(written)),
                ids=ids,
            )
        )

    def request(self, line: int, heading: RequestHeading) -> Heading:
        """A component with a request line, as a heading of the lowest level."""
        method, target, title, is_around = heading
        request = RequestLine(method=method, target=target, is_around=is_around)
        at = self.at(line + 1)
        return Heading(level=6, text=title, slug=slug(title), span=at, request=request)

    def html_table(self, line: int, text: str) -> None:
        at = self.at(line + 1)
        read = read_html_table(text, at)
        if not read:
            self.report("DG110", at)
        self.blocks += read or [Paragraph(text=text, span=at)]

    def table(self, start: int, end: int) -> None:
        header = header_cells(*self.lines[start : start + 2], at=self.at(start + 1))
        rows: list[tuple[Cell, ...]] = []
        for number in range(start + 2, end):
            line = self.lines[number]
            row = split_row(line, at=self.at(number + 1))
            if not any(cell.text for cell in row):
                continue
            if rows and (more := text_below(row, len(header))) and rows[-1][-1].text:
                rows[-1] = (*rows[-1][:-1], joined(rows[-1][-1], more))
                continue
            if rows and not UNESCAPED_PIPE.search(line) and len(rows[-1]) <= len(header):
                self.report("DG108", self.at(number + 1, 1, len(line)), text=line)
                rows[-1] = (*rows[-1][:-1], joined(rows[-1][-1], line.strip()))
                continue
            rows.append(self.fitted(row, header))
        span = self.at(start + 1, 1, len(self.lines[start]))
        self.blocks.append(Table(header=header, rows=tuple(rows), span=span))

    def fitted(self, row: tuple[Cell, ...], header: tuple[Cell, ...]) -> tuple[Cell, ...]:
        if len(row) <= len(header) or not any(cell.text for cell in row[len(header) :]):
            return row[: len(header)]
        whole, apart = rejoined(row, len(header))
        self.report("DG107", apart.span, text=apart.text)
        return whole

    def paragraph(self, start: int, end: int, is_quoted: bool) -> None:
        if tight := _TIGHT_HEADING.fullmatch(self.lines[start]):
            self.heading(tight[2], len(tight[1]), start)
            start += 1
        if not any("|" in line for line in self.lines[start:end]):
            return self.prose(start, end, is_quoted)
        if self.blocks and is_apart(self.blocks[-1], self.lines, start):
            self.report("DG126", self.at(start))
            return self.table(self.blocks.pop().span.line - 1, end)
        for number in range(start + 1, end):
            if _DELIMITER_ROW.match(self.lines[number]) and "|" in self.lines[number - 1]:
                # GFM needs as many cells as the header has.
                line = self.lines[number]
                at = self.at(number + 1, 1, len(line))
                self.report("DG109", at, delimiter_edit(self.lines[number - 1], line, at=at))
                if number - 1 > start:
                    self.prose(start, number - 1, is_quoted)
                self.table(number - 1, end)
                return
        if self.lines[start].lstrip()[:2] == "+-":  # a table that is drawn, outside of a fence
            return self.code("", "\n".join(self.lines[start:end]), start)
        rows = [number for number in range(start, end) if _ROW.match(self.lines[number])]
        if len(rows) > 1:
            row = self.lines[rows[0]]
            below = self.at(rows[0] + 1, len(row) + 1)
            edit = Edit(at=below, old="", new=f"\n{delimiter_row(row)}")
            self.report("DG116", self.at(rows[0] + 1, 1, len(row)), edit, text=row.strip())
        self.prose(start, end, is_quoted)

    def closing(self, token: Token, start: int, end: int) -> Edit:
        """The edit that closes a fence from line `start` after its last line of text before line `end`."""
        last = next(n for n in range(end - 1, start - 1, -1) if n == start or self.lines[n].strip())
        line = self.lines[start]
        indent = line[: len(line) - len(line.lstrip(" \t>"))]
        at = self.at(last + 1, len(self.lines[last]) + 1)
        return Edit(at=at, old="", new=f"\n{indent}{token.markup}")

    def prose(self, start: int, end: int, is_quoted: bool) -> None:
        text = "\n".join(self.lines[start:end])
        if "<!--" in text:
            self.comments(text, start)
            text = _COMMENT.sub(_blank, text)
        text = as_markdown(text)
        if words := text.strip():
            before = text[: text.index(words[0])]
            first, column = before.count("\n"), len(before) - before.rfind("\n")
            if (command := COMMAND.fullmatch(words)) or is_message(words):
                return self.code("", original(command[2] if command else words), start + first)
            self.blocks.append(
                Paragraph(
                    text=original(words),
                    span=self.at(start + first + 1, column, len(words.partition("\n")[0].rstrip())),
                    is_quoted=is_quoted,
                    container=self.clear.containers.get(start + first, ""),
                )
            )

    def html(self, start: int, end: int) -> None:
        text = "\n".join(self.lines[start:end])
        if "<!--" in text:
            self.comments(text, start)
            text = _COMMENT.sub(_blank, text)
        if table := _HTML_TABLE.search(text):
            self.report("DG110", self.at(start + 1).at_offset(text, table.start()))
        if text.strip():
            container = self.clear.containers.get(start, "")
            self.blocks.append(
                Paragraph(text=text.strip(), span=self.at(start + 1), container=container)
            )

    def comments(self, text: str, start: int) -> None:
        lines = Lines(text, self.at(start + 1))
        for match in _COMMENT.finditer(text):
            span = lines.span(match.start(), 4)
            if not match[2]:
                self.report("DG111", span)
            annotation = _ANNOTATION.match(match[1])
            if not annotation:
                self.blocks.append(Comment(text=match[1], span=span))
                continue
            self.blocks.append(
                Comment(
                    text=match[1],
                    span=span,
                    annotation=self.annotation(
                        match[1][annotation.end() :], lines, match.start(1) + annotation.end()
                    ),
                    kind=annotation[1] or "",
                )
            )

    def annotation(self, body: str, lines: Lines, start: int) -> Mapping[str, Any] | None:
        """The JSON object of a comment; `body` begins at offset `start` of the text with these lines."""
        # One annotation in two hundred is not strict JSON: it has a raw newline inside a string, or a comma too many or few.
        is_escaped = False
        try:
            value, forgiven = read_json(body)
        except Unreadable as error:
            try:
                value, forgiven = read_json(unescape(body))
                is_escaped = True
            except Unreadable:
                self.report("DG112", lines.span(start + error.offset, 1), expected=error.expected)
                return None
        of_body = Lines(body, lines.span(start)) if forgiven else lines
        for leniency in forgiven:
            edit = None if is_escaped else leniency.edit(of_body)
            self.report("DG113", of_body.span(leniency.offset, 1), edit, what=leniency.what)
        return MappingProxyType(value) if isinstance(value, dict) else None

    def code_block(self, token: Token, start: int) -> None:
        """An indented code block: a comment in it still counts, and so does a sample. One of bullets is a list."""
        lines = token.content.rstrip("\n").split("\n")
        if "<!--" in token.content:
            self.comments("\n".join(self.lines[start : start + len(lines)]), start)
        elif items := items_of_code(lines, self.blocks, self.lines[start]):
            for first, end in pairwise((*items, len(lines))):
                self.prose(start + first, start + end, False)
        else:
            self.code("", token.content, start)

    def code(self, info: str, content: str, start: int) -> None:
        margin = margin_of(content, self.lines, start)
        at = self.at(start + 1, margin + 1, len(self.lines[start][margin:]) if content else 0)
        at = replace(at, margin=margin) if margin else at
        self.blocks.append(drawn(Fence(info=info, text=content.rstrip("\n"), span=at)))

    def fence(self, token: Token, start: int, end: int) -> int:
        """Append the fence; where it never closes, the line to go on reading from, else 0."""
        content, resumed = token.content, 0
        closing = self.lines[end - 1] if end - 1 > start else ""
        if token.markup[:3] not in closing:
            # The fence would swallow the rest of the page; a heading after a blank line is taken
            # for its end.
            for number in range(start + 2, end):
                if _ATX_HEADING.match(self.lines[number]) and not self.lines[number - 1].strip():
                    content = "\n".join(self.lines[start + 1 : number])
                    resumed = number
                    break
            at = self.at(start + 1, 1, len(self.lines[start]))
            if not (self.is_cut and end + 1 >= len(self.lines)):
                self.report("DG114", at, self.closing(token, start, resumed or end))
        if title := title_of(token.info):
            at = self.at(start + 1, max(self.lines[start].find(title), 0) + 1, len(title))
            self.blocks.append(Paragraph(text=f"**{title}**", span=at, container=FENCE_TITLE))
        self.code((token.info.split() or [""])[0].lower(), content, start + 1)
        return resumed


def _blank(match: re.Match[str]) -> str:
    """As many lines and columns, without a word."""
    return "\n".join(" " * len(line) for line in match[0].split("\n"))
