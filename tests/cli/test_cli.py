"""The commands: what they write, what they refuse, and what a kill leaves behind."""

import argparse
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import content

from docgen.cli.commands.diff import FAIL_ON
from docgen.cli.main import main
from docgen.cli.options import COMMANDS, command_parser
from docgen.diff.formats import FORMATS
from docgen.driver import products
from docgen.driver.read_pages import reading
from docgen.project.configuration import Api

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "specs" / "external_connectors" / "pages"
WIDGET = """# widget resource type
Namespace: microsoft.graph

A widget.

## Properties
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
|made|DateTimeOffset|When it was made.|
"""
GADGET = WIDGET.replace("widget", "gadget")
GET = """# Get widget
Namespace: microsoft.graph

Get a widget.

## HTTP request
```http
GET /widgets/{id}
```

## Response
Returns `200 OK` and a [widget](widget.md) object.

## Examples
### Request
```http
GET https://graph.microsoft.com/v1.0/widgets/1
```

### Response
<!-- { "blockType": "response", "@odata.type": "microsoft.graph.widget" } -->
```http
HTTP/1.1 200 OK
Content-Type: application/json

{"id": "1", "made": "2024-05-06T07:08:09Z"}
```
"""
PAINT = """# widget: paint
Namespace: microsoft.graph

Paint a widget.

## HTTP request
```http
POST /widgets/{id}/paint
```

## Request body
|Parameter|Type|Description|
|:---|:---|:---|
|color|String|The color.|

## Response
Returns `204 No Content`.

## Examples
### Request
```http
POST https://graph.microsoft.com/v1.0/widgets/1/paint
Content-Type: application/json

{"color": "red"}
```

### Response
```http
HTTP/1.1 204 No Content
```
"""
Folder = dict[str, bytes]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in {"widget": WIDGET, "widget-get": GET, "widget-paint": PAINT}.items():
        (folder / f"{name}.md").write_text(text)
    return folder


def generate(pages: Path, output: Path, package: str = "sdk") -> int:
    given = ["--package", package, "--output", str(output), "--dialect", "graph", "--no-cache"]
    return main(["generate", str(pages), *given])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "docgen", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
    )


# generate


def test_the_package_is_made_and_imported(pages: Path, tmp_path: Path):
    assert generate(pages, tmp_path / "out") == 0
    code = "import sdk; print(sdk.Client(base_url='https://x').widgets['a'].get.request())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("GET https://x/widgets/a\n", "")
    assert names(tmp_path / "out") == ["sdk"]
    for path, text in content(tmp_path / "out").items():
        if path.endswith((".py", ".pyi")):
            compile(text, path, "exec")


def test_every_run_writes_the_same_bytes(tmp_path: Path):
    generate(CONNECTORS, tmp_path / "first")
    generate(CONNECTORS, tmp_path / "first")
    first = content(tmp_path / "first")
    environments = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "12345", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]
    command = [sys.executable, "-m", "docgen", "generate", os.path.relpath(CONNECTORS, tmp_path)]
    command += ["--package", "sdk", "--dialect", "graph", "--output"]
    started = [
        subprocess.Popen(
            [*command, str(number)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.DEVNULL,
        )
        for number, environment in enumerate(environments)
    ]
    assert [process.wait() for process in started] == [0] * len(environments)
    for number in range(len(environments)):
        assert content(tmp_path / str(number)) == first


def test_foreign_files_stay_and_stale_ones_go(pages: Path, tmp_path: Path):
    (pages / "old.md").write_text(WIDGET.replace("widget", "oldest"))
    generate(pages, tmp_path)
    package = tmp_path / "sdk"
    foreign = [package / "notes.txt", package / "models" / "mine.py", package / "extra" / "a" / "b"]
    for path in foreign:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name)
        os.utime(path, ns=(10**18 + 1, 10**18 + 1))
    (package / "link").symlink_to("notes.txt")
    (package / "dangling").symlink_to("nowhere")
    (package / "folder").symlink_to("extra")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in foreign}

    (pages / "old.md").unlink()
    (pages / "gadget.md").write_text(GADGET)
    assert generate(pages, tmp_path) == 0
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in foreign} == before
    links = {name: os.readlink(package / name) for name in ("link", "dangling", "folder")}
    assert links == {"link": "notes.txt", "dangling": "nowhere", "folder": "extra"}
    assert (package / "models" / "_gadget.py").is_file()
    assert not (package / "models" / "oldest.py").exists()
    assert names(tmp_path) == ["pages", "sdk"]


