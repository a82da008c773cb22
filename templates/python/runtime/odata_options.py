"""What a client of OData takes beside the keywords of its own API."""

from __future__ import annotations

from . import options


class Options(options.Options, total=False):
    """The other keywords of a client, with the scopes of its tokens."""

    scopes: tuple[str, ...] | None
