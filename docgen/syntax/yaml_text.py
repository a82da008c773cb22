"""YAML as its nodes: scalars stay text, tags are ignored and nothing is constructed from them.

In: a text. Out: mappings, sequences and `Scalar`s, or `YamlFault`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MOST = 1_000_000  # nodes; with aliases a few lines hold more than any memory
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as written."""

    text: str
    is_plain: bool  # without quotation marks, | or >


class YamlFault(ValueError):
    """What is wrong, and where: `line` and `column` from 0."""

    def __init__(self, problem: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{problem}, line {line + 1}, column {column + 1}")
        self.problem, self.line, self.column = problem, line, column


def load_yaml(text: str) -> Any:
    """The value of the one document of a text: `dict` by text, `list` and `Scalar`; None for no document.

    A key that is no scalar is left out with its value. Raises `YamlFault`.
    """
    import yaml  # takes a tenth of a second

    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        at = (place.line, place.column) if place else (0, 0)
        raise YamlFault(str(getattr(error, "problem", None) or error), *at) from None
    except (ValueError, RecursionError) as error:
        raise YamlFault(" ".join(str(error).split())) from None
    return _Opener().value(node, 0) if node else None


class _Opener:
    def __init__(self) -> None:
        self.count = 0

    def value(self, node: Any, depth: int) -> Any:
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST:
            limit = f"{_DEEPEST} levels" if depth > _DEEPEST else f"{_MOST} values"
            at = node.start_mark
            raise YamlFault(f"more than {limit}", at.line, at.column)
        if node.id == "mapping":
            return {
                key.value: self.value(item, depth + 1)
                for key, item in node.value
                if key.id == "scalar"
            }
        if node.id == "sequence":
            return [self.value(item, depth + 1) for item in node.value]
        return Scalar(node.value, not node.style)
