"""Markdown text to blocks with places.

A `Source` enters; a `Document` of front matter, headings, tables, fences, comments and paragraphs
leaves, in page order. It refuses to know what a heading or a column means.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import Any

import yaml
from markdown_it import MarkdownIt, rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from docgen.diagnostics import Diagnostic, diagnose
from docgen.lenient_json import Unreadable, read_json
from docgen.source import Source, Span

_LONGEST_LINE = 100_000
_MOST_RESUMED = 20  # unclosed fences of one page that are ended at a heading
_FRONT_MATTER = re.compile(
    r"\A-{3}[ \t]*\n(.*?)(?:^-{3}[ \t]*$\n?|^\.{3}[ \t]*$\n?)", re.DOTALL | re.MULTILINE
)
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER_ROW = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+$")
_QUOTE_MARKS = re.compile(r"[ \t]*(?:>[ \t]?)*")
_TAB_HEADING = re.compile(r"\[[^\]]*\]\(#tabs?/[^)]*\)\s*$")
_ANCHOR = re.compile(
    r"<a\s+(?:name|id)\s*=\s*[\"']?([\w.-]+)[\"']?\s*/?>(?:\s*</a>)?", re.IGNORECASE
)
_ATX_HEADING = re.compile(r"#{1,6}[ \t]+\S")
_COMMENT = re.compile(r"<!--([^-]*(?:-(?!->)[^-]*)*)(-->|\Z)")
_ANNOTATION = re.compile(r"\s*(#page\.\w+)?\s*(?=\{)")
_LINK = re.compile(
    r"(!?)\[([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)\](?:\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)>?[^()\n]*\)|\[([^\[\]\n]*)\])"
)
_CODE_SPAN = re.compile(r"(`+)(?!`)([^`]+(?:(?!\1(?!`))`+[^`]+)*)\1(?!`)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"[*_`]")
_MARKED = re.compile(r"(\*\*|__|`+)(.+?)\1")
_WORDS = re.compile(r"(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark 2.4: any ASCII punctuation
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)
# Other-language editions of the Graph pages keep each text beside its translation, in which names of
# properties and types are often translated as well.
_TRANSLATED = re.compile(
    r'<span data-ttu-id="[^"]*">[^<]*(?:<(?!/?span\b)[^<]*)*</span>\s*'
    r'<span class="sxs-lookup"><span data-stu-id="[^"]*">([^<]*(?:<(?!/?span\b)[^<]*)*)</span></span>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell: its text trimmed and unescaped, its place as written."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    level: int  # 1 to 6
    text: str  # inline marks removed
    slug: str  # as a docs site makes it, or the name of an anchor inside the heading
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Prose of any kind: a paragraph, a list item's or a quotation's."""

    text: str  # as written, lines joined by "\n", quotation and list marks kept
    span: Span
    is_quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    info: str  # the info string's first word, lower case
    text: str  # the content, dedented
    span: Span  # of the first content line


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """An HTML comment; `annotation` when it holds a JSON object (API Doctor's convention)."""

    text: str
    span: Span
    annotation: Mapping[str, Any] | None = None
    kind: str = ""  # "#page.annotation" for a page footer


Block = Heading | Paragraph | Table | Fence | Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    text: str
    target: str  # as written; a reference link's target comes from its definition
    span: Span
    is_image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    source: Source
    front_matter: Mapping[str, str]
    blocks: tuple[Block, ...]
    references: Mapping[str, str]  # link label, lower case -> target
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Document:
    """The blocks of a page, in page order.

    Never fails: what cannot be read is a diagnostic (DG1xx), and the rest of the page is read.
    """
    return _Parser(source).parse()


