"""docgen.lock and what `docgen check` tells with it: every kind of drift, any edits, locks of any kind, a kill."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st
from syrupy.assertion import SnapshotAssertion

from docgen import __version__
from docgen.cli.main import main
from docgen.diagnostics.diagnostic import codes
from docgen.driver.check import hunks
from docgen.project.lock import Decided, LockEntry, LockError, lock_text, read_lock
from docgen.syntax.hashing import digest

ROOT = Path(__file__).parents[2]
LAMP = """# lamp resource type
Namespace: shop

Something that shines.

## Properties
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
|color|lampColor|What it shines in. The possible values are: `warm`, `cold`, `unknownFutureValue`.|
|watts|Int32|What it takes.|
"""
LIST = """# List lamps
Namespace: shop

List the lamps.

## HTTP request
```http
GET /lamps
```

## Response
If successful, this method returns a `200 OK` response code and a collection of [lamp](lamp.md) objects.
"""
ROOM = LAMP.replace("lamp", "room").replace("shines", "holds lamps")
CONFIG = '[api.shop]\npages = "docs"\noutput = "src"\ntemplates = "own"\ndialect = "graph"\n'
SPEC = 'spec = "shop.json"\n'


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated SDK, its lock and the linked spec beside it."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "docs").mkdir()
    for name, text in {"lamp": LAMP, "lamp-list": LIST, "room": ROOM}.items():
        (folder / "docs" / f"{name}.md").write_text(text)
    (folder / "own").mkdir()
    (folder / "docgen.toml").write_text(CONFIG + SPEC)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
        assert main(["generate"]) == 0
    return folder


@pytest.fixture
def project(generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it."""
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    return tmp_path


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def _property() -> None:
    edit("docs/lamp.md", "|watts|Int32|", "|watts|String|")


def _description() -> None:
    edit("docs/lamp.md", "What it takes.", "What it draws.")


def _new_page() -> None:
    Path("docs/shelf.md").write_text(LAMP.replace("lamp", "shelf"))


def _removed_page() -> None:
    Path("docs/lamp-list.md").unlink()


def _removed_property() -> None:
    edit("docs/lamp.md", "|watts|Int32|What it takes.|\n", "")


def _member() -> None:
    edit("docs/lamp.md", "`cold`", "`cool`")


def _operation() -> None:
    edit("docs/lamp-list.md", "List the lamps.", "List all lamps.")


def _without_spec() -> None:
    edit("docgen.toml", SPEC, "")
    assert main(["generate"]) == 0
    _property()


def _no_effect() -> None:
    edit("docs/lamp.md", "# lamp resource type\n", "# lamp resource type\n\n")


def _template() -> None:
    text = (ROOT / "templates/python/models.py.jinja").read_text()
    Path("own/models.py.jinja").write_text("# ours\n" + text)


def _configuration() -> None:
    edit("docgen.toml", "[api.shop]\n", '[api.shop]\nbase_url = "https://shop.test"\n')


def _version() -> None:
    edit("docgen.lock", f'"tool": "{__version__}"', '"tool": "old"')


def _code() -> None:
    path = Path("src/shop/models/_lamp.py")
    before = digest(path.read_text())
    edit(str(path), "The key.", "The key")
    edit("docgen.lock", before, digest(path.read_text()))


def _hand() -> None:
    edit("src/shop/models/_lamp.py", "The key.", "My key.")


def _hand_and_page() -> None:
    _hand()
    _property()


def _missing() -> None:
    Path("src/shop/client.py").unlink()


def _foreign() -> None:
    Path("src/shop/mine.py").write_text("x = 1\n")


def _in_the_way() -> None:
    _new_page()
    Path("src/shop/models/_shelf.py").write_text("x = 1\n")


def _old_lock() -> None:
    lock = Path("docgen.lock").read_text()
    _description()
    assert main(["generate"]) == 0
    Path("docgen.lock").write_text(lock)


def _no_lock() -> None:
    Path("docgen.lock").unlink()
    _property()


def _not_in_the_lock() -> None:
    Path("docgen.lock").write_text(lock_text({}))
    _hand()


