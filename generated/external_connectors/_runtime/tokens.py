"""Tokens of an azure-identity credential: an object with `get_token(*scopes)`."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Iterable
from inspect import iscoroutinefunction
from typing import Any

from .auth import Auth

_EARLY = 300  # seconds before its end at which a token is renewed
_CLAIMS = re.compile(r'\bclaims\s*=\s*"?([A-Za-z0-9+/_-]+=*)', re.IGNORECASE)


class Tokens(Auth):
    """The tokens of a credential, each kept until shortly before its end, in the place of another way."""

    def __init__(self, way: Auth, credential: Any, scopes: tuple[str, ...]) -> None:
        super().__init__(way.name, None, way.prefix)
        self._credential, self._scopes = credential, scopes
        self._token: Any = None
        self._claims = ""  # what the next token must have (OpenID Connect, 5.5)
        self._answered = ""  # what this one was asked to have

    def secret(self) -> str | Awaitable[str]:
        if self._token is not None and self._token.expires_on - _EARLY > time.time():
            return str(self._token.token)
        wanted = {"claims": self._claims} if self._claims else {}
        if iscoroutinefunction(self._credential.get_token):
            return self._awaited(wanted)
        return self._kept(self._credential.get_token(*self._scopes, **wanted))

    async def _awaited(self, wanted: dict[str, str]) -> str:
        return self._kept(await self._credential.get_token(*self._scopes, **wanted))

    def _kept(self, token: Any) -> str:
        self._token, self._claims, self._answered = token, "", self._claims
        text: str = token.token
        return text

    def renew(self, answer: Any) -> bool:
        """Whether a refusal asks for another token, which the last one was not asked for."""
        text = str(answer.headers.get("WWW-Authenticate") or "")
        match = _CLAIMS.search(text) if "insufficient_claims" in text else None
        if not match:
            return False
        from base64 import urlsafe_b64decode

        claims = match[1].replace("+", "-").replace("/", "_").rstrip("=")
        try:
            claims = urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode("utf-8")
        except ValueError:
            return False
        if claims == self._answered:
            return False
        self._token, self._claims = None, claims
        return True


def are_renewed(credentials: Iterable[Auth], answer: Any) -> bool:
    """Whether the request is sent again with another token, after a refusal of status 401."""
    return any(isinstance(way, Tokens) and way.renew(answer) for way in credentials)
