"""A key in a cookie as the credential."""

from __future__ import annotations

from typing import Any

from .auth import Auth


class Cookie(Auth):
    """A key in a cookie: `auth.Cookie("session", "...")`."""

    _allowed = r"[!#-+\--:<-\[\]-~]+"
    place = "cookie"

    def added(self, headers: Any, url: str, text: str) -> str:
        # A service may have set one of the same name.
        before = [pair for pair in headers.get("Cookie", "").split("; ") if pair]
        kept = [pair for pair in before if pair.partition("=")[0] != self.name]
        headers["Cookie"] = "; ".join([*kept, f"{self.name}={text}"])
        return url
