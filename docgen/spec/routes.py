"""From a request to its operation: the path templates that a path fits.

In: operations, whatever represents them, each with its method and path template. Out: those of a path, the most
literal first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from docgen.syntax.url_path import EXPRESSION, fits

_T = TypeVar("_T")
_V = TypeVar("_V")


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


class _Steps(Generic[_V]):
    """Values by a step of a template, found by a step of a path that it may fit."""

    def __init__(self) -> None:
        self._exact: dict[str, _V] = {}
        # Of steps with expressions, by the text before and after these.
        self._open: dict[tuple[str, str], _V] = {}
        self._lengths: set[tuple[int, int]] = set()

    def get_or_add(self, step: str, new: Callable[[], _V]) -> _V:
        """The value of a step of a template, a new one for a new step."""
        if "{" not in step:
            if step not in self._exact:
                self._exact[step] = new()
            return self._exact[step]
        before, after = step.partition("{")[0], step.rpartition("}")[2]
        if (before, after) not in self._open:
            self._open[before, after] = new()
            self._lengths.add((len(before), len(after)))
        return self._open[before, after]

    def fitting(self, step: str) -> Iterator[_V]:
        """The values of the steps of templates that a step of a path may fit."""
        if step in self._exact:
            yield self._exact[step]
        for before, after in self._lengths:
            if before + after <= len(step):
                key = (step[:before], step[len(step) - after :])
                if key in self._open:
                    yield self._open[key]


class _Node(Generic[_T]):
    """The routes whose paths begin alike."""

    def __init__(self) -> None:
        self._next: _Steps[_Node[_T]] = _Steps()
        self._routes: list[Route[_T]] = []
        # Those that continue with the path of a file, which has any number of segments, by their last step.
        self._files: _Steps[list[Route[_T]]] = _Steps()

    def add(self, route: Route[_T]) -> None:
        """A route of the root."""
        start, colon, _ = route.path.partition(":/{")
        node = self
        for step in _steps(start + colon.rstrip("/{")):
            node = node._next.get_or_add(step, _Node)
        if colon:
            node._files.get_or_add(_steps(route.path)[-1], list).append(route)
        else:
            node._routes.append(route)

    def candidates(self, steps: Sequence[str]) -> list[Route[_T]]:
        """The routes that a path of these steps may fit."""
        nodes = [self]
        found = [route for routes in self._files.fitting(steps[-1]) for route in routes]
        for step in steps:
            nodes = [below for node in nodes for below in node._next.fitting(step)]
            for node in nodes:
                for routes in node._files.fitting(steps[-1]):
                    found += routes
        return [*found, *(route for node in nodes for route in node._routes)]


def _steps(path: str) -> list[str]:
    """The segments of a path without case."""
    return path.lower().split("/")
