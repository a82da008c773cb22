"""What two type checkers know about a generated SDK, under their strictest settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CHECKS = {
    "pyright": ["pyright", "--pythonpath", sys.executable, "-p", "tests/typed"],
    "packages": [
        *("pyright", "--pythonpath", sys.executable, "-p", "tests/typed/generated.json"),
    ],
    "mypy": ["mypy", "--strict", "tests/typed/use_sdk.py", "tests/typed/use_parcels.py"],
}


@pytest.mark.parametrize("checker", CHECKS)
def test_type_checkers_know_what_a_user_gets(checker: str):
    done = subprocess.run(
        [sys.executable, "-m", *CHECKS[checker]],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": "generated"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
