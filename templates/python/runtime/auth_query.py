"""A key in the query as the credential."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .auth import Auth


class Query(Auth):
    """A key in the query: `auth.Query("api_key", "...")`."""

    _allowed = ".+"
    place = "query"

    def added(self, headers: Any, url: str, text: str) -> str:
        return f"{url}{'&' if '?' in url else '?'}{self._begin()}{quote(text, safe='')}"

    def removed(self, url: str) -> str:
        path, mark, query = url.partition("?")
        kept = [pair for pair in query.split("&") if not pair.startswith(self._begin())]
        return path + mark + "&".join(kept)

    def _begin(self) -> str:
        return f"{quote(self.name, safe='')}="
