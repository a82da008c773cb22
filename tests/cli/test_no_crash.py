"""No page and no document makes docgen end with exit code 3, its own fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.cli.main import main

pytestmark = pytest.mark.slow

TYPE = "# {name} resource type\nNamespace: shop\n\n{about}\n\n## Properties\n|Property|Type|\n|:-|:-|\n|{p}|String|\n"
LAMP = TYPE.format(name="lamp", about="A lamp.", p="id")
DEEP = '{"a":' * 500 + "1" + "}" * 500


def operation(response: str, words: str = "`200 OK` and a [lamp](lamp.md) object") -> str:
    return (
        "# Get lamp\nNamespace: shop\n\nReads it.\n\n## HTTP request\n```http\nGET /lamp\n```\n\n"
        f"## Response\nReturns {words}.\n\n## Example\n```http\nGET https://shop.test/lamp\n```\n"
        f"```http\n{response}\n```\n"
    )


def chain(length: int, *, is_ring: bool) -> dict[str, str]:
    """Types that inherit from each other, the last one from the first in a ring."""
    pages: dict[str, str] = {}
    for n in range(length):
        base = f"t{(n + 1) % length}" if is_ring or n < length - 1 else ""
        about = f"A thing. Inherits from [{base}]({base}.md)." if base else "A thing."
        pages[f"t{n}.md"] = TYPE.format(name=f"t{n}", about=about, p=f"p{n}")
    return pages


JSON = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
PAGES = {
    "front matter with tags": {
        f"{n}.md": f"---\ntitle: {value}\n---\n{LAMP.replace('lamp', f'lamp{n}')}"
        for n, value in enumerate(
            ("!!bool maybe", '!!int ""', "!!timestamp x", "!!python/name:os.system a", "&a [*a]")
            + ("!!float x", "!!binary é", "!<tag:yaml.org,2002:null> a", "[" * 2000, "- " * 2000)
        )
    },
    "a deep sample": {"lamp.md": LAMP, "get.md": operation(JSON + DEEP)},
    "half of a surrogate pair": {"lamp.md": LAMP, "get.md": operation(JSON + r'{"id": "\ud800"}')},
    "a number beyond a double": {"lamp.md": LAMP, "get.md": operation(JSON + '{"id": 1e999}')},
    "statuses of no server": {
        "lamp.md": LAMP,
        **{
            f"{status}.md": operation(f"HTTP/1.1 {status} X", words=f"`{status} OK`")
            for status in ("000", "099", "100", "600", "999")
        },
    },
    "a chain of bases": chain(1000, is_ring=False),
    "a ring of bases": chain(1000, is_ring=True),
}


def commands(folder: str, out: Path) -> Iterator[list[str]]:
    yield ["lint", "--level", "note", folder]
    yield ["generate", folder, "--package", "sdk", "--output", str(out)]
    yield ["verify", folder]
    yield ["export", "openapi", folder, "-o", str(out / "openapi.json")]
    yield ["export", "spec", folder, "-o", str(out / "spec.json")]
    yield ["diff", str(out / "spec.json"), folder]
    yield ["diff", str(out / "openapi.json"), folder]
    yield ["where", "lamp.id", folder]
    yield ["survey", folder]


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "pages"
    folder.mkdir()
    for path, text in PAGES[name].items():
        (folder / path).write_text(text, "utf-8")
    all_commands = list(commands(str(folder), tmp_path))
    # A thousand classes take long to print and to load.
    for command in all_commands if len(PAGES[name]) < 100 else all_commands[:1] + all_commands[3:5]:
        reading = ["--dialect", "graph"] + (["--no-cache"] if command[0] != "survey" else [])
        code = main(command + reading)
        printed = capsys.readouterr()
        assert code in (0, 1), (command, printed.err)
        assert "Infinity" not in printed.out
        if command[0] == "lint" and name == "a chain of bases":
            assert printed.out.count("error DG351") == 15
    for path in ("openapi.json", "spec.json"):
        assert "Infinity" not in (tmp_path / path).read_text("utf-8")


DOCUMENT = '{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": %s}'
DOCUMENTS = {
    "spec.json without an end of nesting": ("[" * 100_000, 2),
    "spec.json with a deep value": ('{"version": 2, "name": %s}' % ("[" * 500 + "]" * 500), 2),
    "spec.json with half of a surrogate pair": ('{"version": 2, "name": "\\ud800", "namespace": "a"}', 0),
    "OpenAPI with odd statuses": (
        DOCUMENT % '{"/a": {"get": {"responses": {"²": {}, "2x": {"x-status": "a"}, "": {}}}}}',
        0,
    ),
    "OpenAPI nested deeply": (DOCUMENT % DEEP, 2),
    "OpenAPI in YAML with tags": ("openapi: 3.1.0\npaths: !!int ''\nservers: !!bool maybe\n", 0),
    "OpenAPI in YAML with many aliases": (
        "openapi: 3.1.0\na0: &a0 [x, x]\n"
        + "".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
        ),
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text, code = DOCUMENTS[name]
    document = tmp_path / "document"
    document.write_text(text, "utf-8")
    assert main(["diff", str(document), str(document)]) == code, capsys.readouterr().err


LONG = "a" * 300  # characters; no file system has such a name


@pytest.mark.parametrize(
    "command",
    [
        ["lint", LONG],
        ["lint", "pages", "--config", LONG],
        ["export", "openapi", "pages", "-o", f"{LONG}.json"],
        ["generate", "pages", "--package", "shop", "--output", LONG],
        ["generate", "pages", "--package", LONG, "--output", "out"],
        ["serve", LONG],
    ],
)
def test_names_that_are_too_long(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/lamp.md").write_text(LAMP)
    monkeypatch.chdir(tmp_path)
    assert main([*command, "--dialect", "graph", "--no-cache"]) == 2
