"""A token of another scheme as the credential."""

from __future__ import annotations

from typing import Any

from .auth import Auth


class Scheme(Auth):
    """A token behind the name of its scheme: `auth.Scheme("Bot", "...")`."""

    def __init__(self, scheme: str, value: Any = None) -> None:
        super().__init__("Authorization", value, f"{scheme} ")

    def __repr__(self) -> str:
        return f"auth.Scheme({self.prefix.strip()!r}, ...)"
