"""A user and a password as the credential."""

from __future__ import annotations

from typing import Any

from .auth import Auth


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
