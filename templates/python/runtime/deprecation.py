"""Operations that the documentation calls deprecated: type checkers report them (PEP 702), Python warns."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload
from warnings import warn

from .request import Async, Bound, Operation, RequestBuilder, Response, Sync

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
A = TypeVar("A")

if TYPE_CHECKING:
    # Both are known to type checkers, whatever is installed.
    if sys.version_info >= (3, 13):
        from warnings import deprecated as _deprecated
    else:
        from typing_extensions import deprecated as _deprecated

    class Deprecated(Operation[P, T, R, A]):
        """An operation that its documentation calls deprecated."""

        @overload
        @_deprecated("The documentation calls this operation deprecated.")
        def __get__(
            self, builder: RequestBuilder[Sync], owner: Any = None
        ) -> Bound[P, T, R, Response[T]]: ...
        @overload
        @_deprecated("The documentation calls this operation deprecated.")
        def __get__(
            self, builder: RequestBuilder[Async], owner: Any = None
        ) -> Bound[P, T, A, Awaitable[Response[T]]]: ...
        @overload
        def __get__(self, builder: None, owner: Any = None) -> Operation[P, T, R, A]: ...
        def __get__(self, builder: Any, owner: Any = None) -> Any: ...


def deprecated(described: Operation[P, T, R, A]) -> Deprecated[P, T, R, A]:
    """The same operation, which warns when it is looked up."""
    bound: Any = described._bound

    def warned(operation: Any, builder: Any) -> Any:
        name = operation.build.__qualname__
        warn(f"{name} is deprecated, says the documentation", DeprecationWarning, stacklevel=3)
        return bound(operation, builder)

    changed: Any = described
    changed._bound = warned
    return changed  # type: ignore[no-any-return]
