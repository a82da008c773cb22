"""What docgen says about a page.

A code, a place and the words found there enter; a `Diagnostic` leaves, and a list of them becomes
text or JSON. It does not decide what is wrong: the stages do.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from docgen.source import Span

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")

_LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One row of `diagnostics.toml`. A code never changes its meaning."""

    id: str  # DG, the stage (1 markdown, 2 page, 3 link, 4 plan, 5 render, 6 verify), two digits
    level: (
        Level  # error: missing from the SDK; warning: there, but guessed; note: skipped on purpose
    )
    message: str  # with the holes that `diagnose` fills
    help: str  # the smallest edit that mends the page
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding at one place."""

    code: str
    level: Level
    at: Span
    message: str
    help: str


@cache
def codes() -> Mapping[str, Code]:
    """Every code by its id, in order."""
    text = resources.files("docgen").joinpath("diagnostics.toml").read_text("utf-8")
    return {id: Code(id=id, **fields) for id, fields in tomllib.loads(text).items()}


def diagnose(code: str, at: Span, **found: object) -> Diagnostic:
    """A diagnostic with the words found on the page put into the code's message and help.

    Text from the page is quoted as written, on one line, cut at 80 characters.
    """
    words = {name: _quotable(str(value)) for name, value in found.items()}
    row = codes()[code]
    return Diagnostic(
        code=code,
        level=row.level,
        at=at,
        message=row.message.format(**words),
        help=row.help.format(**words),
    )


def _quotable(text: str) -> str:
    one_line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return one_line if len(one_line) <= _LONGEST_QUOTE else one_line[: _LONGEST_QUOTE - 1] + "…"


def in_page_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by path, line, column and code, each finding once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(
        sorted(unique, key=lambda d: (d.at.path, d.at.line, d.at.column, d.code, d.message))
    )


def as_text(diagnostic: Diagnostic, lines: tuple[str, ...], *, folder: str = "") -> str:
    """`path:line:col: level CODE: message`, the source line, a caret, and the help.

    `lines` are those of the page the diagnostic is about; `folder` is put before the path.
    """
    at = diagnostic.at
    head = f"{folder}{at.path}:{at.line}:{at.column}: {diagnostic.level} {diagnostic.code}: {diagnostic.message}"
    shown = _source_line(at, lines)
    return "\n".join([head, *shown, f"    help: {diagnostic.help}"])


def _source_line(at: Span, lines: tuple[str, ...]) -> list[str]:
    if not 0 < at.line <= len(lines) or not lines[at.line - 1].strip():
        return []
    line = "".join(c if c.isprintable() else " " for c in lines[at.line - 1])
    start = max(0, at.column - 1 - 40) if len(line) > 100 else 0
    cut = line[start : start + 100]
    caret = " " * max(0, at.column - 1 - start) + "^" * max(1, min(at.length, 100))
    return [f"    {cut}", f"    {caret[:100]}"]


def as_json(diagnostics: Iterable[Diagnostic], *, folder: str = "") -> str:
    """A JSON array of objects with path, line, column, length, level, code, message and help."""
    rows = [
        {
            "path": folder + d.at.path,
            "line": d.at.line,
            "column": d.at.column,
            "length": d.at.length,
            "level": d.level,
            "code": d.code,
            "message": d.message,
            "help": d.help,
        }
        for d in diagnostics
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"
