"""From a request to its operation: the path templates that a path fits.

In: operations, whatever represents them, each with its method and path template. Out: those of a path, the most
literal first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from docgen.syntax.url_path import EXPRESSION, fits

_T = TypeVar("_T")


class Route(NamedTuple, Generic[_T]):
    """A method and a path template, with its operation."""

    method: str
    path: str
    operation: _T
    # The least comes first. The number of literal characters, negated, decides, as in Jakarta REST 3.1, 3.7.2; then
    # that of expressions, and the order in which the operations enter.
    rank: tuple[int, int, int]


class Routes(Generic[_T]):
    """Operations by the paths of requests. A path is relative to the base URL, without query."""

    def __init__(self, operations: Iterable[tuple[str, str, _T]]) -> None:
        self._root: _Node[_T] = _Node()
        for number, (method, path, operation) in enumerate(operations):
            literal, expressions = EXPRESSION.subn("", path)
            self._root.add(Route(method, path, operation, (-len(literal), expressions, number)))

    def at(self, path: str) -> list[Route[_T]]:
        """The routes that a path fits, of any method, the most literal first."""
        candidates = self._root.candidates(_steps(path))
        fitting = [route for route in candidates if fits(route.path, path)]
        return sorted(fitting, key=lambda route: route.rank)

    def find(self, method: str, path: str, preferred: Collection[_T] = ()) -> _T | None:
        """The operation that a request is for: the most literal one, of the preferred ones if any fits."""
        fitting = [route.operation for route in self.at(path) if route.method == method]
        first = fitting[0] if fitting else None
        return next((operation for operation in fitting if operation in preferred), first)


class _Node(Generic[_T]):
    """The routes whose paths begin alike."""

    def __init__(self) -> None:
        # By the next step, "" for one that may have any text.
        self._next: dict[str, _Node[_T]] = {}
        self._routes: list[Route[_T]] = []
        # Those that continue with the path of a file, which has any number of segments.
        self._files: list[Route[_T]] = []

    def add(self, route: Route[_T]) -> None:
        """A route of the root."""
        start, colon, _ = route.path.partition(":/{")
        node = self
        for step in _steps(start + colon.rstrip("/{")):
            name = "" if "{" in step else step
            below = node._next.get(name)
            if below is None:
                below = node._next[name] = _Node()
            node = below
        (node._files if colon else node._routes).append(route)

    def candidates(self, steps: Sequence[str]) -> list[Route[_T]]:
        """The routes that a path of these steps may fit."""
        nodes, found = [self], [*self._files]
        for step in steps:
            names = {"", step}
            nodes = [node._next[name] for node in nodes for name in names if name in node._next]
            for node in nodes:
                found += node._files
        return [*found, *(route for node in nodes for route in node._routes)]


def _steps(path: str) -> list[str]:
    """The segments of a path without case and without what is in brackets: `items(` of `items({id})`."""
    segments = path.lower().split("/")
    if "(" not in path:
        return segments
    words = (segment.partition("(") for segment in segments)
    return [word + bracket for word, bracket, _ in words]
