"""Ways to authenticate: what a credential adds to a request.

A string, a callable that returns one, or one of these is the credential of a client. It is added
after the request has left everything that logs, records or prints it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Literal

from .values import is_array


class Auth:
    """A value in a header, the query or a cookie."""

    place: Literal["header", "query", "cookie"] = "header"

    def __init__(self, name: str, value: Any = None, prefix: str = "") -> None:
        """`value`: a string or a callable that returns one, each time that a request is sent."""
        self.name, self.prefix, self._value = name, prefix, value

    def __repr__(self) -> str:
        return f"auth.{type(self).__name__}({self.name!r}, ...)"

    def with_value(self, value: Any) -> Auth:
        """The same with a value, which may have a way to authenticate of its own."""
        if isinstance(value, Auth):
            return value
        new = object.__new__(type(self))
        new.name, new.prefix, new._value = self.name, self.prefix, value
        return new

    def secret(self, claims: str) -> Any:
        """The value, or an awaitable of it. `claims` are what a token must have (OpenID Connect, 5.5)."""
        if not callable(self._value):
            return self._value
        return self._value(claims) if hasattr(self._value, "challenge") else self._value()

    def challenge(self, answer: Any) -> str:
        """The claims that a 401 wants of a token, "" when it wants none."""
        return str(self._value.challenge(answer)) if hasattr(self._value, "challenge") else ""

    def text(self, secret: Any) -> str:
        """What is sent. Nothing of a secret that cannot be sent is in the error."""
        if not isinstance(secret, str):
            raise TypeError(
                f"the credential gave {type(secret).__name__}, where a token was expected"
            )
        secret = secret.strip()
        allowed = {"header": "[ -~]+", "query": ".+", "cookie": r"[!#-+\--:<-\[\]-~]+"}[self.place]
        if not re.fullmatch("[!-~]+" if self.prefix else allowed, secret):
            raise ValueError(
                f"the credential gave a token that is empty or that no {self.place} can hold"
            )
        return f"{self.prefix}{secret}"


class Header(Auth):
    """A key in a header: `auth.Header("X-Api-Key", "...")`."""


class Query(Auth):
    """A key in the query: `auth.Query("api_key", "...")`."""

    place = "query"


class Cookie(Auth):
    """A key in a cookie: `auth.Cookie("session", "...")`."""

    place = "cookie"


class Scheme(Auth):
    """A token behind the name of its scheme: `auth.Scheme("Bot", "...")`."""

    def __init__(self, scheme: str, value: Any = None) -> None:
        super().__init__("Authorization", value, f"{scheme} ")

    def __repr__(self) -> str:
        return f"auth.Scheme({self.prefix.strip()!r}, ...)"


class Bearer(Auth):
    """A bearer token (RFC 6750): `auth.Bearer("...")`."""

    def __init__(self, value: Any = None) -> None:
        super().__init__("Authorization", value, "Bearer ")

    def __repr__(self) -> str:
        return "auth.Bearer(...)"


class Basic(Auth):
    """A user and a password (RFC 7617): `auth.Basic("user", "password")`. A key often is the user."""

    def __init__(self, user: Any = None, password: str = "") -> None:
        """`user` may be a callable that returns both."""
        is_pair = isinstance(user, str)
        super().__init__("Authorization", (user, password) if is_pair else user, "Basic ")

    def __repr__(self) -> str:
        return "auth.Basic(...)"

    def text(self, secret: Any) -> str:
        from base64 import b64encode

        if isinstance(secret, str):
            user, _, password = secret.partition(":")
        else:
            try:
                user, password = map(str, secret)
            except (TypeError, ValueError):
                raise TypeError("the credential gave no user and password") from None
        if not user and not password or ":" in user:
            raise ValueError("the credential gave no user, or one with a colon")
        return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def credentials(given: Any, documented: Sequence[Auth], scopes: Sequence[str]) -> tuple[Auth, ...]:
    """What a credential adds to a request: in the documented way where it has none of its own."""
    if given is None or given == "":
        return ()
    if isinstance(given, Auth):
        return (given,)
    many: Sequence[Any] = given if is_array(given) else ()
    if many and all(isinstance(item, Auth) for item in many):
        return tuple(many)
    if len(documented) == 1:
        return (documented[0].with_value(_source(given, scopes)),)
    if len(many) != len(documented):
        raise ValueError(f"the API needs all of these at once: {[*documented]}")
    return tuple(
        way.with_value(_source(v, scopes)) for way, v in zip(documented, many, strict=True)
    )


def _source(value: Any, scopes: Sequence[str]) -> Any:
    """What gives a secret: itself, a callable, or an object with `get_token(*scopes)`."""
    if hasattr(value, "get_token"):
        try:
            tokens = import_module(f"{__package__}.tokens")
        except ImportError:  # the API takes no such tokens
            pass
        else:
            return tokens.Tokens(value, tuple(scopes))
    if not _is_source(value):
        # Nothing of the value: it may hold a secret.
        raise TypeError(f"not a credential: {type(value).__name__}")
    return value


def _is_source(value: Any) -> bool:
    return isinstance(value, (str, tuple, Auth)) or callable(value)


class Signer:
    """What a client puts into the extensions of a request for its transport, which adds the texts."""

    def __init__(self, added: Sequence[tuple[Auth, str]]) -> None:
        self._added = added

    def signed(self, request: Any) -> Any:
        """The same request with the credentials."""
        import httpx2

        headers, url = request.headers.copy(), str(request.url)
        for way, text in self._added:
            if way.place == "header":
                headers[way.name] = text
            elif way.place == "cookie":
                before = headers.get("Cookie")
                headers["Cookie"] = (
                    f"{before}; {way.name}={text}" if before else f"{way.name}={text}"
                )
            else:
                url += ("&" if "?" in url else "?") + query_pair(way.name, text)
        return httpx2.Request(
            request.method,
            url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )


def query_pair(name: str, text: str) -> str:
    from urllib.parse import quote

    return f"{quote(name, safe='')}={quote(text, safe='')}"


EXTENSION = "signer"


class SigningTransport:
    """The transport of the API's own host: it adds the credential to what the client lets it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def _signed(self, request: Any) -> Any:
        signer: Signer | None = request.extensions.pop(EXTENSION, None)
        return signer.signed(request) if signer else request

    def handle_request(self, request: Any) -> Any:
        return self._inner.handle_request(self._signed(request))

    async def handle_async_request(self, request: Any) -> Any:
        return await self._inner.handle_async_request(self._signed(request))

    def close(self) -> None:
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()


def has_proxies() -> bool:
    """Whether the environment names a proxy."""
    from urllib.request import getproxies

    return bool(getproxies())


def proxy_of(url: Any) -> str | None:
    """The proxy that the environment names for a URL, as httpx2 would choose it."""
    from urllib.request import getproxies, proxy_bypass

    known = getproxies()
    proxy = known.get(url.scheme) or known.get("all")
    if not proxy or proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
