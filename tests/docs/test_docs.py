"""The documentation is true: its files are written, its commands run in order, what they print is compared.

A fence below a line that ends with "`path`:" is the content of that file. In a console fence a line that begins with "$ " is a
command and the lines below it what it prints, where "..." stands for any lines; " # exit 1" is its exit code. A command that waits
for Ctrl-C gets one when it has printed what is shown.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import PATIENCE

from docgen import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FIRST = DOCS / "first-sdk.md"
_FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fence of a page."""

    line: int
    language: str
    text: str
    file: str  # the path that the line above names; "" for none


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for match in _FENCE.finditer(text):
        above = text[: match.start()].rstrip().rpartition("\n")[2]
        named = re.search(r"`([^`]+\.\w+)`:$", above)
        yield Block(
            line=text.count("\n", 0, match.start()) + 1,
            language=match[2],
            text=match[3],
            file=named[1] if named else "",
        )


def commands(block: Block) -> Iterator[tuple[str, int, str]]:
    """Each command, its exit code and what it prints."""
    if block.language == "sh":
        yield from ((line.split("#")[0].strip(), 0, "...\n") for line in block.text.splitlines())
    if block.language == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, printed = part.partition("\n")
            command, _, told = line.partition("  # exit ")
            yield command.strip(), int(told or 0), printed


def run(command: str, folder: Path) -> tuple[int, str]:
    """The exit code of a command and what it prints, on both streams."""
    bin = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {k: v for k, v in os.environ.items() if k not in ("CI", "GITHUB_ACTIONS")}
    process = subprocess.Popen(
        ["bash", "-c", command],
        cwd=folder,
        env={**given, "PATH": bin, "PYTHONPATH": "src", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    printed = ""
    for line in process.stdout:
        printed += line
        if "Ctrl-C stops" in line:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(PATIENCE)
            return 0, printed
    return process.wait(PATIENCE), printed


def is_as_shown(printed: str, shown: str) -> bool:
    pattern = re.escape(shown).replace(re.escape("...\n"), "(?:.*\n)*?")
    return re.fullmatch(pattern, printed) is not None


def follow(page: Path, folder: Path) -> None:
    """Does what a page tells, in order."""
    for block in blocks(page):
        at = f"{page.name}:{block.line}"
        if block.file:
            (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.file).write_text(block.text)
        elif block.language == "pycon":
            (folder / "session.txt").write_text(block.text)
            code, printed = run("python -m doctest session.txt", folder)
            assert code == 0, f"{at}\n{printed}"
        for command, code, shown in commands(block):
            if command.startswith("pip install"):
                continue  # tests/docs/test_readme.py installs it
            found, printed = run(command, folder)
            assert found == code and is_as_shown(printed, shown), f"{at}: {command}\n{printed}"


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that the first page makes, committed."""
    folder = tmp_path_factory.mktemp("docs") / "shop"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder.with_name("cache")))
        follow(FIRST, folder)
    who = "git -c user.name=a -c user.email=a@b.c"
    code, told = run(f"git init -q && git add -A && {who} commit -qm first", folder)
    assert code == 0, told
    return folder


# Each example of codes.md is a project of its own, which tests/diagnostics/test_code_page.py tries.
FOLLOWED = sorted(p.name for p in DOCS.glob("*.md") if p.name != "codes.md")


@pytest.mark.parametrize("page", FOLLOWED)
def test_what_the_page_shows_is_so(page: str, shop: Path, tmp_path: Path):
    folder = tmp_path / "shop"
    if page == FIRST.name:
        return  # the fixture has followed it
    shutil.copytree(shop, folder)
    follow(DOCS / page, folder)


def test_the_index_names_every_page_and_links_lead_somewhere():
    pages = {path.name for path in DOCS.glob("*.md")}
    nav = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]
    assert sorted(re.findall(r"[\w-]+\.md", str(nav))) == sorted(pages)
    named = set(re.findall(r"\]\((\w[\w-]*\.md)\)", (DOCS / "README.md").read_text()))
    assert named == pages - {"README.md"}
    for page in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        text = _FENCE.sub("", page.read_text("utf-8"))
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def texts() -> Iterator[tuple[Path, str]]:
    """Every text that is installed or read by users."""
    folders = ("docs", "docgen", "templates", "tools", "generated", "specs")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.y*ml"), *ROOT.glob(".pre-commit*"), *files]:
        if path.suffix in (".md", ".py", ".toml", ".yml", ".yaml", ".jinja", ".json"):
            yield path, path.read_text("utf-8")


def test_what_pip_is_told_to_install_is_ours():
    """docgen is the name of another project on the index."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = set(project["optional-dependencies"])
    count = 0
    for path, text in texts():
        for name, extra in re.findall(r"\b(docgen[\w-]*)\[(\w+)\]", text):
            if extra in extras:
                count += 1
                assert name == project["name"], f"{path}: {name}[{extra}]"
        for name in re.findall(r"pip install '?(docgen[\w-]*)", text):
            count += 1
            assert name == project["name"], f"{path}: pip install {name}"
    assert count > 10


def test_the_docs_name_the_tag_of_this_version():
    tags = [
        (path, tag)
        for path in [*DOCS.glob("*.md"), ROOT / "README.md"]
        for tag in re.findall(r"(?:docgen@|rev: |docgen-sdk==)v?([\d.]+)", path.read_text("utf-8"))
    ]
    assert len(tags) > 3 and {tag for _, tag in tags} == {__version__}, tags
