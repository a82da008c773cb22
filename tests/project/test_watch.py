"""`docgen generate --watch`: a real process, real saves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import PATIENCE, until

from docgen.cli.main import main

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# Root may read and write everything, but for a process that gave that up.
CANNOT_READ = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
if os.geteuid() != 0:
    CANNOT_READ = ["env"]
elif not shutil.which("setpriv"):
    CANNOT_READ = []
PAGE = """# lamp resource type

Namespace: shop

{words}

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
{rows}"""


class Watch:
    """A running `docgen generate --watch` in a folder with one API."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.page = folder, folder / "docs/lamp.md"
        self.model = folder / "src/shop/models/_lamp.py"
        self._log = folder.with_name("log")
        self.start()

    def start(self) -> None:
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*CANNOT_READ, sys.executable, "-m", "docgen", "generate", "--watch"],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.until_told("watching; Ctrl-C stops")

    def told(self) -> str:
        return self._log.read_text()

    def until_told(self, words: str, times: int = 1) -> None:
        until(lambda: self.told().count(words) >= times, self.told)

    def until_model_says(self, words: str) -> None:
        until(lambda: self.model.is_file() and words in self.model.read_text(), self.told)

    def save(self, words: str = "A lamp.", rows: str = "") -> None:
        """At once: a page that is cut off for a moment is told of too."""
        written = self.folder.with_name("written")
        written.write_text(PAGE.format(words=words, rows=rows))
        written.replace(self.page)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    folder = tmp_path / "project"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/lamp.md").write_text(PAGE.format(words="A lamp.", rows=""))
    (folder / "docgen.toml").write_text('[api.shop]\npages = "docs"\noutput = "src"\n')
    running = Watch(folder)
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()


def test_each_save_is_seen(watch: Watch):
    """How soon is what `make bench` measures."""
    assert "A lamp." in watch.model.read_text()
    for number in range(5):
        watch.save(f"Lamp number {number}.")
        watch.until_model_says(f"Lamp number {number}.")


def test_pages_may_be_cut_off_wrong_deleted_and_come_back(watch: Watch):
    watch.page.write_text("# lamp resource type\n\nNamespace: shop\n\n## Prop")
    until(lambda: not watch.model.is_file() or "The key." not in watch.model.read_text())
    watch.page.write_bytes(b"\xff\xfe no text")
    watch.until_told("1 error")
    watch.page.unlink()
    watch.until_told("docgen: docs contains no .md or .mdx files")
    shutil.rmtree(watch.folder / "docs")
    watch.until_told("docgen: docs is not a folder")
    (watch.folder / "docs").mkdir()
    watch.save("A lamp again.")
    watch.until_model_says("A lamp again.")
    watch.save("Saved below a folder that was made anew.")
    watch.until_model_says("Saved below a folder that was made anew.")
    assert "Traceback" not in watch.told()


def test_it_is_told_that_a_fault_is_gone(watch: Watch):
    page = watch.page.read_text()
    watch.page.unlink()
    watch.until_told("docgen: docs contains no .md or .mdx files")
    watch.page.write_text(page)  # as it was: nothing is written, and the fault is gone all the same
    watch.until_told("shop: 1 page;", times=2)


def test_configuration_and_templates_are_watched(watch: Watch):
    config, own = watch.folder / "docgen.toml", watch.folder / "own"
    own.mkdir()
    (own / "enum.py.jinja").write_text("")
    right = config.read_text() + 'templates = "own"\n'
    for text in (right.replace("output", "ouput"), right):  # an editor that saves by renaming
        config.with_name("new").write_text(text)
        config.with_name("new").replace(config)
        if text != right:
            watch.until_told('did you mean "output"?')
    template = own / "model.py.jinja"
    template.write_text("{{ record.nothing }}\n")
    watch.until_told("own/model.py.jinja:1: ")
    template.write_text("# mine\n")
    watch.until_model_says("# mine")


def test_what_is_saved_without_a_change_is_not_told(watch: Watch):
    watch.save()
    watch.save("Another lamp.")
    watch.until_told("shop: 1 page;", times=2)
    watch.until_model_says("Another lamp.")
    assert watch.told().count("shop: 1 page;") == 2


def test_folders_may_be_renamed_and_the_output_taken_away(watch: Watch):
    docs, src = watch.folder / "docs", watch.folder / "src"
    docs.rename(watch.folder / "away")
    watch.until_told("docgen: docs is not a folder")
    (watch.folder / "away").rename(docs)
    watch.until_told("shop: 1 page;", times=2)
    shutil.rmtree(src)
    watch.save("Made anew.")
    watch.until_model_says("Made anew.")
    shutil.rmtree(src)
    src.write_text("a file of somebody's")
    watch.save("In the way.")
    watch.until_told("docgen: cannot write src")
    assert src.read_text() == "a file of somebody's"
    src.unlink()
    watch.save("Out of the way.")
    watch.until_model_says("Out of the way.")
    assert "Traceback" not in watch.told()


@pytest.mark.skipif(not CANNOT_READ, reason="as root, without setpriv: every file can be read")
def test_what_cannot_be_read_or_written_is_told_and_tried_again(watch: Watch):
    watch.page.chmod(0)
    (watch.folder / "docs/other.md").write_text(PAGE.format(words="Another.", rows=""))
    watch.until_told("docgen: cannot read docs/lamp.md: Permission denied")
    watch.page.chmod(0o644)
    watch.save("It can be read.")
    watch.until_model_says("It can be read.")
    (watch.folder / "src").chmod(0o555)
    watch.save("Read-only.")
    watch.until_told("docgen: cannot write src")
    (watch.folder / "src").chmod(0o755)
    watch.save("It can be written.")
    watch.until_model_says("It can be written.")
    assert "Traceback" not in watch.told()


def test_a_kill_leaves_what_check_and_the_next_run_mend(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(watch.folder)
    for number in range(4):
        watch.save(f"Lamp number {number}.")
        time.sleep(0.1 * number)  # before, while and after it reads and writes
        os.killpg(watch.process.pid, signal.SIGKILL)
        watch.process.wait()
        assert main(["check", "--no-cache"]) in (0, 1)
        assert main(["generate", "--no-cache"]) == 0 == main(["check", "--no-cache"])
        assert f"Lamp number {number}." in watch.model.read_text()
        assert not [path for path in (watch.folder / "src").iterdir() if path.name != "shop"]
        watch.start()


def test_ctrl_c_ends_it_quietly(watch: Watch):
    before = watch.told()
    os.killpg(watch.process.pid, signal.SIGINT)
    assert watch.process.wait(PATIENCE) == 130
    assert watch.told() == before


@pytest.mark.parametrize("given", [["nope"], []])
def test_what_is_wrong_at_first_ends_it(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    more = ["--package", "shop", "--output", "src"] if given else []
    assert main(["generate", *given, *more, "--watch"]) == 2


def test_without_watchfiles_the_command_for_pip_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["generate", str(tmp_path), "--package", "a", "--output", "b", "--watch"]) == 2
    assert capsys.readouterr().err.endswith("install it with: pip install 'docgen-sdk[watch]'\n")
