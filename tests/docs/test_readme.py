"""The README is true: its page makes its code, and its commands work on a fresh machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx2
import pictures
import pytest
import yaml

from docgen.cli.main import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ROOT / "specs/parcels/pages"


def blocks(language: str) -> list[str]:
    found = re.findall(r"^(`{3,})(\w*)\n(.*?)^\1$", README, re.MULTILINE | re.DOTALL)
    return [text for _, info, text in found if info == language]


def run(*command: str, cwd: Path, **environment: str) -> str:
    given = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PYTEST"))}
    done = subprocess.run(
        command, cwd=cwd, env={**given, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of what stands here, committed or not."""
    folder = tmp_path_factory.mktemp("clone") / "docgen"
    listed = run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).splitlines()
    for name in listed:
        source = ROOT / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(source.read_bytes())
            (folder / name).chmod(source.stat().st_mode)
    run("git", "init", "--quiet", cwd=folder)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    run("git", "add", "--all", cwd=folder)
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    run("git", *who, "commit", "--quiet", "--message", "all", cwd=folder)


def test_the_first_screen_says_what_it_does_and_how_to_get_it():
    """What, for whom, install, a page in, the command and the code out: in the first 40 lines."""
    first = "\n".join(README.splitlines()[:40])
    for words in (
        "It is for ",
        "pip install docgen-sdk",
        "```markdown",
        "docgen generate",
        "```python",
    ):
        assert words in first, words
    assert "def create(" in first and "Request[models.Webhook]" in first


def test_the_page_makes_the_code(tmp_path: Path):
    """The page and the code are parts of bundled files, which the command between them makes."""
    (page,) = blocks("markdown")
    assert page in (PAGES / "webhooks.md").read_text()
    command = next(text for text in blocks("sh") if text.startswith("docgen generate"))
    shutil.copytree(PAGES, tmp_path / "docs/api")
    run(str(Path(sys.executable).parent / "docgen"), *command.split()[1:], cwd=tmp_path)
    code, *_ = blocks("python")
    assert code in (tmp_path / "src/parcels/requests/webhooks.py").read_text()
    assert code in (ROOT / "generated/parcels/requests/webhooks.py").read_text()


def test_the_recorded_session_is_what_the_commands_print():
    """`make pictures` records it again."""
    assert pictures.session_svg() == (ROOT / "docs/media/session.svg").read_text("utf-8")


def test_the_recorded_session_asks_no_other_host_for_anything():
    svg = (ROOT / "docs/media/session.svg").read_text("utf-8")
    assert not re.findall(r"url\(['\"]?(?!#)|href=|@import", svg)


def test_the_example_of_the_second_api_runs(capsys: pytest.CaptureFixture[str]):
    (program,) = (text for text in blocks("python") if "from parcels import" in text)
    pages = [{"data": [{"id": "p1", "weight_g": 7}], "next_cursor": "c"}, {"data": [{"id": "p2"}]}]
    seen: list[str] = []

    def serve(request: httpx2.Request) -> httpx2.Response:
        seen.append(
            f"{request.method} {request.url.raw_path.decode()} {request.headers['x-api-key']}"
        )
        content = pages.pop(0) if request.method == "GET" else {"status": "draft"}
        return httpx2.Response(200, json=content)

    transport = httpx2.MockTransport(serve)
    opened = program.replace('Client("live_...")', 'Client("k", transport=transport)')
    exec(compile(opened, "README.md", "exec"), {"transport": transport})
    assert capsys.readouterr().out == "p1 7\np2 None\ndraft\n"
    assert seen == [
        "GET /v1/parcels?status=in_transit k",
        "GET /v1/parcels?status=in_transit&cursor=c k",
        "POST /v1/parcels k",
    ]


def test_the_configuration_is_read(tmp_path: Path):
    shutil.copytree(PAGES, tmp_path / "docs/api")
    (configuration,) = blocks("toml")
    (tmp_path / "docgen.toml").write_text(configuration)
    for command in ("generate", "check", "verify"):
        assert main([command, "--config", str(tmp_path / "docgen.toml")]) == 0
    assert (tmp_path / "src/parcels/client.py").is_file()
    assert (tmp_path / "docs/parcels.json").is_file()


