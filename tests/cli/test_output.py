"""What commands print and where they write: nothing of a page acts on a terminal, a workflow or another file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from docgen.cli.main import main

LAMP = "# lamp resource type\nNamespace: shop\n\nA.\n\n## Properties\n|Property|Type|Description|\n|:-|:-|:-|\n"
HOSTILE = (
    *("::stop-commands::x", "  ::error::x", "##[command]x", "\u001b[31mred", "\u001b]0;title\u0007", "\u202egpj.exe"),
    *("a\u0085b", "a\u2028b", "\u2066x", "zero\u200bwidth", "soft\u00adhyphen", "\u009b1m"),
)  # fmt: skip


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = "".join(f"{text}|Strng {text}|{text} `{text}`\n" for text in HOSTILE)
    (folder / "lamp.md").write_text(LAMP + rows + "|id|Lämp x|Lämp|\n", "utf-8")
    paths = "\n".join(f"GET /{text}/x" for text in HOSTILE)
    get = "# Get\nNamespace: shop\n\nGet <img src=x> &lt;script&gt; [a](b) `<id>`.\n\n## HTTP request\n```http\n"
    get += f"GET /lamps/{{id}}\n{paths}\n```\n\n## Response\nReturns `200 OK` and a [lamp](lamp.md) object.\n\n"
    get += "## Example\n```http\nGET https://shop.test/lamps/1\n```\n```http\nHTTP/1.1 200 OK\n\n{}\n```\n"
    (folder / "get.md").write_text(get, "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["lint", "verify", "report", "export", "diff", "where", "survey"]
)
@pytest.mark.parametrize("form", ["text", "json", "github", "markdown", "sarif"])
def test_text_of_pages_stays_text(
    command: str, form: str, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    forms = {
        "lint": ("text", "json", "github", "sarif"),
        "verify": ("text", "json"),
        "diff": ("text", "json", "github", "markdown"),
    }
    if form not in forms.get(command, ("text",)):
        return
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.md").write_text(LAMP.replace("lamp", "room") + "|id|String|x|\n", "utf-8")
    arguments = {"export": ["openapi"], "diff": [str(empty)], "where": ["GET /lamps/{id}"]}
    options = ["--format", form] if command in forms else []
    reading = ["--no-cache"] if command != "survey" else []
    main(
        [command, *arguments.get(command, []), str(pages), "--dialect", "graph", *reading, *options]
    )
    printed = capsys.readouterr()
    text = printed.out + printed.err
    assert text
    assert {c for c in text if not c.isprintable()} <= {"\n", "\u00a0"}
    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert "##[" not in text
    assert form == "github" or not commands
    assert not any("stop-commands" in line.split("::")[1] for line in commands)
    if form in ("json", "sarif"):
        json.loads(printed.out)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["ascii", "cp1252"])
@pytest.mark.parametrize("command", [["lint", "--format", "json"], ["export", "spec"]])
def test_json_is_utf_8_in_any_locale(locale: str, command: list[str], pages: Path):
    arguments = [*command, str(pages), "--dialect", "graph", "--no-cache"]
    environment = {**os.environ, "PYTHONIOENCODING": locale, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *arguments], capture_output=True, env=environment
    )
    assert "Lämp" in json.dumps(json.loads(done.stdout.decode("utf-8")), ensure_ascii=False)


def test_html_in_a_readme_is_text(pages: Path, tmp_path: Path):
    out = tmp_path / "out"
    options = ["--package", "shop", "--output", str(out), "--examples", "--no-cache"]
    main(["generate", str(pages), "--dialect", "graph", *options])
    readme = (out / "shop" / "README.md").read_text("utf-8")
    assert "Get &lt;script>" in readme and "`<id>`" in readme
    assert "<img" not in readme and "<script" not in readme


def export(pages: Path, output: Path) -> int:
    return main(
        ["export", "openapi", str(pages), "--dialect", "graph", "--no-cache", "-o", str(output)]
    )


def test_a_pipe_is_written_and_not_read(pages: Path, tmp_path: Path):
    pipe, texts = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: texts.append(pipe.read_text("utf-8")))
    reader.start()
    assert export(pages, pipe) == 0
    reader.join(10)
    assert json.loads(texts[0])["openapi"]
    assert pipe.is_fifo()


def test_a_device_stays_one(pages: Path, tmp_path: Path):
    device = tmp_path / "device"
    device.symlink_to("/dev/null")
    assert export(pages, device) == 0
    assert device.is_symlink() and Path("/dev/null").is_char_device()


def test_a_link_leads_to_the_file_that_is_written(pages: Path, tmp_path: Path):
    file, link = tmp_path / "file.json", tmp_path / "link.json"
    link.symlink_to("file.json")
    for _ in range(2):
        assert export(pages, link) == 0
        assert link.is_symlink() and json.loads(file.read_text("utf-8"))["openapi"]


def test_a_link_to_itself_is_not_replaced(pages: Path, tmp_path: Path):
    link = tmp_path / "link.json"
    link.symlink_to("link.json")
    assert export(pages, link) == 2 and link.is_symlink()


@pytest.mark.parametrize("command", [["export", "openapi"], ["verify"], ["report"]])
def test_a_dash_is_standard_output(
    command: list[str],
    pages: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    main([*command, str(pages), "--dialect", "graph", "--no-cache", "-o", "-"])
    assert capsys.readouterr().out and not Path("-").exists()


def test_a_report_has_no_mark_of_direction(pages: Path, tmp_path: Path):
    page = "# Get a \u202elamp\u2066\n\n```http\nGET /lamps/{id}\n```\n"
    (pages / "get.md").write_text(page, "utf-8")
    report = tmp_path / "report.html"
    main(["report", str(pages), "--dialect", "plain", "--no-cache", "-o", str(report)])
    text = report.read_text("utf-8")
    assert "lamp" in text and not {"\u202e", "\u2066"} & set(text)


def test_the_folder_of_a_baseline_is_not_made(pages: Path, tmp_path: Path):
    baseline = tmp_path / "no" / "baseline.txt"
    options = ["--dialect", "graph", "--no-cache", "--baseline", str(baseline), "--update"]
    assert main(["lint", str(pages), *options]) == 2
    assert not baseline.parent.exists()


def test_links_and_names_of_files(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Each file that is not read is reported, and nothing outside of the folder is read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "room.md").write_text(LAMP.replace("lamp", "room") + "|secret|String|x|\n", "utf-8")
    (pages / "inside.md").symlink_to("lamp.md")
    (pages / "gone.md").symlink_to("nowhere.md")
    (pages / "circle.md").symlink_to("circle.md")
    (pages / "out.md").symlink_to("../outside/room.md")
    (pages / "folder").symlink_to("../outside")
    (pages / "linked.md").symlink_to("../outside")
    (pages / "guide.md").mkdir()
    (pages / "guide.md" / "bulb.md").write_text(LAMP.replace("lamp", "bulb"), "utf-8")
    os.mkfifo(pages / "pipe.md")
    (pages / "picture.png").symlink_to("nowhere.png")
    (pages / "\u001b[31mred.md").write_text(LAMP, "utf-8")
    (pages / "line\n::error::x.md").write_text(LAMP, "utf-8")
    main(["lint", str(pages), "--dialect", "graph", "--no-cache"])
    printed = capsys.readouterr().out
    found = {
        line.removeprefix(f"{pages}/").split(": help")[0]
        for line in printed.split("\n")
        if "DG12" in line
    }
    assert found == {
        "circle.md:1:1: warning DG120: the link leads nowhere, so it is not read",
        "gone.md:1:1: warning DG120: the link leads nowhere, so it is not read",
        "out.md:1:1: warning DG120: the link leads out of the folder of pages, so it is not read",
        "folder:1:1: warning DG120: the link leads to a folder, so it is not read",
        "linked.md:1:1: warning DG120: the link leads to a folder, so it is not read",
        "guide.md:1:1: warning DG123: a folder has the name of a page, so it is not read as one",
        "pipe.md:1:1: warning DG123: a pipe, a socket or a device has the name of a page, so it is not read as one",
        r"\x1b[31mred.md:1:1: error DG121: the name of the file has a character that cannot be printed",
        r"line\n::error::x.md:1:1: error DG121: the name of the file has a character that cannot be printed",
    }
    main(["export", "spec", str(pages), "--dialect", "graph", "--no-cache"])
    exported = capsys.readouterr().out
    assert "secret" not in exported and "shop.bulb" in exported
    assert main(["lint", str(pages / "pipe.md"), "--no-cache"]) == 2
