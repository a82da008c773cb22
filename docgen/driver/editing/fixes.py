"""The edits that findings carry, made where reading the pages again confirms them.

An `OpenFolder` enters; the edits of each pass leave, by page. A pass is made on the texts of the one before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.diagnostic import Diagnostic, Edit
from docgen.diagnostics.fixes import edited
from docgen.driver.editing.open_folder import OpenFolder

_MOST_PASSES = 20  # a fix may show the next one, such as a second comma

_Key = tuple[str, str]  # the page and the code of a finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A folder after all edits that help."""

    folder: OpenFolder
    passes: tuple[Mapping[str, tuple[Edit, ...]], ...]  # the edits by page

    @property
    def paths(self) -> list[str]:
        """The pages that were edited, in order."""
        return sorted({path for edits in self.passes for path in edits})

    def text(self, path: str, text: str) -> str:
        """The text of a page with the edits of all passes; with its own ends of lines and byte order mark."""
        for edits in self.passes:
            text, _ = edited(text, edits.get(path, ()))
        return text


def fixed(folder: OpenFolder, paths: Iterable[str], *, with_unsafe: bool = False) -> Fixed:
    """The folder with the edits of these pages that remove their findings and cause none.

    The edits that are left do not help, so that fixing again changes nothing.
    """
    selected = set(paths)
    passes: list[Mapping[str, tuple[Edit, ...]]] = []
    while len(passes) < _MOST_PASSES:
        trial = _Trial(folder)
        wanted = [
            edit
            for edit in trial.findings_of
            if edit.at.path in selected and (edit.is_safe or with_unsafe)
        ]
        kept = trial.helpful(wanted)
        if not kept:
            break
        folder, by_page = trial.with_edits(kept)
        passes.append(by_page)
    return Fixed(folder=folder, passes=tuple(passes))


class _Trial:
    """A folder whose edits are tried."""

    def __init__(self, folder: OpenFolder) -> None:
        self.folder = folder
        self.before = _counted(folder.findings)
        self.findings_of: dict[Edit, set[_Key]] = {}
        for finding in folder.findings:
            if finding.edit:
                keys = self.findings_of.setdefault(finding.edit, set())
                keys.add((finding.at.path, finding.code))

    def helpful(self, edits: Sequence[Edit], kept: tuple[Edit, ...] = ()) -> tuple[Edit, ...]:
        """`kept` and those of the edits that can be made beside them: tried together, then in ever smaller parts."""
        if not edits:
            return kept
        wrong = self.wrong_pages((*kept, *edits))
        if not wrong:
            return (*kept, *edits)
        if len(edits) == 1:
            return kept
        suspects = [edit for edit in edits if edit.at.path in wrong]
        others = [edit for edit in edits if edit.at.path not in wrong]
        if not suspects or not others:
            middle = len(edits) // 2
            others, suspects = list(edits[:middle]), list(edits[middle:])
        return self.helpful(suspects, self.helpful(others, kept))

    def wrong_pages(self, edits: Sequence[Edit]) -> set[str]:
        """The pages with a finding that the edits cause, or do not remove."""
        after, made = self.with_edits(edits)
        expected = self.before.copy()
        for edit in (edit for of_page in made.values() for edit in of_page):
            expected.subtract(self.findings_of[edit])
        counts = _counted(after.findings)
        return {key[0] for key in counts.keys() | expected if counts[key] > expected[key]}

    def with_edits(
        self, edits: Iterable[Edit]
    ) -> tuple[OpenFolder, Mapping[str, tuple[Edit, ...]]]:
        """The folder after the edits, and those that were made: of two that overlap one is."""
        by_page: dict[str, list[Edit]] = {}
        for edit in edits:
            by_page.setdefault(edit.at.path, []).append(edit)
        texts: dict[str, str | None] = {}
        made: dict[str, tuple[Edit, ...]] = {}
        for path, of_page in by_page.items():
            texts[path], made[path] = edited(self.folder.source_files.texts[path], of_page)
        return self.folder.edited(texts), made


def _counted(findings: Iterable[Diagnostic]) -> Counter[_Key]:
    return Counter((finding.at.path, finding.code) for finding in findings)