KINDS = [
    _property, _description, _new_page, _removed_page, _removed_property, _member, _operation,
    _without_spec, _no_effect, _template, _configuration, _version, _code, _hand, _hand_and_page, _missing,
    _foreign, _in_the_way, _old_lock, _no_lock, _not_in_the_lock,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.strip("_").replace("_", "-"))
def test_each_kind_of_drift(
    kind: Callable[[], None],
    project: Path,
    snapshot: SnapshotAssertion,
    capsys: pytest.CaptureFixture[str],
):
    kind()
    capsys.readouterr()
    code = main(["check"])
    told = capsys.readouterr().out.replace(__version__, "VERSION")
    found = [line for line in told.splitlines() if re.match(r"\S+:\d+: |\d+ files|gener", line)]
    assert "\n".join([*found, f"exit {code}"]) == snapshot
    if kind is not _in_the_way:
        assert main(["generate"]) == 0 and main(["check"]) == 0


def test_every_code_of_the_stage_is_raised():
    told = (ROOT / "tests/driver/__snapshots__/test_drift.ambr").read_text()
    assert {c for c in codes() if c.startswith("DG7")} == set(re.findall(r"DG7\d\d", told))


def test_all_formats_tell_the_same(project: Path, capsys: pytest.CaptureFixture[str]):
    _property()
    _hand()
    capsys.readouterr()
    assert [main(["check", "--format", form]) for form in ("json", "github", "sarif")] == [1, 1, 1]
    out = capsys.readouterr().out
    report, end = json.JSONDecoder().raw_decode(out)
    rows = report["findings"]
    github, _, sarif = out[end:].partition("{")
    assert ("docs/lamp.md", 11, "DG701") in {(r["path"], r["line"], r["code"]) for r in rows}
    assert re.findall(r"title=(\w+)", github) == [row["code"] for row in rows]
    results = json.loads("{" + sarif)["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == [row["code"] for row in rows]


def codes_found(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Path -> code, of what `check` finds."""
    capsys.readouterr()
    main(["check", "--format", "json"])
    return {row["path"]: row["code"] for row in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_any_edits_are_classified(seed: int, project: Path, capsys: pytest.CaptureFixture[str]):
    chance = random.Random(seed)
    outputs = sorted(p for p in Path("src").rglob("*.py") if "_runtime" not in p.parts)
    touched = chance.sample(outputs, 3)
    edited, missing = touched[: chance.randrange(3)], touched[2:]
    pages = chance.sample(
        ["docs/lamp.md", "docs/lamp-list.md", "docs/room.md"], chance.randrange(3)
    )
    has_template = chance.random() < 0.4
    for path in edited:
        lines = path.read_text().split("\n")
        lines.insert(chance.randrange(len(lines) + 1), f"# by hand {chance.random()}")
        path.write_text("\n".join(lines))
    for path in missing:
        path.unlink()
    for page in pages:
        words = {
            "docs/lamp-list.md": "List the lamps.",
            "docs/lamp.md": "The key.",
            "docs/room.md": "The key.",
        }
        edit(page, words[page], f"Another word, {chance.randrange(99)}.")
    if has_template:
        _template()
    found = codes_found(capsys)
    assert {p for p, c in found.items() if c == "DG704"} == {p.as_posix() for p in edited}
    assert {p for p, c in found.items() if c == "DG705"} == {p.as_posix() for p in missing}
    assert {p for p, c in found.items() if c in ("DG701", "DG702")} == set(pages)
    assert (found.get("docgen.lock") == "DG703") == has_template
    assert not {"DG706", "DG707", "DG709", "DG710", "DG711", "DG712"} & set(found.values())
    assert ("DG708" in found.values()) <= (bool(pages) or has_template)


def test_ends_of_lines_are_those_of_the_checkout(project: Path, capsys: pytest.CaptureFixture[str]):
    """git writes files with carriage returns where core.autocrlf says so."""
    for path in [*project.glob("src/**/*"), *project.glob("docs/*"), project / "docgen.lock"]:
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("generated files are up to date\n")
    edit("src/shop/models/_lamp.py", "watts", "power")
    assert codes_found(capsys) == {"src/shop/models/_lamp.py": "DG704"}


def test_a_moved_page_is_one_cause(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "docs" / "rooms").mkdir()
    (project / "docs" / "room.md").rename(project / "docs" / "rooms" / "room.md")
    found = codes_found(capsys)
    assert {p: c for p, c in found.items() if p.startswith("docs/")} == {
        "docs/rooms/room.md": "DG702"
    }
    main(["check"])
    assert "docs/rooms/room.md:1: error DG702: the page was moved here from docs/room.md" in (
        capsys.readouterr().out
    )


# locks


MADE = LockEntry(tool="1", settings="a" * 16, templates="b" * 16, pages={}, spec={}, outputs={})


@given(
    names=st.dictionaries(st.text(st.characters(), max_size=8), st.just("0" * 16), max_size=4),
    begun=st.booleans(),
)
def test_a_lock_is_read_as_it_was_written(names: dict[str, str], begun: bool):
    made = LockEntry(tool="1", settings="", templates="", pages=names, spec={}, outputs=names)
    lock = {"src/shop": made, "other": Decided() if begun else made}
    assert read_lock(lock_text(lock)) == lock


@pytest.mark.slow
@settings(max_examples=300)
@given(at=st.integers(0, 10_000), cut=st.integers(0, 40), put=st.text(max_size=6))
def test_no_edit_of_a_lock_is_a_fault(at: int, cut: int, put: str):
    text = lock_text({"src/shop": MADE, "a": Decided()})
    at %= len(text)
    try:
        read_lock(text[:at] + put + text[at + cut :])
    except LockError as error:
        assert "\n" not in str(error)


BAD = {
    "empty": b"",
    "cut": lock_text({"a": MADE})[:90].encode(),
    "conflict": b"{\n<<<<<<< HEAD\n 1\n=======\n 2\n>>>>>>> other\n}",
    "no-text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "list": b"[]",
    "another-version": b'{"version": 2, "apis": {}}',
    "a-list-for-a-table": b'{"version": 1, "apis": {"src/shop": []}}',
    "no-hash": lock_text({"src/shop": MADE}).replace('"pages": {}', '"pages": {"a": 1}').encode(),
    "a-key-too-much": lock_text({"src/shop": MADE}).replace('"pages"', '"x": 1, "pages"').encode(),
    "a-name-of-lines": b'{"version": 1, "apis": {"a\\nb": []}}',
    "a-number-too-long": b'{"version": ' + b"1" * 9999 + b"}",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_a_bad_lock_is_told_with_the_fix(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    Path("docgen.lock").write_bytes(BAD[name])
    capsys.readouterr()
    assert main(["check"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "docgen.lock" in line and line.endswith("run: docgen generate")
    assert main(["generate"]) == 0 and main(["check"]) == 0


def test_a_lock_is_the_same_wherever_it_is_made(project: Path, tmp_path: Path):
    lock = Path("docgen.lock").read_text()
    Path("docgen.lock").unlink()
    os.chdir(tmp_path.parent)
    assert main(["generate", "--no-cache", "--config", str(tmp_path / "docgen.toml")]) == 0
    assert (tmp_path / "docgen.lock").read_text() == lock


def test_apis_that_are_gone_leave_the_lock(project: Path):
    edit("docgen.toml", "[api.shop]", "[api.store]")
    assert main(["generate"]) == 0
    assert list(read_lock(Path("docgen.lock").read_text())) == ["src/store"]


@pytest.mark.slow
def test_a_refused_run_leaves_the_lock(project: Path):
    lock = Path("docgen.lock").read_text()
    _in_the_way()
    assert main(["generate"]) == 2
    assert Path("docgen.lock").read_text() == lock
    Path("docgen.lock").unlink()
    assert main(["generate"]) == 2
    assert not Path("docgen.lock").exists()


# a kill

KILLED = """
import os, signal, sys
from docgen.driver import generate as generation
point = sys.argv.pop()
real = getattr(generation, point)
def killed(*given):
    if point == "write_lock" and type(given[1]).__name__ == "Decided":
        return real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(generation, point, killed)
from docgen.cli.main import main
main(["generate"])
"""


@pytest.mark.slow
@pytest.mark.parametrize("point", ["replace_package", "write_file", "write_lock"])
def test_what_a_kill_leaves_is_told_truthfully(
    point: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    _property()
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, point], env=given)
    assert done.returncode == -signal.SIGKILL
    found = codes_found(capsys)
    assert found.pop("docgen.lock") == "DG712"
    assert main(["check"]) == (0 if point == "write_lock" else 1)
    assert "did not come to its end" in capsys.readouterr().out
    assert set(found.values()) <= {"DG711"}, "nothing is blamed on a hand"
    edit("docs/lamp.md", "|watts|String|", "|watts|Int64|")  # another edit before the next check
    assert set(codes_found(capsys).values()) <= {"DG711", "DG712"}
    assert main(["generate"]) == 0 and main(["check"]) == 0


# the action, the job and the hooks


def steps() -> dict[str, str]:
    """The commands of the action, by the names of its steps."""
    listed = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    return {step["name"]: step["run"] for step in listed if "run" in step}


def scripts() -> dict[str, str]:
    """The commands of the action and of the documented job, without what installs docgen."""
    (job,) = re.findall(
        r"`.gitlab-ci.yml`:\n\n```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(), re.S
    )
    lines = yaml.safe_load(job)["docgen"]["script"]
    action = steps()
    return {
        "action": action["check"] + action["lint"],
        "job": "\n".join(line for line in lines if "pip install" not in line),
    }


def run_script(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A script as a runner executes it, with docgen in its PATH."""
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    given = {**os.environ, "DOCGEN": str(scripts / "docgen"), "PATH": path, **env}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(shell, cwd=folder, env=given, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["action", "job"])
def test_what_ci_runs_fails_on_drift_alone(name: str, project: Path):
    script = scripts()[name]
    assert len(re.findall(r'^(docgen|"\$DOCGEN") ', script, re.MULTILINE)) == 2
    assert run_script(script, project, CONFIG="docgen.toml").returncode == 0
    _hand()
    assert run_script(script, project, CONFIG="docgen.toml").returncode == 1


@pytest.mark.slow
def test_the_action_annotates_what_breaks_in_a_folder_of_the_repository(
    project: Path, tmp_path_factory: pytest.TempPathFactory
):
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(project, root / "sdk")
    commit = "git init -q && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm first"
    assert run_script(commit, root).returncode == 0
    given = {"CONFIG": "sdk/docgen.toml", "BASE": "HEAD"}
    assert run_script(steps()["diff"], root, **given).returncode == 0
    page = root / "sdk/docs/lamp.md"
    page.write_text(page.read_text().replace("|watts|", "|power|"))
    done = run_script(steps()["diff"], root, **given)
    assert done.returncode == 1
    assert "::error file=sdk/docs/lamp.md,line=" in done.stdout, done.stdout + done.stderr
    done = run_script(steps()["check"], root, **given)
    assert "::error file=sdk/docs/lamp.md,line=" in done.stdout and done.returncode == 1


@pytest.mark.parametrize(
    "path, wanted",
    [
        ("docs/api/lamp.md", True),
        ("docgen.toml", True),
        ("own/model.py.jinja", True),
        ("own/runtime/client.py", True),
        ("docgen.lock", True),
        ("src/shop/client.py", False),
        ("src/shop/_runtime/client.py", False),
        ("image.png", False),
    ],
)
def test_hooks_run_for_what_decides(path: str, wanted: bool):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    made = [hook for hook in hooks if hook["id"] in ("docgen", "docgen-check")]
    assert [bool(re.search(hook["files"], path)) for hook in made] == [wanted, wanted]


LINES = st.lists(st.sampled_from("abcd"), max_size=12)


@pytest.mark.slow
@given(LINES, LINES, st.integers(0, 8), st.integers(0, 8))
def test_a_diff_makes_the_one_of_the_other(old: list[str], new: list[str], head: int, tail: int):
    old, new = ([*"x" * head, *middle, *"y" * tail] for middle in (old, new))
    made: list[str] = []
    at = 0
    for line in hunks(old, new):
        if hunk := re.match(r"@@ -(\d+)(,0)?", line):
            start = int(hunk[1]) - (0 if hunk[2] else 1)
            made += old[at:start]
            at = start
            continue
        if line[0] != "+":
            assert old[at] == line[1:]
            at += 1
        if line[0] != "-":
            made.append(line[1:])
    assert [*made, *old[at:]] == new
