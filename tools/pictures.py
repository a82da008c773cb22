"""`make pictures`: the terminal session and the picture of the report that README.md shows.

    python tools/pictures.py [--session]

`docs/media/session.svg` is what the commands below print; a test compares it. `docs/media/report.png` is the report in
Chromium, without which it stays as it is; so it does with --session.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[1]
MEDIA = ROOT / "docs/media"
PAGES = ROOT / "specs/parcels/pages"
WIDTH = 112
SESSION = (  # commands, and how many of their last lines are shown; 0 for all
    ("docgen init docs/parcels", 0),
    ("docgen generate", 0),
    (
        "sed -i 's/| boolean  | Whether the address/| bolean   | Whether the address/' docs/parcels/addresses.md",
        0,
    ),
    ("docgen lint", 0),
    ("docgen lint --fix", 0),
    ("docgen verify", 3),
)
_FONTS = re.compile(r"\s*@font-face \{\{.*?\}\}", re.DOTALL)
_PROMPT = "[bold green]$[/] "


def main() -> None:
    MEDIA.mkdir(exist_ok=True)
    (MEDIA / "session.svg").write_text(session_svg(), "utf-8")
    if "--session" not in sys.argv[1:]:
        take_picture(MEDIA / "report.png")


def session_svg() -> str:
    """The session as an SVG without fonts of other hosts."""
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True)
    for command, printed in session():
        console.print(f"{_PROMPT}[bold]{command}[/]", highlight=False)
        if printed:
            console.print(Text.from_ansi(printed), highlight=False)
    return console.export_svg(
        title="docgen",
        theme=DIMMED_MONOKAI,
        unique_id="session",
        code_format=_format(),
    )


def _format() -> str:
    from rich._export_format import CONSOLE_SVG_FORMAT

    return _FONTS.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code, monospace", "monospace")


def session() -> Iterator[tuple[str, str]]:
    """Each command, and what it prints on a terminal."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copytree(PAGES, folder / "docs/parcels")
        for command, last in SESSION:
            lines = on_terminal(command, folder).replace("\r\n", "\n").splitlines()
            yield command, "\n".join([*(["..."] if last else []), *lines[-last:]])


def on_terminal(command: str, folder: Path) -> str:
    """What a command prints on a terminal of 8 colours, without bars of progress."""
    env = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(folder / ".cache"),
        "CI": "true",  # no progress
        "TERM": "xterm",
        "COLUMNS": str(WIDTH),
    }
    env.pop("NO_COLOR", None)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=folder, env=env, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    printed = b""
    # Linux reports the end of a terminal as an error.
    try:
        while piece := os.read(ours, 65536):
            printed += piece
    except OSError:
        pass
    os.close(ours)
    process.wait()
    return printed.decode()


def take_picture(path: Path) -> None:
    """The first screen of the report in Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print(f"{path.name}: skipped, as there is no Chromium: apt-get install chromium")
        return
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.html"
        docgen = str(Path(sys.executable).parent / "docgen")
        command = [docgen, "report", "--api", "parcels", "-o", str(report)]
        subprocess.run(command, cwd=ROOT, check=True)
        flags = (
            "--headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1"
        )
        subprocess.run(
            [
                chromium,
                *flags.split(),
                f"--user-data-dir={name}/profile",
                "--window-size=1200,1000",
                f"--screenshot={path}",
                report.as_uri(),
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