def split_row(line: str, *, at: Span) -> tuple[Cell, ...]:
    r"""Cut one table row at its unescaped pipes, left to right.

    `line` has no newline. Columns count code points from 1, so a span can be typed into an
    editor's go-to-line. A `\|` becomes `|` inside code spans too (GFM 4.10). Never reports: a row
    of the wrong width is the reader's business.
    """
    marks = _QUOTE_MARKS.match(line)
    start = marks.end() if marks else 0
    end = len(line.rstrip())
    if line[start : start + 1] == "|":
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2] != "\\":
        end -= 1
    inner = line[start:end]
    pieces = _UNESCAPED_PIPE.split(inner) if "\\" in inner else inner.split("|")
    cells: list[Cell] = []
    left = start
    for raw in pieces:
        text = raw.strip()
        offset = left + len(raw) - len(raw.lstrip()) if text else left
        left += len(raw) + 1
        span = Span(at.path, at.line, at.column + offset, len(text))
        cells.append(Cell(text=_original(text).replace(r"\|", "|"), span=span))
    return tuple(cells)


def links(text: str, at: Span, references: Mapping[str, str]) -> Iterator[Link]:
    """The links of a piece of inline Markdown, inline and by reference.

    A shortcut `[x]` counts only when the page defines `x`.
    """
    for match in _LINK.finditer(text) if "[" in text else ():
        label, target = match[2], match[3]
        if target is None:
            target = references.get((match[4] or label).strip().lower())
            if target is None:
                continue
        line = at.line + text.count("\n", 0, match.start())
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        column += at.column if line == at.line else 1
        yield Link(
            text=plain(label),
            target=html.unescape(target),
            span=Span(at.path, line, column, len(match[0])),
            is_image=bool(match[1]),
        )


def code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and content of each code span."""
    for match in _CODE_SPAN.finditer(text):
        yield match.start(), match.end(), match[2].strip()


@lru_cache(4096)  # headers of tables and of sections recur
def plain(text: str) -> str:
    """Inline Markdown without its marks: links become their text, code spans their content."""
    if "<" in text:
        text = _ANCHOR.sub("", text)
    if "[" in text:
        text = _LINK.sub(lambda m: m[2], text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if _EMPHASIS.search(text):
        text = _MARKED.sub(r"\2", text)
        text = _WORDS.sub(r"\1", text)
    text = _ESCAPED.sub(r"\1", text)
    return " ".join(html.unescape(text).split())


@cache
def _markdown_it() -> MarkdownIt:
    # Inline tokens are not needed: cells and links are cut here, where columns are known.
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.at("block", _blocks)
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.at("table", _table, {"alt": _ENDED[:2]})
    for name, (rule, marks, ended) in _BEGINNINGS.items():
        parser.block.ruler.at(name, _beginning(rule, marks), {"alt": _ENDED[:ended]})
    return parser


_ENDED = ["paragraph", "reference", "blockquote", "list"]  # by a block that begins below
# markdown-it-py asks every rule at every line. What each block begins with, and how many of the above it ends:
_BEGINNINGS = {
    "fence": (rules_block.fence, "`~", 4),
    "blockquote": (rules_block.blockquote, ">", 4),
    "hr": (rules_block.hr, "*-_", 4),
    "list": (rules_block.list_block, "*+-0123456789", 3),
    "reference": (rules_block.reference, "[", 0),
    "html_block": (rules_block.html_block, "<", 3),
    "heading": (rules_block.heading, "#", 3),
}
_Rule = Callable[[StateBlock, int, int, bool], bool]


class _Lines(StateBlock):
    """What markdown-it-py knows of the lines of a text, found a line at a time instead of a character."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()  # what no line break ends is no line without a word
        shifts = [
            len(line) - len(line.lstrip(" \t")) if line[:1] in (" ", "\t") else 0 for line in lines
        ]
        ends = list(accumulate((len(line) + 1 for line in lines), initial=-1))
        self.bMarks = [*(end + 1 for end in ends[:-1]), len(src)]
        self.eMarks = [*ends[1:], len(src)]
        self.tShift = [*shifts, 0]
        self.sCount = [*shifts, 0]
        if "\t" in src:
            self.sCount = [
                *(len(line[:shift].expandtabs(4)) for line, shift in zip(lines, shifts)),
                0,
            ]
        self.bsCount = [0] * len(self.bMarks)
        self.lineMax = len(lines)


def _blocks(state: StateCore) -> None:
    lines = _Lines(state.src, state.md, state.env, state.tokens)
    state.md.block.tokenize(lines, lines.line, lines.lineMax)