def test_a_foreign_file_is_never_overwritten(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    generate(pages, tmp_path)
    mine = tmp_path / "sdk" / "models" / "_gadget.py"
    mine.write_text("mine\n")
    (pages / "gadget.md").write_text(GADGET)
    before = content(tmp_path)
    capsys.readouterr()
    assert generate(pages, tmp_path) == 2
    assert str(mine) in capsys.readouterr().err
    assert content(tmp_path) == before


def test_a_folder_that_docgen_did_not_make_is_refused(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "sdk").mkdir()
    assert generate(pages, tmp_path) == 0, "an empty folder is no one's"
    shutil.rmtree(tmp_path / "sdk")
    (tmp_path / "sdk").mkdir()
    (tmp_path / "sdk" / "thesis.txt").write_text("years of work")
    capsys.readouterr()
    assert generate(pages, tmp_path) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "sdk") in line and "--output" in line
    assert names(tmp_path / "sdk") == ["thesis.txt"]
    assert names(tmp_path) == ["pages", "sdk"]


def test_a_linked_package_stays_a_link(pages: Path, tmp_path: Path):
    generate(pages, tmp_path / "real")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sdk").symlink_to(tmp_path / "real" / "sdk")
    for _ in range(2):
        assert generate(pages, tmp_path / "out") == 0
    assert (tmp_path / "out" / "sdk").is_symlink()
    assert names(tmp_path / "real") == names(tmp_path / "out") == ["sdk"]


# Kills and runs at once. The stages before the disk are canned, so that most kills hit a write.


Write = Callable[[str, Path, int], None]


@pytest.fixture
def two_versions(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Folder, Folder, Write]:
    """What two versions of the pages become, and what writes one of them so many times."""
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs fork")
    known: dict[Path, object] = {}
    build = products.build_products
    monkeypatch.setattr(
        products,
        "build_products",
        lambda api, read, workers: known.get(api.pages) or build(api, read, workers),
    )
    newer = tmp_path / "newer"
    shutil.copytree(pages, newer)
    (newer / "widget.md").write_text(WIDGET.replace("A widget.", "A new widget."))
    for number in range(20):
        (newer / f"gadget{number}.md").write_text(WIDGET.replace("widget", f"gadget{number}"))
    versions: list[Folder] = []
    for folder in (pages, newer):
        api = Api(pages=folder, package="sdk", output=tmp_path, dialect="graph")
        with reading(api) as (read, workers):
            known[folder] = build(api, read, workers)
        assert generate(folder, tmp_path / "alone") == 0
        versions.append(content(tmp_path / "alone" / "sdk"))

    def write(which: str, output: Path, times: int) -> None:
        with open(os.devnull, "w") as sys.stdout:
            for number in range(times):
                folder = {"old": pages, "new": newer, "both": (pages, newer)[number % 2]}[which]
                if generate(folder, output):
                    os._exit(1)

    return versions[0], versions[1], write


def test_a_kill_leaves_one_whole_version(
    two_versions: tuple[Folder, Folder, Write], tmp_path: Path
):
    old, new, write = two_versions
    output, chance = tmp_path / "killed", random.Random(7)
    fork = multiprocessing.get_context("fork")
    for _ in range(15):
        writer = fork.Process(target=write, args=("both", output, 10**6))
        writer.start()
        while not output.is_dir():
            time.sleep(0.001)
        time.sleep(chance.uniform(0.02, 0.15))
        writer.kill()
        writer.join()
        found = output / "sdk"
        if not found.exists():  # killed before the first swap, or between its two renames
            found = output / ".sdk.old"
        assert not found.exists() or content(found) in (old, new)
    write("old", output, 1)
    assert content(output / "sdk") == old
    assert names(output) == ["sdk"]


