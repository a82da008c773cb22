"""The script that a shell sources: what it proposes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.main import main

_TRY = """
source "$1"; shift
COMP_WORDS=(docgen "$@"); COMP_CWORD=$#; COMP_LINE="docgen $*"; COMPREPLY=()
_shtab_docgen 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "docgen.bash"
    with pytest.MonkeyPatch.context() as patch, path.open("w") as file:
        patch.setattr(sys, "stdout", file)
        with pytest.raises(SystemExit) as stopped:
            main(["--print-completion", "bash"])
    assert stopped.value.code == 0
    return path


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize(
    "typed, proposed",
    [
        (["gen"], ["generate"]),
        (["i"], ["init"]),
        (["--print-completion", "b"], ["bash"]),
        (["lint", "--format", "s"], ["sarif"]),
        (["generate", "--dialect", "one"], ["onedrive"]),
        (["explain", "DG10"], [f"DG10{n}" for n in range(1, 10)]),
        (["explain", "enum-became-f"], ["enum-became-flags"]),
        (["check", "--config", "a.t"], ["a.toml"]),
        (["lint", "a-"], ["a-folder"]),
        (["survey", "a"], ["a-folder"]),
    ],
)
def test_bash(typed: list[str], proposed: list[str], script: Path, tmp_path: Path):
    (tmp_path / "a.toml").write_text("")
    (tmp_path / "a-folder").mkdir()
    command = ["bash", "--norc", "-c", _TRY, "bash", str(script), *typed]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.splitlines() == proposed, done.stderr


def test_zsh(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--print-completion", "zsh"])
    text = capsys.readouterr().out
    assert text.startswith("#compdef docgen\n") and "onedrive" in text
    if shutil.which("zsh"):
        (tmp_path / "_docgen").write_text(text)
        assert subprocess.run(["zsh", "-n", str(tmp_path / "_docgen")]).returncode == 0


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main(["--print-completion", "cmd"])
    assert stopped.value.code == 2 and "choose from" in capsys.readouterr().err


def test_help_does_not_load_it():
    code = (
        "import sys\nfrom docgen.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    print('shtab' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.endswith("False\n"), done.stderr
