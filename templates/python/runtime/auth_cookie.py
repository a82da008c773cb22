"""A key in a cookie as the credential."""

from __future__ import annotations

from typing import Any

from .auth import Auth


class Cookie(Auth):
    """A key in a cookie: `auth.Cookie("session", "...")`."""

    _allowed = r"[!#-+\--:<-\[\]-~]+"
    place = "cookie"

    def added(self, headers: Any, url: str, text: str) -> str:
        before = [headers["Cookie"]] if "Cookie" in headers else []
        headers["Cookie"] = "; ".join([*before, f"{self.name}={text}"])
        return url
