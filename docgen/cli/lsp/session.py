"""The APIs of a workspace while their pages are edited.

In: the path of a file and its new text. Out: findings by file: those of the page at once, all after they settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.driver.editing.completion import completions
from docgen.driver.editing.open_folder import OpenFolder, open_folder
from docgen.driver.editing.places import Places
from docgen.project.configuration import Api


class OpenApi:
    """One API, as all edits so far have left it."""

    def __init__(self, api: Api) -> None:
        self.root = api.pages.resolve()
        self.opened: OpenFolder = open_folder(api)
        self._pending: dict[str, str | None] = {}
        self._places: tuple[OpenFolder, Places] | None = None
        self._is_linked = False
        # Pages are linked in a thread; who needs the result meanwhile waits for it.
        self._linking = Lock()

    def page(self, path: Path) -> str | None:
        """The path of a page in the folder of pages; None for another file."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else None

    def change(self, page: str, text: str | None) -> None:
        """Notes the new text of a page, which counts when the folder settles; None when it is gone."""
        self._pending[page] = text

    @property
    def is_settled(self) -> bool:
        return not self._pending

    def at_once(self, page: str, text: str) -> list[Diagnostic]:
        """The findings of the page as it is now, and those of the last state that need all pages, once there is one."""
        if not self._is_linked:
            return list(self.opened.own_findings(page, text))
        return list(self.opened.findings_at_once(page, text))

    def settle(self) -> None:
        """Brings all findings up to date with the noted texts."""
        with self._linking:
            pending, self._pending = self._pending, {}
            opened = self.opened.edited(pending) if pending else self.opened
            _ = opened.findings_by_page
            self.opened = opened
            self._is_linked = True

    def findings(self) -> dict[Path, list[Diagnostic]]:
        """All findings of the last state that settled, by file."""
        with self._linking:
            return self._by_file()

    def _by_file(self) -> dict[Path, list[Diagnostic]]:
        by_file: dict[Path, list[Diagnostic]] = {}
        for finding in self.opened.findings:
            by_file.setdefault(self.root / finding.at.path, []).append(finding)
        return by_file

    @property
    def places(self) -> Places:
        """What is where, as of the last state that settled."""
        with self._linking:
            if self._places is None or self._places[0] is not self.opened:
                self._places = (self.opened, Places(self.opened))
            return self._places[1]

    def words(self, lines: Sequence[str], page: str, line: int, column: int) -> list[str]:
        """What may be written at a place."""
        with self._linking:
            return completions(self.opened, lines, page, line, column)