def test_the_two_commands_work_on_a_fresh_machine(clone: Path):
    (lines,) = (text for text in blocks("sh") if text.startswith("make "))
    first, second = (line.split("#")[0].split() for line in lines.splitlines())
    assert [first, second] == [["make", "generate"], ["make", "test"]]
    assert "external_connectors: 35 pages" in run(*first, cwd=clone)
    assert not (clone / ".venv/bin/pytest").exists()
    assert run("git", "status", "--porcelain", cwd=clone) == ""
    # The whole suite runs this test: one module is enough to see that the command works.
    assert "passed" in run(*second, "TESTS=tests/spec/test_spec.py", cwd=clone)


def test_the_commands_shown_exist(capsys: pytest.CaptureFixture[str]):
    (lines,) = (text for text in blocks("sh") if text.startswith("docgen init"))
    for line in lines.splitlines():
        _, command, *_ = line.split()
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0
        assert f"docgen {command}" in capsys.readouterr().out


@pytest.fixture(scope="session")
def installed(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that holds nothing else, made by the action."""
    folder = tmp_path_factory.mktemp("environment")
    steps = yaml.safe_load((clone / "action.yml").read_text())["runs"]["steps"]
    (install,) = (step["run"] for step in steps if step.get("name") == "install")
    output = folder / "output"
    environment = {
        "PYTHON": sys.executable,
        "EXTRA": "",
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTION_PATH": str(clone),
        "GITHUB_OUTPUT": str(output),
    }
    run("bash", "-eo", "pipefail", "-c", install, cwd=folder, **environment)
    docgen = Path(output.read_text().removeprefix("docgen=").strip())
    assert docgen.is_file()
    return docgen.parent


def test_the_readme_of_the_distribution_has_no_relative_links(installed: Path, tmp_path: Path):
    program = "import importlib.metadata as m; print(m.metadata('docgen-sdk').get_payload())"
    text = run(str(installed / "python"), "-c", program, cwd=tmp_path)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) > 3 and all(target.startswith(("https://", "#")) for target in targets)


def test_pip_install_gives_a_working_command(installed: Path, clone: Path, tmp_path: Path):
    pages = str(clone / "specs/external_connectors/pages")
    given = ("--package", "connectors", "--output", str(tmp_path))
    assert "18 operations" in run(
        str(installed / "docgen"), "generate", pages, *given, cwd=tmp_path
    )
    assert "DG210" in run(str(installed / "docgen"), "explain", "DG210", cwd=tmp_path)
    run(str(installed / "python"), "-c", "import connectors.models as m; m.Acl()", cwd=tmp_path)


def test_the_hooks_work_from_another_repository(clone: Path, tmp_path: Path):
    (tmp_path / "docs").mkdir()
    shutil.copy(PAGES / "webhooks.md", tmp_path / "docs")
    (tmp_path / "docgen.toml").write_text('[api.shop]\npages = "docs"\noutput = "src"\n')
    hooks = "".join(f"      - id: {hook}\n" for hook in ("docgen-lint", "docgen", "docgen-check"))
    revision = run("git", "rev-parse", "HEAD", cwd=clone).strip()
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {clone}\n    rev: {revision}\n    hooks:\n{hooks}"
    )
    run("git", "init", "--quiet", cwd=tmp_path)
    run("git", "add", "--all", cwd=tmp_path)
    cache = str(tmp_path.parent / "hooks")
    command = (sys.executable, "-m", "pre_commit", "run", "--all-files")

    def hook() -> subprocess.CompletedProcess[str]:
        given = {**os.environ, "PRE_COMMIT_HOME": cache}
        return subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True)

    first = hook()  # makes files, which pre-commit reports only when they were tracked
    assert "docgen lint" in first.stdout, first.stdout + first.stderr
    assert (tmp_path / "src/shop/client.py").is_file(), first.stdout + first.stderr
    run("git", "add", "--all", cwd=tmp_path)
    assert hook().returncode == 0
    page = tmp_path / "docs/webhooks.md"
    page.write_text(page.read_text().replace("Sets all fields", "Replaces all fields"))
    changed = hook()
    assert changed.returncode == 1 and "files were modified by this hook" in changed.stdout
    assert "Replaces all fields" in (tmp_path / "src/shop/requests/webhooks.py").read_text()
