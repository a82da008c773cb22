"""Processes of this machine, or workers of a cluster, that read pages."""

from __future__ import annotations

import re

from docgen.project.configuration import UsageError


def scheduler(address: str) -> str:
    """HOST:PORT of workers that read pages. Raises `UsageError` for another address than dask://HOST:PORT."""
    at = re.fullmatch(r"dask://([^/\s]+:\d+)/?", address)
    if not at:
        raise UsageError(f'"{address}" is no address of workers; write dask://HOST:PORT')
    return at[1]