def _beginning(rule: _Rule, marks: str) -> _Rule:
    """The rule, asked only at lines that begin with one of its marks."""

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in marks and rule(state, start, end, silent)

    return ask


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it-py's rule without tokens for cells: only where a table begins and ends."""
    if start + 2 > end:
        return False
    below = state.bMarks[start + 1] + state.tShift[start + 1]  # where a delimiter row would begin
    if state.src[below : below + 1] not in "|-:" or not rules_block.table(state, start, end, True):
        return False
    if silent:
        return True
    ending = state.md.block.ruler.getRules("blockquote")
    outer, state.parentType = state.parentType, "table"
    line = start + 2
    while line < end and state.sCount[line] >= state.blkIndent:
        at = state.bMarks[line] + state.tShift[line]
        is_row = state.src[at : at + 1] == "|"  # no other block begins so
        if not is_row and any(rule(state, line, end, True) for rule in ending):
            break
        if not state.src[at : state.eMarks[line]].strip() or state.is_code_block(line):
            break
        line += 1
    token = state.push("table_open", "table", 1)
    token.map = [start, line]
    state.push("table_close", "table", -1)
    state.parentType = outer
    state.line = line
    return True


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.diagnostics: list[Diagnostic] = []
        self.lines: list[str] = []
        self.references: dict[str, str] = {}

    def at(self, line: int, column: int = 1, length: int = 0) -> Span:
        return Span(self.source.path, line, column, length)

    def report(self, code: str, at: Span, **found: object) -> None:
        self.diagnostics.append(diagnose(code, at, **found))

    def parse(self) -> Document:
        text = self.readable(self.source.text)
        front_matter, text = self.front_matter(text)
        self.lines = text.split("\n")
        first: int | None = 0
        for _ in range(_MOST_RESUMED):
            first = self.body(first)
            if first is None:
                break
        return Document(
            source=self.source,
            front_matter=MappingProxyType(front_matter),
            blocks=tuple(self.blocks),
            references=MappingProxyType(self.references),
            diagnostics=tuple(self.diagnostics),
        )

    def readable(self, text: str) -> str:
        if not text.strip():
            self.report("DG101", self.at(1))
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            self.report("DG103", self.at(line))
            return ""
        if len(text) <= _LONGEST_LINE:
            return text
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if len(line) > _LONGEST_LINE:
                self.report("DG104", self.at(number), length=len(line), limit=_LONGEST_LINE)
                lines[number - 1] = ""
        return "\n".join(lines)

    def front_matter(self, text: str) -> tuple[dict[str, str], str]:
        """The front matter's scalars as text, and the page with it blanked out."""
        match = _FRONT_MATTER.match(text)
        if not match:
            if text.startswith("---\n"):
                self.report("DG106", self.at(1, 1, 3))
            return {}, text
        # Left in place it would become a phantom H2: its closing line underlines the text above.
        blanked = "\n" * match[0].count("\n") + text[match.end() :]
        try:
            loaded = _plain_lines(match[1]) or yaml.load(match[1], Loader=_YamlLoader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = 2 + (mark.line if mark else 0)
            column = 1 + (mark.column if mark else 0)
            self.report("DG105", self.at(line, column), problem=getattr(error, "problem", error))
            loaded = dict(
                (key.strip(), value.strip().strip("\"'"))
                for key, colon, value in (row.partition(":") for row in match[1].split("\n"))
                if colon and key.strip()
            )
        if not isinstance(loaded, dict):
            return {}, blanked
        return {str(k): str(v).strip() for k, v in loaded.items() if v is not None}, blanked

    def body(self, first: int) -> int | None:
        """Read the blocks from line `first` on, counted from 0; where to go on, if not at the end."""
        env: dict[str, Any] = {}
        tokens = _markdown_it().parse("\n".join(self.lines[first:]), env)
        for label, definition in env.get("references", {}).items():
            self.references.setdefault(label.lower(), definition["href"])
        quotes = 0
        for index, token in enumerate(tokens):
            if token.type in ("blockquote_open", "blockquote_close"):
                quotes += token.nesting
            if not token.map:
                continue
            start, end = first + token.map[0], first + token.map[1]
            match token.type:
                case "heading_open":
                    self.heading(tokens[index + 1], int(token.tag[1]), start)
                case "table_open":
                    self.table(start, end)
                case "paragraph_open":
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

    def heading(self, inline: Token, level: int, line: int) -> None:
        content = _original(inline.content)
        if _TAB_HEADING.match(content):
            return  # a tab of the docs site, "# [HTTP](#tab/http)": no heading of the page
        anchor = _ANCHOR.search(content) if "<" in content else None
        text = plain(content)
        raw = self.lines[line]
        column = max(raw.find(inline.content[:20]), 0) + 1
        self.blocks.append(
            Heading(
                level=level,
                text=text,
                slug=anchor[1].lower() if anchor else slug(text),
                span=self.at(line + 1, column, len(inline.content)),
            )
        )

    def table(self, start: int, end: int) -> None:
        header = split_row(self.lines[start], at=self.at(start + 1))
        rows: list[tuple[Cell, ...]] = []
        for number in range(start + 2, end):
            line = self.lines[number]
            row = split_row(line, at=self.at(number + 1))
            if not any(cell.text for cell in row):
                continue
            if rows and not _UNESCAPED_PIPE.search(line) and len(rows[-1]) <= len(header):
                self.report("DG108", self.at(number + 1, 1, len(line)), text=line)
                last = rows[-1][-1]
                rows[-1] = (
                    *rows[-1][:-1],
                    Cell(text=f"{last.text} {line.strip()}", span=last.span),
                )
                continue
            rows.append(self.fitted(row, header))
        self.blocks.append(
            Table(
                header=header, rows=tuple(rows), span=self.at(start + 1, 1, len(self.lines[start]))
            )
        )

    def fitted(self, row: tuple[Cell, ...], header: tuple[Cell, ...]) -> tuple[Cell, ...]:
        # The first two cells are always name and type, so what a bare pipe cut apart belongs to
        # the last one (14 rows of the Graph and OneDrive pages).
        surplus = row[len(header) - 1 :]
        if len(row) <= len(header) or not any(cell.text for cell in surplus[1:]):
            return row[: len(header)]
        self.report("DG107", row[len(header)].span, text=row[len(header)].text)
        text = " | ".join(cell.text for cell in surplus)
        return (*row[: len(header) - 1], Cell(text=text, span=surplus[0].span))

    def paragraph(self, start: int, end: int, is_quoted: bool) -> None:
        for number in range(start + 1, end):
            if _DELIMITER_ROW.match(self.lines[number]) and "|" in self.lines[number - 1]:
                # As many cells as the header has are needed for a table in GFM (12 tables of the
                # Graph pages have one too few or too many).
                self.report("DG109", self.at(number + 1, 1, len(self.lines[number])))
                if number - 1 > start:
                    self.prose(start, number - 1, is_quoted)
                self.table(number - 1, end)
                return
        self.prose(start, end, is_quoted)

    def prose(self, start: int, end: int, is_quoted: bool) -> None:
        text = "\n".join(self.lines[start:end])
        if "<!--" in text:
            self.comments(text, start)
            text = _COMMENT.sub(_blank, text)
        if text.strip():
            first = next(i for i, line in enumerate(text.split("\n")) if line.strip())
            line = text.split("\n")[first]
            column = len(line) - len(line.lstrip())
            self.blocks.append(
                Paragraph(
                    text=_original(text.strip()),
                    span=self.at(start + first + 1, column + 1, len(line.strip())),
                    is_quoted=is_quoted,
                )
            )

    def html(self, start: int, end: int) -> None:
        text = "\n".join(self.lines[start:end])
        if "<!--" in text:
            self.comments(text, start)
            text = _COMMENT.sub(_blank, text)
        if table := _HTML_TABLE.search(text):
            self.report("DG110", self.at(start + 1 + text.count("\n", 0, table.start())))
        if text.strip():
            self.blocks.append(Paragraph(text=text.strip(), span=self.at(start + 1)))

    def comments(self, text: str, start: int) -> None:
        for match in _COMMENT.finditer(text):
            line = start + 1 + text.count("\n", 0, match.start())
            column = match.start() - text.rfind("\n", 0, match.start())
            span = self.at(line, column, 4)
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
                        match[1][annotation.end() :], text, match, annotation.end(), start
                    ),
                    kind=annotation[1] or "",
                )
            )

    def annotation(
        self, body: str, text: str, comment: re.Match[str], skipped: int, start: int
    ) -> Mapping[str, Any] | None:
        def place(offset: int) -> Span:
            position = comment.start(1) + skipped + offset
            column = position - text.rfind("\n", 0, position)
            return self.at(start + 1 + text.count("\n", 0, position), column, 1)

        # 47 of the 8,332 annotations of the Graph v1.0 pages are not strict JSON: half have a raw
        # newline inside a string, the others trailing or missing commas and one unquoted key.
        try:
            value, forgiven = read_json(body)
        except Unreadable as error:
            try:
                value, forgiven = read_json(html.unescape(body))
            except Unreadable:
                self.report("DG112", place(error.offset), expected=error.expected)
                return None
        for leniency in forgiven:
            self.report("DG113", place(leniency.offset), what=leniency.what)
        return MappingProxyType(value) if isinstance(value, dict) else None

    def code_block(self, token: Token, start: int) -> None:
        """An indented code block: a comment in it still counts, and so does a sample."""
        if "<!--" in token.content:
            self.comments(
                "\n".join(self.lines[start : start + token.content.count("\n") + 1]), start
            )
        else:
            self.blocks.append(
                Fence(info="", text=token.content.rstrip("\n"), span=self.at(start + 1))
            )

    def fence(self, token: Token, start: int, end: int) -> int:
        """Append the fence; where it never closes, the line to go on reading from, else 0."""
        content, resumed = token.content, 0
        closing = self.lines[end - 1] if end - 1 > start else ""
        if token.markup[:3] not in closing:
            self.report("DG114", self.at(start + 1, 1, len(self.lines[start])))
            # The fence would swallow the rest of the page; a heading after a blank line is taken
            # for its end.
            for number in range(start + 2, end):
                if _ATX_HEADING.match(self.lines[number]) and not self.lines[number - 1].strip():
                    content = "\n".join(self.lines[start + 1 : number])
                    resumed = number
                    break
        info = token.info.strip().split(maxsplit=1)
        self.blocks.append(
            Fence(
                info=info[0].lower() if info else "",
                text=content.rstrip("\n"),
                span=self.at(start + 2, 1, len(self.lines[start + 1]) if start + 1 < end else 0),
            )
        )
        return resumed


