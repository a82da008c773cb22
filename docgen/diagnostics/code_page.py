"""All codes as one page of Markdown, for readers and for the links of an editor, each with an example.

An example has the lines of its pages as a diff does: those with "-" are of the page that causes the finding, those with "+" of the
page without it, all others of both. A line `@@ lamps.md @@` begins the page of that name.
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
`+` correct them. Codes without an example are about files that are not text, about a running service
([docs/service.md](service.md)) or about generated files ([docs/ci.md](ci.md))."""


def _section(row: Code) -> str:
    parts = [
        f"## {row.id}",
        f"{row.level}: {_in_markdown(with_placeholders(row.message))}",
        _in_markdown(row.explanation),
        f"Help: {_in_markdown(with_placeholders(row.help))}",
    ]
    if text := example(row.id):
        parts.append(f"````diff\n{text}````")
    return "\n\n".join(parts)


def _in_markdown(text: str) -> str:
    """A text that Markdown shows as it is: outside of code, `<` begins an element of HTML."""
    parts = text.split("`")
    parts[::2] = [part.replace("<", "&lt;") for part in parts[::2]]
    return "`".join(parts)


def example(code: str) -> str:
    """The example of a code, "" without one."""
    file = resources.files("docgen.diagnostics").joinpath("examples", f"{code}.diff")
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
