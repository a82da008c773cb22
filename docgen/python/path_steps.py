"""A step of a path as a Python expression.

A `Segment` enters, and the argument of each of its parameters; an `Expression` leaves.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.python.literals import escaped, text_literal
from docgen.python.records import Expression
from docgen.spec.path_tree import Segment
from docgen.syntax.url_path import EXPRESSION, without_format


def suffix_of(segment: Segment, names: Mapping[str, str]) -> Expression:
    """The expression for a step of the path: a literal, or an f-string that quotes its values."""
    return _expression(segment.text, names)


def method_suffix(path: str, lifted: Segment | None, names: Mapping[str, str]) -> Expression | None:
    """What an operation adds to the path of its place: the last step of an action, a format; None for neither."""
    ending = path[len(without_format(path)) :]
    text = (lifted.text if lifted else "") + ending
    return _expression(text, names) if text else None


def _expression(text: str, names: Mapping[str, str]) -> Expression:
    if not EXPRESSION.search(text):
        return Expression(text_literal(text))
    # Python 3.11 takes no quote of the f-string itself, and no backslash, inside of its expressions.
    parts: list[str] = []
    functions: set[str] = set()
    end = 0
    for match in EXPRESSION.finditer(text):
        before = text[end : match.start()]
        parts.append(escaped(before, '"'))
        function = (
            "quote_path" if before == ":/" else "literal" if before.endswith("'") else "quote"
        )
        parts.append(f"{{{function}({names[match[1]]})}}")
        functions.add(function)
        end = match.end()
    parts.append(escaped(text[end:], '"'))
    return Expression(f'f"{"".join(parts)}"', tuple(sorted(functions)))