def test_a_failure_between_the_renames_is_healed(
    two_versions: tuple[Folder, Folder, Write], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old, new, write = two_versions
    write("old", tmp_path / "out", 1)
    package = tmp_path / "out" / "sdk"
    package.rename(package.with_name(".sdk.old"))
    write("new", tmp_path / "out", 1)
    assert content(package) == new
    assert names(tmp_path / "out") == ["sdk"]


def test_what_a_kill_left_is_known_and_removed(pages: Path, tmp_path: Path):
    for files in ([], [".docgen-files"], [".docgen-files", "client.py"]):
        for ending in ("new", "old"):
            left = tmp_path / "out" / f".sdk.{ending}"
            left.mkdir(parents=True)
            for name in files:
                (left / name).write_text("")
        assert generate(pages, tmp_path / "out") == 0
        assert names(tmp_path / "out") == ["sdk"]


@pytest.mark.parametrize("name", [".sdk.new", ".sdk.old"])
@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_another_calls_like_a_passing_folder_is_refused(
    name: str, kind: str, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    output = tmp_path / "out"
    output.mkdir()
    (tmp_path / "elsewhere").mkdir()
    match kind:
        case "folder":
            (output / name).mkdir()
            (output / name / "thesis.txt").write_text("years of work")
        case "file":
            (output / name).write_text("years of work")
        case _:
            (output / name).symlink_to(tmp_path / "elsewhere")
    before = content(output)
    assert generate(pages, output) == 2
    assert (
        f"{output / name} was not written by docgen and blocks an output; move it"
        in capsys.readouterr().err
    )
    assert names(output) == [name] and content(output) == before


def test_a_file_is_written_through_no_link_of_another(pages: Path, tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / ".api.json.docgen-new").symlink_to("thesis.txt")
    assert main(["export", "spec", str(pages), "-o", str(tmp_path / "api.json")]) == 0
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert names(tmp_path) == ["api.json", "pages", "thesis.txt"]


def test_two_runs_at_once_leave_one_whole_package(
    two_versions: tuple[Folder, Folder, Write], tmp_path: Path
):
    old, new, write = two_versions
    fork = multiprocessing.get_context("fork")
    output = tmp_path / "both"
    runs = [fork.Process(target=write, args=(which, output, 25)) for which in ("old", "new")]
    for started in runs:
        started.start()
    for started in runs:
        started.join()
    assert [ended.exitcode for ended in runs] == [0, 0]
    assert content(output / "sdk") in (old, new)
    assert names(output) == ["sdk"]


def test_a_full_disk_leaves_the_old_package(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    generate(pages, tmp_path / "out")
    before = content(tmp_path / "out")
    real_open = open

    def full(path: Any, mode: str = "r", *args: Any, **keywords: Any) -> Any:
        if str(path).endswith("_widget.py") and mode == "wb":
            raise OSError(28, "No space left on device", str(path))
        return real_open(path, mode, *args, **keywords)

    (pages / "widget.md").write_text(WIDGET.replace("A widget.", "A new widget."))
    monkeypatch.setattr("builtins.open", full)
    capsys.readouterr()
    assert generate(pages, tmp_path / "out") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "No space left" in line
    assert content(tmp_path / "out") == before
    assert names(tmp_path / "out") == ["sdk"]


# check


@pytest.fixture
def configured(pages: Path, tmp_path: Path) -> list[str]:
    config = tmp_path / "docgen.toml"
    config.write_text(
        '[api.sdk]\npages = "pages"\noutput = "."\nspec = "spec.json"\ndialect = "graph"\n'
    )
    assert main(["generate", "--config", str(config)]) == 0
    return ["check", "--config", str(config)]


def test_check_finds_nothing_wrong(configured: list[str], tmp_path: Path):
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    (tmp_path / "sdk" / "notes.txt").touch()
    assert main(configured) == 0
    (tmp_path / "sdk" / "notes.txt").unlink()
    assert before.keys() == set(tmp_path.rglob("*"))


def _edit(root: Path) -> None:
    path = root / "sdk" / "client.py"
    path.write_text(path.read_text().replace("class Api", "class Ape"))


def _rewrite(root: Path) -> None:
    (root / "sdk" / "client.py").write_text("x\n" * 500)


def _binary(root: Path) -> None:
    (root / "sdk" / "client.py").write_bytes(b"\xff\0")


def _remove(root: Path) -> None:
    (root / "sdk" / "models" / "_widget.py").unlink()


def _remove_spec(root: Path) -> None:
    (root / "spec.json").unlink()


def _remove_page(root: Path) -> None:
    (root / "pages" / "widget-paint.md").unlink()


def _extra(root: Path) -> None:
    (root / "sdk" / "models" / "old.py").touch()
    with (root / "sdk" / ".docgen-files").open("a") as manifest:
        manifest.write("models/old.py\n")


def _forget(root: Path) -> None:
    manifest = root / "sdk" / ".docgen-files"
    manifest.write_text(manifest.read_text().replace("\nclient.py\n", "\n"))


@pytest.mark.parametrize(
    "drift, told",
    [
        (_edit, ["DG704", "client.py:", "client.py", "-class Ape(", "+class Api("]),
        (_rewrite, ["DG704", "client.py", " more lines"]),
        (_binary, ["DG704", "client.py"]),
        (_remove, ["DG705", "_widget.py"]),
        (_remove_spec, ["DG705", "spec.json"]),
        (_remove_page, ["DG701", "POST", "DG708", "spec.json", "widgets.py"]),
        (_extra, ["DG709", "old.py"]),
        (_forget, ["DG704", ".docgen-files", "+client.py"]),
    ],
)
def test_check_tells_what_drifted(
    drift: Callable[[Path], None],
    told: list[str],
    configured: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    drift(tmp_path)
    before = content(tmp_path)
    capsys.readouterr()
    assert main(configured) == 1
    out = capsys.readouterr().out
    assert all(text in out for text in told)
    assert len(out.splitlines()) < 80
    fix = out.splitlines()[-1].partition("run: docgen ")[2].split(" ")
    assert content(tmp_path) == before, "check writes nothing"
    assert main(fix) == 0
    assert main(configured) == 0
    assert not (tmp_path / "sdk" / "models" / "old.py").exists()


# verify


GET_ITEM = "api/externalitem-get.md"
LIST_ITEMS = "api/externalconnection-list-items.md"
PUT_ITEM = "api/externalconnection-put-items.md"
ITEM = "GET https://graph.microsoft.com/v1.0/external/connections/fernparts/items/bell0031"


@pytest.mark.parametrize(
    "page, right, wrong, told",
    [
        (GET_ITEM, ITEM, ITEM.replace("GET", "POST"), "matches no documented operation"),
        (GET_ITEM, ITEM, ITEM.replace("GET", "PATCH"), "takes content"),
        (GET_ITEM, ITEM, ITEM.replace("/items/", "/itemz/"), "matches no documented operation"),
        (GET_ITEM, ITEM, ITEM + "/more", "matches no documented operation"),
        (GET_ITEM, ITEM, ITEM + "?colour=red", 'option "colour" is not documented'),
        (GET_ITEM, ITEM, ITEM + "\nX-Odd: 1", 'header "X-Odd" is not documented'),
        (GET_ITEM, '"id": "bell0031"', '"id": 31', "documented is 31"),
        (GET_ITEM, '"type": "everyoneExceptGuests"', '"type": 5', "is not a valid AclType"),
        (GET_ITEM, '"content": {', '"content": "x", "more": {', "an object was expected"),
        (GET_ITEM, '"acl": [', '"acl": {}, "more": [', "an array was expected"),
        (GET_ITEM, '"id": "bell0031",', '"id": "bell0031" oops', "delimiter"),
        (LIST_ITEMS, '"id": "frame1842"', '"id": ["frame1842"]', "a string was expected"),
        (PUT_ITEM, '"accessType": "grant"', '"accessType": [1]', "is not a valid"),
        ("widget-get.md", "2024-05-06T07", "2024-13-06T07", "month must be in 1..12"),
        ("widget-get.md", '"2024-05-06T07:08:09Z"', '"yesterday"', "Invalid isoformat"),
        ("widget-paint.md", '{"color"', '{"colour"', 'key "colour" is not documented'),
        ("widget-paint.md", '{"color": "red"}', '["red"]', "is an object"),
    ],
)
def test_verify_notices_a_wrong_sample(
    page: str,
    right: str,
    wrong: str,
    told: str,
    pages: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    folder = pages if page.startswith("widget") else tmp_path / "connectors"
    if folder is not pages:
        shutil.copytree(CONNECTORS, folder)
    text = (folder / page).read_text()
    assert text.count(right) >= 1
    (folder / page).write_text(text.replace(right, wrong, 1))
    before = content(folder)
    assert main(["verify", str(folder), "--dialect", "graph"]) == 1
    (found,) = [x for x in capsys.readouterr().out.splitlines() if told in x]
    path, line, _ = found.split(":", 2)
    assert path == f"{folder}/{page}"
    assert text.split("\n")[int(line) - 1].startswith(("GET", "POST", "PUT", "HTTP"))
    assert content(folder) == before


@pytest.mark.parametrize(
    "page, right, wrong",
    [
        (GET_ITEM, "", ""),
        (GET_ITEM, '"id": "bell0031"', '"id": "bell0031", "unknown": {"kept": [1]}'),
        (PUT_ITEM, '"acl": [', '"unknown": [null], "acl": ['),
        (GET_ITEM, '"type": "everyoneExceptGuests"', '"type": "newInThisRelease"'),
        (GET_ITEM, ITEM, ITEM + "\nAuthorization: Bearer x\nAccept: application/json"),
    ],
)
def test_verify_lets_pass_what_is_kept(page: str, right: str, wrong: str, tmp_path: Path):
    shutil.copytree(CONNECTORS, tmp_path / "pages")
    path = tmp_path / "pages" / page
    path.write_text(path.read_text().replace(right, wrong, 1) if right else path.read_text())
    assert main(["verify", str(tmp_path / "pages"), "--dialect", "graph"]) == 0


def test_verify_tells_what_is_nested_too_deeply(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    deep = "[" * 2000 + "]" * 2000
    sample = f'## Example\n\n```http\nGET /widgets/1\n```\n\n```http\nHTTP/1.1 200 OK\n\n{{"id": {deep}}}\n```\n'
    (tmp_path / "widget.md").write_text(WIDGET)
    (tmp_path / "get.md").write_text(GET.split("## Example")[0] + sample)
    assert main(["verify", str(tmp_path), "--dialect", "graph"]) == 1
    assert "expected no more than 64 levels" in capsys.readouterr().out


def test_verify_notices_a_collection_shown_as_one_object(tmp_path: Path):
    shutil.copytree(CONNECTORS, tmp_path / "pages")
    path = tmp_path / "pages" / LIST_ITEMS
    path.write_text(path.read_text().replace('"value": [', '"id": "x", "more": [', 1))
    assert main(["verify", str(tmp_path / "pages"), "--dialect", "graph"]) == 1


@pytest.mark.parametrize("status", ["201 Created", "204 No Content"])
def test_verify_notices_a_wrong_status(status: str, pages: Path):
    path = pages / "widget-get.md"
    path.write_text(path.read_text().replace("HTTP/1.1 200 OK", f"HTTP/1.1 {status}"))
    assert main(["verify", str(pages), "--dialect", "graph"]) == 1


# Wrong usage


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("docgen: ")
    return line


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["generate", "nope", "--package", "p", "--output", "o"], ["nope is not a folder"]),
        (
            ["generate", "empty", "--package", "p", "--output", "o"],
            ["empty contains no .md or .mdx files"],
        ),
        (["generate", "pages"], ["--package NAME", "--output DIR"]),
        (["generate", "--package", "p"], ["PAGES_DIR"]),
        (["generate", "pages", "--package", "1p", "--output", "o"], ['"1p"', 'try "n1']),
        (["generate", "pages", "--package", "class", "--output", "o"], ['try "class_"']),
        (["generate", "pages", "--package", "../p", "--output", "o"], ['"../p"', 'try "p"']),
        (["generate", "pages", "--package", "", "--output", "o"], ['""']),
        (["generate", "--config", "nope.toml"], ["nope.toml", "PAGES_DIR"]),
        (["generate", "--config", "pages"], ["pages", "directory"]),
        (["check", "--config", "nope.toml"], ["nope.toml"]),
        (["lint", "nope"], ["nope is not a folder"]),
        (["lint", "pages/widget.md"], ["cannot read docgen.toml", "docgen init"]),
        (["lint", "pages", "--dialect", "grahp"], ['"grahp"', "graph"]),
        (["lint", "pages", "--dialect", "../graph"], ['"../graph"', "graph"]),
        (["verify", "empty"], ["empty contains no .md or .mdx files"]),
        (["explain", "DG000"], ['"DG000"', "docgen explain lists all"]),
    ],
)
def test_wrong_arguments(
    arguments: list[str],
    told: list[str],
    pages: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    line = one_line(capsys)
    assert all(text in line for text in told), line
    assert names(tmp_path) == ["empty", "pages"]


@pytest.mark.parametrize(
    "arguments, told",
    [
        ([], "COMMAND"),
        (["frob"], "generate"),
        (["generate", "--frob"], "--frob"),
        (["export"], "FORMAT"),
        (["lint", "pages", "--format", "yaml"], "text"),
        (["lint", "pages", "--jobs", "0"], "'0' is not a number of processes"),
        (["lint", "--config", "."], "'.' is not a file name"),
        (["lint", "pages", "--baseline", ""], "'' is not a file name"),
        (["export", "openapi", "pages", "-o", ""], "'' is not a file name"),
    ],
)
def test_wrong_options(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    line = one_line(capsys)
    assert told in line and line.endswith("--help")


API = '[api.sdk]\npages = "pages"\noutput = "out"\ndialect = "graph"\n'


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "[api.my_api]"),
        ("= 1", "not TOML"),
        ("\udcff", "not TOML"),
        ("api = 3", "[api.my_api]"),
        ('[[api]]\npages = "pages"', "[api.my_api]"),
        ("[api]\nsdk = 3", "[api.sdk]"),
        (API.replace("api.", "apis."), '"apis"'),
        (API + "pages = 1", "not TOML"),
        (API.replace('"pages"', "1"), "api.sdk.pages must be a string"),
        (API.replace('"pages"', '["pages"]'), "api.sdk.pages must be a string"),
        (API.replace('"out"', '"out\\u0000"'), "api.sdk.output must be a string"),
        (API.replace("pages =", "page ="), 'did you mean "pages"?'),
        (API.replace("output =", "frob ="), '"frob"; known: pages'),
        (API + '"a\\nb" = "c"', "unknown key"),
        (API.replace('output = "out"', ""), "is missing output"),
        (API.replace('pages = "pages"', ""), "is missing pages"),
        (API.replace('"pages"', '"nope"'), "nope is not a folder"),
        (API.replace('"graph"', '"grahp"'), "graph"),
        (API.replace("sdk", '"a sdk"'), 'try "a_sdk"'),
        (API.replace("sdk", '"a\\nb"'), 'try "a_b"'),
        (API + 'package = "import"', 'try "import_"'),
        (API + 'spec = "pages"', "cannot write"),
        (API.replace('"out"', '"docgen.toml"'), "cannot write"),
    ],
)
def test_a_wrong_config(
    text: str, told: str, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    config = tmp_path / "docgen.toml"
    config.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["generate", "--config", str(config)]) == 2
    line = one_line(capsys)
    assert told in line, line
    left = {"out", "docgen.lock"} if (tmp_path / "out").is_dir() else {"out"}
    assert {"docgen.toml", "pages"} <= set(names(tmp_path)) <= {"docgen.toml", "pages", *left}


def test_an_output_that_is_a_file(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sdk").write_text("mine")
    for output in ("file", "out"):
        assert generate(pages, tmp_path / output) == 2
        assert str(tmp_path / output) in one_line(capsys)
    assert (tmp_path / "file").read_text() == (tmp_path / "out" / "sdk").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_an_unwritable_output(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "out").mkdir(mode=0o500)
    assert generate(pages, tmp_path / "out") == 2
    assert str(tmp_path / "out") in one_line(capsys)


# Faults of docgen, and terminals


def test_a_fault_of_docgen_is_one_line_and_exit_3(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom\nboom")

    monkeypatch.setattr("docgen.reading.read.read_page", broken)
    for command in (["lint"], ["verify"], ["generate", "--package", "p", "--output", "o"]):
        given = [command[0], str(pages), *command[1:], "--dialect", "graph"]
        assert main(given) == 3
        line = one_line(capsys)
        assert "RuntimeError: boom boom (test_cli.py:" in line and "report it" in line


def test_a_terminal_without_unicode(pages: Path):
    (pages / "é.md").write_text(WIDGET.replace("|String|", "|→ ???|").replace("widget", "other"))
    done = run("lint", str(pages), "--dialect", "graph", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert (done.stderr, "\\xe9.md" in done.stdout) == ("", True)


@pytest.mark.skipif(os.name != "posix", reason="POSIX pipes")
def test_a_reader_that_leaves(tmp_path: Path):
    (tmp_path / "page.md").write_text("[a](b.md)\n" * 5000)
    command = (
        f"'{sys.executable}' -m docgen lint '{tmp_path}' --dialect graph --level note | head -1"
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


@pytest.mark.skipif(os.name != "posix", reason="POSIX redirections")
@pytest.mark.parametrize("where, code", [(">&-", 1), (">/dev/full", 2)])
def test_a_place_that_takes_no_words(where: str, code: int, tmp_path: Path):
    (tmp_path / "page.md").write_text("# Page\n\n[a](b.md)\n")
    command = f"'{sys.executable}' -m docgen lint '{tmp_path}' --dialect graph --level note {where}"
    done = subprocess.run(command, shell=True, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    told = "" if code == 1 else "docgen: cannot print: No space left on device\n"
    assert (done.returncode, done.stderr) == (code, told)


def test_an_api_without_a_package_has_its_spec_only(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    config = tmp_path / "docgen.toml"
    config.write_text('[api.sdk]\npages = "pages"\nspec = "spec.json"\ndialect = "graph"\n')
    given = ["--config", str(config)]
    assert [main([command, *given]) for command in ("generate", "check", "generate")] == [0, 0, 0]
    assert names(tmp_path) == ["docgen.lock", "docgen.toml", "pages", "spec.json"]
    assert capsys.readouterr().out.count("operations; " + str(tmp_path / "spec.json")) == 2
    (pages / "widget.md").write_text(WIDGET.replace("A widget.", "A wide widget."))
    assert main(["check", *given]) == 1
    assert "spec.json:" in capsys.readouterr().out
    assert [main([command, *given]) for command in ("generate", "check")] == [0, 0]
    # Nothing is there to verify, unless the API is named.
    assert main(["verify", *given]) == 2
    assert main(["verify", "--api", "sdk", *given]) == 0


def test_a_folder_that_cannot_be_read(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (pages / "inner").mkdir()
    listed = os.scandir

    def refused(path: str) -> object:
        if str(path).endswith("inner"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert main(["lint", str(pages), "--dialect", "graph"]) == 2
    assert one_line(capsys).endswith("inner: Permission denied")


# What the options say, and what the commands know


def test_choices_are_what_the_commands_know():
    def choices(command: str, name: str) -> list[str]:
        parser = command_parser()
        (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
        commands.choices[command].complete()
        (option,) = (a for a in commands.choices[command]._actions if a.dest == name)
        return list(option.choices or ())

    assert choices("diff", "format") == list(FORMATS)
    assert choices("diff", "fail_on") == list(FAIL_ON)
    assert choices("export", "kind") == list(products.EXPORTS)


def test_every_command_has_its_module():
    modules = {path.stem for path in (ROOT / "docgen/cli/commands").glob("*.py")}
    assert modules == {*COMMANDS, "__init__"}


def test_help_and_explain_load_neither_readers_nor_templates():
    for command in ("--help", "explain DG210"):
        code = (
            "import sys\nfrom docgen.cli.main import main\n"
            f"try:\n    main({command.split()})\nexcept SystemExit:\n    pass\n"
            "print(sorted({'markdown_it', 'jinja2', 'black', 'sqlite3'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.endswith("[]\n"), done.stdout + done.stderr
