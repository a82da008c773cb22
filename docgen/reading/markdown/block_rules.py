"""markdown-it-py's block rules, run only where one of them can begin.

Text enters; markdown-it-py's own tokens of its blocks leave, the same as without this module but for the
cells of tables, and for paragraphs, each of which is one token `paragraph`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import accumulate

from markdown_it import MarkdownIt, rules_block
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType


@cache
def block_parser() -> MarkdownIt:
    """A parser that makes tokens of blocks only."""
    # Inline tokens are not needed: cells and links are cut here, where columns are known.
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.at("block", _blocks)
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.at("table", _table, {"alt": _ENDED[:2]})
    for name, (rule, characters, ended) in _BEGINNINGS.items():
        parser.block.ruler.at(name, _beginning(rule, characters), {"alt": _ENDED[:ended]})
    parser.block.ruler.before("table", "text", _text)
    parser.block.ruler.disable("lheading")
    parser.block.ruler.at("paragraph", _paragraph)
    return parser


_ENDED = ["paragraph", "reference", "blockquote", "list"]  # by a block that begins below
# markdown-it-py tries every rule at every line. What each block begins with, and how many of the above it ends:
_BEGINNINGS = {
    "fence": (rules_block.fence, "`~", 4),
    "blockquote": (rules_block.blockquote, ">", 4),
    "hr": (rules_block.hr, "*-_", 4),
    "list": (rules_block.list_block, "*+-0123456789", 3),
    "reference": (rules_block.reference, "[", 0),
    "html_block": (rules_block.html_block, "<", 3),
    "heading": (rules_block.heading, "#", 3),
}
_DELIMITERS = frozenset("|-:")  # what the second row of a table begins with
_STARTS = frozenset("".join(characters for _, characters, _ in _BEGINNINGS.values()))
_Rule = Callable[[StateBlock, int, int, bool], bool]


class _Lines(StateBlock):
    """markdown-it-py's state of the lines of a text, computed a line at a time instead of a character."""

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
    below = state.bMarks[start + 1] + state.tShift[start + 1]  # where a delimiter row would begin
    if state.src[below : below + 1] not in _DELIMITERS or not rules_block.table(
        state, start, end, True
    ):
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


def _may_begin(state: StateBlock, line: int) -> bool:
    """Whether a line that is not empty may begin a block other than a paragraph."""
    below = state.bMarks[line + 1] + state.tShift[line + 1]  # of a table, its delimiter row
    return (
        state.src[state.bMarks[line] + state.tShift[line]] in _STARTS
        or state.src[below : below + 1] in _DELIMITERS
    )


def _text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph or an underlined heading, before all other rules are tried at a line that begins with a letter."""
    is_text = not (_may_begin(state, start) or state.is_code_block(start))
    return is_text and _paragraph(state, start, end, silent)


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
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
    state.push("heading_open", f"h{level}", 1).map = [start, line + 1]
    text = state.push("inline", "", 0)
    text.content = mdTrim(state.getLines(start, line, state.blkIndent, False))
    text.map = [start, line]
    state.push("heading_close", f"h{level}", -1)
    state.parentType = outer
    return True


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
