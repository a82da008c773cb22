"""Addresses with variables, which are keywords of the clients."""

from __future__ import annotations

import re


def address(template: str, **variables: str | None) -> str:
    """The URL with its variables. Raises `ValueError` for one without a value, or whose value leads elsewhere."""
    url = template
    for name, value in variables.items():
        if value is None:
            raise ValueError(f"{name} is needed, or base_url: the API is at {template}")
        if not re.fullmatch(r"[A-Za-z0-9_~-]+([.:][A-Za-z0-9_~-]+)*", value):
            raise ValueError(f"{name}: no part of an address: {value!r}")
        url = url.replace("{" + name + "}", value)
    return url
