"""Known findings, kept in a file, so that only new ones are reported.

Diagnostics and the text of a baseline enter; its new text, or what is new and what is gone, leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.formats import with_fingerprints


def baseline_text(diagnostics: Iterable[Diagnostic]) -> str:
    """A baseline: the findings that are accepted, one a line and sorted, for a readable diff."""
    rows = [
        f"{mark} {d.code} {d.at.path}: {d.message}" for d, mark in with_fingerprints(diagnostics)
    ]
    return "".join(f"{row}\n" for row in sorted(rows, key=lambda row: row.split(" ", 1)[1]))


def compare_baseline(
    diagnostics: Sequence[Diagnostic], baseline: str
) -> tuple[list[Diagnostic], list[str]]:
    """What the baseline does not accept, and its lines that match nothing any more."""
    known: Mapping[str, str] = {
        line.split(" ", 1)[0]: line for line in baseline.split("\n") if line.strip()
    }
    marked = with_fingerprints(diagnostics)
    present = {mark for _, mark in marked}
    new = [diagnostic for diagnostic, mark in marked if mark not in known]
    return new, [line for mark, line in known.items() if mark not in present]
