"""What tests of clients share."""

import asyncio
import threading
import time

import pytest


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of the client; none is made.

    Both functions are the process's own: a server of another test, which polls in its thread, sleeps on.
    """
    requested: list[float] = []
    sleep, sleep_async, own = time.sleep, asyncio.sleep, threading.current_thread()

    def pause(seconds: float) -> None:
        (requested.append if threading.current_thread() is own else sleep)(seconds)

    async def pause_async(seconds: float) -> None:
        if threading.current_thread() is own:
            requested.append(seconds)
        else:
            await sleep_async(seconds)

    monkeypatch.setattr(time, "sleep", pause)
    monkeypatch.setattr(asyncio, "sleep", pause_async)
    return requested
