"""Findings about pages, and the codes that they have.

A code, a place and the words of a page enter; a `Diagnostic` leaves. The stages decide what is a
mistake.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from string import Formatter
from typing import Literal

from docgen.diagnostics.position import Span
from docgen.records import Record

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")

_LONGEST_QUOTE = 80
_MOST_READ = 2_000  # characters of a text that is quoted


class Code(Record, frozen=True, kw_only=True):
    """One row of `codes.toml`. A code never changes its meaning."""

    id: str  # DG, the stage (1 markdown, 2 page, 3 link, 4 plan, 6 verify, 7 check), two digits
    # error: missing from the SDK; warning: there, but guessed; note: skipped on purpose
    level: Level
    message: str  # with the holes that `diagnose` fills
    help: str  # the smallest edit that fixes the page
    explanation: str
    # Whether a documented message with this finding cannot be replayed; None for findings about others.
    stops_replay: bool | None = None
    is_suspicious: bool = False  # a note that an author's mistake may cause


class Edit(Record, frozen=True, kw_only=True):
    """What a page should have in place of a text of it."""

    # The place of `old`, on one line. Until `fixes.located` has seen the page, a place that holds it once.
    at: Span
    old: str  # "" to insert
    new: str  # may have several lines, "" to delete
    is_safe: bool = True  # whether it is the one right edit


class Diagnostic(Record, frozen=True, kw_only=True):
    """One finding at one place."""

    code: str
    level: Level
    at: Span
    message: str
    help: str
    edit: Edit | None = None  # that fixes the page, which may be another than that of the finding

    @property
    def row(self) -> Code:
        """The row of its code."""
        return codes()[self.code]


@cache
def codes() -> Mapping[str, Code]:
    """Every code by its id, in order."""
    text = resources.files("docgen.diagnostics").joinpath("codes.toml").read_text("utf-8")
    return {id: Code(id=id, **fields) for id, fields in tomllib.loads(text).items()}


def diagnose(code: str, at: Span, edit: Edit | None = None, /, **words: object) -> Diagnostic:
    """A diagnostic with the page's words put into the code's message and help, and the edit that fixes the page.

    Text from the page is quoted as written, on one line, cut at 80 characters.
    """
    quoted = {name: quotable(str(value)) for name, value in words.items()}
    row = codes()[code]
    return Diagnostic(
        code=code,
        level=row.level,
        at=at,
        message=row.message.format(**quoted),
        help=row.help.format(**quoted),
        edit=edit,
    )


def with_placeholders(template: str) -> str:
    """A message or help for no page in particular: `<name>` for each hole, for some what they mostly hold."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return template.format_map({n: _MOSTLY.get(n, f"<{n}>") for n in names})


_MOSTLY = {"hint": "", "cause": "", "fix": "docgen generate"}


def quotable(text: str) -> str:
    """A text of a page on one line, cut at 80 characters."""
    one_line = " ".join(text[:_MOST_READ].split())
    if len(one_line) > _LONGEST_QUOTE or len(text) > _MOST_READ:
        one_line = one_line[: _LONGEST_QUOTE - 1] + "…"
    if one_line.isprintable():
        return one_line
    return "".join(c if c.isprintable() else " " for c in one_line)


def amount(count: int, noun: str) -> str:
    """ "1 page", "2 pages"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def amounts(counts: Mapping[str, int], levels: Iterable[str] = LEVELS) -> str:
    """ "1 error, 2 warnings, 0 notes"."""
    return ", ".join(amount(counts.get(level, 0), level) for level in levels)


def in_page_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by path, line, column and code, each finding once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(
        sorted(unique, key=lambda d: (d.at.path, d.at.line, d.at.column, d.code, d.message))
    )
