"""Processes of this machine, or workers of a cluster, that read pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from docgen.project.configuration import UsageError


def scheduler(address: str) -> str:
    """HOST:PORT of workers that read pages. Raises `UsageError` for another address than dask://HOST:PORT."""
    at = re.fullmatch(r"dask://([^/\s]+:\d+)/?", address)
    if not at:
        raise UsageError(f'"{address}" is not an address of workers; write dask://HOST:PORT')
    return at[1]


_PATIENCE = 10  # seconds to wait for a scheduler


@contextmanager
def executor(jobs: int, address: str = "") -> Iterator[Executor | None]:
    """Processes, which start with the first work, or the workers of the Dask scheduler at "dask://HOST:PORT".

    None where one process does all. Dask gives the work of a worker that is lost to the others. Raises
    `UsageError` for another address, and for one that nobody answers at or that has no worker.
    """
    if not address and jobs < 2:
        yield None
        return
    if not address:
        with ProcessPoolExecutor(jobs) as pool:
            yield pool
        return
    at = scheduler(address)
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen[dask]'") from None
    try:
        client = Client(f"tcp://{at}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler responds at {address}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except OSError:
            raise UsageError(f"the scheduler at {address} has no worker; start one") from None
        yield client.get_executor(pure=False)
