"""What a credential adds to a request, once nothing logs, records or prints that any more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .values import is_array


class Auth:
    """A value in a header, the query or a cookie."""

    _allowed = "[ -~]+"  # what its place can hold
    place = "header"

    def __init__(self, name: str, value: Any = None, prefix: str = "") -> None:
        """`value`: a string, or a callable that returns one for each request."""
        self.name, self.prefix, self._value = name, prefix, value

    def __repr__(self) -> str:
        return f"auth.{type(self).__name__}({self.name!r}, ...)"

    def with_value(self, value: Any) -> Auth:
        """A copy with a value, which may itself be one of these classes."""
        if isinstance(value, Auth):
            return value
        from copy import copy

        new = copy(self)
        new._value = value
        return new

    def secret(self) -> Any:
        """The value, or an awaitable of it."""
        return self._value() if callable(self._value) else self._value

    def text(self, secret: Any) -> str:
        """The text that is sent. No error contains the secret."""
        if not isinstance(secret, str):
            raise TypeError(f"the credential gave {type(secret).__name__}, and no token")
        secret = secret.strip()
        if not re.fullmatch("[!-~]+" if self.prefix else self._allowed, secret):
            raise ValueError(f"the credential gave a token that no {self.place} can hold")
        return f"{self.prefix}{secret}"

    def added(self, headers: Any, url: str, text: str) -> str:
        """Adds it to the headers of httpx2, or to the URL, which is returned."""
        headers[self.name] = text
        return url

    def removed(self, url: str) -> str:
        """A URL without it, which a link of an answer may repeat."""
        return url


class Header(Auth):
    """A key in a header: `auth.Header("X-Api-Key", "...")`."""


class Bearer(Auth):
    """A bearer token (RFC 6750): `auth.Bearer("...")`."""

    def __init__(self, value: Any = None) -> None:
        super().__init__("Authorization", value, "Bearer ")

    def __repr__(self) -> str:
        return "auth.Bearer(...)"


def credentials(given: Any, documented: Sequence[Auth]) -> tuple[Auth, ...]:
    """What a credential adds to a request, in the documented way where it has none."""
    if given is None or given == "":
        return ()
    if isinstance(given, Auth):
        return (given,)
    many: Sequence[Any] = given if is_array(given) else ()
    if many and all(isinstance(item, Auth) for item in many):
        return tuple(many)
    values = [given] if len(documented) == 1 else many
    if len(values) != len(documented):
        raise ValueError(f"the API needs all of these at once: {[*documented]}")
    for value in values:
        if not isinstance(value, (str, tuple, Auth)) and not callable(value):
            # Nothing of the value: it may hold a secret.
            raise TypeError(f"not a credential: {type(value).__name__}")
    return tuple(way.with_value(value) for way, value in zip(documented, values, strict=True))
