"""markdown-it-py's block rules, run only where one of them can begin.

Lines enter; markdown-it-py's own tokens of its blocks leave, the same as without this module but for three kinds that
are one token each, `heading` with its content, `paragraph` and `table`, and for lists, which are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from typing import Literal

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

from docgen.reading.markdown.table_rows import UNESCAPED_PIPE

_Rule = Callable[[StateBlock, int, int, bool], bool]


def block_tokens(lines: Sequence[str], references: EnvType) -> list[Token]:
    """The blocks of a text. Adds the definitions of links to `references`, below the key "references"."""
    parser = _parser()
    state = _Lines(lines, parser, references)
    parser.block.tokenize(state, 0, state.lineMax)
    return state.tokens


@cache
def _parser() -> MarkdownIt:
    """A parser with these rules. Of all of markdown-it-py's, its rules for lists, quotations and definitions try some."""
    parser = MarkdownIt("commonmark")
    parser.block.ruler.before("table", "block", _block)
    parser.block.ruler.at("table", _table, {"alt": _ENDED[:2]})
    for name, (rule, characters, ended) in _BEGINNINGS.items():
        parser.block.ruler.at(name, _beginning(rule, characters), {"alt": _ENDED[:ended]})
    return parser.enable("table")


class _Lines(StateBlock):
    """markdown-it-py's state of the lines of a text, computed a line at a time instead of a character."""

    def __init__(self, lines: Sequence[str], md: MarkdownIt, env: EnvType) -> None:
        super().__init__("", md, env, [])
        self.src = "\n".join(lines)
        self.unread = Token("", "", 0)
        if not lines[-1].strip(" \t"):
            lines = lines[:-1]  # what no line break ends is no line without a word
        shifts = [
            len(line) - len(line.lstrip(" \t")) if line[:1] in (" ", "\t") else 0 for line in lines
        ]
        ends = list(accumulate((len(line) + 1 for line in lines), initial=-1))
        self.bMarks = [*(end + 1 for end in ends[:-1]), len(self.src)]
        self.eMarks = [*ends[1:], len(self.src)]
        self.tShift = [*shifts, 0]
        self.sCount = [*shifts, 0]
        if "\t" in self.src:
            self.sCount = [
                *(len(line[:shift].expandtabs(4)) for line, shift in zip(lines, shifts)),
                0,
            ]
        self.bsCount = [0] * len(self.bMarks)
        self.lineMax = len(lines)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token. To make one takes a tenth of the time of reading a short block: lists share one."""
        if "list" not in ttype:
            return super().push(ttype, tag, nesting)
        self.level += nesting
        return self.unread


def _beginning(rule: _Rule, characters: str) -> _Rule:
    """The rule, run only at lines that begin with one of its characters."""

    def at_its_characters(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in characters and rule(state, start, end, silent)

    return at_its_characters


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it-py's rule without tokens for cells: only where a table begins and ends."""
    if start + 2 > end:
        return False
    if not _may_begin_table(state, start) or not _is_table(state, start):
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
    state.push("table", "table", 0).map = [start, line]
    state.parentType = outer
    state.line = line
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block that begins at a line, by the first rule that takes it, in markdown-it-py's order; never none."""
    if _table(state, start, end, silent):
        return True
    if state.is_code_block(start):
        return rules_block.code(state, start, end, silent)
    character = state.src[state.bMarks[start] + state.tShift[start]]
    for rule in _RULES.get(character, ()):
        if rule(state, start, end, silent):
            return True
    return _paragraph(state, start, end)


def _is_table(state: StateBlock, start: int) -> bool:
    """Whether a line and the one below, which is no bullet, are the first rows of a table: with as many cells (GFM 4.10)."""
    below = start + 1
    if state.sCount[below] < state.blkIndent or state.is_code_block(below):
        return False
    row = state.src[state.bMarks[below] + state.tShift[below] : state.eMarks[below]]
    if len(row) < 2 or not _DELIMITER_ROW.fullmatch(row):
        return False
    header = mdTrim(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]])
    if "|" not in header or state.is_code_block(start):
        return False
    cells = len(UNESCAPED_PIPE.findall(header)) + 1
    cells -= header[0] == "|"
    cells -= header[-1] == "|" and header[-2:-1] != "\\"
    return cells == len(_DASHES.findall(row))


