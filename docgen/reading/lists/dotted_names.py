"""Names of a table with colons between their parts: `files:name`, beside `files`.

The names of a table enter; those that are parts of others leave, with dots.
"""

from __future__ import annotations

from collections.abc import Collection

_MOST_PARTS = 8  # between the colons of a name


def dotted_names(names: Collection[str]) -> dict[str, str]:
    """`files:name` as `files.name`, beside `files`; `assets:links:url` so too, beside `assets:links`."""
    heads = {name: _heads(name) for name in names}
    owners = {head for above in heads.values() for head in above}
    return {
        name: name.replace(":", ".")
        for name, above in heads.items()
        if above and (name in owners or any(head in heads for head in above))
    }


def _heads(name: str) -> list[str]:
    """Of `assets:links:url`: `assets`, `assets:links`."""
    parts = name.split(":", _MOST_PARTS)
    is_path = 1 < len(parts) <= _MOST_PARTS
    return [":".join(parts[:n]) for n in range(1, len(parts))] if is_path else []