def _original(text: str) -> str:
    """Inline Markdown in the language it was written in, without a translation beside it."""
    return _TRANSLATED.sub(r"\1", text) if "sxs-lookup" in text else text


def _blank(match: re.Match[str]) -> str:
    """As many lines and columns, without a word."""
    return "\n".join(" " * len(line) for line in match[0].split("\n"))


# What YAML reads as a key and a text, whatever its rules: no indicator is in it, and no escape.
_PLAIN_LINE = re.compile(
    r"""([A-Za-z][\w.-]*):[ ]+(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z0-9][\w ./,()-]*))[ ]*$"""
)


def _plain_lines(text: str) -> dict[str, str] | None:
    """Front matter that holds nothing but a key and a text on each line; None for other YAML, which takes longer."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _PLAIN_LINE.match(line)
        if match is None or match[1] in found:
            return None
        found[match[1]] = match[match.lastindex or 1].strip()
    return found


@lru_cache(4096)  # headings recur
def slug(heading: str) -> str:
    """The anchor a docs site makes of a heading's text."""
    kept = re.sub(r"[^\w\s-]", "", heading.lower().replace("\u00a0", " "))
    return re.sub(r"\s+", "-", kept.strip())


class _YamlLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Scalars stay text: a date in front matter is somebody's spelling, not a value."""


_YamlLoader.yaml_implicit_resolvers = {}
