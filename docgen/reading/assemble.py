"""A page with the files that it includes, as one document.

A `Source` enters; a `Document` leaves. Each file is parsed by itself, so that every place in a block or a finding is
in the file that a person would edit; the blocks of an included file are where the line is that includes it.
"""

from __future__ import annotations

from types import MappingProxyType

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Source
from docgen.reading.markdown.parser import Block, Document, parse
from docgen.records import replace

_PROBLEMS = {"missing": "DG117", "circle": "DG118", "unlisted": "DG119"}


def assemble(source: Source) -> Document:
    """The blocks of a page and of all that it includes, in the order of a reader. Reports DG1xx."""
    document = parse(source)
    if not source.includes:
        return document
    blocks: list[Block] = []
    references = dict(document.references)
    diagnostics: list[Diagnostic] = list(document.diagnostics)
    own, at = document.blocks, 0
    # What follows the page as a whole comes last, though front matter names it first.
    for include in sorted(source.includes, key=lambda i: (i.is_at_end, i.at.line)):
        if include.problem:
            diagnostics.append(
                diagnose(_PROBLEMS[include.problem], include.at, target=include.target)
            )
        if include.source is None:
            continue
        while at < len(own) and (include.is_at_end or own[at].span.line < include.at.line):
            blocks.append(own[at])
            at += 1
        included = assemble(include.source)
        blocks += included.blocks
        diagnostics += included.diagnostics
        for label, target in included.references.items():
            references.setdefault(label, target)
    return replace(
        document,
        blocks=(*blocks, *own[at:]),
        references=MappingProxyType(references),
        diagnostics=tuple(diagnostics),
    )
