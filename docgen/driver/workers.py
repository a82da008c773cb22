"""Processes of this machine, or workers of a cluster, that the stages give work to.

In: how many, or an address. Out: `Workers`, which alone knows how processes start, what they keep and who does what
nobody has begun.
"""

from __future__ import annotations

import pickle
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from docgen.diagnostics.diagnostic import codes
from docgen.project.usage import UsageError

# A run in which nothing changed starts no process, and to import this takes a twentieth of it.
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_FEW = 200  # pages that one process has read before another has started
_SHARES = 16
_PATIENCE = 10  # seconds to wait for a scheduler


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun(Generic[R]):
    """A call that is made elsewhere, or here when it is waited for."""

    wait: Callable[[], R]  # for its result
    take_back: Callable[[], bool] = bool  # whether nobody had begun it, so that nobody will


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Processes that take work, or none: then work is done in this process, when its result is read."""

    executor: Executor | None = None
    processes: int = 0  # of this machine, beside this one
    are_left: Callable[[], bool] = bool  # whether somebody is there to do what was begun
    lost: str = ""  # what to report when nobody is

    def start(self) -> None:
        """Starts the processes of this machine, which load the readers before there is work."""
        if self.executor and self.processes:
            self._submit(int)

    def for_size(self, size: int) -> Workers:
        """These, or none where the work is done before a process has started. `size` is in pages."""
        return self if size >= _FEW else Workers()

    def begin(self, function: Callable[P, R], *arguments: P.args, **keywords: P.kwargs) -> Begun[R]:
        """Begins a call. What a process of this machine has not begun can be taken back, to make the call here."""
        if self.executor is None:
            return Begun(wait=partial(function, *arguments, **keywords))
        future = self._submit(function, *arguments, **keywords)
        wait = partial(self._result, future)
        return Begun(wait=wait, take_back=future.cancel) if self.processes else Begun(wait=wait)

    def begin_shares(
        self, function: Callable[[Sequence[T]], R], items: Sequence[T]
    ) -> Callable[[], list[R]]:
        """Begins calls for a part of the items each. Gives a function that waits for the results.

        What no process has begun by then is done here, from the end on.
        """
        if self.executor is None:
            return lambda: [function(items)]
        shares = [items[at::_SHARES] for at in range(_SHARES)]
        begun = [(share, self.begin(function, share)) for share in shares]
        return lambda: [
            function(share) if call.take_back() else call.wait() for share, call in reversed(begun)
        ]

    def prepare(
        self, function: Callable[P, object], *arguments: P.args, **keywords: P.kwargs
    ) -> None:
        """Has idle processes call a function for what it caches, so that later work begins with that."""
        if self.executor:
            for _ in range(self.processes):
                self._submit(function, *arguments, **keywords)

    def _submit(
        self, function: Callable[P, R], *arguments: P.args, **keywords: P.kwargs
    ) -> Future[R]:
        from concurrent.futures import BrokenExecutor

        assert self.executor
        try:
            return self.executor.submit(function, *arguments, **keywords)
        except BrokenExecutor:
            raise UsageError(self.lost) from None

    def _result(self, future: Future[R]) -> R:
        """What was begun. Raises `UsageError` when those who do it are gone: out of memory, or out of reach."""
        from concurrent.futures import BrokenExecutor, CancelledError, TimeoutError

        while True:
            try:
                return future.result(_PATIENCE)
            except (BrokenExecutor, CancelledError):
                raise UsageError(self.lost) from None
            except TimeoutError:
                if future.done():
                    raise
                if not self.are_left():
                    raise UsageError(self.lost) from None


class Shared(Generic[T]):
    """A value that a process unpickles once, however often it is sent: what is cached by it stays cached."""

    def __init__(self, value: T) -> None:
        self.value = value
        self._pickled = pickle.dumps(value)

    def __reduce__(self) -> tuple[Callable[[bytes], Shared[object]], tuple[bytes]]:
        return _shared, (self._pickled,)


@lru_cache(8)
def _shared(pickled: bytes) -> Shared[object]:
    return Shared(pickle.loads(pickled))


@contextmanager
def open_workers(jobs: int, address: str = "") -> Iterator[Workers]:
    """Processes, which start with the first work, or the workers of the Dask scheduler at "dask://HOST:PORT".

    `jobs` are all processes, with this one. None where it does all. Dask gives the work of a worker that is lost to the others. Raises
    `UsageError` for another address, and for one that nobody answers at or that has no worker.
    """
    if address:
        with _cluster(address) as workers:
            yield workers
    elif jobs < 2:
        yield Workers()
    else:
        from concurrent.futures import ProcessPoolExecutor

        # A thread of this process hands out the work: processes must not wait until the others let it.
        sys.setswitchinterval(0.0005)
        with ProcessPoolExecutor(jobs - 1, initializer=_load) as pool:
            lost = (
                "a process was ended from outside, as for want of memory; --jobs 1 needs no other"
            )
            yield Workers(executor=pool, processes=jobs - 1, are_left=lambda: True, lost=lost)


def _load() -> None:
    """Loads the readers, and the table of codes that each finding needs."""
    import docgen.reading.read  # noqa: F401

    codes()


def scheduler(address: str) -> str:
    """HOST:PORT of workers that read pages. Raises `UsageError` for another address than dask://HOST:PORT."""
    at = re.fullmatch(r"dask://([^/\s]+:\d+)/?", address)
    if not at:
        raise UsageError(f'"{address}" is not an address of workers; write dask://HOST:PORT')
    return at[1]


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    at = scheduler(address)
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen-sdk[dask]'") from None
    import logging

    for name in ("distributed", "distributed.client", "distributed.utils"):
        # What is lost is reported below, in one line.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(f"tcp://{at}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"no scheduler responds at {address}: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except OSError:
            raise UsageError(f"the scheduler at {address} has no worker; start one") from None
        yield Workers(
            executor=client.get_executor(pure=False),
            are_left=lambda: bool(client.scheduler_info()["workers"]),
            lost=f"the scheduler at {address} or its last worker is gone; start it, and run the command again",
        )
