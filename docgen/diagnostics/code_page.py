"""All codes as one page of Markdown, for readers and for the links of an editor."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.diagnostics.diagnostic import codes, with_placeholders


def code_page() -> str:
    """A section for each code, whose anchor is the code in lower case."""
    return "\n\n".join(["# Codes", *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    yield "What `docgen lint`, `docgen verify` and `docgen check` report; `docgen explain CODE` prints one."
    for row in codes().values():
        yield f"## {row.id}"
        yield f"{row.level}: {with_placeholders(row.message)}"
        yield f"{row.explanation}"
        yield f"Help: {with_placeholders(row.help)}"
