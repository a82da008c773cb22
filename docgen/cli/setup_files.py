"""Files of other tools that `docgen init --with` writes: hooks and CI.

The names of tools and a folder enter; the files are written, and a line for each leaves.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from docgen import __version__
from docgen.project.files import write_file
from docgen.project.usage import UsageError

# The name of a tool, and the file that it reads.
TOOLS = {
    "pre-commit": ".pre-commit-config.yaml",
    "github": ".github/workflows/docgen.yml",
    "gitlab": ".gitlab-ci.yml",
}


def add_tools(parser: argparse.ArgumentParser) -> None:
    """Adds `--with`, the tools whose files are written."""
    parser.add_argument(
        "--with",
        dest="tools",
        metavar="TOOLS",
        type=_tools,
        default=(),
        help=f"also write the files of these tools, separated by commas: {', '.join(TOOLS)}",
    )


def _tools(names: str) -> tuple[str, ...]:
    """The tools of a list as "pre-commit,github"."""
    tools = tuple(name.strip() for name in names.split(","))
    if unknown := [name for name in tools if name not in TOOLS]:
        raise argparse.ArgumentTypeError(f'"{unknown[0]}" is not one of {", ".join(TOOLS)}')
    return tools


def check_tools(tools: Iterable[str], config: Path) -> None:
    """Raises `UsageError` where a file of a tool would not fit the configuration, or is there already."""
    for tool in tools:
        if config.name != "docgen.toml":
            raise UsageError("--with needs a file named docgen.toml; leave --config out")
        if (path := config.parent / TOOLS[tool]).exists():
            raise UsageError(
                f"{path} already exists; leave {tool} out, and add what docs/ci.md says"
            )


def write_tools(tools: Iterable[str], folder: Path) -> Iterator[str]:
    """Writes the file of each tool, and gives the lines that say so."""
    for tool in tools:
        path = folder / TOOLS[tool]
        text = resources.files("docgen.cli").joinpath("setup", f"{tool}.yaml").read_text("utf-8")
        write_file(path, text.replace("VERSION", __version__))
        yield f"wrote {path}"
