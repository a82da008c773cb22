"""Places and edits of docgen as those of the protocol.

Columns of docgen count code points from 1; those of the protocol UTF-16 units from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from docgen.diagnostics.diagnostic import Diagnostic, Edit
from docgen.diagnostics.formats import as_words
from docgen.diagnostics.position import Span

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}


def diagnostic_of(finding: Diagnostic, lines: Sequence[str], explanations: str) -> types.Diagnostic:
    """A finding, with a link to the explanation of its code on the page of this address."""
    return types.Diagnostic(
        range=range_of(finding.at, lines),
        message=f"{finding.message}\n{finding.help}",
        severity=_SEVERITY[finding.level],
        code=finding.code,
        code_description=types.CodeDescription(href=f"{explanations}#{finding.code.lower()}"),
        source="docgen",
    )


def action_of(finding: Diagnostic, root: Path, lines: Sequence[str]) -> types.CodeAction | None:
    """The edit of a finding as a quick fix; preferred where it is the one right edit."""
    edit = finding.edit
    if edit is None:
        return None
    uri = (root / edit.at.path).as_uri()
    return types.CodeAction(
        title=as_words(edit),
        kind=types.CodeActionKind.QuickFix,
        is_preferred=edit.is_safe,
        edit=types.WorkspaceEdit(changes={uri: [text_edit(edit, lines)]}),
    )


def text_edit(edit: Edit, lines: Sequence[str]) -> types.TextEdit:
    """An edit of a page with these lines."""
    at = Span(edit.at.path, edit.at.line, edit.at.column, len(edit.old))
    place = range_of(at, lines)
    if not edit.old:
        place = types.Range(start=place.start, end=place.start)
    return types.TextEdit(range=place, new_text=edit.new)


def range_of(at: Span, lines: Sequence[str]) -> types.Range:
    """A place on a page with these lines; without a length the rest of its line."""
    line = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
    start = min(at.column - 1, len(line))
    end = min(start + at.length, len(line)) if at.length else len(line)
    return types.Range(
        start=types.Position(line=at.line - 1, character=_units(line[:start])),
        end=types.Position(line=at.line - 1, character=_units(line[:end])),
    )


def place_of(path: str, position: types.Position, lines: Sequence[str]) -> Span:
    """The place of a position on a page with these lines."""
    line = lines[position.line] if position.line < len(lines) else ""
    before = line.encode("utf-16-le")[: 2 * position.character].decode("utf-16-le", "ignore")
    return Span(path, position.line + 1, len(before) + 1)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
