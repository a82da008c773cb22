"""The name of a dialect, and what is wrong with one: all that the command line needs before it reads a page."""

from __future__ import annotations


class DialectError(ValueError):
    """A dialect file that cannot be used; the message names the key and the fix."""


def is_file_of_dialect(dialect: str) -> bool:
    """Whether the value of `--dialect` is the user's own file rather than a name."""
    return dialect.endswith(".toml")
