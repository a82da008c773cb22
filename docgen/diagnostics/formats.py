"""Diagnostics for people and for tools: text, JSON, SARIF, GitHub annotations.

Diagnostics enter; text leaves.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from docgen import __version__
from docgen.diagnostics.diagnostic import LEVELS, Diagnostic, Edit, codes, quotable
from docgen.diagnostics.envelope import json_report
from docgen.diagnostics.position import Span
from docgen.records import Record


class Findings(Record, frozen=True, kw_only=True):
    """Findings about one folder of pages."""

    folder: str = ""  # put before each path; "" or with a slash at the end
    diagnostics: tuple[Diagnostic, ...]


_COLORS = {"error": "31", "warning": "33", "note": "36"}  # of a terminal


def _joined(folder: str, path: str) -> str:
    """The path of a file below the folder of pages; of one outside of it without the steps up."""
    return posixpath.normpath(folder + path) if path.startswith("../") else folder + path


def as_line(diagnostic: Diagnostic, *, folder: str = "", with_color: bool = False) -> str:
    """`path:line:col: level CODE: message`; `folder` is put before the path."""
    at, level = diagnostic.at, diagnostic.level
    kind = f"{level} {diagnostic.code}"
    if with_color:
        kind = f"\x1b[1;{_COLORS[level]}m{kind}\x1b[0m"
    return f"{_joined(folder, at.path)}:{at.line}:{at.column}: {kind}: {diagnostic.message}"


def as_text(
    diagnostic: Diagnostic, lines: tuple[str, ...], *, folder: str = "", with_color: bool = False
) -> str:
    """The same, the source line, a caret, the help and the edit that fixes it.

    `lines` are those of the page the diagnostic is about.
    """
    at = diagnostic.at
    head = as_line(diagnostic, folder=folder, with_color=with_color)
    fix = [f"    fix: {as_words(diagnostic.edit)}"] if diagnostic.edit else []
    return "\n".join([head, *_source_line(at, lines), f"    help: {diagnostic.help}", *fix])


def as_words(edit: Edit) -> str:
    """An edit in words: "write `b` in place of `a` (unsafe)"."""
    old, new = (_as_code(text.strip("\n")) for text in (edit.old, edit.new))
    if not edit.old:
        words = f"insert {new}"
    elif not edit.new:
        words = f"remove {old}"
    else:
        words = f"write {new} in place of {old}"
    return words if edit.is_safe else f"{words} (unsafe)"


def _as_code(text: str) -> str:
    quote = '"' if "`" in text else "`"
    return f"{quote}{quotable(text)}{quote}"


def _source_line(at: Span, lines: tuple[str, ...]) -> list[str]:
    if not 0 < at.line <= len(lines) or not lines[at.line - 1].strip():
        return []
    line = lines[at.line - 1]
    start = max(0, at.column - 1 - 40) if len(line) > 100 else 0
    cut = "".join(c if c.isprintable() else " " for c in line[start : start + 100])
    caret = " " * max(0, at.column - 1 - start) + "^" * max(1, min(at.length, 100))
    return [f"    {cut}", f"    {caret[:100]}"]


def as_json(command: str, parts: Sequence[Findings]) -> str:
    """A JSON object with `counts` by level, and `findings`; one that can be fixed has an `edit`."""
    counts = Counter(d.level for part in parts for d in part.diagnostics)
    return json_report(
        command,
        counts={level: counts[level] for level in LEVELS},
        findings=[_row(*row) for row in _rows(parts)],
    )


def _rows(parts: Iterable[Findings]) -> Iterator[tuple[str, Diagnostic, str]]:
    """The folder, the finding and its fingerprint, which does not depend on the folder."""
    for part in parts:
        yield from ((part.folder, *row) for row in with_fingerprints(part.diagnostics))


def _row(folder: str, d: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "path": _joined(folder, d.at.path),
        "line": d.at.line,
        "column": d.at.column,
        "length": d.at.length,
        "level": d.level,
        "code": d.code,
        "message": d.message,
        "help": d.help,
        "fingerprint": fingerprint,
        "edit": edit_json(d.edit, folder) if d.edit else None,
    }


def edit_json(edit: Edit, folder: str) -> dict[str, Any]:
    return {
        "path": _joined(folder, edit.at.path),
        "line": edit.at.line,
        "column": edit.at.column,
        "length": len(edit.old),
        "old": edit.old,
        "new": edit.new,
        "is_safe": edit.is_safe,
    }


def as_github(_: str, parts: Sequence[Findings]) -> str:
    """Workflow commands, one a line, that GitHub displays next to the source."""
    commands = {"error": "error", "warning": "warning", "note": "notice"}
    lines = [
        f"::{commands[d.level]} file={_property(_joined(part.folder, d.at.path))},line={d.at.line},"
        f"col={d.at.column},title={d.code}::{_data(f'{d.message}; {d.help}')}"
        for part in parts
        for d in part.diagnostics
    ]
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(command: str, parts: Sequence[Findings]) -> str:
    """A SARIF 2.1.0 log, with a rule for each code that is reported."""
    used = sorted({d.code for part in parts for d in part.diagnostics})
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "docgen",
                        "version": __version__,
                        "rules": [_rule(code) for code in used],
                    }
                },
                # GitHub replaces the findings of a category, and keeps those of others.
                "automationDetails": {"id": f"docgen-{command}/"},
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": d.code,
                        "ruleIndex": used.index(d.code),
                        "level": d.level,
                        "message": {"text": f"{d.message}; {d.help}"},
                        "locations": [{"physicalLocation": _location(d.at, folder)}],
                        "partialFingerprints": {"docgen/v1": fingerprint},
                        **({"fixes": [_sarif_fix(d.edit, folder)]} if d.edit else {}),
                    }
                    for folder, d, fingerprint in _rows(parts)
                ],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    row = codes()[code]
    return {
        "id": code,
        "shortDescription": {"text": row.message},
        "fullDescription": {"text": row.explanation},
        "help": {"text": row.help},
        "defaultConfiguration": {"level": row.level},
    }


def _sarif_fix(edit: Edit, folder: str) -> dict[str, Any]:
    start = edit.at.column
    region = {
        "startLine": edit.at.line,
        "startColumn": start,
        "endColumn": start + len(edit.old),
    }
    replacement = {"deletedRegion": region, "insertedContent": {"text": edit.new}}
    return {
        "description": {"text": as_words(edit)},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": quote(_joined(folder, edit.at.path))},
                "replacements": [replacement],
            }
        ],
    }


def _location(at: Span, folder: str) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(_joined(folder, at.path))},
        "region": {
            "startLine": at.line,
            "startColumn": at.column,
            "endColumn": at.column + max(1, at.length),
        },
    }


# The formats for tools, of the findings of a command. As text `lint` and `check` print them in different ways.
FORMATS: Mapping[str, Callable[[str, Sequence[Findings]], str]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def with_fingerprints(diagnostics: Iterable[Diagnostic]) -> list[tuple[Diagnostic, str]]:
    """Each diagnostic with 16 hexadecimal digits that stay when lines move.

    Equal findings of a page differ by their number.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    rows: list[tuple[Diagnostic, str]] = []
    for diagnostic in diagnostics:
        key = (diagnostic.code, diagnostic.at.path, diagnostic.message)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        rows.append((diagnostic, hashlib.sha256(text.encode()).hexdigest()[:16]))
    return rows
