"""`docgen lsp` as an editor uses it, over small folders of pages."""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from docgen.cli.main import main

pytestmark = pytest.mark.slow

ROOM = """# room resource type

Namespace: shop

A place for lamps. See the [lamp](lamp.md).

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|Strng|The key of the room.|
|lamps|[lamp](lamp.md) collection|What shines in it.|
"""
LAMP = """# lamp resource type

Namespace: shop

A lamp.

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key of the lamp.|
|color|lampColor|What it shines in. The possible values are: `warm`, `cold`.|

## JSON representation

<!-- { "blockType": "resource", "@odata.type": "shop.lamp" } -->
```json
{ "id": "String", "color": "String" }
```
"""
GET = """# Get lamp

Namespace: shop

Reads a lamp 💡.

## HTTP request

```http
GET /lamps/{id}
```

## Response

A [lamp](lamp.md).

## Example

```http
GET https://shop.example/v1/lamps/7
```

```http
HTTP/1.1 200 OK
Content-Type: application/json

{ "id": "7", "color": "warm" }
```
"""
PAGES = {"room.md": ROOM, "lamp.md": LAMP, "lamp-get.md": GET}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "pages" / name).write_text(text)
    (tmp_path / "docgen.toml").write_text(
        '[api.shop]\npages = "pages"\nspec = "spec.json"\ndialect = "graph"\n'
    )
    return tmp_path


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "docgen", "lsp", "--no-cache"])
)
async def client(lsp_client: LanguageClient, folder: Path):
    params = types.InitializeParams(
        capabilities=types.ClientCapabilities(), root_uri=folder.as_uri()
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


class Editor:
    """The pages of a folder, open in an editor."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client, self.folder = client, folder
        self.version = 0
        self.texts = dict(PAGES)

    def uri(self, name: str) -> str:
        return (self.folder / "pages" / name).as_uri()

    def open(self, name: str, text: str) -> None:
        self.texts[name] = text
        item = types.TextDocumentItem(
            uri=self.uri(name), language_id="markdown", version=0, text=text
        )
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    def write(self, name: str, text: str) -> None:
        self.version += 1
        self.texts[name] = text
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self.version)
        whole = types.TextDocumentContentChangeWholeDocument(text=text)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(text_document=document, content_changes=[whole])
        )

    async def settled(self) -> None:
        await self.client.protocol.send_request_async("docgen/settled", None)

    def findings(self) -> list[tuple[str, int, int, str]]:
        """Path, line, column in code points and code of what is shown."""
        return sorted(
            (Path(uri).name, d.range.start.line + 1, self.column(uri, d), str(d.code))
            for uri, found in self.client.diagnostics.items()
            for d in found
        )

    def column(self, uri: str, found: types.Diagnostic) -> int:
        """The column of a finding: the protocol counts UTF-16 units."""
        start = found.range.start
        lines = self.texts.get(Path(uri).name, "").split("\n")
        line = lines[start.line] if start.line < len(lines) else ""
        units = line.encode("utf-16-le", "surrogatepass")[: 2 * start.character]
        return len(units.decode("utf-16-le", "surrogatepass")) + 1

    def at(self, name: str, word: str, offset: int = 1) -> dict[str, object]:
        """The parameters for a place in the first occurrence of a word."""
        text = PAGES[name]
        before = text[: text.index(word) + offset]
        position = types.Position(
            line=before.count("\n"), character=len(before.rpartition("\n")[2])
        )
        document = types.TextDocumentIdentifier(uri=self.uri(name))
        return {"text_document": document, "position": position}


@pytest.fixture
def editor(client: LanguageClient, folder: Path) -> Editor:
    return Editor(client, folder)


def linted(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int, int, str]]:
    """What `docgen lint` says of the pages on the disk."""
    capsys.readouterr()
    main(["lint", "--config", str(folder / "docgen.toml"), "--level", "note", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)["findings"]
    return sorted((Path(d["path"]).name, d["line"], d["column"], d["code"]) for d in rows)


@pytest.mark.asyncio
async def test_findings_are_those_of_lint(editor: Editor, capsys: pytest.CaptureFixture[str]):
    await editor.settled()
    assert editor.findings() == linted(editor.folder, capsys)
    assert ("room.md", 11, 5, "DG303") in editor.findings()
    (found,) = editor.client.diagnostics[editor.uri("room.md")]
    assert found.code_description and found.code_description.href.endswith("codes.md#dg303")


@pytest.mark.asyncio
async def test_a_quick_fix_is_the_edit_of_lint(editor: Editor):
    editor.open("room.md", ROOM)
    await editor.settled()
    (found,) = editor.client.diagnostics[editor.uri("room.md")]
    document = types.TextDocumentIdentifier(uri=editor.uri("room.md"))
    context = types.CodeActionContext(diagnostics=[found])
    (action,) = (
        await editor.client.text_document_code_action_async(
            types.CodeActionParams(text_document=document, range=found.range, context=context)
        )
        or ()
    )
    assert isinstance(action, types.CodeAction) and action.is_preferred
    assert action.title == "write `string` in place of `Strng`"
    (edit,) = (action.edit.changes or {})[editor.uri("room.md")] if action.edit else ()
    assert (edit.range, edit.new_text) == (found.range, "string")


@pytest.mark.asyncio
async def test_hover_definition_and_references(editor: Editor):
    await editor.settled()
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(**editor.at("lamp.md", "|color|", 2))
    )
    assert hover and hover.contents.value == (
        "property `color`: shop.lampColor\n\nPython: `Lamp.color: LampColor | None`"
    )
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(**editor.at("lamp-get.md", "GET /lamps", 5))
    )
    assert hover and "Python: `client.lamps[lamp_id].get()`" in hover.contents.value
    places = await editor.client.text_document_definition_async(
        types.DefinitionParams(**editor.at("room.md", "[lamp](lamp.md) collection", 3))
    )
    assert [(Path(p.uri).name, p.range.start.line) for p in places or ()] == [("lamp.md", 0)]
    context = types.ReferenceContext(include_declaration=True)
    places = await editor.client.text_document_references_async(
        types.ReferenceParams(**editor.at("lamp.md", "lamp resource", 1), context=context)
    )
    assert {Path(p.uri).name for p in places or ()} == {"lamp.md", "room.md", "lamp-get.md"}
    found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query="lamp.c"))
    assert [s.name for s in found or ()] == ["shop.lamp.color"]


@pytest.mark.asyncio
async def test_a_property_is_renamed_over_pages_and_samples(
    editor: Editor, capsys: pytest.CaptureFixture[str]
):
    await editor.settled()
    before = linted(editor.folder, capsys)
    edit = await editor.client.text_document_rename_async(
        types.RenameParams(**editor.at("lamp.md", "|color|", 2), new_name="hue")
    )
    assert edit and edit.changes
    for uri, edits in edit.changes.items():
        path = editor.folder / "pages" / Path(uri).name
        lines = path.read_text().split("\n")
        for one in sorted(edits, key=lambda e: -e.range.start.character):
            number, start, end = (
                one.range.start.line,
                one.range.start.character,
                one.range.end.character,
            )
            lines[number] = lines[number][:start] + one.new_text + lines[number][end:]
        path.write_text("\n".join(lines))
    assert '{ "id": "7", "hue": "warm" }' in (editor.folder / "pages" / "lamp-get.md").read_text()
    assert (
        '{ "id": "String", "hue": "String" }' in (editor.folder / "pages" / "lamp.md").read_text()
    )
    assert len(linted(editor.folder, capsys)) == len(before)


@pytest.mark.parametrize(
    "name, word, offset, expected",
    [
        ("room.md", "|Strng", 1, "lamp"),
        ("room.md", "](lamp.md)", 2, "lamp-get.md"),
        ("lamp.md", '"blockType"', 1, "keyProperty"),
        ("lamp-get.md", '"warm"', 1, "cold"),
    ],
)
@pytest.mark.asyncio
async def test_completion(editor: Editor, name: str, word: str, offset: int, expected: str):
    await editor.settled()
    items = await editor.client.text_document_completion_async(
        types.CompletionParams(**editor.at(name, word, offset))
    )
    assert expected in [item.label for item in items or ()]


EDITS = int(os.environ.get("EDITS", "40"))  # `make lsp-walk` tries 2,000
SNIPPETS = [
    "|", "\n", "```\n", "## Properties\n", '"', "{", ",", "`", "[lamp](lamp.md)", "String", " ", "💡",
    "<!--", "-->", "GET /lamps\n", "|name|String|A name.|\n", "[!INCLUDE [x](room.md)]\n",
]  # fmt: skip


def random_edit(text: str, chance: random.Random) -> str:
    """The text with a piece inserted, taken out or put elsewhere."""
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.choice((1, 3, 20, 80)))
    match chance.randrange(3):
        case 0:
            return text[:at] + chance.choice(SNIPPETS) + text[at:]
        case 1:
            return text[:at] + text[end:]
        case _:
            rest = text[:at] + text[end:]
            to = chance.randrange(len(rest) + 1)
            return rest[:to] + text[at:end] + rest[to:]


async def walk(editor: Editor, capsys: pytest.CaptureFixture[str], edits: int, seed: int) -> None:
    """Random edits of all pages; what is shown is compared with lint on the same texts."""
    chance = random.Random(seed)
    texts = dict(PAGES)
    for name, text in texts.items():
        editor.open(name, text)
    for number in range(edits):
        name = chance.choice(sorted(texts))
        # From time to time a page begins anew, or it would end as noise.
        texts[name] = PAGES[name] if chance.random() < 0.1 else random_edit(texts[name], chance)
        editor.write(name, texts[name])
        if number % 4:
            continue
        await editor.settled()
        (editor.folder / "pages" / name).parent.mkdir(exist_ok=True)
        for path, text in texts.items():
            (editor.folder / "pages" / path).write_text(text)
        assert editor.findings() == linted(editor.folder, capsys), (seed, number)


@pytest.mark.asyncio
async def test_a_random_walk_never_differs_from_lint(
    editor: Editor, capsys: pytest.CaptureFixture[str]
):
    await walk(editor, capsys, EDITS, seed=7)
