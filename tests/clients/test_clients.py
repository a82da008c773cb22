"""Clients that others publish, against `docgen serve` of the references of their APIs: `make test-clients`.

Each makes the calls of its `calls_NAME.py`, in an environment of its own, with the documented credential.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support import PATIENCE

from docgen.driver.workspace import read_api
from docgen.mock.server import serving
from docgen.project.configuration import Api
from docgen.verify.placeholders import with_values

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
CORPORA = HERE.parents[2] / "shared/corpora"
PYTHON = Path.home() / ".cache/docgen/clients/bin/python"


@pytest.mark.parametrize(
    ("client", "folder", "count"),
    [
        ("msgraph", "graph/v1.0", 20),
        ("gitlab", "gitlab/doc/api", 15),
        ("mastodon", "mastodon", 15),
        ("hvac", "openbao/website", 12),
    ],
)
def test_all_calls_of_a_client_are_answered(client: str, folder: str, count: int):
    if not (CORPORA / folder).is_dir():
        pytest.skip(f"{CORPORA / folder} is not here")
    built = read_api(Api(pages=CORPORA / folder)).built
    with serving(with_values(built.spec, built.placeholders), requires_credentials=True) as served:
        command = [str(PYTHON), str(HERE / f"calls_{client}.py"), served.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=10 * PATIENCE)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    failed = {name: fault for name, fault in results.items() if fault}
    print(f"\n{client}: {len(results) - len(failed)} of {len(results)} calls answered")
    assert len(results) == count
    assert not failed
