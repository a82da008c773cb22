"""The server: requests of an editor, answered by the session of each API.

In: the protocol on stdin. Out: the protocol on stdout. An edited page gets its own findings at once; what needs all
pages follows when the author pauses.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from platformdirs import user_cache_path
from pygls.lsp.server import LanguageServer

from docgen import __version__
from docgen.cli.lsp.convert import action_of, diagnostic_of, place_of, range_of, text_edit
from docgen.cli.lsp.session import OpenApi
from docgen.diagnostics.code_page import code_page
from docgen.diagnostics.position import Span
from docgen.project.configuration import KEYS, Api
from docgen.project.files import write_file
from docgen.project.usage import UsageError
from docgen.reading.dialects.dialect import dialect_names
from docgen.reading.dialects.names import DialectError

_PAUSE = 0.15  # seconds without an edit before all pages are linked
_MOST_SYMBOLS = 500


class Server(LanguageServer):
    """The open APIs of a workspace."""

    def __init__(self, apis: Callable[[Path], list[Api]]) -> None:
        """`apis` reads those of the docgen.toml in a folder."""
        super().__init__("docgen", __version__)
        self.read_apis = apis
        self.folder = Path.cwd()
        self.apis: list[OpenApi] = []
        self.texts: dict[Path, str] = {}
        self.published: set[Path] = set()
        self.settling: asyncio.Task[None] | None = None
        page = user_cache_path("docgen") / "codes.md"
        write_file(page, code_page())
        self.explanations = page.as_uri()

    def load(self) -> None:
        """Reads the configuration and the pages; what is wrong with the configuration is shown there."""
        config = self.folder / "docgen.toml"
        problem = ""
        try:
            self.apis = [OpenApi(api) for api in self.read_apis(config)]
        except (UsageError, DialectError) as error:
            self.apis, problem = [], str(error)
        items = [
            types.Diagnostic(
                range=range_of(Span("docgen.toml", 1), [""]), message=text, source="docgen"
            )
            for text in ([problem] if problem else [])
        ]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=config.as_uri(), diagnostics=items)
        )
        for path, text in self.texts.items():
            for api, page in self.of(path):
                api.change(page, text)
        self.settle_soon(0)

    def of(self, path: Path) -> list[tuple[OpenApi, str]]:
        """The APIs that a file is a page of, and its path in each."""
        return [(api, page) for api in self.apis if (page := api.page(path)) is not None]

    def changed(self, path: Path, text: str | None) -> None:
        """Shows the findings of one page at once, and those of all soon."""
        for api, page in self.of(path):
            api.change(page, text)
        if text is not None:
            found = [d for api, page in self.of(path) for d in api.at_once(page, text)]
            self.publish(
                path, [diagnostic_of(d, text.split("\n"), self.explanations) for d in found]
            )
        self.settle_soon(_PAUSE)

    def settle_soon(self, pause: float) -> None:
        if self.settling is None or self.settling.done():
            self.settling = asyncio.ensure_future(self._settle(pause))

    async def _settle(self, pause: float) -> None:
        """Links all pages until no edit came meanwhile, then shows all findings."""
        await asyncio.sleep(pause)
        found = await asyncio.to_thread(self._linked)
        while not all([api.is_settled for api in self.apis]):
            found = await asyncio.to_thread(self._linked)
        for path in self.published - found.keys():
            self.publish(path, [])
        for path, items in found.items():
            self.publish(path, items)
        self.published = set(found)

    def _linked(self) -> dict[Path, list[types.Diagnostic]]:
        """All findings by file, after the pages were linked with the edits so far."""
        found: dict[Path, list[types.Diagnostic]] = {}
        for api in self.apis:
            api.settle()
            for path, findings in api.findings().items():
                lines = api.opened.folder.lines(findings[0].at.path)
                found.setdefault(path, []).extend(
                    diagnostic_of(d, lines, self.explanations) for d in findings
                )
        return found

    def publish(self, path: Path, items: Sequence[types.Diagnostic]) -> None:
        self.published.add(path)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=path.as_uri(), diagnostics=list(items))
        )

    def lines(self, path: Path) -> list[str]:
        """The lines of a file as the editor has it."""
        text = self.texts.get(path)
        return _normal(path.read_text("utf-8") if text is None else text).split("\n")

    def location(self, api: OpenApi, at: Span) -> types.Location:
        lines = api.opened.folder.lines(at.path)
        return types.Location(uri=(api.root / at.path).as_uri(), range=range_of(at, lines))


def path_of(uri: str) -> Path:
    """The file of an address."""
    return Path(unquote(urlsplit(uri).path)).resolve()


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def create_server(apis: Callable[[Path], list[Api]]) -> Server:
    """The server with all that it answers; `apis` are those of a docgen.toml."""
    server = Server(apis)
    _add_documents(server)
    _add_places(server)
    _add_edits(server)
    return server


def _add_documents(server: Server) -> None:
    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        if server.workspace.root_path:
            server.folder = Path(server.workspace.root_path).resolve()
        server.load()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        _change(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        _change(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        server.texts.pop(path, None)
        text = _normal(path.read_text("utf-8")) if path.is_file() else None
        server.changed(path, text)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if path_of(params.text_document.uri).name == "docgen.toml":
            server.load()

    @server.feature("docgen/settled")
    async def settled(_) -> None:
        """Waits until all findings are shown."""
        while server.settling and not server.settling.done():
            await asyncio.wait([server.settling])

    def _change(uri: str) -> None:
        path = path_of(uri)
        text = _normal(server.workspace.get_text_document(uri).source)
        server.texts[path] = text
        server.changed(path, text)


def _add_places(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        for api, at in _places(server, params.text_document.uri, params.position):
            if symbol := api.places.symbol(at):
                content = types.MarkupContent(kind=types.MarkupKind.Markdown, value=symbol.about)
                return types.Hover(contents=content)
        return None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> list[types.Location]:
        return [
            server.location(api, found)
            for api, at in _places(server, params.text_document.uri, params.position)
            for found in api.places.definitions(at)
        ]

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        return [
            server.location(api, found)
            for api, at in _places(server, params.text_document.uri, params.position)
            for found in api.places.references(at)
        ]

    @server.feature(types.WORKSPACE_SYMBOL)
    def symbols(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found = [
            types.WorkspaceSymbol(
                name=symbol.name,
                kind=_KINDS[symbol.kind],
                location=server.location(api, symbol.at),
            )
            for api in server.apis
            for symbol in api.places.symbols
            if params.query.lower() in symbol.name.lower()
        ]
        return found[:_MOST_SYMBOLS]


def _add_edits(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=["|", '"', "(", "[", "=", "#"]),
    )
    def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        path = path_of(params.text_document.uri)
        lines = server.lines(path)
        if path.name == "docgen.toml":
            words = _words_of_configuration(lines, params.position)
        else:
            words = [
                word
                for api, at in _places(server, params.text_document.uri, params.position)
                for word in api.words(lines, at.path, at.line, at.column)
            ]
        return [types.CompletionItem(label=word) for word in dict.fromkeys(words)]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def fixes(params: types.CodeActionParams) -> list[types.CodeAction]:
        path = path_of(params.text_document.uri)
        first, last = params.range.start.line + 1, params.range.end.line + 1
        actions: list[types.CodeAction] = []
        for api, page in server.of(path):
            for finding in api.findings().get(path, []) if api.is_settled else ():
                if first <= finding.at.line <= last and finding.edit:
                    lines = api.opened.folder.lines(finding.edit.at.path)
                    actions += filter(None, [action_of(finding, api.root, lines)])
        return actions

    @server.feature(types.TEXT_DOCUMENT_RENAME)
    def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        for api, at in _places(server, params.text_document.uri, params.position):
            if edits := api.places.renaming(at, params.new_name) if api.is_settled else []:
                changes: dict[str, list[types.TextEdit]] = {}
                for edit in edits:
                    uri = (api.root / edit.at.path).as_uri()
                    lines = api.opened.folder.lines(edit.at.path)
                    changes.setdefault(uri, []).append(text_edit(edit, lines))
                return types.WorkspaceEdit(changes=changes)
        return None


def _places(server: Server, uri: str, position: types.Position) -> list[tuple[OpenApi, Span]]:
    """The APIs that a document is a page of, and the place in each."""
    path = path_of(uri)
    lines = server.lines(path)
    return [(api, place_of(page, position, lines)) for api, page in server.of(path)]


def _words_of_configuration(lines: Sequence[str], position: types.Position) -> list[str]:
    before = lines[position.line][: position.character]
    if re.match(r'\s*dialect\s*=\s*"', before):
        return list(dialect_names())
    return sorted(KEYS) if "=" not in before else []


_KINDS = {
    "type": types.SymbolKind.Class,
    "enumeration": types.SymbolKind.Enum,
    "property": types.SymbolKind.Property,
    "member": types.SymbolKind.EnumMember,
    "parameter": types.SymbolKind.Variable,
    "operation": types.SymbolKind.Method,
}
