"""A step of a path as a Python expression.

A `Segment` enters, and the argument of each of its parameters; an `Expression` leaves.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.python.literals import escaped, text_literal
from docgen.python.records import Expression
from docgen.spec.path_tree import Segment
from docgen.syntax.url_path import EXPRESSION


def suffix_of(segment: Segment, names: Mapping[str, str]) -> Expression:
    """The expression for a step of the path: a literal, or an f-string that quotes its values."""
    if not segment.parameters:
        return Expression(text_literal(segment.text))
    # Python 3.11 takes no quote of the f-string itself, and no backslash, inside of its expressions.
    parts: list[str] = []
    functions: set[str] = set()
    end = 0
    for match in EXPRESSION.finditer(segment.text):
        before = segment.text[end : match.start()]
        parts.append(escaped(before, '"'))
        function = (
            "quote_path" if before == ":/" else "literal" if before.endswith("'") else "quote"
        )
        parts.append(f"{{{function}({names[match[1]]})}}")
        functions.add(function)
        end = match.end()
    parts.append(escaped(segment.text[end:], '"'))
    return Expression(f'f"{"".join(parts)}"', tuple(sorted(functions)))
