"""What every test has: a cache folder of its own, and as much time as a busy machine takes."""

import re
import signal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# A shell without job control ignores Ctrl-C in what it starts in the background, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


_NUMBERS = count()
_SLOW = re.compile(r"^pytestmark = (?:\[\n[^\]]*|.*)mark\.slow\b", re.M)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A module of slow tests is not imported where these are left out: it takes longer than many of the others."""
    is_test = collection_path.suffix == ".py" and "not slow" in config.option.markexpr
    return True if is_test and _SLOW.search(collection_path.read_text("utf-8")) else None


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for those of all tests: pytest looks through all that it made before it makes another."""
    return tmp_path_factory.mktemp("caches")


@pytest.fixture(autouse=True)
def own_cache(caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches / str(next(_NUMBERS))))
