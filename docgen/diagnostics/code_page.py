"""All codes as one page of Markdown, for readers and for the links of an editor, each with an example.

An example has the lines of its pages as a diff does: those with "-" are of the page that causes the finding, those with "+" of the
page without it, all others of both. A line `@@ lamps.md @@` begins the page of that name. The example of a code of `docgen check` has
commands: those before `docgen check` cause the finding, those after it correct it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Literal

from docgen.diagnostics.diagnostic import Code, codes, with_placeholders


def code_page() -> str:
    """A section for each code, whose anchor is the code in lower case."""
    return "\n\n".join(["# Codes", _ABOUT, *map(_section, codes().values())]) + "\n"


_ABOUT = """\
This page lists what `docgen lint`, `docgen verify` and `docgen check` report; `docgen explain CODE` prints one section. It is made
by `docgen explain > docs/codes.md`. Each example shows two versions of its pages: lines with `-` are those that are reported, lines with
`+` correct them. `\\xNN` is the byte of that number, `a.md -> b.md` a symbolic link, and `recording/1.json` what a running service
answered ([docs/service.md](service.md)). Examples about generated files ([docs/ci.md](ci.md)) are commands in the folder of a
`docgen.toml`, after `docgen generate`. Three codes have no example: DG104 takes a line of
100,000 characters, DG125 1,000 headings, DG351 a hundred types."""


def _section(row: Code) -> str:
    parts = [
        f"## {row.id}",
        f"{row.level}: {_in_markdown(with_placeholders(row.message))}",
        _in_markdown(row.explanation),
        f"Help: {_in_markdown(with_placeholders(row.help))}",
    ]
    if text := example(row.id):
        parts.append(f"````diff\n{text}````")
    if text := example_session(row.id):
        parts.append(f"```sh\n{text}```")
    return "\n\n".join(parts)


def _in_markdown(text: str) -> str:
    """A text that Markdown shows as it is: outside of code, `<` begins an element of HTML."""
    parts = text.split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def example(code: str) -> str:
    """The pages that cause a code and those that do not, as a diff; "" without."""
    return _file(f"{code}.diff")


def example_session(code: str) -> str:
    """The commands that cause a code of `docgen check`, and those that correct it; "" without."""
    return _file(f"{code}.sh")


def _file(name: str) -> str:
    file = resources.files("docgen.diagnostics").joinpath("examples", name)
    return file.read_text("utf-8") if file.is_file() else ""


def example_pages(text: str, sign: Literal["-", "+"]) -> Mapping[str, str]:
    """The pages of one version of an example, by path; a page without a line is missing there."""
    pages: dict[str, list[str]] = {}
    for path, line in _lines(text):
        of_page = pages.setdefault(path, [])
        if line[:1] in ("", " ", sign):
            of_page.append(line[1:])
    return {path: "\n".join(lines).rstrip("\n") + "\n" for path, lines in pages.items() if lines}


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line with the path of its page."""
    path = ""
    for line in text.splitlines():
        if line.startswith("@@ "):
            path = line.removeprefix("@@ ").removesuffix(" @@")
        else:
            yield path, line