def _may_begin_table(state: StateBlock, line: int) -> bool:
    """Whether a delimiter row may be below a line: not a bullet."""
    below = state.bMarks[line + 1] + state.tShift[line + 1]
    beginning = state.src[below : below + 2]
    return beginning[:1] in _DELIMITERS and beginning not in ("- ", "-\t")


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it-py's rule for headings, with one token."""
    text = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    level = len(text) - len(text.lstrip("#"))
    if (
        state.is_code_block(start)
        or not 0 < level < 7
        or text[level : level + 1] not in ("", " ", "\t")
    ):
        return False
    if silent:
        return True
    words = text[level:].rstrip(" \t")
    bare = words.rstrip("#")
    state.line = start + 1
    token = state.push("heading", f"h{level}", 0)
    token.content = mdTrim(bare if bare[-1:] in (" ", "\t") else words)
    token.map = [start, start + 1]
    return True


def _paragraph(state: StateBlock, start: int, end: int) -> bool:
    """markdown-it-py's rules for underlined headings and for paragraphs, in one pass over the lines."""
    ending = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line, level = start + 1, 0
    while line < end and not state.isEmpty(line):
        # Of lazy continuations only the indentation counts.
        is_lazy = state.sCount[line] - state.blkIndent > 3
        if not is_lazy and (level := _underline(state, line)):
            break
        if not is_lazy and state.sCount[line] >= 0 and _may_begin(state, line):
            if any(rule(state, line, end, True) for rule in ending):
                break
        line += 1
    state.line = line
    if not level:
        # It stays the innermost parent, as markdown-it-py's rule for underlined headings leaves it.
        state.push("paragraph", "p", 0).map = [start, line]
        return True
    state.line += 1
    token = state.push("heading", f"h{level}", 0)
    token.content = mdTrim(state.getLines(start, line, state.blkIndent, False))
    token.map = [start, line + 1]
    state.parentType = outer
    return True


def _may_begin(state: StateBlock, line: int) -> bool:
    """Whether a line that is not empty may begin a block other than a paragraph."""
    character = state.src[state.bMarks[line] + state.tShift[line]]
    return character in _RULES or _may_begin_table(state, line)


def _underline(state: StateBlock, line: int) -> int:
    """The level of the heading that a line underlines; 0 for other lines."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    if (
        text[0] not in "-="
        or state.sCount[line] < state.blkIndent
        or text.rstrip(" \t").strip(text[0])
    ):
        return 0
    return 1 if text[0] == "=" else 2


_ENDED = ["paragraph", "reference", "blockquote", "list"]  # by a block that begins below
# What each block begins with, and how many of the above it ends:
_BEGINNINGS = {
    "fence": (rules_block.fence, "`~", 4),
    "blockquote": (rules_block.blockquote, ">", 4),
    "hr": (rules_block.hr, "*-_", 4),
    "list": (rules_block.list_block, "*+-0123456789", 3),
    "reference": (rules_block.reference, "[", 0),
    "html_block": (rules_block.html_block, "<", 3),
    "heading": (_heading, "#", 3),
}
_RULES = {
    character: [rule for rule, characters, _ in _BEGINNINGS.values() if character in characters]
    for _, characters, _ in _BEGINNINGS.values()
    for character in characters
}
_DELIMITERS = frozenset("|-:")  # what the second row of a table begins with
# A command in code, which is shown as a fence would show it.
COMMAND = re.compile(r"(`+)[ \t]*(\$?[ \t]*curl[ \t][^`]++)\1")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_DASHES = re.compile(r"-+")


def margin_of(content: str, lines: Sequence[str], start: int) -> int:
    """The columns before each line of code, whose first is `lines[start]`: those of a list, or the marks of a quotation."""
    for number, code in enumerate(content.split("\n"), start):
        if code.strip():
            line = lines[number] if number < len(lines) else ""
            return len(line) - len(code) if line.endswith(code) else 0
    return 0
