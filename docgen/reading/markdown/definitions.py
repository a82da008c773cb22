"""Definitions of terms that are labels: Python-Markdown's and PHP's, in a reference often around a list.

    Parameters                  Parameters:               Response:
    : - **color** – Its color   :                         : The lamp as JSON.
                                    - `color`: Its color

Lines and the number of one enter; what it defines leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LIST = re.compile(r":(?:[ \t]+(?=[-*+][ \t])|[ \t]*\Z)")
_TEXT = re.compile(r"[ \t]*:[ \t]+\S")
_LABEL = re.compile(r"[ \t]*[^\W\d_a-z][^:]*:[ \t]*\Z")  # "Response:", not "color:"


def list_of_term(line: str) -> int:
    """The columns before the list of a line that defines a term with one, or with what is below it; 0 for any other line."""
    found = _LIST.match(line)
    return found.end() if found else 0


def text_of_term(line: str) -> int:
    """The columns before the text of a line that defines a term with one, 0 for any other line."""
    found = _TEXT.match(line)
    return found.end() - 1 if found else 0


def label_term(lines: list[str], number: int) -> None:
    """Ends the term of a list with a colon, as a label has."""
    above = _above(lines, number)
    if above < number and (term := lines[above].rstrip()):
        lines[above] = term if term.endswith(":") else f"{term}:"


def define_label(lines: list[str], number: int) -> bool:
    """Makes the texts that define a label bullets below it, from the first on; whether a line is this first."""
    above = _above(lines, number)
    if above == number or not (_TEXT.match(lines[number]) and _LABEL.match(lines[above])):
        return False
    while number < len(lines) and (not lines[number].strip() or _TEXT.match(lines[number])):
        lines[number] = lines[number].replace(":", "-", 1)
        number += 1
    return True


def _above(lines: Sequence[str], number: int) -> int:
    """The number of the line above one, or above the blank line there."""
    return max(number - 1 if lines[number - 1].strip() else number - 2, 0)
