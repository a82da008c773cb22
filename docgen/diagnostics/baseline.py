"""Known findings, kept in a file, so that only new ones are reported.

Diagnostics and the text of a baseline enter; its new text, or the new findings and the lines of fixed
ones, leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.formats import with_fingerprints


def baseline_text(diagnostics: Iterable[Diagnostic]) -> str:
    """A baseline: the findings that are accepted, one a line and sorted, for a readable diff."""
    rows = [
        f"{fingerprint} {d.code} {d.at.path}: {d.message}"
        for d, fingerprint in with_fingerprints(diagnostics)
    ]
    return "".join(f"{row}\n" for row in sorted(rows, key=lambda row: row.split(" ", 1)[1]))


def compare_baseline(
    diagnostics: Sequence[Diagnostic], baseline: str
) -> tuple[list[Diagnostic], list[str]]:
    """The findings that the baseline does not accept, and its lines that no finding matches."""
    if not baseline.strip():
        return list(diagnostics), []
    known: Mapping[str, str] = {
        line.split(" ", 1)[0]: line for line in baseline.split("\n") if line.strip()
    }
    rows = with_fingerprints(diagnostics)
    present = {fingerprint for _, fingerprint in rows}
    new = [diagnostic for diagnostic, fingerprint in rows if fingerprint not in known]
    return new, [line for fingerprint, line in known.items() if fingerprint not in present]
