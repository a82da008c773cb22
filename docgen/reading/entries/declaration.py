"""A request line and its place, and the patterns of one that every reader of them shares."""

from __future__ import annotations

import re

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Cell
from docgen.records import Record
from docgen.syntax.http_message import EXTENSION_METHODS, METHODS

VERB = "|".join((*METHODS, *EXTENSION_METHODS))
# What a target begins with: a slash, a host, a placeholder, or a word and a slash.
URL = r"(?:[a-z]+://|//|/|\{|<|\[?\\?\{|\$|:?[A-Za-z0-9_][\w.:{}<>-]*/)"
# "GET", "GET, POST", "GET or POST".
METHODS_IN_WORDS = rf"(?:{VERB})(?:\s*(?:[,/|]|\b[^\W\d_]{{1,4}}\b)\s*(?:{VERB}))*"
# A placeholder may hold spaces; a target ends at one elsewhere, and at a sign of Chinese or Japanese. No bracket is closed after one that nothing closes.
# "?sort=asc|desc" has a bar in it, and so has "?lit={true|false}", which ends a cell elsewhere.
_CLOSED = r"(?:(?<==)[\w.-]++(?:\|[\w.-]++)++|(?<=[=/])\{[\w.-]++(?:\|[\w.-]++)++\}|(?<=/)\([\w.-]++(?:\|[\w.-]++)++\)|<[^<>\n`|]*>|\[[^\[\]\n|]*+\](?:\([^()\s]*\))?+|\([^()\n`|]*\)|\{[^{}\n`|]*\}|\{\{[^{}\n`|]*\}\}|[^\s`|<(\[{（）：，。；])++"
_UNCLOSED = r"[\[{(<](?![^\n)\]}>]{0,500}+[)\]}>])[^\s`|（）：，。；]*+"
TARGET = rf"(?={URL})(?:{_CLOSED}(?:{_UNCLOSED})?+|{_UNCLOSED})"
# "`GET /lamps`", "`GET /lamps HTTP/1.1`"
IN_CODE = re.compile(rf"(?<!`)`++[ \t]*+({VERB})[ \t]+({TARGET})(?:[ \t]+HTTP/[\d.]+)?[ \t]*`+")
# Forms that samples seldom have.
LABELLED = "labelled"  # an address and a method, each with a label of its own
UNSTATED = "unstated"  # an address of which no method is said
ROW = "row"  # a cell of a table that holds nothing else
FACTS = "facts"  # a table of one operation, a row for each fact
STRONG = ("component", "table", FACTS, "heading", "code", "item", "fence", LABELLED, UNSTATED)


class Declaration(Record, frozen=True, kw_only=True):
    """A request line and its place."""

    method: str
    target: str  # as written
    form: str  # code, fence, content, message, heading, item, table, facts, row, component, quote, text, url, curl, prose, link, labelled, unstated
    at: Span  # of the target
    # Of a row of a table: its other cells, each with its header; of facts: the other rows.
    row: tuple[tuple[str, Cell], ...] = ()
