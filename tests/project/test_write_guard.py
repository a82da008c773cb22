"""Where docgen refuses to write: over what it reads or another wrote, and where two would write."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import content

from docgen.cli.main import main
from docgen.openapi.formats import EXPORTS

LAMP = """# lamp resource type

Namespace: shop

A lamp.

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
"""
SHOP = '[api.shop]\npages = "docs"\noutput = "out"\ndialect = "graph"\n'
ROOM = '[api.room]\npages = "rooms"\noutput = "out"\ndialect = "graph"\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("docs", "rooms"):
        Path(folder).mkdir()
        Path(folder, "lamp.md").write_text(LAMP)
    Path("docs/lamp.png").write_text("an image")
    Path("docgen.toml").write_text(SHOP)
    Path("pyproject.toml").write_text('[project]\nname = "shop"\n')
    Path("notes.txt").write_text("years of work")
    Path("package.json").write_text('{"name": "shop", "version": "1.0.0"}')
    Path("alias").symlink_to("docs")
    return tmp_path


def assert_refused(
    arguments: list[str], told: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one line that names the file, and nothing written."""
    before = content(project)
    capsys.readouterr()
    assert main([*arguments, "--no-cache"]) == 2
    line: str = capsys.readouterr().err.splitlines()[-1]
    assert told in line, line
    assert content(project) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "path, told",
    [
        ("docs/lamp.md", "docs/lamp.md is in the folder of pages; name a file elsewhere"),
        ("docs/new.md", "docs/new.md is in the folder of pages"),
        ("docs/lamp.png", "docs/lamp.png is in the folder of pages"),
        ("alias/lamp.md", "alias/lamp.md is in the folder of pages"),
        ("docs", "docs: it is a folder; name a file"),
        ("docgen.toml", "docgen.toml is an input of docgen; name another file"),
        ("pyproject.toml", "pyproject.toml is an input of docgen"),
        ("docgen.lock", "docgen.lock is an input of docgen"),
        ("notes.txt", "notes.txt was not written by docgen; move it, or name another file"),
        ("package.json", "package.json was not written by docgen"),
        ("out/shop/client.py", "out/shop/client.py is "),
        ("out/shop/.docgen-files", "out/shop/.docgen-files is "),
    ],
)
@pytest.mark.parametrize("is_generated", [False, True])
def test_nothing_of_another_is_written_over(
    path: str, told: str, is_generated: bool, project: Path, capsys: pytest.CaptureFixture[str]
):
    if is_generated:
        assert main(["generate", "--no-cache"]) == 0
        assert_refused(["export", "openapi", "-o", path], told, project, capsys)
    for item in EXPORTS.values():
        Path("docgen.toml").write_text(f'{SHOP}{item.key} = "{path}"\n')
        assert_refused(["generate"], told, project, capsys)


@pytest.mark.parametrize("path", ["docs/lamp.md", "docgen.toml", "out/shop/client.py"])
def test_reports_and_baselines_are_no_sources(
    path: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["generate", "--no-cache"]) == 0
    assert_refused(["verify", "-o", path], f"{path} is ", project, capsys)
    assert_refused(["lint", "--baseline", path, "--update"], f"{path} is ", project, capsys)


def test_what_docgen_wrote_is_written_over():
    files = {name: f"{name}.json" for name in EXPORTS}
    files |= {"spec": "out/shop/spec.json", "openapi": "docs/openapi.json"}
    keys = "".join(f'{item.key} = "{files[name]}"\n' for name, item in EXPORTS.items())
    Path("docgen.toml").write_text(f"{SHOP}{keys}")
    for text in ("A lamp.", "A new lamp."):
        Path("docs/lamp.md").write_text(LAMP.replace("A lamp.", text))
        assert main(["generate", "--no-cache"]) == 0
        assert main(["check", "--no-cache"]) == 0
        for name in EXPORTS:
            assert main(["export", name, "-o", f"mine.{name}.json", "--no-cache"]) == 0
            assert text in Path(f"mine.{name}.json").read_text()
            assert text in Path(files[name]).read_text()


@pytest.mark.parametrize(
    "shop, room, told",
    [
        ("", 'package = "shop"', "shop (docs) and shop (rooms) would overwrite each other: out/shop;"),
        ('spec = "a.json"', 'openapi = "./a.json"', "shop (docs) and room (rooms) would overwrite"),
        ("", 'spec = "out/shop/spec.json"', "out/shop and out/shop/spec.json"),
        ('spec = "out/room"', "", "out/room"),
        ('spec = "a.json"\nopenapi = "a.json"', "", "a.json; give each its own"),
        ("", 'distribution = "1.0"\npackage = "shop"', "out/shop"),
    ],
)  # fmt: skip
def test_two_apis_never_share_a_place(
    shop: str, room: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    Path("docgen.toml").write_text(f"{SHOP}{shop}\n{ROOM}{room}\n")
    for command in ("generate", "check"):
        assert_refused([command], told, project, capsys)


def test_a_package_is_in_no_other(project: Path, capsys: pytest.CaptureFixture[str]):
    Path("docgen.toml").write_text(SHOP + ROOM.replace('"out"', '"out/shop"'))
    assert_refused(["generate"], "out/shop and out/shop/room", project, capsys)


@pytest.mark.parametrize(
    "package, output, told",
    [
        (
            "shop",
            "docs",
            "docs/shop is in the folder of pages; choose another --output, beside docs",
        ),
        ("shop", "docs/deep", "docs/deep/shop is in the folder of pages"),
        ("shop", "alias", "alias/shop is in the folder of pages"),
        ("docs", ".", "docs is in the folder of pages"),
        ("{name}", "..", "contains the pages docs; choose another --output"),
    ],
)
def test_pages_and_packages_are_apart(
    package: str,
    output: str,
    told: str,
    project: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    package = package.format(name=tmp_path.name)
    if not package.isidentifier():
        pytest.skip("the folder of the test is no name of a package")
    arguments = ["generate", "docs", "--package", package, "--output", output]
    assert_refused(arguments, told, project, capsys)
