"""Each input of ../shared/faults is read as it should be."""

import os

import pytest
from shared_faults import FAULTS, PROBES, made

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FAULTS.is_dir() and not os.environ.get("CI"), reason="../shared/faults is not there"
    ),
]


@pytest.mark.parametrize("name", sorted(PROBES))
def test_an_input_is_read_as_it_should_be(name: str):
    assert made(name) == PROBES[name][0]


def test_every_input_has_a_probe():
    assert {path.name for path in FAULTS.iterdir() if path.is_dir()} == PROBES.keys()
